// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FundingMath } from "../../math/FundingMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice FundingMath from outside, for differential tests only.
contract FundingMathHarness is CallBatch {
    function accrue(
        int256 rate,
        int256 skewFraction,
        uint256 price,
        uint256 elapsed,
        int256 velocity,
        int256 maxRate
    ) external pure returns (int256 nextRate, int256 funding) {
        return FundingMath.accrue(rate, skewFraction, price, elapsed, velocity, maxRate);
    }
}
