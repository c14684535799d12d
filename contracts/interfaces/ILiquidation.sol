// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";

/// @notice What an account's state means for its liquidation (Q-4).
enum LiquidationClass {
    Healthy, // E ≥ M, or nothing to liquidate
    Solvent, // 0 ≤ E < M
    Dust, // 0 ≤ E < M < dust: closed whole
    Insolvent // E < 0: closed whole
}

/// @notice Liquidation by account (Q-4, Q-6…Q-8).
interface ILiquidation {
    /// @param equity E before, USD WAD
    /// @param margin M before, USD WAD
    /// @param closedNotional Σ|Δq|·P, USD WAD
    /// @param insured asset-0 units of the fee that went to insurance
    /// @param earned asset-0 units of the fee that the executor may claim, bond not included
    /// @param bondPaid whether the escrowed bond went to the executor
    event AccountLiquidated(
        AccountId indexed account,
        LiquidationClass class,
        address indexed executor,
        int256 equity,
        uint256 margin,
        uint256 closedNotional,
        uint256 insured,
        uint256 earned,
        bool bondPaid
    );
    /// @notice An account of a batch was left alone.
    /// @param reason selector of the error that a single liquidation would have had
    event LiquidationSkipped(AccountId indexed account, bytes4 reason);

    error NotLiquidatable(AccountId account, int256 equity, uint256 margin);
    /// @notice The account raised its risk at this very timestamp (Q-7).
    error RiskRaisedNow(AccountId account, uint256 timestamp);
    /// @notice Nothing of the account can be closed or seized at a valid price now (Q-4).
    error NothingLiquidated(AccountId account);
    error TooManyAccounts(uint256 count, uint256 max);
}
