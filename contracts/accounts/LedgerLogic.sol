// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { AccountReserve, AssetState, PoolState } from "../MarginPoolStorage.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LossMath } from "../math/LossMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice The only writer of balances. Each function moves one amount between two named buckets of U-2, or changes one
/// account's quote together with the pool's sums.
/// @dev Account words travel through these functions by value; the caller stores the last one with `store`.
library LedgerLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;
    using SafeCast for uint256;

    // ── principal ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Adds principal to an account and to the total of its mode.
    function credit(
        PoolState storage $,
        AccountId id,
        AccountWord word,
        AssetId asset,
        uint256 amount
    ) internal returns (AccountWord) {
        if (asset == SETTLEMENT_ASSET) return creditSettlement($, id, word, amount);
        if (amount == 0) return word;
        AssetState storage totals = $.assets[asset];
        if (id.isIsolated()) totals.isolated += amount.toUint128();
        else totals.cross += amount.toUint128();
        $.balances[id][asset] += amount;
        return word.withAssetBit(asset.bit());
    }

    /// @notice Takes principal from an account and from the total of its mode. The caller has checked the balance.
    function debit(
        PoolState storage $,
        AccountId id,
        AccountWord word,
        AssetId asset,
        uint256 amount
    ) internal returns (AccountWord) {
        if (asset == SETTLEMENT_ASSET) return debitSettlement($, id, word, amount);
        if (amount == 0) return word;
        AssetState storage totals = $.assets[asset];
        if (id.isIsolated()) totals.isolated -= amount.toUint128();
        else totals.cross -= amount.toUint128();
        uint256 rest = $.balances[id][asset] - amount;
        $.balances[id][asset] = rest;
        return rest == 0 ? word.withoutAssetBit(asset.bit()) : word;
    }

    /// @notice The same as `credit` for asset 0, whose totals share a slot with what is in escrow.
    function creditSettlement(
        PoolState storage $,
        AccountId id,
        AccountWord word,
        uint256 units
    ) internal returns (AccountWord) {
        if (units == 0) return word;
        if (id.isIsolated()) $.settlementIsolated += units.toUint80();
        else $.settlementCross += units.toUint96();
        return word.withSettlement(word.settlement() + units);
    }

    /// @notice The same as `debit` for asset 0.
    function debitSettlement(
        PoolState storage $,
        AccountId id,
        AccountWord word,
        uint256 units
    ) internal returns (AccountWord) {
        if (units == 0) return word;
        if (id.isIsolated()) $.settlementIsolated -= units.toUint80();
        else $.settlementCross -= units.toUint96();
        return word.withSettlement(word.settlement() - units);
    }

    /// @notice An account's balance of an asset, the token's own units.
    function balanceOf(
        PoolState storage $,
        AccountId id,
        AccountWord word,
        AssetId asset
    ) internal view returns (uint256) {
        return asset == SETTLEMENT_ASSET ? word.settlement() : $.balances[id][asset];
    }

    /// @notice Principal of all accounts in an asset, by mode. The token's own units.
    function principalOf(PoolState storage $, AssetId asset) internal view returns (uint256 cross, uint256 isolated) {
        if (asset == SETTLEMENT_ASSET) return ($.settlementCross, $.settlementIsolated);
        return ($.assets[asset].cross, $.assets[asset].isolated);
    }

    // ── quote: junior profit or debt ────────────────────────────────────────────────────────────────────────────────

    /// @notice The account's quote in USD WAD: profit as it is, debt with interest, rounded up.
    function quoteOf(PoolState storage $, Books memory books, AccountWord word) internal view returns (int256) {
        int256 raw = word.rawQuote();
        if (raw >= 0) return raw;
        accrueDebt($, books);
        return LossMath.debtOf(raw.abs(), books.debtIndex).negate();
    }

    /// @notice Brings the debt index of the books to this block.
    function accrueDebt(PoolState storage $, Books memory books) internal view {
        if (books.debtIndex != 0) return;
        books.debtIndex = LossMath.debtIndexAfter($.debtIndex, books.page.debtRate(), block.timestamp - $.debtIndexAt);
    }

    /// @notice All debt, USD WAD (C-3).
    function totalDebt(Books memory books) internal pure returns (uint256) {
        return LossMath.debtOf(books.scaledDebt, books.debtIndex);
    }

    /// @notice Whether an account may not go from one debt to another: it would be more than one account may have, or all debt
    /// more than a quarter of vault cash and debt (C-3). Without debt nothing is exceeded.
    /// @dev Against the cash as it stands in the books.
    /// @param before the account's debt as it counts in the books, USD WAD
    function exceedsDebtCap(Books memory books, uint256 before, uint256 debt) internal pure returns (bool) {
        if (debt > books.page.accountDebtCap()) return true;
        if (debt == 0) return false;
        // the account's part of all debt is at least what it owes by itself: both are rounded up
        return LossMath.exceedsDebtShare(totalDebt(books) - before + debt, books.vaultCash * books.scale);
    }

    /// @notice What of an account's debt is above what one account, or the pool, may have (C-3). USD WAD.
    function debtAboveCap(Books memory books, uint256 debt) internal pure returns (uint256) {
        uint256 own = debt - debt.min(books.page.accountDebtCap());
        uint256 shared = LossMath.debtAboveShare(totalDebt(books), books.vaultCash * books.scale);
        return own.max(shared.min(debt));
    }

    /// @notice Adds to an account's quote and keeps Σquote⁺, Σdebt and the age of its profit (U-3).
    /// @param change USD WAD, rounded against the account by the caller
    function addQuote(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word,
        int256 change
    ) internal returns (AccountWord) {
        if (change == 0) return word;
        int256 raw = word.rawQuote();
        int256 quote = quoteOf($, books, word) + change;
        int256 next = quote >= 0 ? quote : LossMath.scaledDebt(quote.abs(), books.debtIndex).negate();
        (uint256 plus, uint256 plusBefore) = (next.positive(), raw.positive());
        // The sums are below 2^128 and hold the account's part, so they can do without it; a quote that does not fit 96 bits
        // reverts below.
        unchecked {
            if (plus != plusBefore) books.quotePlus = books.quotePlus + plus - plusBefore;
            if (raw < 0 || next < 0) books.scaledDebt = books.scaledDebt + next.shortfall() - raw.shortfall();
            // Less than one unit of asset 0 is the rounding of a sweep: it could not be converted and needs no age.
            if (plus >= plusBefore + books.scale) _age($, books.page, id, plus - plusBefore);
        }
        return word.withRawQuote(next);
    }

    /// @notice Covers debt from the account's asset-0 principal, which becomes vault cash (U-3).
    /// @dev Whole units, rounded up: what is too much of the last unit stays the account's, as quote.
    function sweep(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word
    ) internal returns (AccountWord) {
        if (word.rawQuote() >= 0 || word.settlement() == 0) return word;
        uint256 units = quoteOf($, books, word).abs().divUp(books.scale).min(word.settlement());
        word = debitSettlement($, id, word, units);
        books.vaultCash += units;
        return addQuote($, books, id, word, (units * books.scale).toInt());
    }

    /// @notice Profit of the account old enough to become principal, USD WAD (U-3).
    function matureProfit(
        PoolState storage $,
        ParameterPage page,
        AccountId id,
        AccountWord word
    ) internal view returns (uint256) {
        uint256 profit = word.rawQuote().positive();
        AccountReserve storage reserve = $.reserves[id];
        if (profit == 0 || block.timestamp >= uint256(reserve.youngAt) + page.juniorDelay()) return profit;
        return profit - profit.min(reserve.youngProfit);
    }

    /// @dev New profit joins what is still young and makes all of it as young as itself: never older than it is.
    function _age(PoolState storage $, ParameterPage page, AccountId id, uint256 profit) private {
        AccountReserve storage reserve = $.reserves[id];
        bool matured = block.timestamp >= uint256(reserve.youngAt) + page.juniorDelay();
        reserve.youngProfit = (matured ? profit : reserve.youngProfit + profit).toUint96();
        reserve.youngAt = uint32(block.timestamp);
    }

    // ── asset 0 between the pool's own buckets ──────────────────────────────────────────────────────────────────────

    /// @notice Moves principal of an account into escrow (A-4, P-4). The caller has checked the balance.
    function lock(PoolState storage $, AccountId id, AccountWord word, uint256 units) internal returns (AccountWord) {
        $.escrow = ($.escrow + units).toUint80();
        return debitSettlement($, id, word, units);
    }

    /// @notice Gives escrowed asset 0 back to the account as principal.
    function unlock(PoolState storage $, AccountId id, AccountWord word, uint256 units) internal returns (AccountWord) {
        $.escrow = ($.escrow - units).toUint80();
        return creditSettlement($, id, word, units);
    }

    /// @notice Pays escrowed asset 0 to a keeper, as a pull claim.
    function payFromEscrow(PoolState storage $, address keeper, uint256 units) internal {
        $.escrow = ($.escrow - units).toUint80();
        owe($, keeper, units);
    }

    /// @notice Takes vault cash for a keeper, as far as there is any. Whole units, down; the caller owes them.
    function takeCash(Books memory books, uint256 usd) internal pure returns (uint256 units) {
        units = (usd / books.scale).min(books.vaultCash);
        books.vaultCash -= units;
    }

    /// @notice Moves vault cash to shared insurance, as far as there is any. Whole units, down.
    function insureFromCash(Books memory books, uint256 usd) internal pure returns (uint256 units) {
        units = takeCash(books, usd);
        books.insurance += units;
    }

    /// @notice Turns vault cash into an account's principal (U-3). The caller has checked the cash.
    function fromCash(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word,
        uint256 units
    ) internal returns (AccountWord) {
        books.vaultCash -= units;
        return creditSettlement($, id, word, units);
    }

    /// @notice Moves shared insurance to vault cash, as far as there is any.
    /// @param usd wanted, USD WAD; whole units, up
    /// @return paid USD WAD, at most `usd`
    function refundFromInsurance(Books memory books, uint256 usd) internal pure returns (uint256 paid) {
        uint256 units = usd.divUp(books.scale).min(books.insurance);
        books.insurance -= units;
        books.vaultCash += units;
        paid = usd.min(units * books.scale);
    }

    /// @notice Owes a keeper asset 0 that has left its bucket, as a pull claim.
    function owe(PoolState storage $, address keeper, uint256 units) internal {
        if (units == 0) return;
        $.claims[keeper] += units;
        $.pullClaims = ($.pullClaims + units).toUint80();
    }

    // ── records ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Stores an account's word and says so.
    function store(PoolState storage $, AccountId id, AccountWord word) internal {
        $.accounts[id] = word;
        emit IAccounts.AccountUpdated(id, word.settlement(), word.rawQuote(), uint8(AccountWord.unwrap(word) >> 224));
    }
}
