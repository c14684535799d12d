// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketLogic } from "./MarketLogic.sol";

/// @notice Brings markets up to date in storage on anyone's word.
library SyncLogic {
    /// @notice Bounded by the caller's list.
    function syncMarkets(PoolState storage $, MarketId[] calldata markets) external {
        Books memory books = BooksLogic.open($);
        for (uint256 i; i < markets.length; ++i) {
            if (!books.page.isMarketListed(markets[i])) revert IMarkets.UnknownMarket(markets[i]);
            MarketLogic.sync($, books, markets[i]);
        }
        BooksLogic.close($, books);
    }

    /// @notice At most 32 markets.
    /// @return allValid every market has a fresh price
    function syncAll(PoolState storage $) external returns (bool allValid) {
        Books memory books = BooksLogic.open($);
        allValid = MarketLogic.syncAll($, books);
        BooksLogic.close($, books);
    }
}
