// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The model's own arithmetic: plain 256-bit integers, every product fits, rounding as its name says.
library GhostMath {
    int256 internal constant ONE = 1e18;

    /// @notice a / d toward −∞; d > 0.
    function floorDiv(int256 a, int256 d) internal pure returns (int256 q) {
        q = a / d;
        if (a % d != 0 && a < 0) --q;
    }

    /// @notice a / d toward +∞; d > 0.
    function ceilDiv(int256 a, int256 d) internal pure returns (int256 q) {
        q = a / d;
        if (a % d != 0 && a > 0) ++q;
    }

    /// @notice a·b in WAD, toward −∞.
    function floorWad(int256 a, int256 b) internal pure returns (int256) {
        return floorDiv(a * b, ONE);
    }

    /// @notice a·b in WAD, toward +∞.
    function ceilWad(int256 a, int256 b) internal pure returns (int256) {
        return ceilDiv(a * b, ONE);
    }

    function abs(int256 a) internal pure returns (int256) {
        return a < 0 ? 0 - a : a;
    }

    function plus(int256 a) internal pure returns (int256) {
        return a > 0 ? a : int256(0);
    }

    function minus(int256 a) internal pure returns (int256) {
        return a < 0 ? 0 - a : int256(0);
    }

    function least(int256 a, int256 b) internal pure returns (int256) {
        return a < b ? a : b;
    }

    function most(int256 a, int256 b) internal pure returns (int256) {
        return a > b ? a : b;
    }

    /// @notice Smallest r with r² ≥ a, by bisection.
    function rootUp(int256 a) internal pure returns (int256) {
        (int256 low, int256 high) = (0, 2 ** 127);
        while (low < high) {
            int256 middle = (low + high) / 2;
            if (middle * middle >= a) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
