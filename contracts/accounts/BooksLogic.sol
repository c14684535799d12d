// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { IWaterfall } from "../interfaces/IWaterfall.sol";
import { LedgerLogic } from "./LedgerLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { SequencerSource } from "../oracle/SequencerSource.sol";
import { Books, noMarkets } from "../types/Books.sol";
import { loadParameterPage } from "../types/ParameterPage.sol";

/// @notice Opens the books at the start of a call and closes them at its end.
/// @dev Between the two the sums in storage are out of date: nothing may call out, and views are locked by the guard.
library BooksLogic {
    using SafeCast for int256;
    using SafeCast for uint256;

    /// @notice Parameters and λ alone, for calls that leave the sums as they are.
    function glance(PoolState storage $) internal view returns (Books memory books) {
        books.page = loadParameterPage($.parameterPage);
        books.scale = books.page.settlementScale();
        books.lambda = uint256($.lambda) * 1e9;
        books.sequencerDown = SequencerSource.isDown(books.page);
        books.contestedMarkets = $.contestedMarkets;
        books.markets = noMarkets(books.page.marketCount());
    }

    /// @notice Everything.
    function open(PoolState storage $) internal view returns (Books memory books) {
        books = glance($);
        LedgerLogic.accrueDebt($, books);
        books.vaultCash = $.vaultCash;
        books.insurance = $.insurance;
        books.quotePlus = $.quotePlus;
        books.scaledDebt = $.scaledDebt;
        books.traderPnl = $.traderPnl;
        books.juniorPnl = $.juniorPnl;
        books.skewPremium = $.skewPremium;
        books.inventoryCredit = $.inventoryCredit;
    }

    /// @notice Stores the markets that changed and the sums, and records both.
    function close(PoolState storage $, Books memory books) internal {
        MarketLogic.storeChanged($, books);
        if (books.contestedMarkets != $.contestedMarkets) $.contestedMarkets = uint32(books.contestedMarkets);
        $.vaultCash = books.vaultCash.toUint96();
        $.insurance = books.insurance.toUint80();
        $.quotePlus = books.quotePlus.toUint128();
        $.scaledDebt = books.scaledDebt.toUint128();
        $.traderPnl = books.traderPnl.toInt112();
        $.juniorPnl = books.juniorPnl.toUint112();
        $.skewPremium = books.skewPremium.toUint96();
        $.inventoryCredit = books.inventoryCredit.toUint96();
        emit IWaterfall.TotalsUpdated(
            books.vaultCash,
            books.insurance,
            books.quotePlus,
            books.scaledDebt,
            books.traderPnl,
            books.juniorPnl,
            books.skewPremium,
            books.inventoryCredit
        );
    }
}
