import {
  abs,
  max,
  min,
  mulDivDown,
  mulDivFloor,
  mulDivUp,
  negateUnsigned,
  sqrtUp,
  toInt,
  WAD,
} from "./fixed-point-math.js";
import { CORRELATION_CLASSES, type MarginTerms } from "./risk-terms.js";
import { INT256_MAX, int256, uint256 } from "./solidity-range.js";

// Twin of contracts/math/MarginMath.sol. All USD WAD, fractions WAD.

/** A factor's weighted net notional y_f and its gross. */
export interface FactorMargin {
  readonly weighted: bigint;
  readonly gross: bigint;
}

/** m = min(1, m0 + m1·|q|/K), up (M-1). */
export function legWeight(base: bigint, slope: bigint, size: bigint, scale: bigint): bigint {
  return min(uint256(base + mulDivUp(slope, abs(size), scale)), WAD);
}

/** m0 of the initial margin at an open interest: m0 + slope·min(1, OI/cap), up (P-5). */
export function initialBase(base: bigint, slope: bigint, openInterest: bigint, cap: bigint): bigint {
  if (openInterest === 0n) return base;
  return uint256(base + (openInterest >= cap ? slope : mulDivUp(slope, openInterest, cap)));
}

/** One factor's contribution: weighted net notional y and gross (M-1). */
export function factor(notional: bigint, weight: bigint, collateral: bigint, haircut: bigint): FactorMargin {
  const weightedNotional = mulDivUp(abs(notional), weight, WAD);
  const weightedCollateral = mulDivUp(collateral, haircut, WAD);
  const gross = uint256(weightedNotional + weightedCollateral);
  if (collateral === 0n) {
    return { weighted: notional < 0n ? negateUnsigned(weightedNotional) : toInt(weightedNotional), gross };
  }
  const net = int256(notional + toInt(collateral));
  if (net < 0n) return { weighted: negateUnsigned(mulDivUp(abs(net), weight, WAD)), gross };
  if (notional <= 0n) return { weighted: toInt(mulDivUp(abs(net), haircut, WAD)), gross };
  // Here net = n + C, so N times the average weight is the weighted sum itself.
  return { weighted: toInt(gross), gross };
}

/** Adds one factor to the sums. */
export function add(terms: MarginTerms, class_: number, { weighted, gross }: FactorMargin): void {
  terms.gross = uint256(terms.gross + gross);
  if (weighted > 0n) {
    terms.longSum = uint256(terms.longSum + weighted);
    terms.longs[class_] = uint256(terms.longs[class_]! + weighted);
  } else {
    terms.shortSum = uint256(terms.shortSum + abs(weighted));
    terms.shorts[class_] = uint256(terms.shorts[class_]! + abs(weighted));
  }
}

/** Takes one factor out of the sums: the inverse of `add` with the same arguments. */
export function remove(terms: MarginTerms, class_: number, { weighted, gross }: FactorMargin): void {
  terms.gross = uint256(terms.gross - gross);
  if (weighted > 0n) {
    terms.longSum = uint256(terms.longSum - weighted);
    terms.longs[class_] = uint256(terms.longs[class_]! - weighted);
  } else {
    terms.shortSum = uint256(terms.shortSum - abs(weighted));
    terms.shorts[class_] = uint256(terms.shorts[class_]! - abs(weighted));
  }
}

/** ρ of two classes in per cent, 0…99. The contracts pack the table seven bits a pair; here it is a list. */
export function correlationPct(table: readonly bigint[], i: number, j: number): bigint {
  const [low, high] = i < j ? [i, j] : [j, i];
  return table[(high * (high + 1)) / 2 + low]!;
}

/** root = √(A² + B² − 2·Σ ρ_fg·y_f⁺·y_g⁻), up (M-2). */
export function root(terms: MarginTerms, table: readonly bigint[]): bigint {
  const { longSum: a, shortSum: b } = terms;
  if (b === 0n) return a;
  if (a === 0n) return b;
  let hedge = 0n;
  for (let i = 0; i < CORRELATION_CLASSES; i++) {
    const y = terms.longs[i]!;
    if (y === 0n) continue;
    for (let j = 0; j < CORRELATION_CLASSES; j++) {
      const z = terms.shorts[j]!;
      if (z !== 0n) hedge = uint256(hedge + uint256(uint256(y * z) * correlationPct(table, i, j)) / 100n);
    }
  }
  const squares = uint256(uint256(a * a) + uint256(b * b));
  return sqrtUp(uint256(squares - uint256(2n * hedge)));
}

/** M(λ) = [(1−λ)·max(κ·gross, root) + λ·gross]·(1 + σλ) + hc_d·debt, up (M-2). */
export function margin(
  terms: MarginTerms,
  isolated: boolean,
  table: readonly bigint[],
  kappa: bigint,
  lambda: bigint,
  lambdaSlope: bigint,
  debtMargin: bigint,
): bigint {
  const hedged = isolated ? terms.gross : max(mulDivUp(terms.gross, kappa, WAD), root(terms, table));
  if (lambda === 0n) return uint256(hedged + debtMargin);
  const mixed = uint256(mulDivUp(hedged, uint256(WAD - lambda), WAD) + mulDivUp(terms.gross, lambda, WAD));
  const surcharge = uint256(WAD + mulDivUp(lambdaSlope, lambda, WAD));
  return uint256(mulDivUp(mixed, surcharge, WAD) + debtMargin);
}

/** E = collateral + p when p is a loss, collateral + ρ·p when it is a profit, down (M-3). */
export function equity(collateral: bigint, profit: bigint, rho: bigint): bigint {
  const payable = profit > 0n && rho !== WAD ? mulDivFloor(profit, toInt(rho), WAD) : profit;
  return int256(toInt(collateral) + payable);
}

/** E_init = C + min(0, quote + Σ PnL⁻ + Σ w·PnL⁺) (M-5). */
export function initialEquity(collateral: bigint, quote: bigint, pnlInitial: bigint): bigint {
  const profit = int256(quote + pnlInitial);
  return int256(toInt(collateral) + (profit < 0n ? profit : 0n));
}

/** Σ PnL⁻ + Σ w·PnL⁺, one leg: a loss counts in full, a profit by w, down (M-5). */
export function initialProfit(profit: bigint, weight: bigint): bigint {
  return profit <= 0n ? profit : mulDivFloor(profit, toInt(weight), WAD);
}

/** h = E/M, WAD, toward −∞; the largest number when nothing is required (M-4). */
export function health(equity_: bigint, margin_: bigint): bigint {
  return margin_ === 0n ? INT256_MAX : mulDivFloor(equity_, WAD, margin_);
}

/** exposure·min(s, growth·age): by how much a price that is no longer valid may be wrong. Down. */
export function staleAllowance(exposure: bigint, shock: bigint, growth: bigint, age: bigint): bigint {
  return mulDivDown(exposure, min(shock, uint256(growth * age)), WAD);
}
