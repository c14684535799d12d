// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Asks a price source without ever reverting: gas and return data are bounded (B-2).
library BoundedCall {
    /// @dev A proxied round costs about 16k gas; a source that burns all of this is only ever unavailable.
    uint256 internal constant CALL_GAS = 100_000;

    /// @notice The first four words of a source's answer.
    /// @param words least length of the answer; what of the four lies beyond it is not to be looked at
    /// @return ok false when the call failed or answered too little
    function read(
        address source,
        bytes memory input,
        uint256 words
    ) internal view returns (bool ok, uint256 first, uint256 second, uint256 third, uint256 fourth) {
        // Equivalent to: a static call with CALL_GAS that copies at most `words` words:
        // (first, second, third, fourth) = abi.decode(returned, (uint256, uint256, uint256, uint256))
        // The scratch is allocated past the free memory pointer and not kept.
        assembly ("memory-safe") {
            let output := mload(0x40)
            let size := shl(5, words)
            ok := staticcall(CALL_GAS, source, add(input, 0x20), mload(input), output, size)
            ok := and(ok, iszero(lt(returndatasize(), size)))
            if ok {
                first := mload(output)
                second := mload(add(output, 0x20))
                third := mload(add(output, 0x40))
                fourth := mload(add(output, 0x60))
            }
        }
    }
}
