// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketId } from "./MarketId.sol";

/// @notice A pending order in one storage slot; valid iff the account's order flag is set, never cleared.
/// @dev From the least significant bit:
///   size         i112  contract units WAD, positive buys
///   limitPrice   u80   worst acceptable fill price, USD WAD per contract unit
///   committedAt  u32   timestamp of the commitment
///   nonce        u24   counts the account's orders, wraps
///   market       u8
///   112 + 80 + 32 + 24 + 8 = 256
type OrderWord is uint256;

using { size, limitPrice, committedAt, nonce, market } for OrderWord global;

int256 constant ORDER_SIZE_MAX = type(int112).max;

/// @dev `size_` within ±ORDER_SIZE_MAX and `limitPrice_` within PRICE_MAX are checked by the caller.
function toOrderWord(
    MarketId market_,
    int256 size_,
    uint256 limitPrice_,
    uint256 committedAt_,
    uint256 nonce_
) pure returns (OrderWord) {
    return
        OrderWord.wrap(
            uint256(uint112(int112(size_))) |
                (uint256(uint80(limitPrice_)) << 112) |
                (uint256(uint32(committedAt_)) << 192) |
                (uint256(uint24(nonce_)) << 224) |
                (uint256(MarketId.unwrap(market_)) << 248)
        );
}

function size(OrderWord w) pure returns (int256) {
    return int112(uint112(OrderWord.unwrap(w)));
}

function limitPrice(OrderWord w) pure returns (uint256) {
    return uint80(OrderWord.unwrap(w) >> 112);
}

function committedAt(OrderWord w) pure returns (uint256) {
    return uint32(OrderWord.unwrap(w) >> 192);
}

function nonce(OrderWord w) pure returns (uint256) {
    return uint24(OrderWord.unwrap(w) >> 224);
}

function market(OrderWord w) pure returns (MarketId) {
    return MarketId.wrap(uint8(OrderWord.unwrap(w) >> 248));
}
