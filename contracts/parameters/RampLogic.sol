// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { RampMath } from "../math/RampMath.sol";
import { AssetId } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { PAGE_ASSET_WORDS, PAGE_HEADER_WORDS, PAGE_MARKET_WORDS, ParameterPage } from "../types/ParameterPage.sol";
import { PageCode } from "./PageCode.sol";
import { PageUnpacking } from "./PageUnpacking.sol";
import { RampFields } from "./RampFields.sol";

/// @notice Puts the next page in force, one step nearer to the one that was planned (M-6).
/// @dev A ramp is two pages and a clock: the page in force, the page that it leads to, and when its next step may be taken.
library RampLogic {
    using SafeCast for uint256;

    uint256 internal constant INTERVAL = 10 minutes;

    /// @notice Takes the one step whose time has come. However late it is, the next one waits for its own time.
    function step(PoolState storage $) external {
        uint256 left = $.rampStepsLeft;
        if (left == 0) revert IParameters.NoRampRunning();
        if (block.timestamp < $.rampStepAt) revert IParameters.RampStepTooEarly($.rampStepAt, block.timestamp);
        uint256[] memory present = PageCode.read($.parameterPage);
        uint256[] memory next = PageCode.read($.rampTarget);
        address page = $.rampTarget;
        if (left == 1) {
            ($.rampTarget, $.rampStepAt) = (address(0), 0);
        } else {
            next = RampMath.step(present, next, RampFields.list(PageCode.asPage(present)), left);
            page = PageCode.deploy(next);
            $.rampStepAt = uint32(block.timestamp + INTERVAL);
        }
        $.rampStepsLeft = uint8(left - 1);
        _replace($, present, next, page);
        emit IParameters.PageReplaced(page, left - 1, $.rampStepAt);
    }

    /// @notice Ends the running ramp where it stands.
    function stop(PoolState storage $) external {
        uint256 left = $.rampStepsLeft;
        if (left == 0) revert IParameters.NoRampRunning();
        emit IParameters.RampStopped($.parameterPage, $.rampTarget, left);
        ($.rampTarget, $.rampStepAt, $.rampStepsLeft) = (address(0), 0, 0);
    }

    /// @dev Brings everything that accrues to this block at the old parameters, then puts the new page in force. Funding of
    /// every market and interest on debt up to now are the old page's; what follows from sizes and prices alone is the same
    /// under both, except the worth of seized collateral, which is taken anew at the new haircut.
    function _replace(PoolState storage $, uint256[] memory present, uint256[] memory next, address location) private {
        Books memory books = BooksLogic.open($);
        MarketLogic.syncAll($, books);
        _requireFreshWhereLater($, books, PageCode.asPage(next));
        ($.debtIndex, $.debtIndexAt) = (books.debtIndex.toUint128(), uint32(block.timestamp));
        emit IParameters.DebtIndexStored(books.debtIndex);

        $.parameterPage = location;
        books.page = PageCode.asPage(next);
        _revalueInventory($, books, PageCode.asPage(present));
        BooksLogic.close($, books);
        _emitChanges(present, next);
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

    /// @dev Of every pool, market and asset whose words are others now: what they say.
    function _emitChanges(uint256[] memory from, uint256[] memory to) private {
        if (PageCode.differ(from, to, 0, PAGE_HEADER_WORDS)) emit IParameters.PoolChanged(PageUnpacking.pool(to));
        ParameterPage page = PageCode.asPage(to);
        uint256 markets = page.marketCount();
        for (uint256 m; m < markets; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            uint256 index = PageCode.indexOf(market);
            if (!PageCode.differ(from, to, index, PAGE_MARKET_WORDS)) continue;
            emit IParameters.MarketChanged(market, PageUnpacking.market(to, index));
        }
        uint256 assets = page.assetCount();
        for (uint256 a; a < assets; ++a) {
            AssetId asset = AssetId.wrap(uint8(a));
            uint256 index = PageCode.indexOf(asset, markets);
            if (!PageCode.differ(from, to, index, PAGE_ASSET_WORDS)) continue;
            emit IParameters.AssetChanged(asset, PageUnpacking.asset(to, index));
        }
    }
}
