// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "../../../contracts/math/FixedPointMath.sol";
import { Test, VM } from "../../support/Test.sol";

/// @dev Reverts must come from a call of its own to be expected.
contract FixedPointCalls {
    function abs(int256 a) external pure returns (uint256) {
        return FixedPointMath.abs(a);
    }

    function negate(int256 a) external pure returns (int256) {
        return FixedPointMath.negate(a);
    }

    function negateUnsigned(uint256 a) external pure returns (int256) {
        return FixedPointMath.negate(a);
    }

    function toInt(uint256 a) external pure returns (int256) {
        return FixedPointMath.toInt(a);
    }

    function mulDivFloor(int256 a, int256 b, uint256 d) external pure returns (int256) {
        return FixedPointMath.mulDivFloor(a, b, d);
    }
}

/// @notice Every rounding against the definition of a quotient: q = ⌊a·b/d⌋ ⇔ 0 ≤ a·b − q·d < d, and likewise upward.
contract FixedPointMathTest is Test {
    FixedPointCalls internal _calls = new FixedPointCalls();

    function testFuzz_Down_is_the_largest_number_whose_product_fits(uint128 a, uint128 b, uint128 d) external pure {
        VM.assume(d != 0);
        uint256 product = uint256(a) * b;
        uint256 q = FixedPointMath.mulDivDown(a, b, d);
        assertTrue(q * d <= product && product - q * d < d, "0 <= ab - qd < d");
    }

    function testFuzz_Up_is_the_smallest_number_whose_product_covers(uint128 a, uint128 b, uint128 d) external pure {
        VM.assume(d != 0);
        uint256 product = uint256(a) * b;
        uint256 q = FixedPointMath.mulDivUp(a, b, d);
        assertTrue(q <= product / d + 1 && (q == 0 || (q - 1) * d < product), "(q - 1)d < ab");
        // q·d may pass 2^256 by less than d, so the other half is said by division
        assertTrue(q >= product / d && (product % d == 0 || q > product / d), "qd >= ab");
    }

    function testFuzz_Floor_and_Ceil_enclose_the_signed_quotient(int120 a, int120 b, uint120 d) external pure {
        VM.assume(d != 0);
        int256 product = int256(a) * b;
        int256 width = int256(uint256(d));
        int256 low = FixedPointMath.mulDivFloor(a, b, d);
        int256 high = FixedPointMath.mulDivCeil(a, b, d);
        assertTrue(low * width <= product && product - low * width < width, "floor");
        assertTrue(high * width >= product && high * width - product < width, "ceil");
        assertEq(high - low, product % width == 0 ? int256(0) : int256(1), "they differ by one unless exact");
    }

    function testFuzz_Floor_of_the_negative_is_minus_Ceil(int128 a, int128 b, uint128 d) external pure {
        VM.assume(d != 0);
        int256 mirrored = FixedPointMath.mulDivFloor(0 - int256(a), b, d);
        assertEq(mirrored, 0 - FixedPointMath.mulDivCeil(a, b, d), "floor(-x) = -ceil(x)");
    }

    function testFuzz_wide_products_do_not_overflow_between(int256 a, uint256 d) external pure {
        VM.assume(a != type(int256).min);
        uint256 width = bound(d, 1, uint256(type(int256).max));
        assertEq(FixedPointMath.mulDivFloor(a, int256(width), width), a, "a * d / d = a");
        assertEq(FixedPointMath.mulDivCeil(a, int256(width), width), a, "a * d / d = a");
    }

    function testFuzz_divUp(uint256 a, uint256 d) external pure {
        VM.assume(d != 0);
        uint256 q = FixedPointMath.divUp(a, d);
        assertEq(q, a / d + (a % d == 0 ? 0 : 1), "divUp");
    }

    function testFuzz_sqrtUp_is_the_smallest_root_that_covers(uint256 a) external pure {
        uint256 r = FixedPointMath.sqrtUp(a);
        assertTrue(r == 0 ? a == 0 : (r - 1) * (r - 1) < a, "(r - 1)^2 < a");
        assertTrue(r > type(uint128).max || r * r >= a, "r^2 >= a");
    }

    function testFuzz_abs_positive_and_shortfall_split_a_number(int256 a) external pure {
        uint256 plus = FixedPointMath.positive(a);
        uint256 minus = FixedPointMath.shortfall(a);
        assertTrue(plus == 0 || minus == 0, "one of them is zero");
        assertEq(FixedPointMath.abs(a), plus + minus, "abs is their sum");
        unchecked {
            assertTrue(uint256(a) == plus - minus, "a is their difference");
        }
    }

    function testFuzz_clamp_min_max(int256 a, int256 low, int256 high, uint256 x, uint256 y) external pure {
        VM.assume(low <= high);
        int256 c = FixedPointMath.clamp(a, low, high);
        assertTrue(c >= low && c <= high, "inside");
        assertTrue(c == a || (a < low && c == low) || (a > high && c == high), "nearest");
        assertEq(FixedPointMath.min(x, y) ^ FixedPointMath.max(x, y), x ^ y, "one each");
        assertLe(FixedPointMath.min(x, y), FixedPointMath.max(x, y), "min <= max");
    }

    function test_the_least_integer_has_a_magnitude_and_no_opposite() external {
        assertEq(_calls.abs(type(int256).min), uint256(1) << 255, "2^255");
        VM.expectRevert();
        _calls.negate(type(int256).min);
        assertEq(_calls.negate(type(int256).max), type(int256).min + 1, "the largest has one");
    }

    function test_numbers_of_256_bits_are_refused_with_their_value() external {
        uint256 excess = uint256(1) << 255;
        VM.expectRevert(abi.encodeWithSelector(FixedPointMath.SignedOverflow.selector, excess));
        _calls.toInt(excess);
        VM.expectRevert(abi.encodeWithSelector(FixedPointMath.SignedOverflow.selector, excess));
        _calls.negateUnsigned(excess);
        assertEq(_calls.negateUnsigned(excess - 1), type(int256).min + 1, "one less is fine");
    }

    function test_a_quotient_beyond_the_range_reverts_though_the_least_integer_would_fit() external {
        // −2^255 / 1 fits a signed word; its magnitude does not, and a refusal is the safe answer
        VM.expectRevert(abi.encodeWithSelector(FixedPointMath.SignedOverflow.selector, uint256(1) << 255));
        _calls.mulDivFloor(type(int256).min, 1, 1);
    }
}
