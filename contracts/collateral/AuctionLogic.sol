// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { AssetState, PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LiquidationMath } from "../math/LiquidationMath.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { InventoryLogic } from "./InventoryLogic.sol";
import { TokenTransfer } from "./TokenTransfer.sol";

/// @notice Sells seized collateral to anyone at the market's price less a discount that rises with time (Q-8).
/// @dev The clock of an asset's inventory is the mean time of its lots, weighted by amount, which at one price is value: a new
/// lot makes the whole of it younger by its share, so that nobody can wait for one lot and buy another. Out of the proceeds
/// the vault gets back the credit that it gave; what is over goes to insurance, and insurance makes good what is missing, as
/// far as it can.
library AuctionLogic {
    using FixedPointMath for uint256;
    using SafeERC20 for IERC20;

    /// @notice Buys `amount` of an asset's inventory.
    /// @param maxPaid most that the buyer pays, asset-0 units
    /// @return paid asset-0 units
    function buy(
        PoolState storage $,
        address buyer,
        AssetId asset,
        uint256 amount,
        uint256 maxPaid,
        address to
    ) external returns (uint256 paid) {
        Books memory books = BooksLogic.open($);
        if (to == address(0) || to == address(this)) revert ICollateral.ZeroRecipient();
        uint256 discount;
        (paid, discount) = _price($, books, asset, amount);
        if (paid > maxPaid) revert ICollateral.PriceAboveLimit(asset, paid, maxPaid);
        uint256 credit = InventoryLogic.give($, books, asset, amount);
        _share(books, paid, credit);
        BooksLogic.close($, books);
        emit ICollateral.InventorySold(asset, buyer, to, amount, paid, credit, discount);
        _takePayment(IERC20(books.page.token(SETTLEMENT_ASSET)), buyer, paid);
        IERC20(books.page.token(asset)).safeTransfer(to, amount);
    }

    /// @notice What `amount` of an asset's inventory costs now.
    /// @return paid asset-0 units
    /// @return discount WAD
    function quote(
        PoolState storage $,
        AssetId asset,
        uint256 amount
    ) external view returns (uint256 paid, uint256 discount) {
        return _price($, BooksLogic.glance($), asset, amount);
    }

    function _price(
        PoolState storage $,
        Books memory books,
        AssetId asset,
        uint256 amount
    ) private view returns (uint256 paid, uint256 discount) {
        ParameterPage page = books.page;
        if (!page.isAssetListed(asset) || asset == SETTLEMENT_ASSET) revert ICollateral.UnknownAsset(asset);
        if (amount == 0) revert ICollateral.ZeroAmount();
        AssetState storage state = $.assets[asset];
        if (amount > state.inventory) {
            revert ICollateral.InsufficientInventory(asset, amount, state.inventory);
        }
        MarketId market = page.priceMarket(asset);
        MarketLogic.requireValid($, books, market);
        uint256 value = CollateralMath.valueUp(
            amount,
            books.markets[MarketId.unwrap(market)].hot.price(),
            page.assetDecimals(asset),
            page.unitExponent(market)
        );
        discount = LiquidationMath.discount(
            block.timestamp - state.inventoryClock,
            page.auctionDuration(asset),
            page.maxDiscount(asset)
        );
        // at least one unit, so that nothing is free by rounding
        paid = LiquidationMath.discountedPrice(value, discount).divUp(books.scale).max(1);
    }

    /// @dev The vault gets `credit` back, up to a unit; insurance has what is over, or what is missing.
    function _share(Books memory books, uint256 paid, uint256 credit) private pure {
        uint256 owed = credit.divUp(books.scale).min(paid);
        books.vaultCash += owed;
        books.insurance += paid - owed;
        if (credit > paid * books.scale) LedgerLogic.refundFromInsurance(books, credit - paid * books.scale);
    }

    /// @dev The measured amount must be the price: a settlement token that keeps a part of transfers cannot pay.
    function _takePayment(IERC20 token, address buyer, uint256 paid) private {
        uint256 received = TokenTransfer.pull(token, buyer, paid);
        if (received < paid) revert ICollateral.PaymentIncomplete(received, paid);
    }
}
