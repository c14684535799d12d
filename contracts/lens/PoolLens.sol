// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetState, MarketState, PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { AssetReport, MarketReport, PoolReport } from "../interfaces/ILens.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";

/// @notice The pool's buckets, sums and markets as stored (L, U-2, U-4). Read only.
library PoolLens {
    function pool(PoolState storage $) external view returns (PoolReport memory r) {
        Books memory books = BooksLogic.open($);
        r.vaultCash = $.vaultCash;
        r.insurance = $.insurance;
        r.pullClaims = $.pullClaims;
        r.escrow = $.escrow;
        r.vaultRequests = $.vaultRequests;
        r.vaultClaims = $.vaultClaims;
        r.quotePlus = $.quotePlus;
        r.debt = LedgerLogic.totalDebt(books);
        r.traderPnl = $.traderPnl;
        r.juniorPnl = $.juniorPnl;
        r.skewPremium = $.skewPremium;
        r.inventoryCredit = $.inventoryCredit;
        r.nav = JuniorProfitLogic.nav(books);
        r.rho = JuniorProfitLogic.rho(books);
        (r.scaledDebt, r.debtIndex) = (books.scaledDebt, books.debtIndex);
    }

    function asset(PoolState storage $, AssetId id) external view returns (AssetReport memory r) {
        AssetState storage state = $.assets[id];
        (r.cross, r.isolated) = LedgerLogic.principalOf($, id);
        r.inventory = state.inventory;
        (r.inventoryCredit, r.inventoryClock) = (state.inventoryCredit, state.inventoryClock);
        r.total = r.cross + r.isolated + r.inventory;
        if (id == SETTLEMENT_ASSET) {
            r.total += uint256($.vaultCash) + $.insurance + $.pullClaims + $.escrow + $.vaultRequests + $.vaultClaims;
        }
    }

    function market(PoolState storage $, MarketId id) external view returns (MarketReport memory r) {
        MarketState storage state = $.markets[id];
        r.price = state.hot.price();
        r.fundingIndex = state.hot.fundingIndex();
        r.rate = state.hot.rate();
        r.skewFraction = state.hot.skewFraction();
        r.syncedAt = state.hot.syncedAt();
        r.priceAge = state.hot.priceAge();
        r.moveSpent = state.hot.moveSpent();
        (r.contestedPrice, r.contestedAt) = (state.contestedPrice, state.contestedAt);
        r.longSize = state.long.size;
        r.longCost = state.long.cost;
        r.shortSize = state.short.size;
        r.shortCost = state.short.cost;
    }
}
