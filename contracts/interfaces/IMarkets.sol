// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketId } from "../types/MarketId.sol";

/// @notice Markets: price, funding and skew (P, B-2).
interface IMarkets {
    /// @notice A market's stored state after a sync or a trade.
    /// @param price USD WAD per contract unit
    /// @param fundingIndex F, USD WAD per contract unit
    /// @param rate 1e-11 per day
    /// @param skewFraction skew / K in 1/32767
    /// @param priceAge in units of 16 s
    event MarketUpdated(
        MarketId indexed market,
        uint256 price,
        int256 fundingIndex,
        int256 rate,
        int256 skewFraction,
        uint256 priceAge
    );

    error UnknownMarket(MarketId market);
    /// @notice The market has no price fresh enough for this action.
    error PriceUnavailable(MarketId market, uint256 ageSeconds, uint256 maxAgeSeconds);
}
