// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord, PRICE_AGE_UNIT } from "../types/MarketWord.sol";
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
        ParameterPage page,
        AccountId id,
        uint256 extraMarkets
    ) internal view returns (Portfolio memory portfolio) {
        AccountWord word = $.accounts[id];
        portfolio.id = id;
        portfolio.word = word;
        portfolio.quote = LedgerLogic.quoteOf($, word);
        portfolio.settlement = word.settlement() * page.settlementScale();

        uint256 assetBits = word.assetBits();
        uint256 bits = word.marketBits() | extraMarkets | _priceMarkets(page, assetBits);
        Factor[] memory factors = new Factor[](_countBits(bits));
        uint256 count;
        // bounded by 12 positions, 8 assets and one extra market
        for (uint256 m; bits != 0; (++m, bits >>= 1)) {
            if (bits & 1 == 1) _loadFactor($, page, portfolio, factors[count++], MarketId.wrap(uint8(m)));
        }
        portfolio.factors = factors;
    }

    function _loadFactor(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio,
        Factor memory factor,
        MarketId market
    ) private view {
        factor.market = market;
        (, MarketWord hot) = MarketLogic.project($, page, market);
        factor.hot = hot;
        factor.valid = MarketLogic.isValid(page, market, hot);
        if (portfolio.word.marketBits() & market.bit() != 0) {
            Position memory position = $.positions[portfolio.id][market];
            factor.size = position.size;
            factor.cost = position.cost;
        }
        AssetId asset = page.collateralAsset(market);
        if (asset == SETTLEMENT_ASSET || portfolio.word.assetBits() & asset.bit() == 0) return;
        factor.asset = asset;
        setAmount(page, factor, $.balances[portfolio.id][asset]);
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

    // ── one factor ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice A factor's weighted net notional and gross if its position were `size` (M-1).
    function marginOf(
        ParameterPage page,
        Factor memory factor,
        int256 size,
        MarginKind kind
    ) internal pure returns (int256 weighted, uint256 gross) {
        MarketId market = factor.market;
        uint256 base = kind == MarginKind.Initial ? page.initialFraction(market) : page.maintenanceFraction(market);
        uint256 weight = MarginMath.legWeight(base, page.sizeSlope(market), size, page.skewScale(market));
        uint256 notional = PricingMath.notionalUp(size, factor.hot.price());
        return
            MarginMath.factor(
                size < 0 ? notional.negate() : notional.toInt(),
                weight,
                factor.collateral,
                factor.asset == SETTLEMENT_ASSET ? 0 : page.haircut(factor.asset)
            );
    }

    /// @notice What a factor without a valid price may be wrong by, USD WAD (Q-4); zero for a valid one.
    function staleAllowanceOf(ParameterPage page, Factor memory factor) internal pure returns (uint256) {
        if (factor.valid) return 0;
        return
            MarginMath.staleAllowance(
                factor.size.abs().mulDivDown(factor.hot.price(), 1e18) + factor.collateral,
                page.staleShock(factor.market),
                page.staleGrowth(factor.market),
                factor.hot.priceAge() * PRICE_AGE_UNIT
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
            if (factor.size == 0) continue;
            int256 profit = PricingMath.profit(factor.size, factor.cost, factor.hot.priceIndex());
            terms.pnl += profit;
            terms.pnlInitial += MarginMath.initialProfit(profit, page.profitWeight(factor.market));
        }
    }

    /// @notice Margin of an account from its sums; none without positions and debt (A-4).
    /// @param debt USD WAD that is left after asset 0 has been swept
    function margin(
        PoolState storage $,
        ParameterPage page,
        AccountId id,
        MarginTerms memory terms,
        uint256 debt
    ) internal view returns (uint256) {
        return
            MarginMath.margin(
                terms,
                id.isIsolated(),
                page.correlationTable(),
                page.kappa(),
                uint256($.lambda) * 1e9,
                page.lambdaSlope(),
                debt.mulDivUp(page.debtHaircut(), 1e18)
            );
    }

    /// @notice E: a price that is no longer valid counts in the account's favour (M-3, Q-4).
    function equity(EquityTerms memory terms, uint256 rho) internal pure returns (int256) {
        return MarginMath.equity(terms.collateral, terms.quote + terms.pnl, rho) + terms.staleAllowance.toInt();
    }

    /// @notice E_init: a price that is no longer valid counts against the account (M-5, Q-4).
    function initialEquity(EquityTerms memory terms) internal pure returns (int256) {
        return MarginMath.initialEquity(terms.collateral, terms.quote, terms.pnlInitial) - terms.staleAllowance.toInt();
    }

    /// @notice Equity and margin of a loaded account; margin 0 when it has neither position nor debt (M-4).
    function health(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio,
        uint256 rho
    ) internal view returns (int256 equity_, uint256 margin_) {
        EquityTerms memory terms = equityTerms(page, portfolio);
        equity_ = equity(terms, rho);
        if (portfolio.word.marketBits() == 0 && portfolio.quote >= 0) return (equity_, 0);
        margin_ = margin(
            $,
            page,
            portfolio.id,
            marginTerms(page, portfolio, MarginKind.Maintenance),
            portfolio.quote.shortfall()
        );
    }

    /// @notice What E_init must reach: max(M_init, ratio·M) (M-5).
    function initialRequirement(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio
    ) internal view returns (uint256) {
        uint256 debt = portfolio.quote.shortfall();
        uint256 initial = margin($, page, portfolio.id, marginTerms(page, portfolio, MarginKind.Initial), debt);
        uint256 maintenance = margin($, page, portfolio.id, marginTerms(page, portfolio, MarginKind.Maintenance), debt);
        return initial.max(maintenance.mulDivUp(page.initialRatio(), 1e18));
    }

    /// @notice Index of a market among a portfolio's factors, which it must be.
    function indexOf(Portfolio memory portfolio, MarketId market) internal pure returns (uint256 i) {
        while (portfolio.factors[i].market != market) ++i;
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
