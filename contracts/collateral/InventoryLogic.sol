// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { AssetState, PoolState } from "../MarginPoolStorage.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LiquidationMath } from "../math/LiquidationMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books, MarketBook } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice Seized collateral that the pool owns until it is sold, and its value in the pool's NAV (Q-8, U-4).
/// @dev An asset's inventory belongs to the book of the market that prices it, and follows every price of that market.
library InventoryLogic {
    using FixedPointMath for uint256;
    using SafeCast for uint256;

    /// @notice Takes `amount` of an asset into the inventory for a credit. The account's side is the ledger's business.
    function take(
        PoolState storage $,
        Books memory books,
        AccountId account,
        AssetId asset,
        uint256 amount,
        uint256 credit
    ) internal {
        MarketId market = books.page.priceMarket(asset);
        _lookAt($, books, market);
        AssetState storage state = $.assets[asset];
        state.inventoryClock = LiquidationMath
            .meanTime(state.inventoryClock, state.inventory, block.timestamp, amount)
            .toUint40();
        state.inventory += amount.toUint128();
        state.inventoryCredit += credit.toUint96();
        revalue($, books, market);
        store($, books, market);
        emit ICollateral.CollateralSeized(
            account,
            asset,
            amount,
            credit,
            books.markets[MarketId.unwrap(market)].hot.price()
        );
    }

    /// @notice Gives `amount` of an asset out of the inventory, and the credit given for it with it.
    /// @return credit its share of the credit, USD WAD; all that is left with the last of it
    function give(
        PoolState storage $,
        Books memory books,
        AssetId asset,
        uint256 amount
    ) internal returns (uint256 credit) {
        MarketId market = books.page.priceMarket(asset);
        _lookAt($, books, market);
        AssetState storage state = $.assets[asset];
        credit = uint256(state.inventoryCredit).mulDivDown(amount, state.inventory);
        state.inventory = (state.inventory - amount).toUint128();
        state.inventoryCredit = (state.inventoryCredit - credit).toUint96();
        revalue($, books, market);
        store($, books, market);
    }

    /// @notice Moves the books' inventory credit to what the asset that a market prices is worth now.
    /// @dev min(credit given, amount·P·(1 − hc)): a rise of the price is no profit before the sale (U-4).
    function revalue(PoolState storage $, Books memory books, MarketId market) internal view {
        ParameterPage page = books.page;
        AssetId asset = page.collateralAsset(market);
        if (asset == SETTLEMENT_ASSET) return;
        _lookAt($, books, market);
        AssetState storage state = $.assets[asset];
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (state.inventory == 0 && book.inventory == 0) return;
        uint256 value = CollateralMath.value(
            state.inventory,
            book.hot.price(),
            page.assetDecimals(asset),
            page.unitExponent(market)
        );
        uint256 worth = LiquidationMath.seizureCredit(value, page.haircut(asset)).min(state.inventoryCredit);
        books.inventoryCredit = books.inventoryCredit + worth - book.inventory;
        book.inventory = worth;
    }

    /// @notice Stores what the asset that a market prices counts for.
    function store(PoolState storage $, Books memory books, MarketId market) internal {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (!book.hasInventory) return;
        AssetState storage state = $.assets[books.page.collateralAsset(market)];
        if (state.inventory != 0 || state.inventoryBook != 0) state.inventoryBook = book.inventory.toUint96();
    }

    /// @dev The market prices an asset.
    function _lookAt(PoolState storage $, Books memory books, MarketId market) private view {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (book.hasInventory) return;
        book.hasInventory = true;
        AssetState storage state = $.assets[books.page.collateralAsset(market)];
        // what is sold out counts for nothing, and its second slot need not be read
        if (state.inventory != 0) book.inventory = state.inventoryBook;
    }
}
