// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Everything about an account that is not a position or another asset, in one storage slot.
/// @dev From the least significant bit:
///   settlement  u80   asset-0 principal, in the token's own units; zero when there is none
///   quote       i96   ≥ 0: junior profit, USD WAD · < 0: debt, scaled by the debt index (U-3)
///   marketBits  u32   bit m set ⇔ position[m] is valid
///   assetBits   u16   bit a set ⇔ balance[a] > 0, for a ≥ 1 (asset 0 lives in `settlement`)
///   flags       u8    FLAG_… below
///   raisedAt    u16   low bits of the timestamp at which the account last raised its risk (Q-7)
///   spare       u8
///   80 + 96 + 32 + 16 + 8 + 16 + 8 = 256
type AccountWord is uint256;

using {
    settlement,
    rawQuote,
    marketBits,
    assetBits,
    hasFlag,
    raisedRiskAt,
    withSettlement,
    withRawQuote,
    withMarketBit,
    withoutMarketBit,
    withAssetBit,
    withoutAssetBit,
    withFlag,
    withoutFlag,
    withRaisedRiskAt
} for AccountWord global;

uint256 constant FLAG_BONDED = 1; // a keeper bond is in escrow (A-4)
uint256 constant FLAG_ORDER = 2; // an order is pending (P-4)
uint256 constant FLAG_QUEUED = 4; // the account is in the liquidation queue (Q-2)
uint256 constant FLAG_PLEDGED = 8; // the account has a pledge in the mutual fund (W-4)

uint256 constant SETTLEMENT_MAX = type(uint80).max;

/// @notice The account's settlement balance or quote would leave the range of its storage field.
error SettlementOutOfRange(uint256 value, uint256 max);
error QuoteOutOfRange(int256 value);

function settlement(AccountWord w) pure returns (uint256) {
    return uint80(AccountWord.unwrap(w));
}

function rawQuote(AccountWord w) pure returns (int256) {
    return int96(uint96(AccountWord.unwrap(w) >> 80));
}

function marketBits(AccountWord w) pure returns (uint256) {
    return uint32(AccountWord.unwrap(w) >> 176);
}

function assetBits(AccountWord w) pure returns (uint256) {
    return uint16(AccountWord.unwrap(w) >> 208);
}

function hasFlag(AccountWord w, uint256 flag) pure returns (bool) {
    return (AccountWord.unwrap(w) >> 224) & flag != 0;
}

function raisedRiskAt(AccountWord w) pure returns (uint16) {
    return uint16(AccountWord.unwrap(w) >> 232);
}

function withSettlement(AccountWord w, uint256 value) pure returns (AccountWord) {
    if (value > SETTLEMENT_MAX) revert SettlementOutOfRange(value, SETTLEMENT_MAX);
    return AccountWord.wrap((AccountWord.unwrap(w) & ~uint256(type(uint80).max)) | value);
}

function withRawQuote(AccountWord w, int256 value) pure returns (AccountWord) {
    if (value != int96(value)) revert QuoteOutOfRange(value);
    return
        AccountWord.wrap(
            (AccountWord.unwrap(w) & ~(uint256(type(uint96).max) << 80)) | (uint256(uint96(int96(value))) << 80)
        );
}

function withMarketBit(AccountWord w, uint256 bit) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) | (bit << 176));
}

function withoutMarketBit(AccountWord w, uint256 bit) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) & ~(bit << 176));
}

function withAssetBit(AccountWord w, uint256 bit) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) | (bit << 208));
}

function withoutAssetBit(AccountWord w, uint256 bit) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) & ~(bit << 208));
}

function withFlag(AccountWord w, uint256 flag) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) | (flag << 224));
}

function withoutFlag(AccountWord w, uint256 flag) pure returns (AccountWord) {
    return AccountWord.wrap(AccountWord.unwrap(w) & ~(flag << 224));
}

function withRaisedRiskAt(AccountWord w, uint256 timestamp) pure returns (AccountWord) {
    return
        AccountWord.wrap(
            (AccountWord.unwrap(w) & ~(uint256(type(uint16).max) << 232)) | (uint256(uint16(timestamp)) << 232)
        );
}
