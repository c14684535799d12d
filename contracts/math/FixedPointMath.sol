// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

uint256 constant WAD = 1e18;
uint256 constant RAY = 1e27;

/// @notice Multiplication and division whose rounding direction is in the name.
/// @dev Down and Up act on magnitudes of unsigned numbers; Floor rounds toward −∞ and Ceil toward +∞ on signed ones.
/// Products are 512 bits wide (OpenZeppelin Math), quotients that do not fit revert.
library FixedPointMath {
    function mulDivDown(uint256 a, uint256 b, uint256 d) internal pure returns (uint256) {
        return Math.mulDiv(a, b, d);
    }

    function mulDivUp(uint256 a, uint256 b, uint256 d) internal pure returns (uint256) {
        return Math.mulDiv(a, b, d, Math.Rounding.Ceil);
    }

    /// @notice a·b/d toward −∞.
    function mulDivFloor(int256 a, int256 b, uint256 d) internal pure returns (int256) {
        bool negative = (a < 0) != (b < 0);
        uint256 magnitude = negative ? mulDivUp(abs(a), abs(b), d) : mulDivDown(abs(a), abs(b), d);
        return negative ? negate(magnitude) : toInt(magnitude);
    }

    /// @notice a·b/d toward +∞.
    function mulDivCeil(int256 a, int256 b, uint256 d) internal pure returns (int256) {
        bool negative = (a < 0) != (b < 0);
        uint256 magnitude = negative ? mulDivDown(abs(a), abs(b), d) : mulDivUp(abs(a), abs(b), d);
        return negative ? negate(magnitude) : toInt(magnitude);
    }

    function divUp(uint256 a, uint256 d) internal pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / d + 1;
    }

    function sqrtUp(uint256 a) internal pure returns (uint256) {
        return Math.sqrt(a, Math.Rounding.Ceil);
    }

    /// @notice |a|; type(int256).min has one, as an unsigned number.
    function abs(int256 a) internal pure returns (uint256) {
        return a < 0 ? (a == type(int256).min ? uint256(1) << 255 : uint256(0 - a)) : uint256(a);
    }

    /// @notice −a for an unsigned a; reverts beyond 2^255 − 1.
    function negate(uint256 a) internal pure returns (int256) {
        return 0 - toInt(a);
    }

    /// @notice −a, checked.
    function negate(int256 a) internal pure returns (int256) {
        return 0 - a;
    }

    /// @notice a as a signed number, checked.
    function toInt(uint256 a) internal pure returns (int256) {
        if (a > uint256(type(int256).max)) revert SignedOverflow(a);
        return int256(a);
    }

    /// @notice max(a, 0).
    function positive(int256 a) internal pure returns (uint256) {
        return a > 0 ? uint256(a) : 0;
    }

    /// @notice max(−a, 0).
    function shortfall(int256 a) internal pure returns (uint256) {
        return a < 0 ? abs(a) : 0;
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    function clamp(int256 a, int256 low, int256 high) internal pure returns (int256) {
        return a < low ? low : (a > high ? high : a);
    }

    error SignedOverflow(uint256 value);
}
