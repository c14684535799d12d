// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { AssetId } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { PAGE_ASSET_WORDS, PAGE_HEADER_WORDS, PAGE_MARKET_WORDS, ParameterPage } from "../types/ParameterPage.sol";
import { PageCode } from "./PageCode.sol";
import { PageUnpacking } from "./PageUnpacking.sol";

/// @notice Puts another page in force in the place of one with the same listings.
library PageChange {
    using SafeCast for uint256;

    /// @notice Brings everything that accrues to this block at the old parameters, then puts the new page in force.
    /// @dev Funding of every market and interest on debt up to now are the old page's; what follows from sizes and prices
    /// alone is the same under both, except the worth of seized collateral, which is taken anew at the new haircut.
    function replace(PoolState storage $, uint256[] memory present, uint256[] memory next) internal {
        Books memory books = BooksLogic.open($);
        MarketLogic.syncAll($, books);
        _requireFreshWhereLater($, books, PageCode.asPage(next));
        ($.debtIndex, $.debtIndexAt) = (books.debtIndex.toUint128(), uint32(block.timestamp));
        emit IParameters.DebtIndexStored(books.debtIndex);

        $.parameterPage = PageCode.deploy(next);
        books.page = PageCode.asPage(next);
        _revalueInventory($, books, PageCode.asPage(present));
        BooksLogic.close($, books);
        _emitChanges(present, next, true);
    }

    /// @notice Says what a ramp leads to.
    function announce(uint256[] memory present, uint256[] memory target) internal {
        _emitChanges(present, target, false);
    }

    /// @dev A later limit would make a stale price valid, and with it end the allowance that accounts have for it (Q-4). A
    /// limit rises only while there is no such allowance.
    function _requireFreshWhereLater(PoolState storage $, Books memory books, ParameterPage next) private view {
        uint256 count = next.marketCount();
        for (uint256 m; m < count; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            if (next.maxAge(market) > books.page.maxAge(market)) MarketLogic.requireValid($, books, market);
        }
    }

    function _revalueInventory(PoolState storage $, Books memory books, ParameterPage present) private view {
        uint256 count = present.assetCount();
        for (uint256 a = 1; a < count; ++a) {
            AssetId asset = AssetId.wrap(uint8(a));
            if (books.page.haircut(asset) == present.haircut(asset)) continue;
            MarketLogic.update($, books, present.priceMarket(asset));
        }
    }

    /// @param inForce the page is in force now; otherwise a ramp leads to it
    function _emitChanges(uint256[] memory from, uint256[] memory to, bool inForce) private {
        ParameterPage page = PageCode.asPage(from);
        if (PageCode.differ(from, to, 0, PAGE_HEADER_WORDS)) {
            if (inForce) emit IParameters.PoolChanged(PageUnpacking.pool(to));
            else emit IParameters.PoolRampAnnounced(PageUnpacking.pool(to));
        }
        uint256 markets = page.marketCount();
        for (uint256 m; m < markets; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            uint256 index = PageCode.indexOf(market);
            if (!PageCode.differ(from, to, index, PAGE_MARKET_WORDS)) continue;
            if (inForce) emit IParameters.MarketChanged(market, PageUnpacking.market(to, index));
            else emit IParameters.MarketRampAnnounced(market, PageUnpacking.market(to, index));
        }
        uint256 assets = page.assetCount();
        for (uint256 a; a < assets; ++a) {
            AssetId asset = AssetId.wrap(uint8(a));
            uint256 index = PageCode.indexOf(asset, markets);
            if (!PageCode.differ(from, to, index, PAGE_ASSET_WORDS)) continue;
            if (inForce) emit IParameters.AssetChanged(asset, PageUnpacking.asset(to, index));
            else emit IParameters.AssetRampAnnounced(asset, PageUnpacking.asset(to, index));
        }
    }
}
