// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CORRELATION_CLASSES, MarginTerms } from "../types/RiskTerms.sol";
import { FixedPointMath, WAD } from "./FixedPointMath.sol";

/// @notice Portfolio margin with hedge credit between correlated factors (M-1…M-4). All USD WAD, fractions WAD.
library MarginMath {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice m = min(1, m0 + m1·|q|/K), up (M-1).
    function legWeight(uint256 base, uint256 slope, int256 size, uint256 scale) internal pure returns (uint256) {
        return capped(base, sizeWeight(slope, size, scale));
    }

    /// @notice min(1, m0 + m1·|q|/K) of its two parts (M-1).
    function capped(uint256 base, uint256 size) internal pure returns (uint256) {
        return (base + size).min(WAD);
    }

    /// @notice m1·|q|/K, up: what the size of a leg adds to its weight, whatever the margin (M-1).
    function sizeWeight(uint256 slope, int256 size, uint256 scale) internal pure returns (uint256) {
        return slope.mulDivUp(size.abs(), scale);
    }

    /// @notice m0 of the initial margin at an open interest: m0 + slope·min(1, OI/cap), up (P-5).
    /// @param openInterest of the larger side, contract units WAD; none adds nothing, whatever the cap
    /// @param cap most that a side may hold; what is open may be more where a cap was lowered
    function initialBase(
        uint256 base,
        uint256 slope,
        uint256 openInterest,
        uint256 cap
    ) internal pure returns (uint256) {
        if (openInterest == 0) return base;
        return base + (openInterest >= cap ? slope : slope.mulDivUp(openInterest, cap));
    }

    /// @notice One factor's contribution: weighted net notional y and gross (M-1).
    /// @dev N = n + C. On the long side (N ≥ 0) the average weight is (m·n⁺ + hc·C)/(n⁺ + C); on the short side it is m.
    /// y = N · that weight, magnitude up. gross = m·|n| + hc·C, up.
    /// @param notional n = q·P, positive long; below 2^113 · 2^80 / 10^18 < 2^134
    /// @param weight m, at most 1
    /// @param collateral C ≥ 0, value of the collateral priced by the factor's feed
    /// @param haircut hc
    function factor(
        int256 notional,
        uint256 weight,
        uint256 collateral,
        uint256 haircut
    ) internal pure returns (int256 weighted, uint256 gross) {
        // below 2^134 · 2^60, and so is the weighted notional
        unchecked {
            gross = (notional.abs() * weight).wadUp();
            if (collateral == 0) return (notional < 0 ? 0 - int256(gross) : int256(gross), gross);
        }
        gross += collateral.mulWadUp(haircut);
        int256 net = notional + collateral.toInt();
        if (net < 0) return (net.abs().mulWadUp(weight).negate(), gross);
        if (notional <= 0) return (net.abs().mulWadUp(haircut).toInt(), gross);
        // Here net = n + C, so N times the average weight is the weighted sum itself.
        weighted = gross.toInt();
    }

    /// @notice Adds one factor to the sums.
    /// @dev Sizes are below 2^113 and prices below 2^80; amounts of collateral are below 2^128. So no notional and no value
    /// exceeds 2^208, |weighted| ≤ gross < 2^210, and sums over at most 21 factors stay below 2^215.
    function add(MarginTerms memory terms, uint256 class, int256 weighted, uint256 gross) internal pure {
        unchecked {
            terms.gross += gross;
            if (weighted > 0) {
                terms.longSum += uint256(weighted);
                terms.longs[class] += uint256(weighted);
            } else {
                terms.shortSum += uint256(0 - weighted);
                terms.shorts[class] += uint256(0 - weighted);
            }
        }
    }

    /// @notice Takes one factor out of the sums: the inverse of `add` with the same arguments.
    /// @dev What was added can be taken out.
    function remove(MarginTerms memory terms, uint256 class, int256 weighted, uint256 gross) internal pure {
        unchecked {
            terms.gross -= gross;
            if (weighted > 0) {
                terms.longSum -= uint256(weighted);
                terms.longs[class] -= uint256(weighted);
            } else {
                terms.shortSum -= uint256(0 - weighted);
                terms.shorts[class] -= uint256(0 - weighted);
            }
        }
    }

    /// @notice ρ of two classes in per cent, 0…99, from the packed table.
    function correlationPct(uint256 table, uint256 i, uint256 j) internal pure returns (uint256) {
        (uint256 low, uint256 high) = i < j ? (i, j) : (j, i);
        return (table >> (7 * ((high * (high + 1)) / 2 + low))) & 0x7f;
    }

    /// @notice root = √(A² + B² − 2·Σ ρ_fg·y_f⁺·y_g⁻), up (M-2).
    /// @dev A = Σ y⁺, B = Σ y⁻. ρ depends on classes only, so the double sum over factors is one over class sums. Since
    /// ρ < 1, Σρ·y⁺·y⁻ ≤ A·B and the radicand is at least (A − B)².
    function root(MarginTerms memory terms, uint256 table) internal pure returns (uint256) {
        (uint256 a, uint256 b) = (terms.longSum, terms.shortSum);
        if (b == 0) return a;
        if (a == 0) return b;
        uint256 hedge;
        for (uint256 i; i < CORRELATION_CLASSES; ++i) {
            uint256 y = terms.longs[i];
            if (y == 0) continue;
            for (uint256 j; j < CORRELATION_CLASSES; ++j) {
                if (terms.shorts[j] != 0) hedge += (y * terms.shorts[j] * correlationPct(table, i, j)) / 100;
            }
        }
        return (a * a + b * b - 2 * hedge).sqrtUp();
    }

    /// @notice M(λ) = [(1−λ)·max(κ·gross, root) + λ·gross]·(1 + σλ) + hc_d·debt, up (M-2).
    /// @dev Isolated accounts have no hedge credit: gross stands in place of the max (A-2).
    function margin(
        MarginTerms memory terms,
        bool isolated,
        uint256 table,
        uint256 kappa,
        uint256 lambda,
        uint256 lambdaSlope,
        uint256 debtMargin
    ) internal pure returns (uint256) {
        uint256 hedged = isolated ? terms.gross : terms.gross.mulWadUp(kappa).max(root(terms, table));
        if (lambda == 0) return hedged + debtMargin;
        uint256 mixed = hedged.mulWadUp(WAD - lambda) + terms.gross.mulWadUp(lambda);
        return mixed.mulWadUp(WAD + lambdaSlope.mulWadUp(lambda)) + debtMargin;
    }

    /// @notice E = collateral + p when p is a loss, collateral + ρ·p when it is a profit, down (M-3).
    /// @param profit p = quote + Σ PnL
    /// @param rho ρ, the share of junior profit that the pool could pay (W-5)
    function equity(uint256 collateral, int256 profit, uint256 rho) internal pure returns (int256) {
        if (profit > 0 && rho != WAD) profit = profit.mulWadFloor(rho.toInt());
        return collateral.toInt() + profit;
    }

    /// @notice E_init = C + min(0, quote + Σ PnL⁻ + Σ w·PnL⁺) (M-5).
    function initialEquity(uint256 collateral, int256 quote, int256 pnlInitial) internal pure returns (int256) {
        int256 profit = quote + pnlInitial;
        return collateral.toInt() + (profit < 0 ? profit : int256(0));
    }

    /// @notice Σ PnL⁻ + Σ w·PnL⁺, one leg: a loss counts in full, a profit by w, down (M-5).
    function initialProfit(int256 profit, uint256 weight) internal pure returns (int256) {
        return profit <= 0 ? profit : profit.mulWadFloor(weight.toInt());
    }

    /// @notice h = E/M, WAD, toward −∞; the largest number when nothing is required (M-4).
    function health(int256 equity_, uint256 margin_) internal pure returns (int256) {
        return margin_ == 0 ? type(int256).max : equity_.mulDivFloor(int256(WAD), margin_);
    }

    /// @notice exposure·min(s, growth·age): by how much a price that is no longer valid may be wrong (Q-4). Down.
    function staleAllowance(
        uint256 exposure,
        uint256 shock,
        uint256 growth,
        uint256 age
    ) internal pure returns (uint256) {
        return exposure.mulDivDown(shock.min(growth * age), WAD);
    }
}
