// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarginMath } from "../../../contracts/math/MarginMath.sol";
import { MarginTerms } from "../../../contracts/types/RiskTerms.sol";
import { Test, VM } from "../../support/Test.sol";

/// @notice M-1…M-5: factors, root, margin, equity.
contract MarginMathTest is Test {
    uint256 internal constant USD_MAX = 1e30;

    /// @dev Eight classes of which each pair has a correlation of 0…99 %.
    function _table(uint256 seed) private pure returns (uint256 table) {
        for (uint256 i; i < 36; ++i) table |= (uint256(keccak256(abi.encode(seed, i))) % 100) << (7 * i);
    }

    function _terms(uint256 seed, uint256 gross) private pure returns (MarginTerms memory terms) {
        for (uint256 i; i < 8; ++i) {
            uint256 drawn = uint256(keccak256(abi.encode(seed, "y", i)));
            if (drawn % 3 == 0) terms.longs[i] = drawn % USD_MAX;
            if (drawn % 5 < 2) terms.shorts[i] = (drawn >> 128) % USD_MAX;
        }
        (terms.longSum, terms.shortSum) = _sums(terms);
        terms.gross = terms.longSum + terms.shortSum;
        terms.gross += gross % USD_MAX;
    }

    function _sums(MarginTerms memory terms) private pure returns (uint256 longs, uint256 shorts) {
        for (uint256 i; i < 8; ++i) (longs, shorts) = (longs + terms.longs[i], shorts + terms.shorts[i]);
    }

    // ── legs and factors ────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_M1_a_legs_weight_rises_with_its_size_up_to_one(
        uint128 size,
        uint64 more,
        uint256 scale
    ) external pure {
        uint256 k = bound(scale, 1e18, type(uint112).max);
        uint256 small = MarginMath.legWeight(0.05e18, 1e18, int256(uint256(size)), k);
        uint256 large = MarginMath.legWeight(0.05e18, 1e18, int256(uint256(size) + more), k);
        assertTrue(small >= 0.05e18 && small <= large && large <= 1e18, "m0 <= m(q) <= m(q + more) <= 1");
        assertEq(small, MarginMath.legWeight(0.05e18, 1e18, 0 - int256(uint256(size)), k), "long as short");
    }

    function testFuzz_M1_a_factor_in_every_case_of_sign(
        int256 notional,
        uint256 weight,
        uint256 collateral,
        uint256 haircut
    ) external pure {
        int256 n = bound(notional, 0 - int256(USD_MAX), int256(USD_MAX));
        uint256 c = bound(collateral, 0, USD_MAX);
        (uint256 m, uint256 hc) = (bound(weight, 1, 1e18), bound(haircut, 0.02e18, 1e18 - 1));
        (int256 y, uint256 gross) = MarginMath.factor(n, m, c, hc);
        int256 exactGross = _abs(n) * int256(m) + int256(c) * int256(hc);
        assertTrue(
            int256(gross) * 1e18 >= exactGross && int256(gross) * 1e18 - exactGross < 2e18,
            "gross = m|n| + hc*C, up"
        );
        int256 net = n + int256(c);
        int256 exact;
        if (net < 0) exact = net * int256(m);
        else if (n >= 0) exact = n * int256(m) + int256(c) * int256(hc);
        else exact = net * int256(hc);
        int256 excess = _abs(y) * 1e18 - _abs(exact);
        assertTrue(excess >= 0 && excess < 2e18, "|y| = |N| * average weight of its side, up");
        assertTrue(exact == 0 ? y == 0 : (y > 0) == (net > 0), "on the side that N is on");
        assertLe(_abs(y), int256(gross), "netting never adds");
    }

    function testFuzz_M1_a_short_hedge_of_collateral_takes_no_more_than_it_hedges(
        uint256 collateral,
        uint256 short
    ) external pure {
        uint256 c = bound(collateral, 1, USD_MAX);
        int256 n = 0 - int256(bound(short, 0, c));
        (int256 hedged, ) = MarginMath.factor(n, 0.05e18, c, 0.1e18);
        (int256 unhedged, ) = MarginMath.factor(n + int256(0), 0.05e18, uint256(int256(c) + n), 0.1e18);
        if (n != 0 && uint256(int256(c) + n) > 0) {
            (unhedged, ) = MarginMath.factor(0, 0.05e18, uint256(int256(c) + n), 0.1e18);
            assertEq(hedged, unhedged, "what is left is weighed as if it were alone");
        }
    }

    function testFuzz_add_and_remove_are_inverse(uint256 seed, int128 y, uint128 gross, uint256 class) external pure {
        MarginTerms memory terms = _terms(seed, 0);
        bytes32 before = keccak256(abi.encode(terms));
        MarginMath.add(terms, class % 8, y, gross);
        assertTrue((y == 0 && gross == 0) || keccak256(abi.encode(terms)) != before, "adding shows");
        MarginMath.remove(terms, class % 8, y, gross);
        assertTrue(keccak256(abi.encode(terms)) == before, "and removing undoes it");
    }

    // ── root and margin ─────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_M2_the_root_lies_between_difference_and_sum(uint256 seed, uint256 tableSeed) external pure {
        MarginTerms memory terms = _terms(seed, 0);
        (uint256 a, uint256 b) = _sums(terms);
        uint256 root = MarginMath.root(terms, _table(tableSeed));
        assertLe(a > b ? a - b : b - a, root, "|A - B| <= root");
        assertLe(root, a + b, "root <= A + B");
        assertLe(root * root, a * a + b * b + 2 * root, "a hedge never adds to independent sides");
    }

    function testFuzz_M2_without_a_hedge_the_root_is_the_sum(uint256 seed, uint256 tableSeed, bool long) external pure {
        MarginTerms memory terms = _terms(seed, 0);
        for (uint256 i; i < 8; ++i) long ? terms.shorts[i] = 0 : terms.longs[i] = 0;
        (terms.longSum, terms.shortSum) = _sums(terms);
        (uint256 a, uint256 b) = _sums(terms);
        assertEq(
            MarginMath.root(terms, _table(tableSeed)),
            a + b,
            "same sides add in full: a crash has correlation one"
        );
    }

    function testFuzz_M2_more_correlation_never_costs_more(uint256 seed, uint256 tableSeed) external pure {
        MarginTerms memory terms = _terms(seed, 0);
        uint256 root = MarginMath.root(terms, _table(tableSeed));
        (uint256 a, uint256 b) = _sums(terms);
        assertLe(root * root, (a * a + b * b) + 2 * root, "less than independent");
        uint256 none = MarginMath.root(terms, 0);
        assertLe(root, none, "less than with none");
    }

    function testFuzz_M2_kappa_is_a_floor_and_gross_a_ceiling(
        uint256 seed,
        uint256 tableSeed,
        uint256 kappa
    ) external pure {
        MarginTerms memory terms = _terms(seed, seed >> 3);
        uint256 k = bound(kappa, 1, 1e18);
        uint256 hedged = MarginMath.margin(terms, false, _table(tableSeed), k, 0, 1e18, 0);
        uint256 isolated = MarginMath.margin(terms, true, _table(tableSeed), k, 0, 1e18, 0);
        assertLe(terms.gross * k, hedged * 1e18, "kappa * gross <= M");
        assertLe(hedged, terms.gross + 1, "M <= gross");
        assertEq(isolated, terms.gross, "an isolated account has no hedge credit");
    }

    function testFuzz_M2_lambda_only_adds(
        uint256 seed,
        uint256 tableSeed,
        uint256 lambda,
        uint256 more,
        uint96 debt
    ) external pure {
        MarginTerms memory terms = _terms(seed, 0);
        uint256 table = _table(tableSeed);
        uint256 low = bound(lambda, 0, 0.5e18);
        uint256 high = bound(more, low, 0.5e18);
        uint256 a = MarginMath.margin(terms, false, table, 0.5e18, low, 1e18, debt);
        uint256 b = MarginMath.margin(terms, false, table, 0.5e18, high, 1e18, debt);
        assertLe(a, b + 3, "M(lambda) rises, but for roundings");
        assertLe(debt, a, "the debt term is on top");
    }

    function testFuzz_M2_one_leg_needs_more_the_larger_it_is(
        uint128 size,
        uint64 more,
        bool long,
        bool isolated
    ) external pure {
        assertLe(
            _oneLeg(int256(uint256(size)) * (long ? int256(1) : int256(-1)), isolated),
            _oneLeg((int256(uint256(size)) + int256(uint256(more))) * (long ? int256(1) : int256(-1)), isolated),
            "monotone in |q|"
        );
    }

    function _oneLeg(int256 notional, bool isolated) private pure returns (uint256) {
        MarginTerms memory terms;
        uint256 weight = MarginMath.legWeight(0.05e18, 1e18, notional, 1e27);
        (int256 y, uint256 gross) = MarginMath.factor(notional, weight, 0, 0);
        MarginMath.add(terms, 0, y, gross);
        return MarginMath.margin(terms, isolated, 0, 0.5e18, 0, 1e18, 0);
    }

    // ── equity ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_M3_losses_count_in_full_and_profits_by_rho(
        uint128 collateral,
        int128 profit,
        uint256 rho
    ) external pure {
        uint256 r = bound(rho, 0, 1e18);
        int256 c = int256(uint256(collateral));
        int256 e = MarginMath.equity(collateral, profit, r);
        if (profit <= 0) assertEq(e, c + profit, "a loss in full");
        else
            assertTrue((e - c) * 1e18 <= profit * int256(r) && profit * int256(r) - (e - c) * 1e18 < 1e18, "rho, down");
    }

    function testFuzz_M5_junior_claims_free_no_principal(uint128 collateral, int120 quote, int120 pnl) external pure {
        int256 e = MarginMath.initialEquity(collateral, quote, pnl);
        assertLe(e, int256(uint256(collateral)), "never above the collateral");
        if (int256(quote) + pnl < 0) assertEq(e, int256(uint256(collateral)) + quote + pnl, "losses in full");
        int256 weighted = MarginMath.initialProfit(pnl, 0.9e18);
        assertTrue(pnl <= 0 ? weighted == pnl : weighted >= 0 && weighted <= (int256(pnl) * 9) / 10, "0 <= w * PnL");
    }

    function testFuzz_M4_health_is_equity_over_margin(int128 e, uint128 m) external pure {
        VM.assume(m != 0);
        int256 h = MarginMath.health(e, m);
        assertTrue(h * int256(uint256(m)) <= int256(e) * 1e18, "down");
        assertTrue((h >= 1e18) == (e >= int256(uint256(m))), "h >= 1 exactly when E >= M");
        assertEq(MarginMath.health(e, 0), type(int256).max, "nothing required, nothing short");
    }

    function testFuzz_Q4_the_allowance_for_a_stale_price_is_bounded(uint128 exposure, uint16 age) external pure {
        uint256 allowance = MarginMath.staleAllowance(exposure, 0.1e18, 0.00002e18, age);
        assertLe(allowance * 10, exposure, "at most the shock");
        assertLe(
            allowance,
            MarginMath.staleAllowance(exposure, 0.1e18, 0.00002e18, uint256(age) + 1),
            "rising with age"
        );
    }

    function _abs(int256 a) private pure returns (int256) {
        return a < 0 ? 0 - a : a;
    }

    function testFuzz_P5_the_initial_fraction_rises_with_open_interest_to_its_cap_and_no_further(
        uint112 openInterest,
        uint112 more,
        uint112 cap,
        uint256 slope
    ) external pure {
        uint256 s = bound(slope, 0, 1e18);
        uint256 base = MarginMath.initialBase(0.1e18, s, openInterest, cap);
        assertTrue(base >= 0.1e18 && base <= 0.1e18 + s, "m0 <= m <= m0 + slope");
        assertLe(base, MarginMath.initialBase(0.1e18, s, uint256(openInterest) + more, cap), "monotone");
        assertEq(MarginMath.initialBase(0.1e18, s, 0, cap), 0.1e18, "nothing open, nothing added");
        if (cap != 0) assertEq(MarginMath.initialBase(0.1e18, s, cap, cap), 0.1e18 + s, "all of it at the cap");
    }
}
