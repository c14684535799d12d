// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The pool's side of the backstop vault (V-1): cash moves between named buckets, only on the vault's word.
interface IBackstop {
    event VaultBound(address vault);
    /// @param assets asset-0 units
    event VaultDepositReceived(uint256 assets);
    event VaultDepositAdmitted(uint256 assets);
    event VaultRedemptionReserved(uint256 assets);
    event VaultRedemptionPaid(address indexed to, uint256 assets);

    error NotVault(address caller);
    error VaultAlreadyBound(address vault);
    error InsufficientVaultCash(uint256 needed, uint256 available);
}
