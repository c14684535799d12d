// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPullFeed } from "../interfaces/IPullFeed.sol";
import { BoundedCall } from "./BoundedCall.sol";

/// @notice Reads a pull oracle's feed (B-1).
library PullSource {
    uint256 internal constant PRICE_WORDS = 3;

    /// @return ok false when the call failed, answered too little, or there is no price
    /// @return answer in the feed's decimals
    /// @return confidence in the same unit
    /// @return publishedAt timestamp, not after now
    function latest(
        address source
    ) internal view returns (bool ok, uint256 answer, uint256 confidence, uint256 publishedAt) {
        (ok, answer, confidence, publishedAt, ) = BoundedCall.read(
            source,
            abi.encodeCall(IPullFeed.latest, ()),
            PRICE_WORDS
        );
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
        (ok, answer, confidence, since, ) = BoundedCall.read(
            source,
            abi.encodeCall(IPullFeed.firstPrice, (publishedAt)),
            PRICE_WORDS
        );
        ok = ok && answer != 0 && since != 0 && publishedAt <= block.timestamp;
    }
}
