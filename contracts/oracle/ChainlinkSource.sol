// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";
import { BoundedCall } from "./BoundedCall.sol";

/// @notice Reads an aggregator (B-1).
library ChainlinkSource {
    uint256 internal constant ROUND_WORDS = 5;

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
        // (roundId, answer, startedAt, updatedAt, answeredInRound)
        (ok, , answer, , updatedAt) = BoundedCall.read(source, input, ROUND_WORDS);
        if (!ok || int256(answer) <= 0 || updatedAt == 0 || updatedAt > block.timestamp) return (false, 0, 0);
    }
}
