// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";

/// @notice Reads an aggregator without ever reverting: gas and return data are bounded (B-2).
library ChainlinkSource {
    /// @dev A proxied round costs about 16k gas; a source that burns all of this is only ever unavailable.
    uint256 internal constant CALL_GAS = 100_000;

    /// @notice Latest round.
    /// @return ok false when the call failed, answered too little, or the round is empty, zero or negative
    /// @return answer in the source's decimals
    /// @return updatedAt timestamp of publication
    function latest(address source) internal view returns (bool ok, uint256 answer, uint256 updatedAt) {
        return _read(source, abi.encodeCall(IAggregatorV3.latestRoundData, ()));
    }

    /// @notice One round by id.
    function round(address source, uint80 id) internal view returns (bool ok, uint256 answer, uint256 updatedAt) {
        return _read(source, abi.encodeCall(IAggregatorV3.getRoundData, (id)));
    }

    function _read(
        address source,
        bytes memory input
    ) private view returns (bool ok, uint256 answer, uint256 updatedAt) {
        int256 signedAnswer;
        // Equivalent to: a static call with CALL_GAS that copies at most the five words of a round:
        // (, signedAnswer, , updatedAt, ) = abi.decode(returned, (uint80, int256, uint256, uint256, uint80))
        // The scratch is allocated past the free memory pointer and not kept.
        assembly ("memory-safe") {
            let output := mload(0x40)
            ok := staticcall(CALL_GAS, source, add(input, 0x20), mload(input), output, 0xa0)
            ok := and(ok, gt(returndatasize(), 0x9f))
            if ok {
                signedAnswer := mload(add(output, 0x20))
                updatedAt := mload(add(output, 0x60))
            }
        }
        if (!ok || signedAnswer <= 0 || updatedAt == 0 || updatedAt > block.timestamp) return (false, 0, 0);
        answer = uint256(signedAnswer);
    }
}
