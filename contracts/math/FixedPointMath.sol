// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

uint256 constant WAD = 1e18;
uint256 constant RAY = 1e27;

/// @notice Multiplication and division whose rounding direction is in the name.
/// @dev Down and Up act on magnitudes of unsigned numbers; Floor rounds toward −∞ and Ceil toward +∞ on signed ones.
/// Products are up to 512 bits wide, quotients that do not fit revert, and so does a zero divisor. Almost every product
/// fits one word, and takes a short way; only the rest goes through OpenZeppelin's 512-bit division.
library FixedPointMath {
    using SafeCast for bool;

    uint256 private constant HALF = 2 ** 128; // factors below it have a product below 2^256
    int256 private constant SIGNED_HALF = 2 ** 127; // factors within ± it have a product within ± 2^254

    function mulDivDown(uint256 a, uint256 b, uint256 d) internal pure returns (uint256) {
        if ((a | b) >= HALF) return Math.mulDiv(a, b, d);
        // a, b < 2^128, so a·b < 2^256; a division by zero reverts here too
        unchecked {
            return (a * b) / d;
        }
    }

    function mulDivUp(uint256 a, uint256 b, uint256 d) internal pure returns (uint256) {
        if ((a | b) >= HALF) return Math.mulDiv(a, b, d, Math.Rounding.Ceil);
        // a, b < 2^128, so p = a·b < 2^256, and q·d ≤ p. Where q·d < p, d > 1 and q + 1 ≤ p.
        unchecked {
            uint256 p = a * b;
            uint256 q = p / d;
            return q + (q * d < p).toUint();
        }
    }

    /// @notice a·b/d toward −∞.
    function mulDivFloor(int256 a, int256 b, uint256 d) internal pure returns (int256) {
        // |a·b| ≤ 2^254 and 0 < d < 2^255
        unchecked {
            if (_isShort(a, b, d)) return divFloor(a * b, int256(d));
        }
        bool negative = (a < 0) != (b < 0);
        uint256 magnitude = negative ? mulDivUp(abs(a), abs(b), d) : mulDivDown(abs(a), abs(b), d);
        return negative ? negate(magnitude) : toInt(magnitude);
    }

    /// @notice a·b/d toward +∞.
    function mulDivCeil(int256 a, int256 b, uint256 d) internal pure returns (int256) {
        // as in mulDivFloor
        unchecked {
            if (_isShort(a, b, d)) return divCeil(a * b, int256(d));
        }
        bool negative = (a < 0) != (b < 0);
        uint256 magnitude = negative ? mulDivDown(abs(a), abs(b), d) : mulDivUp(abs(a), abs(b), d);
        return negative ? negate(magnitude) : toInt(magnitude);
    }

    // ── by 1e18 ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice a·b/1e18, up.
    function mulWadUp(uint256 a, uint256 b) internal pure returns (uint256) {
        if ((a | b) >= HALF) return mulDivUp(a, b, WAD);
        // a·b ≤ (2^128 − 1)² = 2^256 − 2^129 + 1
        unchecked {
            return wadUp(a * b);
        }
    }

    /// @notice a·b/1e18 toward −∞.
    function mulWadFloor(int256 a, int256 b) internal pure returns (int256) {
        if (!_isShort(a, b, WAD)) return mulDivFloor(a, b, WAD);
        // within ± 2^254
        unchecked {
            return wadFloor(a * b);
        }
    }

    // Of a product that is known to fit: the caller says why.

    /// @notice product/1e18, up, for a product of at most 2^256 − 1e18.
    function wadUp(uint256 product) internal pure returns (uint256) {
        unchecked {
            return (product + (WAD - 1)) / WAD;
        }
    }

    /// @notice product/1e18 toward −∞.
    function wadFloor(int256 product) internal pure returns (int256) {
        return divFloor(product, int256(WAD));
    }

    /// @notice product/1e18 toward +∞.
    function wadCeil(int256 product) internal pure returns (int256) {
        return divCeil(product, int256(WAD));
    }

    /// @notice a/d toward −∞ for d > 0.
    function divFloor(int256 a, int256 d) internal pure returns (int256) {
        // Toward zero first: |q·d| ≤ |a|, and q·d is above a only where a negative a leaves a rest. Then d > 1 and q − 1 fits.
        unchecked {
            int256 q = a / d;
            return q - int256((q * d > a).toUint());
        }
    }

    /// @notice a/d toward +∞ for d > 0.
    function divCeil(int256 a, int256 d) internal pure returns (int256) {
        // as in divFloor, one more where a positive a leaves a rest
        unchecked {
            int256 q = a / d;
            return q + int256((q * d < a).toUint());
        }
    }

    // ── the rest ────────────────────────────────────────────────────────────────────────────────────────────────────

    function divUp(uint256 a, uint256 d) internal pure returns (uint256) {
        // a − 1 for a > 0, and ⌊(a − 1)/d⌋ + 1 ≤ a
        unchecked {
            return a == 0 ? 0 : (a - 1) / d + 1;
        }
    }

    function sqrtUp(uint256 a) internal pure returns (uint256) {
        return Math.sqrt(a, Math.Rounding.Ceil);
    }

    /// @notice |a|; type(int256).min has one, as an unsigned number.
    function abs(int256 a) internal pure returns (uint256) {
        // 0 − a wraps only for type(int256).min, to itself, whose bits are those of 2^255
        unchecked {
            return a < 0 ? uint256(0 - a) : uint256(a);
        }
    }

    /// @notice −a for an unsigned a; reverts beyond 2^255 − 1.
    function negate(uint256 a) internal pure returns (int256) {
        // toInt leaves 0 … 2^255 − 1, whose negatives all fit
        unchecked {
            return 0 - toInt(a);
        }
    }

    /// @notice −a, checked.
    function negate(int256 a) internal pure returns (int256) {
        if (a == type(int256).min) revert SignedOverflow(uint256(a));
        // every other number has a negative
        unchecked {
            return 0 - a;
        }
    }

    /// @notice a as a signed number, checked.
    function toInt(uint256 a) internal pure returns (int256) {
        if (int256(a) < 0) revert SignedOverflow(a);
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

    /// @dev Both factors within ± 2^127 and 0 < d < 2^255. a + 2^127 wraps to a large number for every other a.
    function _isShort(int256 a, int256 b, uint256 d) private pure returns (bool) {
        unchecked {
            return (uint256(a + SIGNED_HALF) | uint256(b + SIGNED_HALF)) < HALF && d - 1 < uint256(type(int256).max); // zero wraps to the largest number
        }
    }

    error SignedOverflow(uint256 value);
}
