// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";

/// @notice Losses, and the sums that every account's margin depends on (U-3, U-4, W).
interface IWaterfall {
    /// @notice A bankrupt account's debt was written off in the transaction of its close.
    /// @param debt USD WAD
    /// @param fromInsurance USD WAD refunded to the vault by shared insurance; the vault bears the rest
    event BadDebtWrittenOff(AccountId indexed account, uint256 debt, uint256 fromInsurance);

    /// @notice The pool's sums after an action; with MarketUpdated and AccountUpdated all risk state follows from events.
    /// @param vaultCash asset-0 units
    /// @param insurance asset-0 units
    /// @param quotePlus Σquote⁺, USD WAD
    /// @param scaledDebt Σ debt / debtIndex, USD WAD
    /// @param traderPnl ΣU, USD WAD
    /// @param juniorPnl Σ_sides max(0, U), USD WAD
    /// @param skewPremium USD WAD
    /// @param inventoryCredit USD WAD
    event TotalsUpdated(
        uint256 vaultCash,
        uint256 insurance,
        uint256 quotePlus,
        uint256 scaledDebt,
        int256 traderPnl,
        uint256 juniorPnl,
        uint256 skewPremium,
        uint256 inventoryCredit
    );
}
