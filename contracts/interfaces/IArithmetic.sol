// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Errors of the pool's shared code, declared once more so that the pool's ABI alone decodes every revert.
/// @dev Their own places are FixedPointMath, AccountWord, ParameterLogic, and OpenZeppelin's SafeCast and SafeERC20; the
/// signatures must stay the same, which a check compares with the linked libraries.
interface IArithmetic {
    /// @notice An unsigned number does not fit a signed one.
    error SignedOverflow(uint256 value);
    /// @notice An account's asset-0 balance would leave its storage field. The token's own units.
    error SettlementOutOfRange(uint256 value, uint256 max);
    /// @notice An account's quote would leave its storage field. USD WAD.
    error QuoteOutOfRange(int256 value);
    /// @notice A sum of the pool would leave its storage field of `bits` bits.
    error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value);
    error SafeCastOverflowedIntDowncast(uint8 bits, int256 value);
    /// @notice A token said no to a transfer.
    error SafeERC20FailedOperation(address token);
    /// @notice The data contract of the parameters could not be created.
    error PageDeploymentFailed();
}
