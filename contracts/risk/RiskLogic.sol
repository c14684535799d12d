// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
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
import { MarketId } from "../types/MarketId.sol";
import { PRICE_AGE_MAX, PRICE_AGE_UNIT } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { Position } from "../types/Position.sol";
import { EquityTerms, MarginTerms } from "../types/RiskTerms.sol";

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

    /// @notice Loads an account with every factor it has a position or collateral in.
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

        uint256 assetBits = word.assetBits();
        uint256 bits = word.marketBits() | extraMarkets | _priceMarkets(books.page, assetBits);
        portfolio.factors = _lookAtFactors($, books, bits);
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            if (word.marketBits() & factor.market.bit() != 0) {
                Position memory position = $.positions[id][factor.market];
                (factor.size, factor.cost) = (position.size, position.cost);
            }
            AssetId asset = books.page.collateralAsset(factor.market);
            if (asset == SETTLEMENT_ASSET || assetBits & asset.bit() == 0) continue;
            factor.asset = asset;
            setAmount(books.page, factor, $.balances[id][asset]);
        }
    }

    /// @dev One factor for each market of a bitmap, ascending; at most 12 positions, 8 assets and one extra market.
    function _lookAtFactors(
        PoolState storage $,
        Books memory books,
        uint256 bits
    ) private view returns (Factor[] memory factors) {
        factors = new Factor[](_countBits(bits));
        uint256 count;
        for (uint256 m; bits != 0; (++m, bits >>= 1)) {
            if (bits & 1 == 0) continue;
            Factor memory factor = factors[count++];
            factor.market = MarketId.wrap(uint8(m));
            MarketLogic.look($, books, factor.market);
            MarketBook memory book = books.markets[m];
            (factor.hot, factor.valid) = (book.hot, book.quality == PriceQuality.Valid);
        }
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
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
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
        MarketId market = factor.market;
        uint256 base = kind == MarginKind.Initial ? _initialBase(page, factor) : page.maintenanceFraction(market);
        uint256 weight = MarginMath.legWeight(base, page.sizeSlope(market), size, page.skewScale(market));
        uint256 notional = PricingMath.notionalUp(size, factor.hot.price());
        return
            MarginMath.factor(
                size < 0 ? notional.negate() : notional.toInt(),
                weight,
                factor.collateral,
                factor.asset == SETTLEMENT_ASSET ? 0 : _haircut(page, factor, kind)
            );
    }

    /// @dev m0 of the initial margin; it grows with the market's open interest (P-5).
    function _initialBase(ParameterPage page, Factor memory factor) private pure returns (uint256) {
        MarketId market = factor.market;
        return
            MarginMath.initialBase(
                page.initialFraction(market),
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

    // ── the account ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Sums of the margin side over all factors.
    function marginTerms(
        ParameterPage page,
        Portfolio memory portfolio,
        MarginKind kind
    ) internal pure returns (MarginTerms memory terms) {
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            (int256 weighted, uint256 gross) = marginOf(page, factor, factor.size, kind);
            MarginMath.add(terms, page.correlationClass(factor.market), weighted, gross);
        }
    }

    /// @notice p = quote + Σ PnL, funding included (M-3). USD WAD.
    function profit(Portfolio memory portfolio) internal pure returns (int256 sum) {
        sum = portfolio.quote;
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            if (factor.size != 0) sum += _profit(factor);
        }
    }

    /// @notice Sums of the equity side over all factors.
    function equityTerms(
        ParameterPage page,
        Portfolio memory portfolio
    ) internal pure returns (EquityTerms memory terms) {
        terms.collateral = portfolio.settlement;
        terms.quote = portfolio.quote;
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            terms.collateral += factor.collateral;
            terms.staleAllowance += staleAllowanceOf(page, factor);
            if (factor.size != 0) terms.pnl += _profit(factor);
        }
    }

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
                debt.mulDivUp(books.page.debtHaircut(), 1e18)
            );
    }

    /// @notice E: a price that is no longer valid counts in the account's favour (M-3, Q-4).
    function equity(EquityTerms memory terms, uint256 rho) internal pure returns (int256) {
        return MarginMath.equity(terms.collateral, terms.quote + terms.pnl, rho) + terms.staleAllowance.toInt();
    }

    /// @notice E_init: a price that is no longer valid counts against the account (M-5, Q-4).
    function initialEquity(ParameterPage page, Portfolio memory portfolio) internal pure returns (int256) {
        EquityTerms memory terms = equityTerms(page, portfolio);
        int256 pnl; // Σ PnL⁻ + Σ w_m·PnL⁺
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            if (factor.size != 0) pnl += MarginMath.initialProfit(_profit(factor), page.profitWeight(factor.market));
        }
        return MarginMath.initialEquity(terms.collateral, terms.quote, pnl) - terms.staleAllowance.toInt();
    }

    /// @notice Equity and margin of a loaded account; margin 0 when it has neither position nor debt (M-4).
    function health(
        Books memory books,
        Portfolio memory portfolio,
        uint256 rho
    ) internal pure returns (int256 equity_, uint256 margin_) {
        equity_ = equity(equityTerms(books.page, portfolio), rho);
        if (portfolio.word.marketBits() == 0 && portfolio.quote >= 0) return (equity_, 0);
        MarginTerms memory terms = marginTerms(books.page, portfolio, MarginKind.Maintenance);
        margin_ = margin(books, portfolio.id, terms, portfolio.quote.shortfall());
    }

    /// @notice What E_init must reach: max(M_init, ratio·M) (M-5).
    function initialRequirement(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio
    ) internal view returns (uint256) {
        ParameterPage page = books.page;
        _lookAtOpenInterest($, books, portfolio);
        uint256 debt = portfolio.quote.shortfall();
        uint256 initial = margin(books, portfolio.id, marginTerms(page, portfolio, MarginKind.Initial), debt);
        uint256 maintenance = margin(books, portfolio.id, marginTerms(page, portfolio, MarginKind.Maintenance), debt);
        return initial.max(maintenance.mulDivUp(page.initialRatio(), 1e18));
    }

    /// @notice Index of a market among a portfolio's factors, which it must be.
    function indexOf(Portfolio memory portfolio, MarketId market) internal pure returns (uint256 i) {
        while (portfolio.factors[i].market != market) ++i;
    }

    /// @dev Sides are read only where the initial margin depends on them (P-5).
    function _lookAtOpenInterest(PoolState storage $, Books memory books, Portfolio memory portfolio) private view {
        for (uint256 i; i < portfolio.factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            if (factor.size == 0 || books.page.openInterestSlope(factor.market) == 0) continue;
            MarketLogic.lookAtSides($, books, factor.market);
            MarketBook memory book = books.markets[MarketId.unwrap(factor.market)];
            factor.openInterest = book.longSize.max(book.shortSize);
        }
    }

    function _profit(Factor memory factor) private pure returns (int256) {
        return PricingMath.profit(factor.size, factor.cost, factor.hot.priceIndex());
    }

    function _priceMarkets(ParameterPage page, uint256 assetBits) private pure returns (uint256 bits) {
        for (uint256 a; assetBits != 0; (++a, assetBits >>= 1)) {
            if (assetBits & 1 == 1) bits |= page.priceMarket(AssetId.wrap(uint8(a))).bit();
        }
    }

    function _countBits(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) ++count;
    }
}
