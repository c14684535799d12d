// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PriceLogic } from "../markets/PriceLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { LegWeights } from "../types/LegWeights.sol";
import { MarketId } from "../types/MarketId.sol";
import { PRICE_AGE_MAX, PRICE_AGE_UNIT } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor } from "../types/Portfolio.sol";

/// @notice Which of the two margins is asked for.
enum MarginKind {
    Maintenance,
    Initial
}

/// @notice What one factor of an account weighs, gains, and may be wrong by (M-1, M-3, Q-4).
library FactorRisk {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice A factor's weighted net notional and gross if its position were `size` (M-1).
    function marginOf(
        ParameterPage page,
        Factor memory factor,
        int256 size,
        MarginKind kind
    ) internal pure returns (int256 weighted, uint256 gross) {
        LegWeights weights = page.legWeights(factor.market);
        uint256 sizeWeight = MarginMath.sizeWeight(weights.sizeSlope(), size, page.skewScale(factor.market));
        uint256 base = kind == MarginKind.Initial ? initialBase(page, factor) : weights.maintenance();
        return weigh(page, factor, notionalOf(factor, size), MarginMath.capped(base, sizeWeight), kind);
    }

    /// @notice n = q·P of a position of `size`, magnitude up (M-1).
    function notionalOf(Factor memory factor, int256 size) internal pure returns (int256) {
        int256 notional = int256(PricingMath.notionalUp(size, factor.hot.price())); // below 2^134
        unchecked {
            return size < 0 ? 0 - notional : notional;
        }
    }

    /// @notice Weighted net notional and gross of a factor with a notional n and a weight m (M-1).
    function weigh(
        ParameterPage page,
        Factor memory factor,
        int256 notional,
        uint256 weight,
        MarginKind kind
    ) internal pure returns (int256, uint256) {
        uint256 haircut = factor.asset == SETTLEMENT_ASSET ? 0 : _haircut(page, factor, kind);
        return MarginMath.factor(notional, weight, factor.collateral, haircut);
    }

    /// @notice m0 of the initial margin; it grows with the market's open interest (P-5).
    function initialBase(ParameterPage page, Factor memory factor) internal pure returns (uint256) {
        MarketId market = factor.market;
        return
            MarginMath.initialBase(
                page.legWeights(market).initial(),
                page.openInterestSlope(market),
                factor.openInterest,
                page.maxOpenInterest(market)
            );
    }

    /// @dev hc; in the initial margin it grows with how much of the most that one account may hold it does hold (C-1).
    function _haircut(ParameterPage page, Factor memory factor, MarginKind kind) private pure returns (uint256) {
        uint256 haircut = page.haircut(factor.asset);
        if (kind == MarginKind.Maintenance) return haircut;
        return
            MarginMath.legWeight(
                haircut,
                page.concentration(factor.asset),
                factor.amount.toInt(),
                page.accountCap(factor.asset)
            );
    }

    /// @notice What a factor without a valid price may be wrong by, USD WAD (Q-4); zero for a valid one.
    /// @dev It grows with the age of the price. A price that is young but contested may be wrong by all of it at once.
    function staleAllowanceOf(ParameterPage page, Factor memory factor) internal pure returns (uint256) {
        if (factor.valid) return 0;
        uint256 age = PriceLogic.isFresh(page, factor.market, factor.hot) ? PRICE_AGE_MAX : factor.hot.priceAge();
        return
            MarginMath.staleAllowance(
                factor.size.abs().mulDivDown(factor.hot.price(), 1e18) + factor.collateral,
                page.staleShock(factor.market),
                page.staleGrowth(factor.market),
                age * PRICE_AGE_UNIT
            );
    }

    /// @notice Profit of the factor's position, funding included (M-3). USD WAD.
    function profitOf(Factor memory factor) internal pure returns (int256) {
        return PricingMath.profit(factor.size, factor.cost, factor.hot.priceIndex());
    }
}
