// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CollateralMath } from "../../../contracts/math/CollateralMath.sol";
import { LiquidationMath } from "../../../contracts/math/LiquidationMath.sol";
import { Test, VM } from "../../support/Test.sol";

/// @notice Q-6…Q-8, U-1: slices, fees, seizures, values of token amounts.
contract LiquidationMathTest is Test {
    function testFuzz_Q6_a_slice_is_part_of_its_leg(int112 size, uint256 slices) external pure {
        VM.assume(size != 0);
        uint256 n = bound(slices, 1, LiquidationMath.SLICES);
        int256 part = LiquidationMath.slice(size, n);
        assertTrue(part != 0 && (part > 0) == (size > 0), "of its sign, never nothing");
        int256 excess = _abs(part) * 8192 - _abs(size) * int256(n);
        assertTrue(excess >= 0 && excess < 8192, "up");
        assertLe(_abs(part), _abs(size), "never more than the leg");
        assertEq(LiquidationMath.slice(size, LiquidationMath.SLICES), size, "all of it is exactly all of it");
    }

    function testFuzz_Q7_a_fee_never_takes_more_than_is_left(
        uint128 notional,
        uint256 rate,
        int128 equity
    ) external pure {
        uint256 r = bound(rate, 0, 0.1e18);
        uint256 fee = LiquidationMath.fee(notional, r, equity);
        if (equity <= 0) {
            assertEq(fee, 0, "nothing from nothing");
            return;
        }
        assertLe(fee, uint256(int256(equity)), "at most the equity");
        bool whole = fee * 1e18 >= uint256(notional) * r && fee * 1e18 < uint256(notional) * r + 1e18;
        assertTrue(whole || fee == uint256(int256(equity)), "the rate, up, unless equity is less");
    }

    function testFuzz_Q6_a_leg_that_relieves_more_or_costs_less_scores_no_lower(
        uint120 relief,
        uint120 more,
        uint120 cost,
        uint120 dearer
    ) external pure {
        uint256 score = LiquidationMath.score(int256(uint256(relief)), cost);
        assertLe(score, LiquidationMath.score(int256(uint256(relief) + more), cost), "more relief");
        assertLe(LiquidationMath.score(int256(uint256(relief)), uint256(cost) + dearer), score, "more cost");
        assertEq(LiquidationMath.score(0 - int256(uint256(relief)), cost), 0, "none without relief");
    }

    function testFuzz_Q6_only_an_adverse_premium_costs(uint128 notional, int128 premium) external pure {
        uint256 cost = LiquidationMath.closingCost(notional, 0.005e18, premium);
        uint256 bare = LiquidationMath.closingCost(notional, 0.005e18, 0);
        assertEq(cost, premium > 0 ? bare + uint256(int256(premium)) : bare, "premium");
    }

    function testFuzz_Q8_a_seizure_covers_its_debt_and_little_more(
        uint256 amount,
        uint256 price,
        uint256 haircut,
        uint256 debt
    ) external pure {
        uint256 held = bound(amount, 1, 1e26);
        uint256 p = bound(price, 1e14, 1e22);
        uint256 hc = bound(haircut, 0.02e18, 0.99e18);
        uint256 credit = LiquidationMath.seizureCredit(CollateralMath.value(held, p, 18, 0), hc);
        uint256 owed = bound(debt, 1, 1e30);
        uint256 seized = LiquidationMath.seizureAmount(held, credit, owed);
        assertLe(seized, held, "never more than is held");
        if (owed >= credit) {
            assertEq(seized, held, "all of it when it does not suffice");
            return;
        }
        uint256 got = LiquidationMath.seizureCredit(CollateralMath.value(seized, p, 18, 0), hc);
        // two floors of one wei each, and one unit of the token too many
        assertLe(owed, got + 2, "covers the debt but for two wei");
        assertLe(got, owed + p / 1e18 + 2, "with one unit of the token to spare");
    }

    function testFuzz_Q8_the_haircut_is_the_pools(uint128 value, uint256 haircut) external pure {
        uint256 hc = bound(haircut, 0, 1e18);
        uint256 credit = LiquidationMath.seizureCredit(value, hc);
        assertTrue(credit * 1e18 <= uint256(value) * (1e18 - hc), "down");
        assertTrue(uint256(value) * (1e18 - hc) - credit * 1e18 < 1e18, "to the wei");
    }

    function testFuzz_U1_value_of_an_amount_in_its_own_decimals(
        uint256 amount,
        uint256 price,
        uint256 decimals,
        uint256 exponent
    ) external pure {
        uint256 d = bound(decimals, 6, 18);
        int256 e = int256(bound(exponent, 0, 24)) - 6;
        uint256 a = bound(amount, 0, 1e30);
        uint256 p = bound(price, 1, type(uint80).max);
        uint256 unit = 10 ** uint256(int256(d) + e);
        uint256 value = CollateralMath.value(a, p, d, e);
        assertTrue(value * unit <= a * p && a * p - value * unit < unit, "amount * P / 10^(decimals + exponent), down");
    }

    function test_U1_a_tenth_of_a_bitcoin_is_one_contract_unit() external pure {
        // BTC at $7,900: a unit of 10^-1 BTC costs $790; 2.5 WBTC (8 decimals) are 25 units
        assertEq(CollateralMath.value(2.5e8, 790e18, 8, -1), 19_750e18, "25 * 790");
    }

    function _abs(int256 a) private pure returns (int256) {
        return a < 0 ? 0 - a : a;
    }

    function testFuzz_Q8_a_lot_moves_the_clock_toward_itself_and_never_past_it(
        uint40 time,
        uint32 later,
        uint128 amount,
        uint128 added
    ) external pure {
        VM.assume(amount != 0);
        uint256 now_ = uint256(time) + later;
        uint256 clock = LiquidationMath.meanTime(time, amount, now_, added);
        assertTrue(clock >= time && clock <= now_, "never older than it was, never in the future");
        assertLe(clock, LiquidationMath.meanTime(time, amount, now_, uint256(added) + 1e18), "a larger lot, younger");
        assertEq(LiquidationMath.meanTime(time, 0, now_, added), now_, "what was sold out begins with the lot");
    }

    function testFuzz_Q8_the_discount_never_falls_with_age_nor_passes_its_end(
        uint32 age,
        uint32 more,
        uint256 duration,
        uint256 largest
    ) external pure {
        uint256 d = bound(duration, 60, 255 * 60);
        uint256 end = bound(largest, 0, 1e18);
        uint256 discount = LiquidationMath.discount(age, d, end);
        assertTrue(discount <= LiquidationMath.discount(uint256(age) + more, d, end), "monotone");
        assertLe(discount, end, "bounded");
        assertEq(LiquidationMath.discount(d, d, end), end, "reached");
        assertEq(LiquidationMath.discount(0, d, end), 0, "from nothing");
    }

    function testFuzz_Q8_buying_in_parts_is_never_cheaper(uint96 value, uint96 part, uint256 discount) external pure {
        uint256 d = bound(discount, 0, 1e18);
        uint256 first = uint256(part) % (uint256(value) + 1);
        uint256 whole = LiquidationMath.discountedPrice(value, d);
        uint256 parts = LiquidationMath.discountedPrice(first, d) + LiquidationMath.discountedPrice(value - first, d);
        assertLe(whole, parts, "up each time");
    }
}
