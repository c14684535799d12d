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
import { SeizureLogic } from "./SeizureLogic.sol";

/// @notice Debt above its caps: anyone may have the account's own collateral cover it (C-3).
library DebtLogic {
    using FixedPointMath for int256;

    /// @notice Covers an account's debt from its collateral, at the terms of a seizure (Q-8), lowest haircut first.
    /// @return covered USD WAD
    function cover(PoolState storage $, address caller, AccountId id) external returns (uint256 covered) {
        Books memory books = BooksLogic.open($);
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        uint256 debt = portfolio.quote.shortfall();
        if (!LedgerLogic.exceedsDebtCap(books, debt)) {
            revert ICollateral.DebtWithinCap(id, debt, books.page.accountDebtCap());
        }
        AccountWord word = SeizureLogic.seize($, books, portfolio, portfolio.word);
        uint256 rest = LedgerLogic.quoteOf($, books, word).shortfall();
        covered = debt - rest;
        LedgerLogic.store($, id, word);
        emit ICollateral.DebtCovered(id, caller, debt, rest);
        BooksLogic.close($, books);
    }
}
