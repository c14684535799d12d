// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetId } from "./AssetId.sol";
import { fractionOf, LegWeights, PPM } from "./LegWeights.sol";
import { MarketId } from "./MarketId.sol";
import {
    token,
    assetDecimals,
    priceMarket,
    haircut,
    concentration,
    maxDiscount,
    auctionDuration,
    poolCap,
    accountCap
} from "./ParameterPageAssets.sol";

/// @notice All parameters of the pool, in memory. The value is the memory address of the first word.
/// @dev The page is the code of a data contract (one STOP byte, then 32-byte words), replaced as a whole. Reading it costs
/// one cold account instead of a storage slot for every parameter. Words:
///   0        κ · hc_d · initial ratio · target health · σ · φ · insurance share · failed-order fee (24 each) · minDelay · maxDelay · T_junior (16 each)
///   1        keeper bond · order fee · dust · vault floor (64 each)
///   2        correlation of the class pairs, 36 × 7 bits, per cent
///   3        number of markets · number of assets · settlement decimals (8 each) · sequencer 160 · grace 16 · debt rate 24 · debt cap 32
///   4 + 5m   market m: source 160 · maxAge 16 · source decimals 8 · unit exponent 8 · class 8 · collateral asset 8 · source kind 8
///   5 + 5m   skew scale K 112 · open-interest cap 112
///   6 + 5m   open-interest cap USD 40 · m0 24 · m1 24 · initial m0 24 · profit weight 24 · maker 16 · taker 16 · max premium 24 · r_max 24
///   7 + 5m   v_max 32 · stale shock 24 · stale growth 32 · max move 24 · move refill 16 · confirm delay 8 · open-interest slope 24
///   8 + 5m   second source 160 · its decimals 8 · max deviation 24 · max confidence 24
///   4 + 5·markets + 2a      asset a: token 160 · decimals 8 · price market 8 · haircut 24 · concentration 24 · max discount 24 · auction minutes 8
///   5 + 5·markets + 2a      pool cap 128 · account cap 128
/// Fractions come out as WAD (1e18 = 1). Ids must be listed: a page is not bounds-checked, entry points are.
type ParameterPage is uint256;

using {
    kappa,
    debtHaircut,
    initialRatio,
    targetHealth,
    lambdaSlope,
    liquidationFee,
    feeInsuranceShare,
    failedOrderFee,
    minDelay,
    maxDelay,
    juniorDelay,
    keeperBond,
    orderFee,
    dust,
    vaultFloor,
    correlationTable,
    marketCount,
    assetCount,
    settlementScale,
    sequencer,
    sequencerGrace,
    debtRate,
    accountDebtCap,
    source,
    sourceKind,
    secondary,
    secondaryDecimals,
    maxDeviation,
    maxConfidence,
    maxAge,
    sourceDecimals,
    unitExponent,
    correlationClass,
    collateralAsset,
    skewScale,
    maxOpenInterest,
    maxOpenInterestUsd,
    legWeights,
    maintenanceFraction,
    makerFee,
    takerFee,
    maxPremium,
    maxFundingRate,
    fundingVelocity,
    staleShock,
    staleGrowth,
    maxMove,
    moveRefill,
    confirmDelay,
    openInterestSlope,
    token,
    assetDecimals,
    priceMarket,
    haircut,
    concentration,
    maxDiscount,
    auctionDuration,
    poolCap,
    accountCap,
    isMarketListed,
    isAssetListed
} for ParameterPage global;

uint256 constant PAGE_HEADER_WORDS = 4;
uint256 constant PAGE_MARKET_WORDS = 5;
uint256 constant PAGE_ASSET_WORDS = 2;

// what a market's primary source speaks
uint256 constant SOURCE_AGGREGATOR = 0;
uint256 constant SOURCE_PULL = 1;

/// @notice Reads the page at `location` into memory.
function loadParameterPage(address location) view returns (ParameterPage page) {
    // Equivalent to: page = address of a memory copy of location.code[1:]
    assembly ("memory-safe") {
        let size := sub(extcodesize(location), 1)
        page := mload(0x40)
        mstore(0x40, add(page, and(add(size, 0x1f), not(0x1f))))
        extcodecopy(location, page, 1, size)
    }
}

function wordOf(ParameterPage page, uint256 index) pure returns (uint256 value) {
    // Equivalent to: value = words[index], where words starts at `page`
    assembly ("memory-safe") {
        value := mload(add(page, shl(5, index)))
    }
}

/// @dev Ids are 8 bits wide and offsets below 5, so no sum here comes near 2^256.
function _marketWord(ParameterPage page, MarketId id, uint256 offset) pure returns (uint256) {
    unchecked {
        return wordOf(page, PAGE_HEADER_WORDS + offset + uint256(MarketId.unwrap(id)) * PAGE_MARKET_WORDS);
    }
}

// ── the pool ────────────────────────────────────────────────────────────────────────────────────────────────────────

function kappa(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 0);
}

function debtHaircut(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 24);
}

function initialRatio(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 48);
}

function targetHealth(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 72);
}

function lambdaSlope(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 96);
}

function liquidationFee(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 120);
}

function feeInsuranceShare(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 144);
}

function failedOrderFee(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 0), 168);
}

function minDelay(ParameterPage page) pure returns (uint256) {
    return uint16(wordOf(page, 0) >> 192);
}

function maxDelay(ParameterPage page) pure returns (uint256) {
    return uint16(wordOf(page, 0) >> 208);
}

function juniorDelay(ParameterPage page) pure returns (uint256) {
    return uint16(wordOf(page, 0) >> 224);
}

/// @notice Asset-0 units.
function keeperBond(ParameterPage page) pure returns (uint256) {
    return uint64(wordOf(page, 1));
}

/// @notice Asset-0 units.
function orderFee(ParameterPage page) pure returns (uint256) {
    return uint64(wordOf(page, 1) >> 64);
}

/// @notice USD WAD of maintenance margin under which an account is dust.
function dust(ParameterPage page) pure returns (uint256) {
    return uint256(uint64(wordOf(page, 1) >> 128)) * 1e12;
}

/// @notice USD WAD.
function vaultFloor(ParameterPage page) pure returns (uint256) {
    return uint256(uint64(wordOf(page, 1) >> 192)) * 1e12;
}

/// @notice ρ of classes i ≤ j in per cent at bits 7·(j·(j+1)/2 + i).
function correlationTable(ParameterPage page) pure returns (uint256) {
    return wordOf(page, 2);
}

function marketCount(ParameterPage page) pure returns (uint256) {
    return uint8(wordOf(page, 3));
}

function assetCount(ParameterPage page) pure returns (uint256) {
    return uint8(wordOf(page, 3) >> 8);
}

/// @notice USD WAD of one unit of asset 0: 10^(18 − decimals).
function settlementScale(ParameterPage page) pure returns (uint256) {
    return 10 ** (18 - uint256(uint8(wordOf(page, 3) >> 16)));
}

/// @notice Uptime feed of the chain's sequencer, zero for none.
function sequencer(ParameterPage page) pure returns (address) {
    return address(uint160(wordOf(page, 3) >> 24));
}

/// @notice Seconds.
function sequencerGrace(ParameterPage page) pure returns (uint256) {
    return uint16(wordOf(page, 3) >> 184);
}

/// @notice WAD a year.
function debtRate(ParameterPage page) pure returns (uint256) {
    return fractionOf(wordOf(page, 3), 200);
}

/// @notice USD WAD.
function accountDebtCap(ParameterPage page) pure returns (uint256) {
    return uint256(uint32(wordOf(page, 3) >> 224)) * 1e18;
}

function isMarketListed(ParameterPage page, MarketId id) pure returns (bool) {
    return MarketId.unwrap(id) < marketCount(page);
}

function isAssetListed(ParameterPage page, AssetId id) pure returns (bool) {
    return AssetId.unwrap(id) < assetCount(page);
}

// ── markets ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function source(ParameterPage page, MarketId id) pure returns (address) {
    return address(uint160(_marketWord(page, id, 0)));
}

function maxAge(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint16(_marketWord(page, id, 0) >> 160);
}

function sourceDecimals(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint8(_marketWord(page, id, 0) >> 176);
}

function unitExponent(ParameterPage page, MarketId id) pure returns (int256) {
    return int8(uint8(_marketWord(page, id, 0) >> 184));
}

function correlationClass(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint8(_marketWord(page, id, 0) >> 192);
}

/// @notice The asset that this market's feed prices; asset 0 when there is none.
function collateralAsset(ParameterPage page, MarketId id) pure returns (AssetId) {
    return AssetId.wrap(uint8(_marketWord(page, id, 0) >> 200));
}

function sourceKind(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint8(_marketWord(page, id, 0) >> 208);
}

function skewScale(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint112(_marketWord(page, id, 1));
}

function maxOpenInterest(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint112(_marketWord(page, id, 1) >> 112);
}

/// @notice USD WAD.
function maxOpenInterestUsd(ParameterPage page, MarketId id) pure returns (uint256) {
    // 40 bits times 60
    unchecked {
        return uint256(uint40(_marketWord(page, id, 2))) * 1e18;
    }
}

function legWeights(ParameterPage page, MarketId id) pure returns (LegWeights) {
    return LegWeights.wrap(_marketWord(page, id, 2));
}

function maintenanceFraction(ParameterPage page, MarketId id) pure returns (uint256) {
    return page.legWeights(id).maintenance();
}

function makerFee(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint256(uint16(_marketWord(page, id, 2) >> 136)) * PPM;
}

function takerFee(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint256(uint16(_marketWord(page, id, 2) >> 152)) * PPM;
}

function maxPremium(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 2), 168);
}

/// @notice r_max in the unit of the market word: 1e-11 per day.
function maxFundingRate(ParameterPage page, MarketId id) pure returns (int256) {
    // 24 bits times 17
    unchecked {
        return int256(uint256(uint24(_marketWord(page, id, 2) >> 192))) * 1e5;
    }
}

/// @notice v_max in 1e-11 per day, per day.
function fundingVelocity(ParameterPage page, MarketId id) pure returns (int256) {
    // 32 bits times 17
    unchecked {
        return int256(uint256(uint32(_marketWord(page, id, 3)))) * 1e5;
    }
}

function staleShock(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 3), 32);
}

/// @notice WAD per second.
function staleGrowth(ParameterPage page, MarketId id) pure returns (uint256) {
    // 32 bits times 30
    unchecked {
        return uint256(uint32(_marketWord(page, id, 3) >> 56)) * 1e9;
    }
}

function maxMove(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 3), 88);
}

/// @notice Seconds.
function moveRefill(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint16(_marketWord(page, id, 3) >> 112);
}

/// @notice Seconds.
function confirmDelay(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint8(_marketWord(page, id, 3) >> 128);
}

function openInterestSlope(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 3), 136);
}

/// @notice The market's second source, zero for none.
function secondary(ParameterPage page, MarketId id) pure returns (address) {
    return address(uint160(_marketWord(page, id, 4)));
}

function secondaryDecimals(ParameterPage page, MarketId id) pure returns (uint256) {
    return uint8(_marketWord(page, id, 4) >> 160);
}

function maxDeviation(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 4), 168);
}

function maxConfidence(ParameterPage page, MarketId id) pure returns (uint256) {
    return fractionOf(_marketWord(page, id, 4), 192);
}
