// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LossMath } from "../math/LossMath.sol";
import { OrderPenalty } from "../orders/OrderPenalty.sol";
import { InitialMarginLogic } from "../risk/InitialMarginLogic.sol";
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
import { TokenTransfer } from "./TokenTransfer.sol";

/// @notice Withdrawals, conversion of profit, keepers' claims (U-1…U-3, C-1, C-2).
library CollateralLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

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
        emit ICollateral.Withdrawn(id, asset, to, paid, LedgerLogic.balanceOf($, id, word, asset));
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

    /// @notice Covers debt from asset 0 that has just been paid in (U-3).
    function repay(PoolState storage $, AccountId id, AccountWord word) external returns (AccountWord) {
        Books memory books = BooksLogic.open($);
        word = LedgerLogic.sweep($, books, id, word);
        BooksLogic.close($, books);
        return word;
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
        received = TokenTransfer.pull(IERC20(loadParameterPage($.parameterPage).token(SETTLEMENT_ASSET)), from, amount);
        if (received == 0) revert ICollateral.ZeroAmount();
        Books memory books = BooksLogic.open($);
        books.insurance += received;
        emit ICollateral.InsuranceFunded(from, received);
        BooksLogic.close($, books);
    }

    /// @dev A pending order keeps what it will have to pay if it fails (P-4).
    function _available(
        PoolState storage $,
        Books memory books,
        AccountId id,
        AccountWord word,
        AssetId asset
    ) private view returns (uint256 available) {
        available = LedgerLogic.balanceOf($, id, word, asset);
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
            Factor memory factor = RiskLogic.factorOf(portfolio, books.page.priceMarket(asset));
            RiskLogic.setAmount(books.page, factor, factor.amount - amount);
        }
        (bool ok, int256 equity, uint256 required) = InitialMarginLogic.check($, books, portfolio);
        if (!ok) revert IAccounts.InsufficientInitialMargin(equity, required);
    }

    /// @dev A conversion is judged at fresh prices of all the account's markets (M-7).
    function _requirePrices(PoolState storage $, Books memory books, uint256 bits) private view {
        for (uint256 m; bits != 0; (++m, bits >>= 1)) {
            if (bits & 1 == 0) continue;
            MarketLogic.requireValid($, books, MarketId.wrap(uint8(m)));
        }
    }
}
