// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";

/// @notice Operators: who may trade for an owner (A-3).
interface IDelegation {
    /// @notice An owner has named an operator, or taken the right back.
    /// @param expiry last timestamp at which the operator may act; 0 takes the right back
    event OperatorSet(address indexed owner, address indexed operator, uint256 expiry);

    /// @notice Only the account's owner, or an operator whose right has not expired, may trade with it.
    error NotAccountTrader(AccountId account, address caller);
    /// @notice The zero address cannot be an operator, and an owner needs none for himself.
    error InvalidOperator(address operator);
    /// @notice A signature is only good until its deadline.
    error SignatureExpired(uint256 deadline, uint256 nowTimestamp);
    /// @notice The signature is not the owner's over these values and the owner's present nonce.
    error InvalidSignature(address owner, uint256 nonce);
}
