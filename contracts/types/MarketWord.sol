// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What every evaluation needs of a market, in one storage slot.
/// @dev From the least significant bit:
///   price         u80   last accepted price, USD WAD per contract unit; zero only before listing
///   fundingIndex  i73   F: cumulative funding in FUNDING_INDEX_UNIT / 1e18 USD per contract unit; a long has paid F, a short
///                       received it
///   rate          i36   funding rate r, 1e-11 per day; positive: longs pay
///   skewFraction  i13   skew S / K in 1/32767, rounded toward zero; moves the funding rate (P-2). Open interest is at most a
///                       tenth of K, so ± 1/8 is more than it can be
///   syncedAt      u32   timestamp to which funding has accrued
///   priceAge      u12   age of the price at `syncedAt` in PRICE_AGE_UNIT seconds, up, 4095 = that or older
///   moveSpent     u10   how much of the move allowance was spent at `syncedAt`, in its own units (see MoveMath, B-2)
///   80 + 73 + 36 + 13 + 32 + 12 + 10 = 256
/// The index of a position is A = P − F (P-3).
type MarketWord is uint256;

using {
    price,
    fundingIndex,
    rate,
    skewFraction,
    syncedAt,
    priceAge,
    moveSpent,
    priceIndex,
    withSkewFraction
} for MarketWord global;

uint256 constant PRICE_AGE_UNIT = 16;
uint256 constant PRICE_AGE_MAX = 4095;
uint256 constant PRICE_MAX = type(uint80).max;
int256 constant FUNDING_INDEX_UNIT = 128;
int256 constant FUNDING_INDEX_MAX = (2 ** 72 - 1) * FUNDING_INDEX_UNIT;
int256 constant FUNDING_RATE_MAX = 2 ** 35 - 1;
int256 constant SKEW_FRACTION_ONE = 32767;
int256 constant SKEW_FRACTION_MAX = 2 ** 12 - 1;
uint256 constant MOVE_SPENT_MAX = 1023;

/// @dev Callers pass values already clamped to the constants above; an excess is cut, never a revert, because
/// liquidation writes this word.
function toMarketWord(
    uint256 price_,
    int256 fundingIndex_,
    int256 rate_,
    int256 skewFraction_,
    uint256 syncedAt_,
    uint256 priceAge_,
    uint256 moveSpent_
) pure returns (MarketWord) {
    return
        MarketWord.wrap(
            (price_ & PRICE_MAX) |
                // an arithmetic shift: toward −∞, as funding is rounded
                ((uint256(fundingIndex_ >> 7) & (2 ** 73 - 1)) << 80) |
                ((uint256(rate_) & (2 ** 36 - 1)) << 153) |
                ((uint256(skewFraction_) & (2 ** 13 - 1)) << 189) |
                ((syncedAt_ & type(uint32).max) << 202) |
                ((priceAge_ & PRICE_AGE_MAX) << 234) |
                (moveSpent_ << 246)
        );
}

function price(MarketWord w) pure returns (uint256) {
    return uint80(MarketWord.unwrap(w));
}

function fundingIndex(MarketWord w) pure returns (int256) {
    // sign extension of 73 bits that start at bit 80, times 2^7
    return (int256(MarketWord.unwrap(w) << 103) >> 183) << 7;
}

function rate(MarketWord w) pure returns (int256) {
    // sign extension of 36 bits that start at bit 153
    return int256(MarketWord.unwrap(w) << 67) >> 220;
}

function skewFraction(MarketWord w) pure returns (int256) {
    // sign extension of 13 bits that start at bit 189
    return int256(MarketWord.unwrap(w) << 54) >> 243;
}

function syncedAt(MarketWord w) pure returns (uint256) {
    return uint32(MarketWord.unwrap(w) >> 202);
}

function priceAge(MarketWord w) pure returns (uint256) {
    return (MarketWord.unwrap(w) >> 234) & PRICE_AGE_MAX;
}

function moveSpent(MarketWord w) pure returns (uint256) {
    return MarketWord.unwrap(w) >> 246;
}

/// @notice A = P − F, USD WAD per contract unit; may be negative.
function priceIndex(MarketWord w) pure returns (int256) {
    // 80 bits less 80 bits
    unchecked {
        return int256(price(w)) - fundingIndex(w);
    }
}

function withSkewFraction(MarketWord w, int256 fraction) pure returns (MarketWord) {
    return
        MarketWord.wrap(
            (MarketWord.unwrap(w) & ~(uint256(2 ** 13 - 1) << 189)) | ((uint256(fraction) & (2 ** 13 - 1)) << 189)
        );
}

/// @notice Age at `timestamp` of a price published at `publishedAt`, in PRICE_AGE_UNIT seconds.
/// @dev ⌈t/16⌉ − ⌊p/16⌋: at least the true age and at most two units more. What passes between two times adds
/// `elapsedUnits` of them exactly, however often a market is synced in between.
function priceAgeAt(uint256 publishedAt, uint256 timestamp) pure returns (uint256) {
    // the callers' times are not after now
    unchecked {
        return _unitsUp(timestamp) - publishedAt / PRICE_AGE_UNIT;
    }
}

/// @notice By how many units every price ages between two times: ⌈t/16⌉ − ⌈s/16⌉.
function elapsedUnits(uint256 since, uint256 timestamp) pure returns (uint256) {
    unchecked {
        return _unitsUp(timestamp) - _unitsUp(since);
    }
}

function _unitsUp(uint256 timestamp) pure returns (uint256) {
    unchecked {
        return (timestamp + PRICE_AGE_UNIT - 1) / PRICE_AGE_UNIT;
    }
}
