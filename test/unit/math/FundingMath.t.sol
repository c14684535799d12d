// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FundingMath } from "../../../contracts/math/FundingMath.sol";
import { FixedPointMath } from "../../../contracts/math/FixedPointMath.sol";
import { Test } from "../../support/Test.sol";

/// @notice P-2: the rate moves by skew·v_max until the cap, and funding is the price times the area under it.
contract FundingMathTest is Test {
    struct Start {
        int256 rate;
        int256 fraction;
        uint256 price;
        int256 velocity;
        int256 cap;
    }

    function _start(
        int256 rate,
        int16 fraction,
        uint256 price,
        uint256 velocity,
        uint256 cap
    ) private pure returns (Start memory s) {
        s.cap = int256(bound(cap, 0, 0.3e11));
        s.rate = bound(rate, 0 - s.cap, s.cap);
        s.fraction = bound(int256(fraction), -32767, 32767);
        s.price = bound(price, 1, type(uint80).max);
        s.velocity = int256(bound(velocity, 0, 100e11));
    }

    function _accrue(Start memory s, uint256 elapsed) private pure returns (int256 rate, int256 funding) {
        return FundingMath.accrue(s.rate, s.fraction, s.price, elapsed, s.velocity, s.cap);
    }

    function testFuzz_P2_the_rate_never_leaves_its_cap(
        int256 rate,
        int16 fraction,
        uint256 velocity,
        uint256 cap,
        uint32 elapsed
    ) external pure {
        Start memory s = _start(rate, fraction, 1e18, velocity, cap);
        (int256 next, ) = _accrue(s, elapsed);
        assertTrue(next <= s.cap && next >= 0 - s.cap, "|r| <= r_max");
        if (s.fraction > 0) assertLe(s.rate, next, "longs in excess never lower it");
        if (s.fraction < 0) assertLe(next, s.rate, "shorts in excess never raise it");
    }

    function testFuzz_P2_funding_lies_between_the_least_and_the_highest_rate_all_the_time(
        int256 rate,
        int16 fraction,
        uint256 price,
        uint256 velocity,
        uint32 elapsed
    ) external pure {
        Start memory s = _start(rate, fraction, price, velocity, 0.1e11);
        (int256 next, int256 funding) = _accrue(s, elapsed);
        (int256 low, int256 high) = s.rate < next ? (s.rate, next) : (next, s.rate);
        int256 perRate = int256(s.price) * int256(uint256(elapsed));
        assertLe(FixedPointMath.mulDivFloor(perRate, low, 86_400e11), funding, "no less than the lowest rate gives");
        assertLe(funding, FixedPointMath.mulDivCeil(perRate, high, 86_400e11), "no more than the highest");
    }

    function testFuzz_P2_opposite_skew_and_rate_give_opposite_funding(
        int256 rate,
        int16 fraction,
        uint256 price,
        uint256 velocity,
        uint32 elapsed
    ) external pure {
        Start memory s = _start(rate, fraction, price, velocity, 0.1e11);
        (int256 next, int256 funding) = _accrue(s, elapsed);
        (s.rate, s.fraction) = (0 - s.rate, 0 - s.fraction);
        (int256 mirroredNext, int256 mirrored) = _accrue(s, elapsed);
        assertEq(mirroredNext, 0 - next, "rate");
        assertTrue(funding + mirrored == 0 || funding + mirrored == -1, "funding, but for the floor");
    }

    /// @dev A step's rate is cut by less than one 1e-11 a day, and that error lives on; each floor costs one wei.
    function testFuzz_P2_many_steps_are_one_step(
        int256 rate,
        int16 fraction,
        uint256 price,
        uint32 velocity,
        uint256 steps,
        uint256 width
    ) external pure {
        Start memory s = _start(rate, fraction, price, velocity, 0.1e11);
        uint256 n = bound(steps, 1, 24);
        uint256 t = bound(width, 1, 7_200);
        (int256 atOnce, int256 whole) = _accrue(s, n * t);
        int256 sum;
        for (uint256 k; k < n; ++k) {
            int256 part;
            (s.rate, part) = _accrue(s, t);
            sum += part;
        }
        assertLe(FixedPointMath.abs(s.rate - atOnce), n, "rate within one unit a step");
        // rate errors ≤ n units over n·t seconds, and at the cap one second's worth of a rate for each step
        uint256 slack = (s.price * (n * n * t + n * 2)) / 86_400e11 + (s.price * n * 2 * 0.1e11) / 86_400e11 + n + 1;
        assertLe(FixedPointMath.abs(sum - whole), slack, "funding within the roundings");
    }

    function test_P2_the_cap_is_met_to_the_second() external pure {
        // v = 0.5 a day per day at full skew: from 0 to 0.1 in a fifth of a day, 17,280 s. A day at $100:
        // 100 · (0.1/2 · 0.2 + 0.1 · 0.8) = 100 · 0.09 = $9
        Start memory s = Start(0, 32767, 100e18, 0.5e11, 0.1e11);
        (int256 next, int256 funding) = _accrue(s, 17_280);
        assertEq(next, 0.1e11, "the cap");
        assertEq(funding, 1e18, "100 * 0.1 / 2 * 0.2");
        (next, funding) = _accrue(s, 86_400);
        assertEq(next, 0.1e11, "still the cap");
        assertEq(funding, 9e18, "a day");
        (next, funding) = _accrue(s, 17_279);
        assertTrue(next < 0.1e11, "a second earlier it is below");
    }

    function test_P2_a_rate_at_its_cap_comes_down_through_zero() external pure {
        // from +0.1 with full short skew: −0.5 · 0.4 = −0.2 after 0.4 days: −0.1, the other cap. Area 0.
        Start memory s = Start(0.1e11, -32767, 100e18, 0.5e11, 0.1e11);
        (int256 next, int256 funding) = _accrue(s, 34_560);
        assertEq(next, -0.1e11, "the other cap");
        assertEq(funding, 0, "as much paid as received");
        (, funding) = _accrue(s, 34_560 + 86_400);
        assertEq(funding, -10e18, "then shorts pay 10 % a day");
    }

    function testFuzz_P2_nothing_moves_without_time(int256 rate, int16 fraction, uint256 price) external pure {
        Start memory s = _start(rate, fraction, price, 0.5e11, 0.1e11);
        (int256 next, int256 funding) = _accrue(s, 0);
        assertEq(next, s.rate, "rate");
        assertEq(funding, 0, "funding");
    }
}
