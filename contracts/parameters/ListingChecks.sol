// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import { IParameters } from "../interfaces/IParameters.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { PRICE_AGE_MAX, PRICE_AGE_UNIT } from "../types/MarketWord.sol";

/// @notice Bounds within which the pool's arithmetic and promises hold.
library ListingChecks {
    uint256 internal constant ONE_PPM = 1e6;
    uint256 internal constant PPB_PER_PPM = 1e3;
    uint256 internal constant MAX_AGE = PRICE_AGE_MAX * PRICE_AGE_UNIT; // seconds, 18.2 hours
    int8 internal constant MIN_UNIT_EXPONENT = -6;
    int8 internal constant MAX_UNIT_EXPONENT = 18;
    uint256 internal constant MAX_OPEN_INTEREST_USD = 1e9; // keeps the pool's sums within 96 and 112 bits
    uint256 internal constant MAX_PREMIUM_PPM = 0.1e6;
    uint256 internal constant MAX_SETTLEMENT_USD = 1e10; // an account's debt can take all of it into its quote, 96 bits

    function checkPool(PoolParameters calldata p) internal pure {
        _within("kappaPpm", p.kappaPpm, 1, ONE_PPM);
        _within("debtHaircutPpm", p.debtHaircutPpm, 1, ONE_PPM);
        _within("initialRatioPpm", p.initialRatioPpm, ONE_PPM, 10 * ONE_PPM);
        _within("targetHealthPpm", p.targetHealthPpm, ONE_PPM + 1, 10 * ONE_PPM);
        _within("liquidationFeePpm", p.liquidationFeePpm, 0, 0.1e6);
        _within("feeInsurancePpm", p.feeInsurancePpm, 0, ONE_PPM);
        _within("failedOrderFeePpm", p.failedOrderFeePpm, 0, 0.01e6);
        _within("minDelay", p.minDelay, 1, 3600);
        _within("maxDelay", p.maxDelay, uint256(p.minDelay) + 1, type(uint16).max);
        for (uint256 i; i < 36; ++i) _within("correlationPct", p.correlationPct[i], 0, 99);
    }

    function checkMarket(MarketParameters calldata p) internal pure {
        // Ages count up to two units too much, so a shorter limit would refuse prices of this very second.
        _within("maxAge", p.maxAge, 4 * PRICE_AGE_UNIT, MAX_AGE - PRICE_AGE_UNIT);
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

    function checkSettlement(AssetParameters calldata p, uint256 decimals) internal pure {
        _within("accountCap", p.accountCap, 0, MAX_SETTLEMENT_USD * 10 ** decimals);
    }

    function checkAsset(AssetParameters calldata p) internal pure {
        _within("haircutPpm", p.haircutPpm, 0.02e6, ONE_PPM - 1);
    }

    function checkToken(address token, uint256 min, uint256 max) internal view returns (uint256 decimals) {
        decimals = IERC20Metadata(token).decimals();
        if (decimals < min || decimals > max) revert IParameters.UnsupportedDecimals(token, decimals, min, max);
    }

    function _within(bytes32 name, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert IParameters.ParameterOutOfRange(name, value, min, max);
    }
}
