// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MoveMath } from "../../math/MoveMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice MoveMath from outside, for differential tests only.
contract MoveMathHarness is CallBatch {
    function capacity(uint256 refill) external pure returns (uint256) {
        return MoveMath.capacity(refill);
    }

    function spentAfter(uint256 spent, uint256 refill, uint256 elapsed) external pure returns (uint256) {
        return MoveMath.spentAfter(spent, refill, elapsed);
    }

    function cost(uint256 from, uint256 to, uint256 largest, uint256 full) external pure returns (uint256) {
        return MoveMath.cost(from, to, largest, full);
    }

    function within(uint256 first, uint256 second, uint256 share) external pure returns (bool) {
        return MoveMath.within(first, second, share);
    }
}
