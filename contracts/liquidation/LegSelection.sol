// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LiquidationMath } from "../math/LiquidationMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { FactorRisk, MarginKind } from "../risk/FactorRisk.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { Books } from "../types/Books.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { EquityTerms, MarginTerms } from "../types/RiskTerms.sol";

/// @notice A solvent account while its legs are being chosen: its sums, moved on with every slice.
struct Workout {
    MarginTerms margin; // Σ over all factors at their present sizes
    EquityTerms equity; // likewise; quote moves with what slices realise
    uint256 rho; // WAD, as it stood when the account was judged
    uint256 closedNotional; // Σ|Δq|·P so far, USD WAD
    uint256 visited; // bitmap of factors already tried
    uint256 openLegs; // positions that are still open, stale ones included
}

/// @notice Which leg a liquidation closes, and how much of it: the contract's choice, never the caller's (Q-6).
/// @dev In plain words. 1. Every leg is scored once per round by the margin that closing all of it would relieve over what
/// that costs (the fee φ and the premium if adverse). 2. Of the best leg not yet tried, slices of 1, 2, 4 … 256 in 256 are
/// evaluated exactly: fill, realised profit, fee and the debt left after the sweep. The first that brings health to the
/// target is refined by five halvings toward the last that did not. 3. If none does, the slice with the highest health is
/// taken if that is above the present, and the next leg is tried. Health along a leg is not monotone: closing one side of
/// a hedge can ruin it, which is why every slice is evaluated and a leg that does not help is left alone.
library LegSelection {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Sums of a solvent account before anything is closed.
    function start(
        ParameterPage page,
        Portfolio memory portfolio,
        EquityTerms memory equity,
        uint256 rho
    ) internal pure returns (Workout memory workout) {
        workout.margin = RiskLogic.marginTerms(page, portfolio, MarginKind.Maintenance);
        workout.equity = equity;
        workout.rho = rho;
        for (uint256 i; i < portfolio.factors.length; ++i) {
            if (portfolio.factors[i].size != 0) ++workout.openLegs;
        }
    }

    /// @notice The best leg not yet tried: most margin relief per cost, ties to the lower market id (Q-6).
    /// @return found false when no valid leg is left
    /// @return index of the leg among the portfolio's factors
    function bestLeg(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout
    ) internal view returns (bool found, uint256 index) {
        uint256 bestScore;
        uint256 present = _margin(books, portfolio, workout, 0);
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            if (factor.size == 0 || !factor.valid || workout.visited & (1 << i) != 0) continue;
            uint256 score = _score($, books, portfolio, workout, factor, present);
            if (found && score <= bestScore) continue;
            (found, index, bestScore) = (true, i, score);
        }
    }

    /// @notice How much of a leg to close.
    /// @param present health now, WAD
    /// @return delta contract units WAD to trade, zero when no slice helps
    /// @return reached health after it, WAD
    function chooseSlice(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout,
        Factor memory factor,
        int256 present
    ) internal view returns (int256 delta, int256 reached) {
        int256 target = books.page.targetHealth().toInt();
        int256 skew = MarketLogic.skewOf($, books, factor.market);
        uint256 chosen;
        reached = present;
        // nine slices
        for (uint256 slices = LiquidationMath.SMALLEST_SLICE; slices <= LiquidationMath.SLICES; slices *= 2) {
            int256 health = healthAfter(books, portfolio, workout, factor, skew, slices);
            if (health > reached) (chosen, reached) = (slices, health);
            if (health >= target) {
                (chosen, reached) = _refine(books, portfolio, workout, factor, skew, slices, health);
                break;
            }
        }
        if (chosen != 0) delta = LiquidationMath.slice(factor.size, chosen).negate();
    }

    /// @notice Health of the account if `slices`/8192 of a leg were closed now (Q-6).
    function healthAfter(
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout,
        Factor memory factor,
        int256 skew,
        uint256 slices
    ) internal pure returns (int256) {
        int256 delta = LiquidationMath.slice(factor.size, slices).negate();
        (int256 size, int256 quote, int256 pnl) = _close(books.page, workout, factor, skew, delta);
        uint256 notional = workout.closedNotional + PricingMath.notionalUp(delta, factor.hot.price());
        int256 equity =
            MarginMath.equity(workout.equity.collateral, quote + pnl, workout.rho) +
                workout.equity.staleAllowance.toInt();
        uint256 fee = LiquidationMath.fee(notional, books.page.liquidationFee(), equity);
        quote -= fee.toInt();
        equity =
            MarginMath.equity(workout.equity.collateral, quote + pnl, workout.rho) +
            workout.equity.staleAllowance.toInt();
        uint256 debt = quote.shortfall() - quote.shortfall().min(portfolio.settlement);
        // Flat and without debt nothing is required (A-4).
        if (size == 0 && workout.openLegs == 1 && debt == 0) return MarginMath.health(equity, 0);

        _move(books.page, workout.margin, factor, factor.size, size);
        uint256 margin = _margin(books, portfolio, workout, debt);
        _move(books.page, workout.margin, factor, size, factor.size);
        return MarginMath.health(equity, margin);
    }

    /// @notice Moves the sums to where a slice has brought the account.
    /// @param delta contract units WAD traded
    /// @param skew of the market before it
    function advance(
        ParameterPage page,
        Workout memory workout,
        Factor memory factor,
        int256 skew,
        int256 delta
    ) internal pure {
        (int256 size, int256 quote, int256 pnl) = _close(page, workout, factor, skew, delta);
        _move(page, workout.margin, factor, factor.size, size);
        if (size == 0) --workout.openLegs;
        workout.equity.quote = quote;
        workout.equity.pnl = pnl;
        workout.closedNotional += PricingMath.notionalUp(delta, factor.hot.price());
    }

    /// @dev Five halvings between the slice that reached the target and half of it, which did not.
    function _refine(
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout,
        Factor memory factor,
        int256 skew,
        uint256 high,
        int256 highHealth
    ) private pure returns (uint256, int256) {
        uint256 low = high / 2;
        for (uint256 i; i < 5 && high - low > 1; ++i) {
            uint256 middle = (low + high) / 2;
            int256 health = healthAfter(books, portfolio, workout, factor, skew, middle);
            if (health >= books.page.targetHealth().toInt()) (high, highHealth) = (middle, health);
            else low = middle;
        }
        return (high, highHealth);
    }

    /// @dev Quote and Σ PnL of the account if `delta` of a leg were traded.
    function _close(
        ParameterPage page,
        Workout memory workout,
        Factor memory factor,
        int256 skew,
        int256 delta
    ) private pure returns (int256 size, int256 quote, int256 pnl) {
        int256 index = factor.hot.priceIndex();
        uint256 price = factor.hot.price();
        int256 premium = PricingMath.fillPrice(price, skew, delta, page.skewScale(factor.market)) - price.toInt();
        int256 cost;
        int256 realised;
        (size, cost, realised) = PricingMath.trade(factor.size, factor.cost, delta, index, premium);
        quote = workout.equity.quote + realised;
        pnl =
            workout.equity.pnl -
            PricingMath.profit(factor.size, factor.cost, index) +
            (size == 0 ? int256(0) : PricingMath.profit(size, cost, index));
    }

    function _score(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout,
        Factor memory factor,
        uint256 present
    ) private view returns (uint256) {
        _move(books.page, workout.margin, factor, factor.size, 0);
        int256 relief = present.toInt() - _margin(books, portfolio, workout, 0).toInt();
        _move(books.page, workout.margin, factor, 0, factor.size);

        int256 delta = factor.size.negate();
        uint256 price = factor.hot.price();
        int256 skew = MarketLogic.skewOf($, books, factor.market);
        int256 premium = PricingMath.fillPrice(price, skew, delta, books.page.skewScale(factor.market)) - price.toInt();
        return
            LiquidationMath.score(
                relief,
                LiquidationMath.closingCost(
                    PricingMath.notionalUp(delta, price),
                    books.page.liquidationFee(),
                    delta.mulDivCeil(premium, 1e18)
                )
            );
    }

    /// @dev Replaces one factor's part of the margin sums.
    function _move(
        ParameterPage page,
        MarginTerms memory terms,
        Factor memory factor,
        int256 from,
        int256 to
    ) private pure {
        uint256 class = page.correlationClass(factor.market);
        (int256 weighted, uint256 gross) = FactorRisk.marginOf(page, factor, from, MarginKind.Maintenance);
        MarginMath.remove(terms, class, weighted, gross);
        (weighted, gross) = FactorRisk.marginOf(page, factor, to, MarginKind.Maintenance);
        MarginMath.add(terms, class, weighted, gross);
    }

    function _margin(
        Books memory books,
        Portfolio memory portfolio,
        Workout memory workout,
        uint256 debt
    ) private pure returns (uint256) {
        return RiskLogic.margin(books, portfolio.id, workout.margin, debt);
    }
}
