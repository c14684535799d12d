// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LossMath } from "../../../contracts/math/LossMath.sol";
import { Test } from "../../support/Test.sol";

/// @notice U-3, U-4, W-5: ρ, conversions, debt.
contract LossMathTest is Test {
    function testFuzz_W5_rho_is_a_fraction(int128 net, uint128 floor, uint128 junior) external pure {
        uint256 rho = LossMath.rho(net, floor, junior);
        assertLe(rho, 1e18, "at most one");
        if (net >= int256(uint256(floor)) || junior == 0) assertEq(rho, 1e18, "one when nothing is missing");
        else assertTrue(rho < 1e18, "below one when anything is");
    }

    function testFuzz_W5_rho_promises_no_more_than_what_the_floor_leaves(
        int128 net,
        uint128 floor,
        uint128 junior
    ) external pure {
        int256 missing = int256(uint256(floor)) - net;
        if (missing <= 0) return;
        uint256 rho = LossMath.rho(net, floor, junior);
        int256 left = int256(uint256(junior)) - missing;
        if (left <= 0) {
            assertEq(rho, junior == 0 ? uint256(1e18) : 0, "nothing is left");
            return;
        }
        assertLe(rho * junior, uint256(left) * 1e18, "rho * J <= J - missing");
        assertLe(uint256(left) * 1e18 - rho * junior, junior, "and short of it by less than one part in 1e18 of J");
    }

    function testFuzz_W5_rho_rises_with_net_assets(
        int120 net,
        uint120 more,
        uint128 floor,
        uint128 junior
    ) external pure {
        uint256 poorer = LossMath.rho(net, floor, junior);
        assertLe(poorer, LossMath.rho(int256(net) + int256(uint256(more)), floor, junior), "monotone");
    }

    function testFuzz_U3_a_conversion_pays_within_rho_cash_and_profit(
        uint96 profit,
        uint256 rho,
        uint96 cash,
        uint256 decimals
    ) external pure {
        uint256 r = bound(rho, 0, 1e18);
        uint256 scale = 10 ** (18 - bound(decimals, 6, 8));
        (uint256 units, uint256 burnt) = LossMath.convert(profit, r, cash, scale);
        assertLe(units, cash, "never more than there is");
        assertLe(burnt, profit, "never burns more than there was");
        assertLe(units * scale * 1e18, uint256(burnt) * r, "pays at most rho of what it burns");
        assertLe(units * scale * 1e18, uint256(profit) * r, "and at most rho of the profit");
        if (r == 0) assertEq(burnt, 0, "at zero the claim stays");
        if (units == 0) assertEq(burnt, 0, "nothing paid, nothing burnt");
    }

    /// @dev Order of conversion must not matter: what the second claimant gets depends on ρ·x alone as long as cash lasts.
    function testFuzz_W5_converting_in_two_steps_brings_no_more_than_in_one(
        uint96 profit,
        uint256 rho,
        uint96 first
    ) external pure {
        uint256 r = bound(rho, 1, 1e18);
        uint256 cash = type(uint96).max;
        (uint256 whole, ) = LossMath.convert(profit, r, cash, 1e12);
        (uint256 a, uint256 burnt) = LossMath.convert(uint256(first) < profit ? first : profit, r, cash, 1e12);
        (uint256 b, ) = LossMath.convert(profit - burnt, r, cash - a, 1e12);
        assertLe(a + b, whole, "no more");
    }

    function testFuzz_debt_grows_with_its_index_and_is_never_forgotten(uint96 usd, uint256 index) external pure {
        uint256 i = bound(index, 1e27, 1e30);
        uint256 scaled = LossMath.scaledDebt(usd, i);
        assertLe(usd, LossMath.debtOf(scaled, i), "there and back is no less");
        assertLe(LossMath.debtOf(scaled, i), uint256(usd) + i / 1e27 + 1, "and more by one scaled unit at most");
        assertEq(LossMath.debtOf(usd, 1e27), usd, "at the first index debt is debt");
    }

    function testFuzz_U4_net_assets_add_up(
        uint96 cash,
        uint96 stock,
        uint96 debt,
        uint96 plus,
        int112 pnl
    ) external pure {
        int256 net = LossMath.netAssets(cash, stock, debt, plus, pnl);
        assertEq(net + int256(uint256(plus)) + pnl, int256(uint256(cash) + stock + debt), "NAV* + profit = backing");
    }

    function testFuzz_C3_interest_in_n_steps_is_interest_in_one(
        uint256 rate,
        uint32 first,
        uint32 second
    ) external pure {
        uint256 r = bound(rate, 0, 1e6) * 1e12;
        // the index is a function of the time since it was stored: nothing in between changes it
        uint256 whole = LossMath.debtIndexAfter(1e27, r, uint256(first) + second);
        uint256 stored = LossMath.debtIndexAfter(LossMath.debtIndexAfter(1e27, r, first), r, second);
        assertLe(whole, stored, "storing on the way rounds up");
        assertLe(stored, whole + 1, "by one unit");
    }

    function testFuzz_C3_the_excess_is_the_least_that_brings_debt_to_its_share(uint96 debt, uint96 cash) external pure {
        uint256 excess = LossMath.debtAboveShare(debt, cash);
        assertTrue((excess > 0) == LossMath.exceedsDebtShare(debt, cash), "there is one iff the share is exceeded");
        assertTrue(!LossMath.exceedsDebtShare(debt - excess, cash), "without it it is not");
        if (excess > 0) assertTrue(LossMath.exceedsDebtShare(debt - excess + 1, cash), "with a wei more it is");
    }
}
