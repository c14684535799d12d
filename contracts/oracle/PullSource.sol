// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPullFeed } from "../interfaces/IPullFeed.sol";

/// @notice Reads a pull oracle's feed without ever reverting: gas and return data are bounded (B-2).
library PullSource {
    /// @dev A feed that burns all of this is only ever unavailable.
    uint256 internal constant CALL_GAS = 100_000;

    /// @return ok false when the call failed, answered too little, or there is no price
    /// @return answer in the feed's decimals
    /// @return confidence in the same unit
    /// @return publishedAt timestamp, not after now
    function latest(
        address source
    ) internal view returns (bool ok, uint256 answer, uint256 confidence, uint256 publishedAt) {
        (ok, answer, confidence, publishedAt) = _read(source, abi.encodeCall(IPullFeed.latest, ()));
        ok = ok && answer != 0 && publishedAt != 0 && publishedAt <= block.timestamp;
    }

    /// @return ok false when no such price was brought, or it is not of the past
    /// @return answer in the feed's decimals
    /// @return confidence in the same unit
    /// @return since the price was the first one since this timestamp
    function firstPrice(
        address source,
        uint256 publishedAt
    ) internal view returns (bool ok, uint256 answer, uint256 confidence, uint256 since) {
        (ok, answer, confidence, since) = _read(source, abi.encodeCall(IPullFeed.firstPrice, (publishedAt)));
        ok = ok && answer != 0 && since != 0 && publishedAt <= block.timestamp;
    }

    function _read(address source, bytes memory input) private view returns (bool ok, uint256 a, uint256 b, uint256 c) {
        // Equivalent to: a static call with CALL_GAS that copies at most three words:
        // (a, b, c) = abi.decode(returned, (uint256, uint256, uint256))
        // The scratch is allocated past the free memory pointer and not kept.
        assembly ("memory-safe") {
            let output := mload(0x40)
            ok := staticcall(CALL_GAS, source, add(input, 0x20), mload(input), output, 0x60)
            ok := and(ok, gt(returndatasize(), 0x5f))
            if ok {
                a := mload(output)
                b := mload(add(output, 0x20))
                c := mload(add(output, 0x40))
            }
        }
    }
}
