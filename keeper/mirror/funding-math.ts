import { clamp, mulDivFloor, negate, toInt } from "./fixed-point-math.js";
import { SKEW_FRACTION_ONE } from "./market-word.js";
import { int256 } from "./solidity-range.js";

// Twin of contracts/math/FundingMath.sol.

export const DAY = 86_400n;
export const RATE_ONE = 10n ** 11n;

export interface Accrual {
  /** 1e-11 per day. */
  readonly nextRate: bigint;
  /** ΔF, USD WAD per contract unit; positive is paid by longs. */
  readonly funding: bigint;
}

/**
 * Rate and funding per contract unit after `elapsed` seconds: r₁ = clamp(r₀ + (S/K)·v_max·t, ±r_max), its step rounded
 * toward zero; ΔF = P·∫ r dt toward −∞, a trapezoid up to the second at which the cap is met and the cap for the rest.
 */
export function accrue(
  rate: bigint,
  skewFraction: bigint,
  price: bigint,
  elapsed: bigint,
  velocity: bigint,
  maxRate: bigint,
): Accrual {
  const t = toInt(elapsed);
  const step = int256(skewFraction * velocity);
  const uncapped = int256(rate + int256(step * t) / (SKEW_FRACTION_ONE * DAY));
  const nextRate = clamp(uncapped, negate(maxRate), maxRate);

  let twiceArea = int256(int256(rate + nextRate) * t);
  if (nextRate !== uncapped && step !== 0n) {
    const untilCap = int256(int256(int256(int256(nextRate - rate) * SKEW_FRACTION_ONE) * DAY) / step);
    twiceArea = int256(
      int256(int256(rate + nextRate) * untilCap) + int256(int256(2n * nextRate) * int256(t - untilCap)),
    );
  }
  return { nextRate, funding: mulDivFloor(toInt(price), twiceArea, 2n * DAY * RATE_ONE) };
}
