// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";
import { MOVE_SPENT_MAX, PRICE_AGE_MAX, PRICE_AGE_UNIT } from "../types/MarketWord.sol";
import { ParameterPage, SOURCE_AGGREGATOR, SOURCE_PULL } from "../types/ParameterPage.sol";

/// @notice Bounds within which the pool's arithmetic and promises hold, of one pool, market or asset by itself. What several
/// of them owe each other is EnvelopeChecks' business.
library ListingChecks {
    uint256 internal constant ONE_PPM = 1e6;
    uint256 internal constant PPB_PER_PPM = 1e3;
    uint256 internal constant MAX_AGE = PRICE_AGE_MAX * PRICE_AGE_UNIT; // seconds, 18.2 hours
    int8 internal constant MIN_UNIT_EXPONENT = -6;
    int8 internal constant MAX_UNIT_EXPONENT = 18;
    uint256 internal constant MAX_OPEN_INTEREST_USD = 1e9; // keeps the pool's sums within 96 and 112 bits
    uint256 internal constant MAX_PREMIUM_PPM = 0.1e6;
    uint256 internal constant MAX_SETTLEMENT_USD = 1e10; // an account's debt can take all of it into its quote, 96 bits
    uint256 internal constant MAX_VAULT_FLOOR = 1e12; // micro-USD; above it ρ is cut, so no floor may stop all conversions
    uint256 internal constant MAX_DUST = 1e9; // micro-USD; below it an account is closed in full
    uint256 internal constant MAX_SEQUENCER_GRACE = 4 hours;
    uint256 internal constant MAX_CONFIRM_DELAY = 120; // seconds

    /// @dev The debt index cannot overflow: it grows by at most RAY a year (debtRatePpm ≤ 1e6) plus one for every time that it
    /// is stored, and time is 32 bits of seconds, 136.2 years; so it stays below 138·1e27 < 2^97 of its 128 bits.
    function checkPool(PoolParameters memory p) internal pure {
        _within("kappaPpm", p.kappaPpm, 1, ONE_PPM);
        _within("debtHaircutPpm", p.debtHaircutPpm, 1, ONE_PPM);
        _within("initialRatioPpm", p.initialRatioPpm, ONE_PPM, 10 * ONE_PPM);
        _within("targetHealthPpm", p.targetHealthPpm, ONE_PPM + 1, 10 * ONE_PPM);
        _within("lambdaSlopePpm", p.lambdaSlopePpm, 0, 10 * ONE_PPM);
        _within("liquidationFeePpm", p.liquidationFeePpm, 0, 0.1e6);
        _within("feeInsurancePpm", p.feeInsurancePpm, 0, ONE_PPM);
        _within("failedOrderFeePpm", p.failedOrderFeePpm, 0, 0.01e6);
        _within("minDelay", p.minDelay, 1, 3600);
        _within("maxDelay", p.maxDelay, uint256(p.minDelay) + 1, type(uint16).max);
        _within("dust", p.dust, 0, MAX_DUST);
        _within("vaultFloor", p.vaultFloor, 0, MAX_VAULT_FLOOR);
        _within("sequencerGrace", p.sequencerGrace, 0, MAX_SEQUENCER_GRACE);
        _within("debtRatePpm", p.debtRatePpm, 0, ONE_PPM);
        for (uint256 i; i < 36; ++i) _within("correlationPct", p.correlationPct[i], 0, 99);
    }

    function checkMarket(MarketParameters memory p) internal pure {
        _checkOracle(p);
        if (p.unitExponent < MIN_UNIT_EXPONENT || p.unitExponent > MAX_UNIT_EXPONENT) {
            revert IParameters.UnitExponentOutOfRange(p.unitExponent, MIN_UNIT_EXPONENT, MAX_UNIT_EXPONENT);
        }
        _within("correlationClass", p.correlationClass, 0, 7);
        _within("skewScale", p.skewScale, 1e18, type(uint112).max);
        _within("maxPremiumPpm", p.maxPremiumPpm, 0, MAX_PREMIUM_PPM);
        // P-1: fill prices stay bounded and positive
        _within("maxOpenInterest", p.maxOpenInterest, 0, (uint256(p.skewScale) * p.maxPremiumPpm) / ONE_PPM);
        _within("maxOpenInterestUsd", p.maxOpenInterestUsd, 0, MAX_OPEN_INTEREST_USD);
        _within("maintenancePpm", p.maintenancePpm, 1, ONE_PPM);
        _within("initialPpm", p.initialPpm, p.maintenancePpm, ONE_PPM);
        _within("sizeSlopePpm", p.sizeSlopePpm, 0, 10 * ONE_PPM);
        _within("openInterestSlopePpm", p.openInterestSlopePpm, 0, ONE_PPM);
        _within("profitWeightPpm", p.profitWeightPpm, 0, 0.9e6);
        _within("makerFeePpm", p.makerFeePpm, 0, 0.01e6);
        _within("takerFeePpm", p.takerFeePpm, p.makerFeePpm, 0.01e6);
        _within("fundingVelocityPpm", p.fundingVelocityPpm, 0, 100 * ONE_PPM);
        _within("maxFundingRatePpm", p.maxFundingRatePpm, 0, 0.3e6);
        // Q-4: the allowance of a dead price reaches its cap within the longest age that is counted
        _within("staleShockPpm", p.staleShockPpm, 0, ONE_PPM);
        _within(
            "staleGrowthPpb",
            p.staleGrowthPpb,
            (uint256(p.staleShockPpm) * PPB_PER_PPM + MAX_AGE - 1) / MAX_AGE,
            type(uint32).max
        );
    }

    /// @notice Everything but the caps means nothing to the asset that is money itself, so it must not be given.
    function checkSettlement(AssetParameters memory p, uint256 decimals) internal pure {
        _within("priceMarket", p.priceMarket, 0, 0);
        _within("haircutPpm", p.haircutPpm, 0, 0);
        _within("concentrationPpm", p.concentrationPpm, 0, 0);
        _within("maxDiscountPpm", p.maxDiscountPpm, 0, 0);
        _within("auctionMinutes", p.auctionMinutes, 0, 0);
        _within("accountCap", p.accountCap, 0, MAX_SETTLEMENT_USD * 10 ** decimals);
    }

    function checkAsset(AssetParameters memory p) internal pure {
        _within("haircutPpm", p.haircutPpm, 0.02e6, ONE_PPM - 1);
        _within("concentrationPpm", p.concentrationPpm, 0, ONE_PPM);
        _within("maxDiscountPpm", p.maxDiscountPpm, 0, p.haircutPpm);
        _within("auctionMinutes", p.auctionMinutes, 1, type(uint8).max);
        _within("accountCap", p.accountCap, 1, type(uint128).max); // concentration is measured in it
    }

    /// @notice No market but `own` follows the source: two on one feed would be one risk in two (M-1).
    function checkNewSource(ParameterPage page, MarketId own, address source) internal pure {
        uint256 count = page.marketCount();
        for (uint256 m; m < count; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            if (market != own && page.source(market) == source) revert IParameters.AlreadyListed(source);
        }
    }

    function checkToken(address token, uint256 min, uint256 max) internal view returns (uint256 decimals) {
        decimals = IERC20Metadata(token).decimals();
        if (decimals < min || decimals > max) revert IParameters.UnsupportedDecimals(token, decimals, min, max);
    }

    /// @notice Decimals of a source's answers; 0 for no source.
    function decimalsOf(address source) internal view returns (uint256 decimals) {
        if (source == address(0)) return 0;
        decimals = IAggregatorV3(source).decimals();
        if (decimals > 18) revert IParameters.UnsupportedDecimals(source, decimals, 0, 18);
    }

    function _checkOracle(MarketParameters memory p) private pure {
        _within("sourceKind", p.sourceKind, SOURCE_AGGREGATOR, SOURCE_PULL);
        // Ages count up to two units too much, so a shorter limit would refuse prices of this very second.
        _within("maxAge", p.maxAge, 4 * PRICE_AGE_UNIT, MAX_AGE - PRICE_AGE_UNIT);
        _within("maxMovePpm", p.maxMovePpm, 1, ONE_PPM);
        _within("moveRefill", p.moveRefill, 1, MOVE_SPENT_MAX);
        _within("confirmDelay", p.confirmDelay, 1, MAX_CONFIRM_DELAY);
        // A second source that may differ by nothing, or no second source that may differ by something, says nothing.
        bool hasSecond = p.secondary != address(0);
        _within("maxDeviationPpm", p.maxDeviationPpm, hasSecond ? 1 : 0, hasSecond ? p.maxMovePpm : 0);
        if (p.secondary == p.source) revert IParameters.SecondSourceIsFirst(p.source);
        // Prices are uncertain by no more than they may move unconfirmed; an aggregator says nothing of its confidence.
        bool pull = p.sourceKind != 0;
        _within("maxConfidencePpm", p.maxConfidencePpm, pull ? 1 : 0, pull ? p.maxMovePpm : 0);
    }

    function _within(bytes32 name, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert IParameters.ParameterOutOfRange(name, value, min, max);
    }
}
