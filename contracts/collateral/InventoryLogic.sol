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
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice Seized collateral that the pool owns until it is sold, and its value in the pool's NAV (Q-8, U-4).
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
        uint256 credit,
        MarketWord hot
    ) internal {
        AssetState storage state = $.assets[asset];
        state.inventory += amount.toUint128();
        state.inventoryCredit += credit.toUint96();
        _rebook($, books, asset, hot);
        emit ICollateral.CollateralSeized(account, asset, amount, credit, hot.price());
    }

    /// @notice Follows a new price of the market that prices an asset.
    function revalue(PoolState storage $, Books memory books, MarketId market, MarketWord hot) internal {
        AssetId asset = books.page.collateralAsset(market);
        if (asset == SETTLEMENT_ASSET || $.assets[asset].inventory == 0) return;
        _rebook($, books, asset, hot);
    }

    /// @dev Booked at min(credit given, amount·P·(1 − hc)): a rise of the price is no profit before the sale (U-4).
    function _rebook(PoolState storage $, Books memory books, AssetId asset, MarketWord hot) private {
        ParameterPage page = books.page;
        AssetState storage state = $.assets[asset];
        uint256 value = CollateralMath.value(
            state.inventory,
            hot.price(),
            page.assetDecimals(asset),
            page.unitExponent(page.priceMarket(asset))
        );
        uint256 book = LiquidationMath.seizureCredit(value, page.haircut(asset)).min(state.inventoryCredit);
        books.inventoryCredit = books.inventoryCredit + book - state.inventoryBook;
        state.inventoryBook = book.toUint96();
    }
}
