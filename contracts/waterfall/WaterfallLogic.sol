// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { IWaterfall } from "../interfaces/IWaterfall.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { Books } from "../types/Books.sol";

/// @notice What happens to a loss that the account's own equity does not cover (W).
library WaterfallLogic {
    using FixedPointMath for int256;

    /// @notice Writes off the debt of an account that has nothing left; shared insurance refunds the vault (W-2, W-3).
    /// @dev NAV falls by the debt and rises by the refund. What is left lowers ρ if it is more than the vault has, so it
    /// comes out of junior profit; nobody's principal is read or written here.
    function writeOff(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word
    ) internal returns (AccountWord) {
        uint256 debt = LedgerLogic.quoteOf($, books, word).abs();
        word = LedgerLogic.addQuote($, books, id, word, int256(debt));
        uint256 refunded = LedgerLogic.refundFromInsurance(books, debt);
        emit IWaterfall.BadDebtWrittenOff(id, debt, refunded);
        return word;
    }
}
