// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Index of a market, 0…31, in order of listing. A market is also a risk factor: it has exactly one price feed (M-1).
type MarketId is uint8;

using { bit, sameMarket as ==, otherMarket as != } for MarketId global;

/// @notice The market's bit in a market bitmap.
function bit(MarketId id) pure returns (uint256) {
    return 1 << MarketId.unwrap(id);
}

function sameMarket(MarketId a, MarketId b) pure returns (bool) {
    return MarketId.unwrap(a) == MarketId.unwrap(b);
}

function otherMarket(MarketId a, MarketId b) pure returns (bool) {
    return MarketId.unwrap(a) != MarketId.unwrap(b);
}
