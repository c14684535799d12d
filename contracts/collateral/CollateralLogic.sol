// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { AssetState, PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { ICollateral, Permit } from "../interfaces/ICollateral.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LossMath } from "../math/LossMath.sol";
import { OrderPenalty } from "../orders/OrderPenalty.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord, FLAG_ORDER } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { OrderWord } from "../types/OrderWord.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";

/// @notice Deposits, withdrawals, conversion of profit, keepers' claims (U-1…U-3, C-1, C-2).
library CollateralLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 internal constant MAX_ASSETS = 8;

    /// @notice Takes tokens from `from` and credits the measured change of the pool's balance (U-1).
    /// @dev The transfer comes first because the measured amount is what is credited; the entry point is guarded against
    /// reentrancy and nothing is read before the transfer that a callback could change.
    function deposit(
        PoolState storage $,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount
    ) external returns (uint256 received) {
        ParameterPage page = loadParameterPage($.parameterPage);
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        return _deposit($, page, from, id, asset, amount);
    }

    /// @notice The same with the token's permit (ERC-2612) for exactly `amount`.
    /// @dev A permit that somebody else has used before is no reason to fail: the allowance is what counts (A-3).
    function depositWithPermit(
        PoolState storage $,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount,
        Permit calldata permit
    ) external returns (uint256 received) {
        ParameterPage page = loadParameterPage($.parameterPage);
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        try
            IERC20Permit(page.token(asset)).permit(
                from,
                address(this),
                amount,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            )
        {} catch {}
        return _deposit($, page, from, id, asset, amount);
    }

    /// @notice Pays out collateral that the account does not need (C-2, M-5).
    /// @param amount the token's own units; type(uint256).max is the whole balance
    function withdraw(
        PoolState storage $,
        address caller,
        AccountId id,
        AssetId asset,
        uint256 amount,
        address to
    ) external returns (uint256 paid) {
        Books memory books = BooksLogic.glance($);
        ParameterPage page = books.page;
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        if (id.owner() != caller) revert IAccounts.NotAccountOwner(id, caller);
        if (to == address(0) || to == address(this)) revert ICollateral.ZeroRecipient();

        AccountWord word = $.accounts[id];
        paid = _requireBalance(id, asset, amount, _available($, books, id, word, asset));

        if (word.marketBits() != 0 || word.rawQuote() < 0) {
            _requireInitialMargin($, books, id, asset, paid);
            word = word.withRaisedRiskAt(block.timestamp);
        }
        word = LedgerLogic.debit($, id, word, asset, paid);
        LedgerLogic.store($, id, word);
        emit ICollateral.Withdrawn(id, asset, to, paid, balanceOf($, id, word, asset));
        IERC20(page.token(asset)).safeTransfer(to, paid);
    }

    /// @notice Turns mature junior profit into principal at ρ, as far as vault cash goes (U-3).
    /// @param wanted most of the claim to give up, USD WAD
    /// @return received asset-0 units of principal
    /// @return burnt USD WAD of profit given up
    function convert(
        PoolState storage $,
        address caller,
        AccountId id,
        uint256 wanted
    ) external returns (uint256 received, uint256 burnt) {
        Books memory books = BooksLogic.open($);
        if (id.owner() != caller) revert IAccounts.NotAccountOwner(id, caller);
        AccountWord word = $.accounts[id];
        MarketLogic.syncAll($, books);
        _requirePrices($, books, word.marketBits());
        uint256 rho = JuniorProfitLogic.rho(books);
        uint256 mature = LedgerLogic.matureProfit($, books.page, id, word);
        (received, burnt) = LossMath.convert(mature.min(wanted), rho, books.vaultCash, books.scale);
        if (received == 0) revert ICollateral.NothingToConvert(id, mature, rho, books.vaultCash);

        word = LedgerLogic.addQuote($, books, id, word, burnt.negate());
        word = LedgerLogic.fromCash($, books, id, word, received);
        LedgerLogic.store($, id, word);
        emit ICollateral.ProfitConverted(id, burnt, received, rho);
        BooksLogic.close($, books);
    }

    /// @notice Pays a keeper what it has earned (Q-7).
    function claimKeeperFees(PoolState storage $, address keeper, address to) external returns (uint256 units) {
        if (to == address(0) || to == address(this)) revert ICollateral.ZeroRecipient();
        units = $.claims[keeper];
        if (units == 0) revert ICollateral.NothingToClaim(keeper);
        ParameterPage page = loadParameterPage($.parameterPage);
        $.claims[keeper] = 0;
        $.pullClaims = ($.pullClaims - units).toUint80();
        emit ICollateral.KeeperFeesClaimed(keeper, to, units);
        IERC20(page.token(SETTLEMENT_ASSET)).safeTransfer(to, units);
    }

    /// @notice Adds to shared insurance; anyone may, nobody gets it back.
    function fundInsurance(PoolState storage $, address from, uint256 amount) external returns (uint256 received) {
        if (amount == 0) revert ICollateral.ZeroAmount();
        received = _pull(IERC20(loadParameterPage($.parameterPage).token(SETTLEMENT_ASSET)), from, amount);
        Books memory books = BooksLogic.open($);
        books.insurance += received;
        emit ICollateral.InsuranceFunded(from, received);
        BooksLogic.close($, books);
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

    function _pull(IERC20 token, address from, uint256 amount) private returns (uint256 received) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        received = token.balanceOf(address(this)) - before;
        if (received == 0) revert ICollateral.ZeroAmount();
    }

    function _deposit(
        PoolState storage $,
        ParameterPage page,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount
    ) private returns (uint256 received) {
        if (amount == 0) revert ICollateral.ZeroAmount();
        received = _pull(IERC20(page.token(asset)), from, amount);

        AccountWord word = $.accounts[id];
        uint256 held = balanceOf($, id, word, asset);
        if (held == 0) {
            if (id.owner() != from) revert ICollateral.StrangerCannotAddAsset(id, asset, from);
            if (asset != SETTLEMENT_ASSET && _countAssets(word) == MAX_ASSETS) {
                revert ICollateral.TooManyAssets(id, MAX_ASSETS);
            }
        }
        uint256 balance = held + received;
        if (balance > page.accountCap(asset)) {
            revert ICollateral.AccountCapExceeded(id, asset, balance, page.accountCap(asset));
        }
        AssetState storage totals = $.assets[asset];
        uint256 total = uint256(totals.cross) + totals.isolated + received;
        if (total > page.poolCap(asset)) revert ICollateral.PoolCapExceeded(asset, total, page.poolCap(asset));

        word = LedgerLogic.credit($, id, word, asset, received);
        if (asset == SETTLEMENT_ASSET && word.rawQuote() < 0) word = _repay($, id, word);
        LedgerLogic.store($, id, word);
        emit ICollateral.Deposited(id, asset, from, received, balanceOf($, id, word, asset));
    }

    /// @dev Principal that has come in covers debt (U-3).
    function _repay(PoolState storage $, AccountId id, AccountWord word) private returns (AccountWord) {
        Books memory books = BooksLogic.open($);
        word = LedgerLogic.sweep($, books, id, word);
        BooksLogic.close($, books);
        return word;
    }

    /// @dev A pending order keeps what it will have to pay if it fails (P-4).
    function _available(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word,
        AssetId asset
    ) private view returns (uint256 available) {
        available = balanceOf($, id, word, asset);
        if (asset != SETTLEMENT_ASSET || !word.hasFlag(FLAG_ORDER)) return available;
        OrderWord order = $.orders[id];
        MarketLogic.look($, books, order.market());
        uint256 price = books.markets[MarketId.unwrap(order.market())].hot.price();
        available -= available.min(OrderPenalty.units(books.page, order.size(), price));
    }

    function _requireBalance(
        AccountId id,
        AssetId asset,
        uint256 amount,
        uint256 balance
    ) private pure returns (uint256) {
        if (amount == type(uint256).max) amount = balance;
        if (amount == 0) revert ICollateral.ZeroAmount();
        if (amount > balance) revert ICollateral.InsufficientBalance(id, asset, amount, balance);
        return amount;
    }

    /// @dev The account as it will be, less `amount` of an asset, must have its initial margin (M-5).
    function _requireInitialMargin(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AssetId asset,
        uint256 amount
    ) private view {
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        RiskLogic.requireUndisputed(books, portfolio);
        if (asset == SETTLEMENT_ASSET) {
            portfolio.settlement -= amount * books.scale;
        } else {
            Factor memory factor = portfolio.factors[RiskLogic.indexOf(portfolio, books.page.priceMarket(asset))];
            RiskLogic.setAmount(books.page, factor, factor.amount - amount);
        }
        (int256 equity, uint256 required) = RiskLogic.initialHealth(books, portfolio);
        if (equity < required.toInt()) revert IAccounts.InsufficientInitialMargin(equity, required);
    }

    /// @dev A conversion is judged at fresh prices of all the account's markets (M-7).
    function _requirePrices(PoolState storage $, Books memory books, uint256 bits) private view {
        for (uint256 m; bits != 0; (++m, bits >>= 1)) {
            if (bits & 1 == 0) continue;
            MarketLogic.requireValid($, books, MarketId.wrap(uint8(m)));
        }
    }

    function _countAssets(AccountWord word) private pure returns (uint256 count) {
        for (uint256 bits = word.assetBits(); bits != 0; bits &= bits - 1) ++count;
    }
}
