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
import { PageCode } from "./PageCode.sol";
import { PagePacking } from "./PagePacking.sol";
import { PageUnpacking } from "./PageUnpacking.sol";
import { RampFields } from "./RampFields.sol";
import { RampLogic } from "./RampLogic.sol";

/// @notice Plans a change of the parameter page: at once where nobody loses margin by it, else step by step (M-6).
/// @dev What is planned is a page and a number of steps; RampLogic takes them. A change at once is one step whose time has
/// come. The first step brings every field of the change that does not ramp to its new value.
library ParameterChangeLogic {
    uint256 internal constant RAMP_STEPS = 6; // the first waits as long as every other: an hour in all

    /// @return atOnce the one step is due now
    function changePool(PoolState storage $, PoolParameters calldata p) external returns (bool atOnce) {
        uint256[] memory present = _begin($);
        FixedParameters.check(PageUnpacking.pool(present), p);
        ListingChecks.checkPool(p);
        uint256[] memory target = PageCode.copy(present);
        PageCode.put(target, 0, PagePacking.pack(p, present[3] & 0xffffff));
        uint256[] memory first = _plan($, present, target);
        atOnce = first.length == 0;
        if (!atOnce) emit IParameters.PoolRampAnnounced(PageUnpacking.pool(target));
    }

    /// @return atOnce the one step is due now
    function changeMarket(
        PoolState storage $,
        MarketId market,
        MarketParameters calldata p
    ) external returns (bool atOnce) {
        uint256[] memory present = _begin($);
        ParameterPage page = PageCode.asPage(present);
        if (!page.isMarketListed(market)) revert IMarkets.UnknownMarket(market);
        uint256 index = PageCode.indexOf(market);
        FixedParameters.check(PageUnpacking.market(present, index), p);
        ListingChecks.checkMarket(p);
        ListingChecks.checkNewSource(page, market, p.source);
        _requirePremium($, page, market, p);
        uint256[] memory target = PageCode.copy(present);
        uint256[] memory words = PagePacking.pack(
            p,
            ListingChecks.decimalsOf(p.source),
            ListingChecks.decimalsOf(p.secondary),
            AssetId.unwrap(page.collateralAsset(market))
        );
        PageCode.put(target, index, words);
        uint256[] memory first = _plan($, present, target);
        atOnce = first.length == 0;
        if (atOnce) return true;
        ListingChecks.checkMarket(PageUnpacking.market(first, index));
        emit IParameters.MarketRampAnnounced(market, PageUnpacking.market(target, index));
    }

    /// @return atOnce the one step is due now
    function changeAsset(
        PoolState storage $,
        AssetId asset,
        AssetParameters calldata p
    ) external returns (bool atOnce) {
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
        uint256[] memory first = _plan($, present, target);
        atOnce = first.length == 0;
        if (atOnce) return true;
        ListingChecks.checkAsset(PageUnpacking.asset(first, index));
        emit IParameters.AssetRampAnnounced(asset, PageUnpacking.asset(target, index));
    }

    /// @dev One change at a time: a ramp's line and its promise of a pace would be worth nothing if another could bend it.
    function _begin(PoolState storage $) private view returns (uint256[] memory present) {
        if ($.rampStepsLeft != 0) revert IParameters.RampRunning($.rampTarget, $.rampStepsLeft);
        present = PageCode.read($.parameterPage);
    }

    /// @dev Ramped fields are monotonic and all others stand still after the first step, so a ramp whose first and last pages
    /// are within their bounds and the envelope is within them all along.
    /// @return first the first page of the ramp; nothing for a change at once
    function _plan(
        PoolState storage $,
        uint256[] memory present,
        uint256[] memory target
    ) private returns (uint256[] memory first) {
        if (!PageCode.differ(present, target, 0, present.length)) revert IParameters.NothingChanges();
        ParameterPage page = PageCode.asPage(present);
        EnvelopeChecks.check($, PageCode.asPage(target), page);
        uint256[] memory fields = RampFields.list(page);
        bool ramps = RampMath.raises(present, target, fields);
        $.rampTarget = PageCode.deploy(target);
        $.rampStepAt = uint32(ramps ? block.timestamp + RampLogic.INTERVAL : block.timestamp);
        $.rampStepsLeft = uint8(ramps ? RAMP_STEPS : 1);
        if (!ramps) return first;
        first = RampMath.step(present, target, fields, RAMP_STEPS);
        EnvelopeChecks.check($, PageCode.asPage(first), page);
        emit IParameters.RampStarted($.rampTarget, RAMP_STEPS, $.rampStepAt);
    }

    /// @dev A risk factor is exactly one feed (M-1). No ramp is running.
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
