// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice Whether the chain's sequencer is up, and has been for long enough that everybody could act (B-1).
library SequencerSource {
    uint256 internal constant CALL_GAS = 100_000;

    /// @dev Uptime feeds answer 0 for up and 1 for down since `startedAt`. A feed that does not answer is no evidence of an
    /// outage: if it were taken for one, a dead feed would stop every liquidation until governance replaces it.
    function isDown(ParameterPage page) internal view returns (bool) {
        address source = page.sequencer();
        if (source == address(0)) return false;
        bytes memory input = abi.encodeCall(IAggregatorV3.latestRoundData, ());
        bool ok;
        uint256 answer;
        uint256 startedAt;
        // Equivalent to: a static call with CALL_GAS that copies at most the five words of a round:
        // (, answer, startedAt, , ) = abi.decode(returned, (uint80, uint256, uint256, uint256, uint80))
        assembly ("memory-safe") {
            let output := mload(0x40)
            ok := staticcall(CALL_GAS, source, add(input, 0x20), mload(input), output, 0xa0)
            ok := and(ok, gt(returndatasize(), 0x9f))
            if ok {
                answer := mload(add(output, 0x20))
                startedAt := mload(add(output, 0x40))
            }
        }
        if (!ok) return false;
        return answer != 0 || block.timestamp < startedAt || block.timestamp - startedAt <= page.sequencerGrace();
    }
}
