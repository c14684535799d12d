// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketId } from "../types/MarketId.sol";
import { MarketWord } from "../types/MarketWord.sol";

/// @notice Markets: price, funding and skew (P, B-2).
interface IMarkets {
    /// @notice A market's stored state after a sync or a trade.
    /// @param word price, funding, skew, price age and move allowance, as stored (see MarketWord for the layout)
    event MarketUpdated(MarketId indexed market, MarketWord word);
    /// @notice A print lies too far from the accepted price to count without confirmation (B-2).
    /// @param print USD WAD per contract unit
    /// @param accepted the price that stays, USD WAD per contract unit
    event PriceContested(MarketId indexed market, uint256 print, uint256 accepted);
    /// @notice The contest is over: a print has returned inside, or one outside has been confirmed.
    /// @param price that counts now, USD WAD per contract unit
    event PriceContestEnded(MarketId indexed market, uint256 price);

    error UnknownMarket(MarketId market);
    /// @notice The market has no price fresh enough for this action.
    error PriceUnavailable(MarketId market, uint256 ageSeconds, uint256 maxAgeSeconds);
    /// @notice A print of the market waits for confirmation; one that still lies outside then counts.
    error PriceIsContested(MarketId market, uint256 until);
    /// @notice The chain's sequencer is down, or has not been back for long enough.
    error SequencerDown();
}
