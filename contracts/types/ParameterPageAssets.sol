// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetId } from "./AssetId.sol";
import { fractionOf } from "./LegWeights.sol";
import { MarketId } from "./MarketId.sol";
import {
    marketCount,
    PAGE_ASSET_WORDS,
    PAGE_HEADER_WORDS,
    PAGE_MARKET_WORDS,
    ParameterPage,
    wordOf
} from "./ParameterPage.sol";

// What the parameter page says of collateral assets; part of ParameterPage, whose layout is described there.

/// @dev Ids and counts are 8 bits wide and offsets below 2, so no sum here comes near 2^256.
function _assetWord(ParameterPage page, AssetId id, uint256 offset) pure returns (uint256) {
    unchecked {
        uint256 start = PAGE_HEADER_WORDS + marketCount(page) * PAGE_MARKET_WORDS;
        return wordOf(page, start + uint256(AssetId.unwrap(id)) * PAGE_ASSET_WORDS + offset);
    }
}

function token(ParameterPage page, AssetId id) pure returns (address) {
    return address(uint160(_assetWord(page, id, 0)));
}

function assetDecimals(ParameterPage page, AssetId id) pure returns (uint256) {
    return uint8(_assetWord(page, id, 0) >> 160);
}

function priceMarket(ParameterPage page, AssetId id) pure returns (MarketId) {
    return MarketId.wrap(uint8(_assetWord(page, id, 0) >> 168));
}

function haircut(ParameterPage page, AssetId id) pure returns (uint256) {
    return fractionOf(_assetWord(page, id, 0), 176);
}

function concentration(ParameterPage page, AssetId id) pure returns (uint256) {
    return fractionOf(_assetWord(page, id, 0), 200);
}

function maxDiscount(ParameterPage page, AssetId id) pure returns (uint256) {
    return fractionOf(_assetWord(page, id, 0), 224);
}

/// @notice Seconds.
function auctionDuration(ParameterPage page, AssetId id) pure returns (uint256) {
    return uint256(uint8(_assetWord(page, id, 0) >> 248)) * 60;
}

function poolCap(ParameterPage page, AssetId id) pure returns (uint256) {
    return uint128(_assetWord(page, id, 1));
}

function accountCap(ParameterPage page, AssetId id) pure returns (uint256) {
    return uint128(_assetWord(page, id, 1) >> 128);
}
