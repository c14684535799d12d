// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MOVE_SPENT_MAX } from "../types/MarketWord.sol";
import { FixedPointMath, WAD } from "./FixedPointMath.sol";

/// @notice How far a price may move on the word of one source (B-2).
/// @dev The allowance is a bucket that holds the largest move and fills up again, when it has been emptied, in `refill`
/// seconds. It is counted in units of which a whole number comes back every second, so that what is in it does not depend
/// on how often anybody looks: ⌊1023 / refill⌋ units a second, `refill` times as many when it is full.
library MoveMath {
    using FixedPointMath for uint256;

    /// @notice Units in a full allowance: refill·⌊1023/refill⌋, for 1 ≤ refill ≤ 1023.
    function capacity(uint256 refill) internal pure returns (uint256) {
        // at most 1023
        unchecked {
            return refill * (MOVE_SPENT_MAX / refill);
        }
    }

    /// @notice Units that are still spent after `elapsed` seconds.
    function spentAfter(uint256 spent, uint256 refill, uint256 elapsed) internal pure returns (uint256) {
        // a time in seconds by at most 1023, and a difference that is positive
        unchecked {
            uint256 back = elapsed * (MOVE_SPENT_MAX / refill);
            return spent > back ? spent - back : 0;
        }
    }

    /// @notice Units that a move costs: |to − from| / from, over the largest move, of a full allowance. Up.
    /// @param largest WAD
    function cost(uint256 from, uint256 to, uint256 largest, uint256 full) internal pure returns (uint256) {
        // prices are below 2^80, `full` below 2^10, and WAD and `largest` at most 2^64: products below 2^154
        unchecked {
            uint256 move = from < to ? to - from : from - to;
            return (move * full * WAD).divUp(from * largest);
        }
    }

    /// @notice Whether two prices differ by at most a share of the first.
    /// @param share WAD
    function within(uint256 first, uint256 second, uint256 share) internal pure returns (bool) {
        uint256 difference = first < second ? second - first : first - second;
        return difference <= first.mulDivDown(share, WAD);
    }
}
