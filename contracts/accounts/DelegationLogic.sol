// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { IDelegation } from "../interfaces/IDelegation.sol";
import { AccountId } from "../types/AccountId.sol";

/// @notice Operators of an owner: they trade, on all the owner's accounts, until their right expires. They never withdraw,
/// convert, or name operators (A-3).
library DelegationLogic {
    bytes32 internal constant OPERATOR_TYPEHASH = keccak256(
        "SetOperator(address owner,address operator,uint256 expiry,uint256 nonce,uint256 deadline)"
    );

    /// @notice Names an operator until `expiry`, or takes the right back with 0.
    function setOperator(PoolState storage $, address owner, address operator, uint256 expiry) internal {
        if (operator == address(0) || operator == owner) revert IDelegation.InvalidOperator(operator);
        $.operators[owner][operator] = expiry;
        emit IDelegation.OperatorSet(owner, operator, expiry);
    }

    /// @notice The same on the owner's signature, which is used up.
    /// @param digest EIP-712 digest of `structHash`, made with the domain of this contract and chain
    function setOperatorBySignature(
        PoolState storage $,
        address owner,
        address operator,
        uint256 expiry,
        uint256 deadline,
        bytes32 digest,
        bytes calldata signature
    ) internal {
        if (block.timestamp > deadline) revert IDelegation.SignatureExpired(deadline, block.timestamp);
        if (!SignatureChecker.isValidSignatureNow(owner, digest, signature)) {
            revert IDelegation.InvalidSignature(owner, $.nonces[owner]);
        }
        $.nonces[owner] += 1;
        setOperator($, owner, operator, expiry);
    }

    /// @notice What an owner signs: the values and the owner's present nonce.
    function structHash(
        PoolState storage $,
        address owner,
        address operator,
        uint256 expiry,
        uint256 deadline
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(OPERATOR_TYPEHASH, owner, operator, expiry, $.nonces[owner], deadline));
    }

    /// @notice Lets the owner and unexpired operators pass.
    function requireTrader(PoolState storage $, AccountId id, address caller) internal view {
        address owner = id.owner();
        if (owner == caller || block.timestamp <= $.operators[owner][caller]) return;
        revert IDelegation.NotAccountTrader(id, caller);
    }
}
