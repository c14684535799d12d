// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { Books } from "../types/Books.sol";
import { Portfolio } from "../types/Portfolio.sol";
import { EquityTerms } from "../types/RiskTerms.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";
import { SeizureLogic } from "./SeizureLogic.sol";

/// @notice Debt above its caps: anyone may have the account's own collateral cover what is too much of it (C-3).
/// @dev A seizure costs the account the haircut of what is taken, so three things bound it. 1. Only what is above the caps is
/// covered. 2. Only collateral with a valid price is taken, lowest haircut first, as in a liquidation (Q-6); asset 0 went
/// against the debt when it arose (INV-5). 3. The account is healthy afterwards, so a cover never makes one liquidatable and
/// never leaves a loss to the pool; an account that this would endanger is liquidated when its time comes.
library DebtLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Covers the part of an account's debt that is above the caps, at the terms of a seizure (Q-8).
    /// @return covered USD WAD
    function cover(PoolState storage $, address caller, AccountId id) external returns (uint256 covered) {
        Books memory books = BooksLogic.open($);
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        uint256 debt = portfolio.quote.shortfall();
        uint256 excess = LedgerLogic.debtAboveCap(books, debt);
        if (excess == 0) revert ICollateral.DebtWithinCap(id, debt, books.page.accountDebtCap());
        AccountWord word = SeizureLogic.seize($, books, portfolio, portfolio.word, debt - excess);
        uint256 rest = LedgerLogic.quoteOf($, books, word).shortfall();
        if (rest >= debt) revert ICollateral.NothingToCover(id, debt);
        covered = debt - rest;
        LedgerLogic.store($, id, word);
        _requireHealthy($, books, id);
        emit ICollateral.DebtCovered(id, caller, debt, rest);
        BooksLogic.close($, books);
    }

    function _requireHealthy(PoolState storage $, Books memory books, AccountId id) private view {
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        EquityTerms memory terms = RiskLogic.equityTerms(books.page, portfolio);
        uint256 rho = JuniorProfitLogic.presentRho($, books, terms);
        (int256 equity, uint256 margin) = RiskLogic.health(books, portfolio, terms, rho);
        if (equity < margin.toInt()) revert ICollateral.CoverEndangersAccount(id, equity, margin);
    }
}
