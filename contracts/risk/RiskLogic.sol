// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { PriceLogic } from "../markets/PriceLogic.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books, MarketBook, PriceQuality } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, noFactors, Portfolio } from "../types/Portfolio.sol";
import { Position } from "../types/Position.sol";
import { EquityTerms, MarginTerms } from "../types/RiskTerms.sol";
import { FactorRisk, MarginKind } from "./FactorRisk.sol";

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
        // at most 12 positions, 8 assets and one extra market, each with its bit among 32
        uint256 m;
        for (uint256 i; i < factors.length; ++i) {
            unchecked {
                while ((bits >> m) & 1 == 0) ++m;
                factors[i] = _loadFactor($, books, id, word, MarketId.wrap(uint8(m++)));
            }
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
            (int256 weighted, uint256 gross) = FactorRisk.marginOf(page, factor, factor.size, kind);
            MarginMath.add(terms, page.correlationClass(factor.market), weighted, gross);
        }
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
            int256 pnl = factor.size == 0 ? int256(0) : FactorRisk.profitOf(factor);
            addToEquity(page, factor, terms, pnl);
        }
    }

    /// @notice Adds one factor, of which `pnl` counts, to the sums.
    /// @dev At most 21 factors, each worth less than 2^209 either way.
    function addToEquity(ParameterPage page, Factor memory factor, EquityTerms memory terms, int256 pnl) internal pure {
        unchecked {
            terms.collateral += factor.collateral;
            if (!factor.valid) terms.staleAllowance += FactorRisk.staleAllowanceOf(page, factor);
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

    /// @notice The factor of a market that a portfolio has.
    function factorOf(Portfolio memory portfolio, MarketId market) internal pure returns (Factor memory factor) {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; ; ++i) {
            factor = factors[i];
            if (factor.market == market) return factor;
        }
    }

    function _priceMarkets(ParameterPage page, uint256 assetBits) private pure returns (uint256 bits) {
        // 16 bits, of which asset 0 has none
        unchecked {
            for (uint256 a = 1; assetBits >> a != 0; ++a) {
                if ((assetBits >> a) & 1 == 1) bits |= page.priceMarket(AssetId.wrap(uint8(a))).bit();
            }
        }
    }

    function _countBits(uint256 bits) private pure returns (uint256 count) {
        unchecked {
            for (; bits != 0; bits &= bits - 1) ++count;
        }
    }
}
