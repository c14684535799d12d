// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { BoundedCall } from "./BoundedCall.sol";
import { ChainlinkSource } from "./ChainlinkSource.sol";

/// @notice Whether the chain's sequencer is up, and has been for long enough that everybody could act (B-1).
library SequencerSource {
    /// @dev Uptime feeds answer 0 for up and 1 for down since `startedAt`. A feed that does not answer is no evidence of an
    /// outage: if it were taken for one, a dead feed would stop every liquidation until governance replaces it.
    function isDown(ParameterPage page) internal view returns (bool) {
        address source = page.sequencer();
        if (source == address(0)) return false;
        // (roundId, answer, startedAt, updatedAt, answeredInRound)
        (bool ok, , uint256 answer, uint256 startedAt, ) = BoundedCall.read(
            source,
            abi.encodeCall(IAggregatorV3.latestRoundData, ()),
            ChainlinkSource.ROUND_WORDS
        );
        if (!ok) return false;
        return answer != 0 || block.timestamp < startedAt || block.timestamp - startedAt <= page.sequencerGrace();
    }
}
