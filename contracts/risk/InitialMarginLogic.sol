// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { Books, MarketBook } from "../types/Books.sol";
import { LegWeights } from "../types/LegWeights.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { EquityTerms, InitialTerms, MarginTerms } from "../types/RiskTerms.sol";
import { FactorRisk, MarginKind } from "./FactorRisk.sol";
import { RiskLogic } from "./RiskLogic.sol";

/// @notice What an account needs that raises its risk: a margin above that at which it is liquidated (M-5).
library InitialMarginLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Whether an account has its initial margin; equity and requirement where it has not.
    function check(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio
    ) internal view returns (bool ok, int256 equity, uint256 required) {
        (equity, required) = bound(books, portfolio);
        if (equity >= required.toInt()) return (true, equity, required);
        (equity, required) = health($, books, portfolio);
        ok = equity >= required.toInt();
    }

    /// @notice E_init, in which a price that is no longer valid counts against the account, and what it must reach:
    /// max(M_init, ratio·M) (M-5, Q-4).
    function health(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio
    ) internal view returns (int256 equity_, uint256 required) {
        _lookAtOpenInterest($, books, portfolio);
        InitialTerms memory terms = _initialTerms(books.page, portfolio);
        equity_ = _initialEquity(terms.equity);
        uint256 debt = portfolio.quote.shortfall();
        uint256 maintenance = RiskLogic.margin(books, portfolio.id, terms.maintenance, debt);
        required = maintenance.mulWadUp(books.page.initialRatio()).max(
            RiskLogic.margin(books, portfolio.id, terms.initial, debt)
        );
    }

    /// @notice E_init, and a number that what it must reach never exceeds, found without open interest and hedges.
    /// @dev Most accounts have more, and for them this is enough. It is no less than max(M_init, ratio·M): gross is at least
    /// κ·gross and the root, so no hedge lowers it (M-2); the weight is the larger of both margins', with all that open
    /// interest can add (P-5); so is the haircut (C-1); and the ratio is at least 1.
    function bound(
        Books memory books,
        Portfolio memory portfolio
    ) internal pure returns (int256 equity_, uint256 atMost) {
        ParameterPage page = books.page;
        EquityTerms memory terms = EquityTerms(portfolio.settlement, portfolio.quote, 0, 0);
        MarginTerms memory margins;
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            RiskLogic.addToEquity(page, factor, terms, _initialProfit(page, factor));
            margins.gross += _grossAtMost(page, factor);
        }
        equity_ = _initialEquity(terms);
        uint256 debt = RiskLogic.debtMargin(page, portfolio.quote.shortfall());
        atMost = MarginMath.margin(margins, true, 0, 0, books.lambda, page.lambdaSlope(), debt).mulWadUp(
            page.initialRatio()
        );
    }

    function _grossAtMost(ParameterPage page, Factor memory factor) private pure returns (uint256 gross) {
        MarketId market = factor.market;
        LegWeights weights = page.legWeights(market);
        uint256 base = weights.initial().max(weights.maintenance()) + page.openInterestSlope(market);
        uint256 sizeWeight = MarginMath.sizeWeight(weights.sizeSlope(), factor.size, page.skewScale(market));
        (, gross) = FactorRisk.weigh(
            page,
            factor,
            FactorRisk.notionalOf(factor, factor.size),
            MarginMath.capped(base, sizeWeight),
            MarginKind.Initial
        );
    }

    function _initialEquity(EquityTerms memory terms) private pure returns (int256) {
        return MarginMath.initialEquity(terms.collateral, terms.quote, terms.pnl) - terms.staleAllowance.toInt();
    }

    /// @dev All sums in one pass over the factors.
    function _initialTerms(
        ParameterPage page,
        Portfolio memory portfolio
    ) private pure returns (InitialTerms memory terms) {
        terms.equity.collateral = portfolio.settlement;
        terms.equity.quote = portfolio.quote;
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            RiskLogic.addToEquity(page, factor, terms.equity, _initialProfit(page, factor));
            _addToMargins(page, factor, terms);
        }
    }

    /// @dev PnL⁻ + w_m·PnL⁺ of one leg.
    function _initialProfit(ParameterPage page, Factor memory factor) private pure returns (int256) {
        if (factor.size == 0) return 0;
        return MarginMath.initialProfit(FactorRisk.profitOf(factor), page.legWeights(factor.market).profitWeight());
    }

    /// @dev Sides are read only where the initial margin depends on them (P-5).
    function _lookAtOpenInterest(PoolState storage $, Books memory books, Portfolio memory portfolio) private view {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            if (factor.size == 0 || books.page.openInterestSlope(factor.market) == 0) continue;
            factor.openInterest = _openInterest($, books, factor.market);
        }
    }

    /// @dev Of the larger side. Sides that are not among the books are not taken in for it: nothing else of them is needed.
    function _openInterest(PoolState storage $, Books memory books, MarketId market) private view returns (uint256) {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (book.hasSides) return book.longSize.max(book.shortSize);
        MarketState storage state = $.markets[market];
        return uint256(state.long.size).max(state.short.size);
    }

    /// @dev Adds one factor to the sums of both margins, which have its notional and the weight of its size in common.
    function _addToMargins(ParameterPage page, Factor memory factor, InitialTerms memory terms) private pure {
        LegWeights weights = page.legWeights(factor.market);
        uint256 sizeWeight = MarginMath.sizeWeight(weights.sizeSlope(), factor.size, page.skewScale(factor.market));
        int256 notional = FactorRisk.notionalOf(factor, factor.size);
        uint256 weight = MarginMath.capped(weights.maintenance(), sizeWeight);
        _addWeighed(page, factor, terms.maintenance, notional, weight, MarginKind.Maintenance);
        weight = MarginMath.capped(FactorRisk.initialBase(page, factor), sizeWeight);
        _addWeighed(page, factor, terms.initial, notional, weight, MarginKind.Initial);
    }

    function _addWeighed(
        ParameterPage page,
        Factor memory factor,
        MarginTerms memory terms,
        int256 notional,
        uint256 weight,
        MarginKind kind
    ) private pure {
        (int256 weighted, uint256 gross) = FactorRisk.weigh(page, factor, notional, weight, kind);
        MarginMath.add(terms, page.correlationClass(factor.market), weighted, gross);
    }
}
