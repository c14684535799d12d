// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";
import { MarketId } from "../types/MarketId.sol";

/// @notice Accounts and their positions (A-1, A-2, P-3).
interface IAccounts {
    /// @notice An account's own slot after a change.
    /// @param settlement principal in asset 0, its own units
    /// @param quote ≥ 0: junior profit, USD WAD; < 0: debt scaled by the debt index
    /// @param flags FLAG_BONDED, FLAG_ORDER, …
    event AccountUpdated(AccountId indexed account, uint256 settlement, int256 quote, uint256 flags);

    /// @notice A position after a change; size and cost are zero when it is closed.
    /// @param size contract units WAD
    /// @param cost USD WAD
    /// @param delta what was traded, contract units WAD
    /// @param fillPrice USD WAD per contract unit, premium included
    /// @param realised USD WAD that went to the account's quote
    event PositionChanged(
        AccountId indexed account,
        MarketId indexed market,
        int256 size,
        int256 cost,
        int256 delta,
        int256 fillPrice,
        int256 realised
    );

    /// @notice Only the account's owner may do this.
    error NotAccountOwner(AccountId account, address caller);
    /// @notice An isolated account trades the one market that its id names (A-2).
    error WrongIsolatedMarket(AccountId account, MarketId market);
    /// @notice Equity after the action would be below what it needs (M-5). USD WAD.
    error InsufficientInitialMargin(int256 equity, uint256 required);
}
