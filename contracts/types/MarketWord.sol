// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What every evaluation needs of a market, in one storage slot.
/// @dev From the least significant bit:
///   price         u80   last accepted price, USD WAD per contract unit; zero only before listing
///   fundingIndex  i80   F: cumulative funding, USD WAD per contract unit; a long has paid F, a short received it
///   rate          i36   funding rate r, 1e-11 per day; positive: longs pay
///   skewFraction  i16   skew S / K in 1/32767, rounded toward zero; moves the funding rate (P-2)
///   syncedAt      u32   timestamp to which funding has accrued
///   priceAge      u12   age of the price at `syncedAt` in PRICE_AGE_UNIT seconds, up, 4095 = that or older
///   80 + 80 + 36 + 16 + 32 + 12 = 256
/// The index of a position is A = P − F (P-3).
type MarketWord is uint256;

using {
    price,
    fundingIndex,
    rate,
    skewFraction,
    syncedAt,
    priceAge,
    priceIndex,
    withSkewFraction
} for MarketWord global;

uint256 constant PRICE_AGE_UNIT = 16;
uint256 constant PRICE_AGE_MAX = 4095;
uint256 constant PRICE_MAX = type(uint80).max;
int256 constant FUNDING_INDEX_MAX = 2 ** 79 - 1;
int256 constant FUNDING_RATE_MAX = 2 ** 35 - 1;
int256 constant SKEW_FRACTION_ONE = 32767;

/// @dev Callers pass values already clamped to the constants above; an excess is cut, never a revert, because
/// liquidation writes this word.
function toMarketWord(
    uint256 price_,
    int256 fundingIndex_,
    int256 rate_,
    int256 skewFraction_,
    uint256 syncedAt_,
    uint256 priceAge_
) pure returns (MarketWord) {
    return
        MarketWord.wrap(
            (price_ & PRICE_MAX) |
                ((uint256(fundingIndex_) & (2 ** 80 - 1)) << 80) |
                ((uint256(rate_) & (2 ** 36 - 1)) << 160) |
                ((uint256(skewFraction_) & type(uint16).max) << 196) |
                ((syncedAt_ & type(uint32).max) << 212) |
                ((priceAge_ & PRICE_AGE_MAX) << 244)
        );
}

function price(MarketWord w) pure returns (uint256) {
    return uint80(MarketWord.unwrap(w));
}

function fundingIndex(MarketWord w) pure returns (int256) {
    return int80(uint80(MarketWord.unwrap(w) >> 80));
}

function rate(MarketWord w) pure returns (int256) {
    // sign extension of 36 bits that start at bit 160
    return int256(MarketWord.unwrap(w) << 60) >> 220;
}

function skewFraction(MarketWord w) pure returns (int256) {
    return int16(uint16(MarketWord.unwrap(w) >> 196));
}

function syncedAt(MarketWord w) pure returns (uint256) {
    return uint32(MarketWord.unwrap(w) >> 212);
}

function priceAge(MarketWord w) pure returns (uint256) {
    return MarketWord.unwrap(w) >> 244;
}

/// @notice A = P − F, USD WAD per contract unit; may be negative.
function priceIndex(MarketWord w) pure returns (int256) {
    return int256(price(w)) - fundingIndex(w);
}

function withSkewFraction(MarketWord w, int256 fraction) pure returns (MarketWord) {
    return
        MarketWord.wrap(
            (MarketWord.unwrap(w) & ~(uint256(type(uint16).max) << 196)) |
                ((uint256(fraction) & type(uint16).max) << 196)
        );
}

/// @notice Age at `timestamp` of a price published at `publishedAt`, in PRICE_AGE_UNIT seconds.
/// @dev ⌈t/16⌉ − ⌊p/16⌋: at least the true age and at most two units more. What passes between two times adds
/// `elapsedUnits` of them exactly, however often a market is synced in between.
function priceAgeAt(uint256 publishedAt, uint256 timestamp) pure returns (uint256) {
    return _unitsUp(timestamp) - publishedAt / PRICE_AGE_UNIT;
}

/// @notice By how many units every price ages between two times: ⌈t/16⌉ − ⌈s/16⌉.
function elapsedUnits(uint256 since, uint256 timestamp) pure returns (uint256) {
    return _unitsUp(timestamp) - _unitsUp(since);
}

function _unitsUp(uint256 timestamp) pure returns (uint256) {
    return (timestamp + PRICE_AGE_UNIT - 1) / PRICE_AGE_UNIT;
}
