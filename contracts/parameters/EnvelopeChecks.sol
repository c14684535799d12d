// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { AssetId } from "../types/AssetId.sol";
import { MarketId } from "../types/MarketId.sol";
import { PPM, ParameterPage } from "../types/ParameterPage.sol";

/// @notice The listing envelope: what a price may do before anybody can act is covered by the least margin (M-6).
/// @dev A market: maxMove + maxPremium + φ ≤ κ·m0. An asset: maxMove of its price market + maxDiscount ≤ κ·hc. In words: an
/// account that is just healthy survives one unconfirmed move of a price, the worst fill of its own close and the fee, even if
/// all its margin is the floor κ of a perfect hedge. All whole ppm, κ·m0 and κ·hc down.
library EnvelopeChecks {
    uint256 private constant ONE_PPM = 1e6;

    /// @notice Every market and asset of a page that is or will be in force.
    /// @param present the page in force, under which positions may be opened meanwhile
    function check(PoolState storage $, ParameterPage page, ParameterPage present) internal view {
        uint256 kappa = page.kappa() / PPM;
        uint256 fee = page.liquidationFee() / PPM;
        uint256 markets = page.marketCount();
        for (uint256 m; m < markets; ++m) {
            MarketId market = MarketId.wrap(uint8(m));
            if (_isPriceOnly($, page, present, market)) continue;
            uint256 jump = (page.maxMove(market) + page.maxPremium(market)) / PPM + fee;
            uint256 cover = (kappa * (page.maintenanceFraction(market) / PPM)) / ONE_PPM;
            if (jump > cover) revert IParameters.MarketOutsideEnvelope(market, jump, cover);
        }
        uint256 assets = page.assetCount();
        for (uint256 a = 1; a < assets; ++a) {
            AssetId asset = AssetId.wrap(uint8(a));
            uint256 jump = (page.maxMove(page.priceMarket(asset)) + page.maxDiscount(asset)) / PPM;
            uint256 cover = (kappa * (page.haircut(asset) / PPM)) / ONE_PPM;
            if (jump > cover) revert IParameters.AssetOutsideEnvelope(asset, jump, cover);
        }
    }

    /// @dev Nobody has a position there and nobody can open one, neither now nor under that page.
    function _isPriceOnly(
        PoolState storage $,
        ParameterPage page,
        ParameterPage present,
        MarketId market
    ) private view returns (bool) {
        if (page.maxOpenInterest(market) != 0) return false;
        if (present.isMarketListed(market) && present.maxOpenInterest(market) != 0) return false;
        MarketState storage state = $.markets[market];
        return state.long.size == 0 && state.short.size == 0;
    }
}
