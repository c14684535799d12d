// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RampMath } from "../../../contracts/math/RampMath.sol";
import { Test } from "../../support/Test.sol";

/// @notice M-6: numbers on their way along a line.
contract RampMathTest is Test {
    function testFuzz_M6_a_line_ends_at_its_target_in_steps_of_at_most_the_nth_part(
        uint128 from,
        uint128 to,
        uint256 n
    ) external pure {
        uint256 steps = bound(n, 1, 20);
        uint256 change = from < to ? to - from : from - to;
        uint256 most = (change + steps - 1) / steps;
        uint256 value = from;
        for (uint256 left = steps; left > 0; --left) {
            uint256 next = RampMath.toward(value, to, left);
            assertTrue(
                from <= to ? value <= next && next <= to : to <= next && next <= value,
                "on the way, never back"
            );
            uint256 moved = next > value ? next - value : value - next;
            assertLe(moved, most, "no step above the nth part, up");
            assertLe(change / steps, moved, "no step below the nth part, down");
            value = next;
        }
        assertEq(value, uint256(to), "ends at the target");
    }

    /// @dev initialPpm ≥ maintenancePpm, hc ≥ discount: what is in order at both ends is in order all along.
    function testFuzz_M6_two_numbers_in_order_at_both_ends_are_in_order_at_every_step(
        uint64 low,
        uint64 gap,
        uint64 targetLow,
        uint64 targetGap,
        uint256 n
    ) external pure {
        (uint256 a, uint256 b) = (low, uint256(low) + gap);
        (uint256 targetA, uint256 targetB) = (targetLow, uint256(targetLow) + targetGap);
        for (uint256 left = bound(n, 1, 20); left > 0; --left) {
            (a, b) = (RampMath.toward(a, targetA, left), RampMath.toward(b, targetB, left));
            assertLe(a, b, "in order");
        }
        assertTrue(a == targetA && b == targetB, "both end at their targets");
    }

    function testFuzz_M6_a_step_moves_the_fields_and_takes_everything_else_from_the_target(
        uint256[3] calldata from,
        uint256[3] calldata to,
        uint256 n
    ) external pure {
        uint256 left = bound(n, 1, 20);
        (uint256[] memory present, uint256[] memory target) = (_list(from), _list(to));
        uint256[] memory fields = new uint256[](3);
        fields[0] = RampMath.field(0, 0, 24, RampMath.UP);
        fields[1] = RampMath.field(2, 128, 128, RampMath.DOWN);
        fields[2] = RampMath.field(1, 7, 7, RampMath.UP);
        uint256[] memory next = RampMath.step(present, target, fields, left);

        assertEq(next[0] & 0xffffff, RampMath.toward(from[0] & 0xffffff, to[0] & 0xffffff, left), "a low field");
        assertEq(next[0] >> 24, to[0] >> 24, "what is above it");
        assertEq(next[2] >> 128, RampMath.toward(from[2] >> 128, to[2] >> 128, left), "a high field");
        assertEq(uint128(next[2]), uint128(to[2]), "what is below it");
        assertEq(
            (next[1] >> 7) & 127,
            RampMath.toward((from[1] >> 7) & 127, (to[1] >> 7) & 127, left),
            "a field between"
        );
        assertEq((next[1] & 127) | ((next[1] >> 14) << 14), (to[1] & 127) | ((to[1] >> 14) << 14), "around it");
        if (left == 1) for (uint256 i; i < 3; ++i) assertEq(next[i], to[i], "the last step is the target");
        for (uint256 i; i < 3; ++i) assertEq(present[i], from[i], "the page in force is not touched");
    }

    function testFuzz_M6_a_change_raises_exactly_when_a_field_moves_its_way(
        uint256[3] calldata from,
        uint256[3] calldata to,
        uint256 direction
    ) external pure {
        uint256 way = bound(direction, 1, 3);
        uint256[] memory fields = new uint256[](2);
        fields[0] = RampMath.field(1, 40, 24, way);
        fields[1] = RampMath.field(2, 0, 7, RampMath.DOWN);
        (uint256 a, uint256 b) = (uint24(from[1] >> 40), uint24(to[1] >> 40));
        bool expected = (way & 1 != 0 && b > a) || (way & 2 != 0 && b < a) || (to[2] & 127) < (from[2] & 127);
        assertTrue(RampMath.raises(_list(from), _list(to), fields) == expected, "as its direction says");
        assertTrue(!RampMath.raises(_list(from), _list(from), fields), "no change raises nothing");
    }

    function _list(uint256[3] calldata words) private pure returns (uint256[] memory list) {
        list = new uint256[](3);
        for (uint256 i; i < 3; ++i) list[i] = words[i];
    }
}
