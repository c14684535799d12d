// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { MarketId } from "../types/MarketId.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { MarketLogic } from "./MarketLogic.sol";

/// @notice Brings markets up to date in storage on anyone's word.
library SyncLogic {
    /// @notice Bounded by the caller's list.
    function syncMarkets(PoolState storage $, MarketId[] calldata markets) external {
        ParameterPage page = loadParameterPage($.parameterPage);
        for (uint256 i; i < markets.length; ++i) {
            if (!page.isMarketListed(markets[i])) revert IMarkets.UnknownMarket(markets[i]);
            MarketLogic.sync($, page, markets[i]);
        }
        LedgerLogic.recordTotals($);
    }

    /// @notice At most 32 markets.
    /// @return allValid every market has a fresh price
    function syncAll(PoolState storage $) external returns (bool allValid) {
        ParameterPage page = loadParameterPage($.parameterPage);
        allValid = true;
        uint256 count = page.marketCount();
        for (uint256 m; m < count; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            if (!MarketLogic.isValid(page, market, MarketLogic.sync($, page, market))) allValid = false;
        }
        LedgerLogic.recordTotals($);
    }
}
