// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { AccountReport, FactorReport } from "../interfaces/ILens.sol";
import { LiquidationLogic } from "../liquidation/LiquidationLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { FactorRisk, MarginKind } from "../risk/FactorRisk.sol";
import { InitialMarginLogic } from "../risk/InitialMarginLogic.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { AccountId } from "../types/AccountId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { EquityTerms, MarginTerms } from "../types/RiskTerms.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";

/// @notice Everything that makes up an account's equity and margin, at prices of this block (L). Read only.
library AccountLens {
    /// @notice Every term of E and M of one account.
    function report(PoolState storage $, AccountId id) external view returns (AccountReport memory r) {
        Books memory books = BooksLogic.open($);
        ParameterPage page = books.page;
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        MarketLogic.syncAll($, books);
        r.rho = JuniorProfitLogic.rho(books);
        EquityTerms memory equity = RiskLogic.equityTerms(page, portfolio);
        (r.class, r.equity, r.margin) = LiquidationLogic.judge(books, portfolio, equity, r.rho);
        r.health = MarginMath.health(r.equity, r.margin);
        r.collateral = equity.collateral;
        r.quote = equity.quote;
        r.pnl = equity.pnl;
        r.staleAllowance = equity.staleAllowance;
        uint256 required;
        (r.initialEquity, required) = InitialMarginLogic.health($, books, portfolio);
        if (r.margin != 0) r.initialRequirement = required;
        r.matureProfit = LedgerLogic.matureProfit($, page, id, portfolio.word);

        MarginTerms memory margin = RiskLogic.marginTerms(page, portfolio, MarginKind.Maintenance);
        r.gross = margin.gross;
        r.root = MarginMath.root(margin, page.correlationTable());
        r.factors = _factors(books, portfolio);
    }

    function _factors(
        Books memory books,
        Portfolio memory portfolio
    ) private pure returns (FactorReport[] memory factors) {
        ParameterPage page = books.page;
        factors = new FactorReport[](portfolio.factors.length);
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = portfolio.factors[i];
            FactorReport memory f = factors[i];
            MarketWord hot = factor.hot;
            f.market = factor.market;
            f.price = hot.price();
            f.fundingIndex = hot.fundingIndex();
            f.quality = books.markets[MarketId.unwrap(factor.market)].quality;
            f.size = factor.size;
            f.cost = factor.cost;
            if (factor.size != 0) f.pnl = PricingMath.profit(factor.size, factor.cost, hot.priceIndex());
            f.asset = factor.asset;
            f.amount = factor.amount;
            f.collateral = factor.collateral;
            (f.weighted, f.gross) = FactorRisk.marginOf(page, factor, factor.size, MarginKind.Maintenance);
            f.staleAllowance = FactorRisk.staleAllowanceOf(page, factor);
        }
    }
}
