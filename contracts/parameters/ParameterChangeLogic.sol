// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { RampMath } from "../math/RampMath.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { EnvelopeChecks } from "./EnvelopeChecks.sol";
import { FixedParameters } from "./FixedParameters.sol";
import { ListingChecks } from "./ListingChecks.sol";
import { PageChange } from "./PageChange.sol";
import { PageCode } from "./PageCode.sol";
import { PagePacking } from "./PagePacking.sol";
import { PageUnpacking } from "./PageUnpacking.sol";
import { RampFields } from "./RampFields.sol";

/// @notice Changes what is on the parameter page: at once where nobody loses margin by it, else step by step (M-6).
/// @dev A ramp is two pages and a clock: the page in force, the page that it leads to, and when its next step may be taken.
/// The first step brings every field of the change that does not ramp to its new value.
library ParameterChangeLogic {
    uint256 internal constant RAMP_STEPS = 6;
    uint256 internal constant RAMP_INTERVAL = 10 minutes; // the first step waits as long as every other: an hour in all

    function changePool(PoolState storage $, PoolParameters calldata p) external {
        uint256[] memory present = _begin($);
        FixedParameters.check(PageUnpacking.pool(present), p);
        ListingChecks.checkPool(p);
        uint256[] memory target = PageCode.copy(present);
        PageCode.put(target, 0, PagePacking.pack(p, present[3] & 0xffffff));
        uint256[] memory first = _adopt($, present, target);
        ListingChecks.checkPool(PageUnpacking.pool(first));
    }

    function changeMarket(PoolState storage $, MarketId market, MarketParameters calldata p) external {
        uint256[] memory present = _begin($);
        ParameterPage page = PageCode.asPage(present);
        if (!page.isMarketListed(market)) revert IMarkets.UnknownMarket(market);
        uint256 index = PageCode.indexOf(market);
        FixedParameters.check(PageUnpacking.market(present, index), p);
        ListingChecks.checkMarket(p);
        _requireNewSource(page, market, p.source);
        _requirePremium($, page, market, p);
        uint256[] memory target = PageCode.copy(present);
        uint256[] memory words = PagePacking.pack(
            p,
            ListingChecks.decimalsOf(p.source),
            ListingChecks.decimalsOf(p.secondary),
            AssetId.unwrap(page.collateralAsset(market))
        );
        PageCode.put(target, index, words);
        uint256[] memory first = _adopt($, present, target);
        ListingChecks.checkMarket(PageUnpacking.market(first, index));
    }

    function changeAsset(PoolState storage $, AssetId asset, AssetParameters calldata p) external {
        uint256[] memory present = _begin($);
        ParameterPage page = PageCode.asPage(present);
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        uint256 index = PageCode.indexOf(asset, page.marketCount());
        uint256 decimals = page.assetDecimals(asset);
        FixedParameters.check(PageUnpacking.asset(present, index), p);
        if (asset == SETTLEMENT_ASSET) ListingChecks.checkSettlement(p, decimals);
        else ListingChecks.checkAsset(p);
        uint256[] memory target = PageCode.copy(present);
        PageCode.put(target, index, PagePacking.pack(p, decimals));
        uint256[] memory first = _adopt($, present, target);
        if (asset != SETTLEMENT_ASSET) ListingChecks.checkAsset(PageUnpacking.asset(first, index));
    }

    /// @notice Takes the one step of the running ramp whose time has come.
    function step(PoolState storage $) external {
        uint256 left = $.rampStepsLeft;
        if (left == 0) revert IParameters.NoRampRunning();
        if (block.timestamp < $.rampStepAt) revert IParameters.RampStepTooEarly($.rampStepAt, block.timestamp);
        uint256[] memory present = PageCode.read($.parameterPage);
        uint256[] memory target = PageCode.read($.rampTarget);
        PageChange.replace($, present, RampMath.step(present, target, _fields(present), left));
        if (left == 1) $.rampTarget = address(0);
        $.rampStepAt = left == 1 ? 0 : uint32(block.timestamp + RAMP_INTERVAL);
        $.rampStepsLeft = uint8(left - 1);
        emit IParameters.RampStepped($.parameterPage, left - 1, $.rampStepAt);
    }

    /// @notice Ends the running ramp where it stands.
    function stop(PoolState storage $) external {
        uint256 left = $.rampStepsLeft;
        if (left == 0) revert IParameters.NoRampRunning();
        emit IParameters.RampStopped($.parameterPage, $.rampTarget, left);
        ($.rampTarget, $.rampStepAt, $.rampStepsLeft) = (address(0), 0, 0);
    }

    /// @dev One change at a time: a ramp's line and its promise of a pace would be worth nothing if another could bend it.
    function _begin(PoolState storage $) private view returns (uint256[] memory present) {
        if ($.rampStepsLeft != 0) revert IParameters.RampRunning($.rampTarget, $.rampStepsLeft);
        present = PageCode.read($.parameterPage);
    }

    /// @dev Puts the target in force, or begins a ramp toward it. Ramped fields are monotonic and all others stand still after
    /// the first step, so a ramp whose first page and last page are within the envelope is within it all along.
    /// @return first the first page of the ramp, or the target
    function _adopt(
        PoolState storage $,
        uint256[] memory present,
        uint256[] memory target
    ) private returns (uint256[] memory first) {
        if (!PageCode.differ(present, target, 0, present.length)) revert IParameters.NothingChanges();
        ParameterPage page = PageCode.asPage(present);
        EnvelopeChecks.check($, PageCode.asPage(target), page);
        uint256[] memory fields = _fields(present);
        if (!RampMath.raises(present, target, fields)) {
            PageChange.replace($, present, target);
            return target;
        }
        first = RampMath.step(present, target, fields, RAMP_STEPS);
        EnvelopeChecks.check($, PageCode.asPage(first), page);
        $.rampTarget = PageCode.deploy(target);
        $.rampStepAt = uint32(block.timestamp + RAMP_INTERVAL);
        $.rampStepsLeft = uint8(RAMP_STEPS);
        emit IParameters.RampStarted($.rampTarget, RAMP_STEPS, $.rampStepAt);
        PageChange.announce(present, target);
    }

    function _fields(uint256[] memory words) private pure returns (uint256[] memory) {
        return RampFields.list(PageCode.asPage(words));
    }

    /// @dev A risk factor is exactly one feed (M-1). No ramp is running.
    function _requireNewSource(ParameterPage page, MarketId changed, address source) private pure {
        uint256 count = page.marketCount();
        for (uint256 m; m < count; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            if (market != changed && page.source(market) == source) revert IParameters.AlreadyListed(source);
        }
    }

    /// @dev |S|/K is below the premium's bound now and stays so under both pages (P-1): first the open-interest cap and what
    /// is open have to come down, then the bound.
    function _requirePremium(
        PoolState storage $,
        ParameterPage page,
        MarketId market,
        MarketParameters calldata p
    ) private view {
        MarketState storage state = $.markets[market];
        uint256 open = page.maxOpenInterest(market);
        if (state.long.size > open) open = state.long.size;
        if (state.short.size > open) open = state.short.size;
        uint256 bound = (uint256(p.skewScale) * p.maxPremiumPpm) / 1e6;
        if (open > bound) revert IParameters.PremiumBelowOpenInterest(market, bound, open);
    }
}
