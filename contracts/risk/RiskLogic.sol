// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { PriceLogic } from "../markets/PriceLogic.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books, MarketBook, PriceQuality } from "../types/Books.sol";
import { LegWeights } from "../types/LegWeights.sol";
import { MarketId } from "../types/MarketId.sol";
import { PRICE_AGE_MAX, PRICE_AGE_UNIT } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, noFactors, Portfolio } from "../types/Portfolio.sol";
import { Position } from "../types/Position.sol";
import { EquityTerms, InitialTerms, MarginTerms } from "../types/RiskTerms.sol";

/// @notice Which of the two margins is asked for.
enum MarginKind {
    Maintenance,
    Initial
}

/// @notice The health of one account at one set of prices (M).
/// @dev An account is loaded once into a Portfolio, at prices projected to this block; everything after is pure.
library RiskLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    // ── loading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Loads an account with every factor it has a position or collateral in, ascending by market.
    /// @param extraMarkets bitmap of markets to include without a position, for an order that opens one
    function load(
        PoolState storage $,
        Books memory books,
        AccountId id,
        uint256 extraMarkets
    ) internal view returns (Portfolio memory portfolio) {
        AccountWord word = $.accounts[id];
        portfolio.id = id;
        portfolio.word = word;
        portfolio.quote = LedgerLogic.quoteOf($, books, word);
        portfolio.settlement = word.settlement() * books.scale;

        uint256 bits = word.marketBits() | extraMarkets | _priceMarkets(books.page, word.assetBits());
        Factor[] memory factors = noFactors(_countBits(bits));
        portfolio.factors = factors;
        // at most 12 positions, 8 assets and one extra market
        uint256 m;
        for (uint256 i; i < factors.length; ++i) {
            while ((bits >> m) & 1 == 0) ++m;
            factors[i] = _loadFactor($, books, id, word, MarketId.wrap(uint8(m)));
            ++m;
        }
    }

    function _loadFactor(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word,
        MarketId market
    ) private view returns (Factor memory factor) {
        MarketLogic.look($, books, market);
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        factor.market = market;
        factor.hot = book.hot;
        factor.valid = book.quality == PriceQuality.Valid;
        if (word.marketBits() & market.bit() != 0) {
            Position storage position = $.positions[id][market];
            (factor.size, factor.cost) = (position.size, position.cost);
        }
        if (word.assetBits() == 0) return factor;
        AssetId asset = books.page.collateralAsset(market);
        if (asset == SETTLEMENT_ASSET || word.assetBits() & asset.bit() == 0) return factor;
        factor.asset = asset;
        setAmount(books.page, factor, $.balances[id][asset]);
    }

    /// @notice Sets the collateral of a factor and its value.
    function setAmount(ParameterPage page, Factor memory factor, uint256 amount) internal pure {
        factor.amount = amount;
        factor.collateral = CollateralMath.value(
            amount,
            factor.hot.price(),
            page.assetDecimals(factor.asset),
            page.unitExponent(factor.market)
        );
    }

    /// @notice Lets an account pass whose prices are all valid or stale: nothing is paid out on any other (B-1).
    function requireUndisputed(Books memory books, Portfolio memory portfolio) internal pure {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            if (!factor.valid) PriceLogic.requireUndisputed(books, factor.market);
        }
    }

    // ── one factor ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice A factor's weighted net notional and gross if its position were `size` (M-1).
    function marginOf(
        ParameterPage page,
        Factor memory factor,
        int256 size,
        MarginKind kind
    ) internal pure returns (int256 weighted, uint256 gross) {
        LegWeights weights = page.legWeights(factor.market);
        uint256 sizeWeight = MarginMath.sizeWeight(weights.sizeSlope(), size, page.skewScale(factor.market));
        uint256 base = kind == MarginKind.Initial ? _initialBase(page, factor) : weights.maintenance();
        return _weigh(page, factor, _notional(factor, size), MarginMath.capped(base, sizeWeight), kind);
    }

    /// @dev n = q·P, magnitude up.
    function _notional(Factor memory factor, int256 size) private pure returns (int256) {
        int256 notional = int256(PricingMath.notionalUp(size, factor.hot.price())); // below 2^134
        unchecked {
            return size < 0 ? 0 - notional : notional;
        }
    }

    function _weigh(
        ParameterPage page,
        Factor memory factor,
        int256 notional,
        uint256 weight,
        MarginKind kind
    ) private pure returns (int256, uint256) {
        uint256 haircut = factor.asset == SETTLEMENT_ASSET ? 0 : _haircut(page, factor, kind);
        return MarginMath.factor(notional, weight, factor.collateral, haircut);
    }

    /// @dev m0 of the initial margin; it grows with the market's open interest (P-5).
    function _initialBase(ParameterPage page, Factor memory factor) private pure returns (uint256) {
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

    function _profit(Factor memory factor) private pure returns (int256) {
        return PricingMath.profit(factor.size, factor.cost, factor.hot.priceIndex());
    }

    // ── sums over all factors ───────────────────────────────────────────────────────────────────────────────────────

    /// @notice Sums of the margin side.
    function marginTerms(
        ParameterPage page,
        Portfolio memory portfolio,
        MarginKind kind
    ) internal pure returns (MarginTerms memory terms) {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            (int256 weighted, uint256 gross) = marginOf(page, factor, factor.size, kind);
            MarginMath.add(terms, page.correlationClass(factor.market), weighted, gross);
        }
    }

    /// @dev Adds one factor to the sums of both margins, which have its notional and the weight of its size in common.
    function _addToMargins(ParameterPage page, Factor memory factor, InitialTerms memory terms) private pure {
        LegWeights weights = page.legWeights(factor.market);
        uint256 sizeWeight = MarginMath.sizeWeight(weights.sizeSlope(), factor.size, page.skewScale(factor.market));
        int256 notional = _notional(factor, factor.size);
        uint256 weight = MarginMath.capped(weights.maintenance(), sizeWeight);
        _addWeighed(page, factor, terms.maintenance, notional, weight, MarginKind.Maintenance);
        weight = MarginMath.capped(_initialBase(page, factor), sizeWeight);
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
        (int256 weighted, uint256 gross) = _weigh(page, factor, notional, weight, kind);
        MarginMath.add(terms, page.correlationClass(factor.market), weighted, gross);
    }

    /// @notice Sums of the equity side.
    function equityTerms(
        ParameterPage page,
        Portfolio memory portfolio
    ) internal pure returns (EquityTerms memory terms) {
        terms.collateral = portfolio.settlement;
        terms.quote = portfolio.quote;
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            int256 pnl = factor.size == 0 ? int256(0) : _profit(factor);
            _addToEquity(page, factor, terms, pnl);
        }
    }

    /// @dev At most 21 factors, each worth less than 2^209 either way.
    function _addToEquity(
        ParameterPage page,
        Factor memory factor,
        EquityTerms memory terms,
        int256 pnl
    ) private pure {
        unchecked {
            terms.collateral += factor.collateral;
            if (!factor.valid) terms.staleAllowance += staleAllowanceOf(page, factor);
            terms.pnl += pnl;
        }
    }

    // ── the account ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Margin of an account from its sums; none without positions and debt (A-4).
    /// @param debt USD WAD that is left after asset 0 has been swept
    function margin(
        Books memory books,
        AccountId id,
        MarginTerms memory terms,
        uint256 debt
    ) internal pure returns (uint256) {
        return
            MarginMath.margin(
                terms,
                id.isIsolated(),
                books.page.correlationTable(),
                books.page.kappa(),
                books.lambda,
                books.page.lambdaSlope(),
                debtMargin(books.page, debt)
            );
    }

    /// @notice hc_d·debt, up: the part of a margin that is for debt (M-2).
    function debtMargin(ParameterPage page, uint256 debt) internal pure returns (uint256) {
        return debt.mulWadUp(page.debtHaircut());
    }

    /// @notice E: a price that is no longer valid counts in the account's favour (M-3, Q-4).
    function equity(EquityTerms memory terms, uint256 rho) internal pure returns (int256) {
        return MarginMath.equity(terms.collateral, terms.quote + terms.pnl, rho) + terms.staleAllowance.toInt();
    }

    /// @notice Equity and margin of a loaded account; margin 0 when it has neither position nor debt (M-4).
    /// @param terms the sums of its equity side
    function health(
        Books memory books,
        Portfolio memory portfolio,
        EquityTerms memory terms,
        uint256 rho
    ) internal pure returns (int256 equity_, uint256 margin_) {
        equity_ = equity(terms, rho);
        if (portfolio.word.marketBits() == 0 && portfolio.quote >= 0) return (equity_, 0);
        MarginTerms memory margins = marginTerms(books.page, portfolio, MarginKind.Maintenance);
        margin_ = margin(books, portfolio.id, margins, portfolio.quote.shortfall());
    }

    /// @notice E_init, in which a price that is no longer valid counts against the account, and what it must reach:
    /// max(M_init, ratio·M) (M-5, Q-4).
    function initialHealth(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio
    ) internal view returns (int256 equity_, uint256 required) {
        _lookAtOpenInterest($, books, portfolio);
        InitialTerms memory terms = _initialTerms(books.page, portfolio);
        EquityTerms memory e = terms.equity;
        equity_ = MarginMath.initialEquity(e.collateral, e.quote, e.pnl) - e.staleAllowance.toInt();
        uint256 debt = portfolio.quote.shortfall();
        uint256 maintenance = margin(books, portfolio.id, terms.maintenance, debt);
        required = maintenance.mulWadUp(books.page.initialRatio()).max(
            margin(books, portfolio.id, terms.initial, debt)
        );
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
            _addToEquity(page, factor, terms.equity, _initialProfit(page, factor));
            _addToMargins(page, factor, terms);
        }
    }

    /// @dev PnL⁻ + w_m·PnL⁺ of one leg.
    function _initialProfit(ParameterPage page, Factor memory factor) private pure returns (int256) {
        if (factor.size == 0) return 0;
        return MarginMath.initialProfit(_profit(factor), page.legWeights(factor.market).profitWeight());
    }

    /// @notice The factor of a market that a portfolio has.
    function factorOf(Portfolio memory portfolio, MarketId market) internal pure returns (Factor memory factor) {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; ; ++i) {
            factor = factors[i];
            if (factor.market == market) return factor;
        }
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

    function _priceMarkets(ParameterPage page, uint256 assetBits) private pure returns (uint256 bits) {
        for (uint256 a; assetBits != 0; (++a, assetBits >>= 1)) {
            if (assetBits & 1 == 1) bits |= page.priceMarket(AssetId.wrap(uint8(a))).bit();
        }
    }

    function _countBits(uint256 bits) private pure returns (uint256 count) {
        unchecked {
            for (; bits != 0; bits &= bits - 1) ++count;
        }
    }
}
