// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "../../math/FixedPointMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice FixedPointMath from outside, for differential tests only.
contract FixedPointMathHarness is CallBatch {
    function mulDivDown(uint256 a, uint256 b, uint256 d) external pure returns (uint256) {
        return FixedPointMath.mulDivDown(a, b, d);
    }

    function mulDivUp(uint256 a, uint256 b, uint256 d) external pure returns (uint256) {
        return FixedPointMath.mulDivUp(a, b, d);
    }

    function mulDivFloor(int256 a, int256 b, uint256 d) external pure returns (int256) {
        return FixedPointMath.mulDivFloor(a, b, d);
    }

    function mulDivCeil(int256 a, int256 b, uint256 d) external pure returns (int256) {
        return FixedPointMath.mulDivCeil(a, b, d);
    }

    function mulWadUp(uint256 a, uint256 b) external pure returns (uint256) {
        return FixedPointMath.mulWadUp(a, b);
    }

    function mulWadFloor(int256 a, int256 b) external pure returns (int256) {
        return FixedPointMath.mulWadFloor(a, b);
    }

    function wadUp(uint256 product) external pure returns (uint256) {
        return FixedPointMath.wadUp(product);
    }

    function wadFloor(int256 product) external pure returns (int256) {
        return FixedPointMath.wadFloor(product);
    }

    function wadCeil(int256 product) external pure returns (int256) {
        return FixedPointMath.wadCeil(product);
    }

    function divFloor(int256 a, int256 d) external pure returns (int256) {
        return FixedPointMath.divFloor(a, d);
    }

    function divCeil(int256 a, int256 d) external pure returns (int256) {
        return FixedPointMath.divCeil(a, d);
    }

    function divUp(uint256 a, uint256 d) external pure returns (uint256) {
        return FixedPointMath.divUp(a, d);
    }

    function sqrtUp(uint256 a) external pure returns (uint256) {
        return FixedPointMath.sqrtUp(a);
    }

    function abs(int256 a) external pure returns (uint256) {
        return FixedPointMath.abs(a);
    }

    function negateUnsigned(uint256 a) external pure returns (int256) {
        return FixedPointMath.negate(a);
    }

    function negate(int256 a) external pure returns (int256) {
        return FixedPointMath.negate(a);
    }

    function toInt(uint256 a) external pure returns (int256) {
        return FixedPointMath.toInt(a);
    }

    function positive(int256 a) external pure returns (uint256) {
        return FixedPointMath.positive(a);
    }

    function shortfall(int256 a) external pure returns (uint256) {
        return FixedPointMath.shortfall(a);
    }

    function min(uint256 a, uint256 b) external pure returns (uint256) {
        return FixedPointMath.min(a, b);
    }

    function max(uint256 a, uint256 b) external pure returns (uint256) {
        return FixedPointMath.max(a, b);
    }

    function clamp(int256 a, int256 low, int256 high) external pure returns (int256) {
        return FixedPointMath.clamp(a, low, high);
    }
}
