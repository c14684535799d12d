// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PricingMath } from "../../../contracts/math/PricingMath.sol";
import { Test, VM } from "../../support/Test.sol";

/// @notice P-1, P-3, P-4: fills, the accounting of one position, fees.
contract PricingMathTest is Test {
    int256 internal constant SIZE_MAX = 1e27;
    int256 internal constant PRICE_LIMIT = 1e24;

    struct Trade {
        int256 size;
        int256 cost;
        int256 delta;
        int256 index;
        int256 premium;
    }

    function _trade(
        int256 size,
        int256 cost,
        int256 delta,
        int256 index,
        int256 premium
    ) private pure returns (Trade memory t) {
        t.size = bound(size, 0 - SIZE_MAX, SIZE_MAX);
        t.cost = t.size == 0 ? int256(0) : bound(cost, -1e33, 1e33);
        t.delta = bound(delta, 0 - SIZE_MAX, SIZE_MAX);
        if (t.delta == 0) t.delta = 1;
        t.index = bound(index, 0 - PRICE_LIMIT, PRICE_LIMIT);
        t.premium = bound(premium, -1e23, 1e23);
    }

    function _run(Trade memory t) private pure returns (int256 size, int256 cost, int256 realised) {
        return PricingMath.trade(t.size, t.cost, t.delta, t.index, t.premium);
    }

    /// @dev In units of 1e-18 wei: what the position would bring at index A, not rounded.
    function _worth(int256 size, int256 cost, int256 index) private pure returns (int256) {
        return size * index - cost * 1e18;
    }

    function testFuzz_P3_a_trade_conserves_value_but_for_the_premium(
        int256 size,
        int256 cost,
        int256 delta,
        int256 index,
        int256 premium
    ) external pure {
        Trade memory t = _trade(size, cost, delta, index, premium);
        (int256 newSize, int256 newCost, int256 realised) = _run(t);
        int256 before = _worth(t.size, t.cost, t.index);
        int256 afterwards = _worth(newSize, newCost, t.index) + realised * 1e18;
        int256 gain = afterwards - (before - t.delta * t.premium);
        assertEq(newSize, t.size + t.delta, "size");
        assertLe(gain, 0, "never in the trader's favour");
        assertLe(-2e18, gain, "and by less than two wei against him");
    }

    function testFuzz_P3_splitting_a_trade_never_pays(
        int256 size,
        int256 cost,
        int256 delta,
        int256 index,
        int256 part
    ) external pure {
        Trade memory t = _trade(size, cost, delta, index, 0);
        (int256 wholeSize, int256 wholeCost, int256 whole) = _run(t);
        int256 first = bound(part, t.delta < 0 ? t.delta : int256(0), t.delta < 0 ? int256(0) : t.delta);
        VM.assume(first != 0 && first != t.delta);
        (int256 s, int256 c, int256 r1) = PricingMath.trade(t.size, t.cost, first, t.index, 0);
        (int256 s2, int256 c2, int256 r2) = PricingMath.trade(s, c, t.delta - first, t.index, 0);
        assertEq(s2, wholeSize, "same size");
        // both are below the exact value, the whole by less than two wei: so the parts cannot bring two wei more
        assertLe((r1 + r2) - c2, whole - wholeCost + 1, "parts bring no more than the whole, but for its rounding");
    }

    function testFuzz_P3_a_flip_is_a_close_and_an_opening(
        int256 size,
        int256 cost,
        int256 beyond,
        int256 index,
        int256 premium
    ) external pure {
        Trade memory t = _trade(size, cost, 1, index, premium);
        VM.assume(t.size != 0);
        int256 rest = bound(beyond, 1, SIZE_MAX);
        if (t.size > 0) rest = 0 - rest;
        t.delta = rest - t.size;
        (int256 flippedSize, int256 flippedCost, int256 flipped) = _run(t);
        (int256 s, int256 c, int256 closed) = PricingMath.trade(t.size, t.cost, 0 - t.size, t.index, t.premium);
        assertEq(s, 0, "closed");
        assertEq(c, 0, "with its last unit goes its last wei of cost");
        (s, c, ) = PricingMath.trade(0, 0, rest, t.index, t.premium);
        assertEq(flippedSize, s, "size");
        assertEq(flippedCost, c, "cost");
        assertEq(flipped, closed, "realised");
    }

    function testFuzz_P3_opening_and_closing_at_once_costs_what_it_should(
        int256 delta,
        int256 index,
        int256 premium
    ) external pure {
        Trade memory t = _trade(0, 0, delta, index, premium);
        (int256 size, int256 cost, int256 realised) = _run(t);
        assertEq(realised, 0, "an opening realises nothing");
        (, , realised) = PricingMath.trade(size, cost, 0 - size, t.index, t.premium);
        assertTrue(realised == 0 || realised == -1, "at one price nothing is left but a rounding");
    }

    function testFuzz_P3_profit_is_the_worth_of_a_position_rounded_down(
        int256 size,
        int256 cost,
        int256 index
    ) external pure {
        Trade memory t = _trade(size, cost, 1, index, 0);
        int256 exact = _worth(t.size, t.cost, t.index);
        int256 rounded = PricingMath.profit(t.size, t.cost, t.index) * 1e18;
        assertTrue(rounded <= exact && exact - rounded < 1e18, "floor");
    }

    // ── fills ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_P1_a_fill_is_the_mean_price_rounded_against_the_trader(
        uint256 price,
        int256 skew,
        int256 size,
        uint256 scale
    ) external pure {
        (int256 p, int256 k) = (int256(bound(price, 1, 1e24)), int256(bound(scale, 1e18, 1e30)));
        int256 s = bound(skew, 0 - k / 10, k / 10);
        int256 q = bound(size, 0 - k / 10, k / 10);
        VM.assume(q != 0);
        int256 fill = PricingMath.fillPrice(uint256(p), s, q, uint256(k));
        int256 excess = (fill - p) * 2 * k - p * (2 * s + q);
        assertTrue(q > 0 ? excess >= 0 && excess < 2 * k : excess <= 0 && excess > 0 - 2 * k, "against the trader");
        assertLe(0, fill, "positive while the skew is within its bounds");
    }

    function testFuzz_P1_a_round_trip_through_the_skew_never_pays(
        uint256 price,
        int256 skew,
        int256 size,
        uint256 parts
    ) external pure {
        (uint256 p, uint256 k) = (bound(price, 1e14, 1e22), 1e25);
        int256 s = bound(skew, -1e24, 1e24);
        int256 q = bound(size, -1e23, 1e23) * int256(bound(parts, 1, 4));
        VM.assume(q != 0);
        int256 bought = PricingMath.fillPrice(p, s, q, k);
        int256 sold = PricingMath.fillPrice(p, s + q, 0 - q, k);
        if (q > 0) assertLe(sold, bought, "sells no higher than it bought");
        else assertLe(bought, sold, "buys back no lower than it sold");
        assertTrue(bought - sold <= 1 && sold - bought <= 1, "the premium comes back in full, but for a wei");
    }

    function testFuzz_P1_order_in_parts_pays_at_least_the_whole(
        uint256 price,
        int256 skew,
        uint256 first,
        uint256 second
    ) external pure {
        (uint256 p, uint256 k) = (bound(price, 1e14, 1e22), 1e25);
        int256 s = bound(skew, -1e24, 1e24);
        (int256 a, int256 b) = (int256(bound(first, 1, 1e23)), int256(bound(second, 1, 1e23)));
        int256 whole = PricingMath.fillPrice(p, s, a + b, k) * (a + b);
        int256 parts = PricingMath.fillPrice(p, s, a, k) * a + PricingMath.fillPrice(p, s + a, b, k) * b;
        // the whole is dearer by less than one unit of its rounding
        assertLe(whole, parts + a + b, "a buyer saves nothing by splitting");
    }

    function testFuzz_U4_skew_premium_is_what_trading_the_skew_away_pays(uint256 price, int256 skew) external pure {
        (uint256 p, uint256 k) = (bound(price, 1e14, 1e22), 1e25);
        int256 s = bound(skew, -1e24, 1e24);
        VM.assume(s != 0);
        // closing S at the mean premium: |S|·P·(S/2)/K
        int256 paid = (PricingMath.fillPrice(p, s, 0 - s, k) - int256(p)) * s;
        int256 booked = int256(PricingMath.skewPremium(p, s, k));
        assertLe(paid, booked * 1e18, "the vault has set aside enough");
        assertLe(booked * 1e18 - paid, (s < 0 ? 0 - s : s) + int256(p) + 2e18, "and no more than roundings above");
    }

    // ── fees ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_P4_what_crosses_zero_skew_pays_maker_and_taker_per_part(
        uint256 price,
        uint256 skew,
        uint256 beyond,
        bool long
    ) external pure {
        uint256 p = bound(price, 1, 1e24);
        (int256 s, int256 b) = (int256(bound(skew, 1, 1e27)), int256(bound(beyond, 1, 1e27)));
        if (long) (s, b) = (0 - s, 0 - b);
        uint256 crossing = PricingMath.tradingFee(int256(p), s, 0 - s - b, 0.0002e18, 0.0006e18);
        uint256 maker = PricingMath.tradingFee(int256(p), s, 0 - s, 0.0002e18, 0.0006e18);
        uint256 taker = PricingMath.tradingFee(int256(p), 0, 0 - b, 0.0002e18, 0.0006e18);
        assertEq(crossing, maker + taker, "the sum of its two parts");
        uint256 exactMaker = uint256(s < 0 ? 0 - s : s) * p * 2;
        assertTrue(maker * 1e22 >= exactMaker && maker * 1e22 - exactMaker < 3e22, "two hundredths of a per cent, up");
    }

    function testFuzz_P4_a_fee_is_never_below_its_rate_of_the_notional(
        uint256 price,
        int256 skew,
        int256 size
    ) external pure {
        uint256 p = bound(price, 1, 1e24);
        int256 q = bound(size, -1e27, 1e27);
        uint256 fee = PricingMath.tradingFee(int256(p), bound(skew, -1e27, 1e27), q, 0.0002e18, 0.0006e18);
        uint256 notional = uint256(q < 0 ? 0 - q : q) * p;
        assertLe(notional * 2, fee * 1e22, "at least the maker rate");
        assertLe(fee * 1e22, notional * 6 + 6e22, "at most the taker rate, and its roundings");
    }

    function test_P4_notional_of_the_smallest_position_is_not_nothing() external pure {
        assertEq(PricingMath.notionalUp(-1, 1), 1, "up");
        assertEq(PricingMath.notionalUp(0, 1e24), 0, "none of none");
    }
}
