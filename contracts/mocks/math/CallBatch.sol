// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Answers many calls to itself in one, reverts included, so that a test of thousands of cases is quick.
/// For tests only.
abstract contract CallBatch {
    /// @param calls encoded calls to this contract; bounded by the gas of the caller
    /// @return ok whether each returned
    /// @return results what each returned, or its revert data
    function batch(bytes[] calldata calls) external view returns (bool[] memory ok, bytes[] memory results) {
        ok = new bool[](calls.length);
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) (ok[i], results[i]) = address(this).staticcall(calls[i]);
    }
}
