import { Exact, exact } from "./exact.js";

// P-2 in real numbers: dr/dt = clamp(S/K, −1, 1)·v_max per day, |r| ≤ r_max, ΔF = P·∫ r dt. Rates in 1 a day, time in
// seconds, prices in wei.

const DAY = 86_400;
/** Of a stored rate. */
export const RATE_UNIT = new Exact("1e-11");

export interface FundingCase {
  readonly rate: bigint;
  readonly skewFraction: bigint;
  readonly price: bigint;
  readonly elapsed: bigint;
  readonly velocity: bigint;
  readonly maxRate: bigint;
}

export interface FundingStatement {
  readonly rate: Exact;
  readonly funding: Exact;
  /** By how much the rate would have passed its cap: above zero, the cap was met on the way. */
  readonly overshoot: Exact;
}

export function funding(c: FundingCase): FundingStatement {
  const [r0, most] = [exact(c.rate).mul(RATE_UNIT), exact(c.maxRate).mul(RATE_UNIT)];
  const slope = exact(c.skewFraction).div(32767).mul(exact(c.velocity)).mul(RATE_UNIT); // per day, per day
  const days = exact(c.elapsed).div(DAY);
  const end = r0.plus(slope.mul(days));
  const overshoot = Exact.max(end.abs().minus(most), 0);
  const capped = overshoot.gt(0);
  const r1 = capped ? most.mul(end.isNegative() ? -1 : 1) : end;
  const ramp = capped ? r1.minus(r0).div(slope) : days;
  const area = r0
    .plus(r1)
    .div(2)
    .mul(ramp)
    .plus(r1.mul(days.minus(ramp)));
  return { rate: r1, funding: area.mul(exact(c.price)), overshoot };
}

/** By how much the contracts' funding may be off, in wei per contract unit. */
export function fundingTolerance(c: FundingCase, { overshoot, rate }: FundingStatement): Exact {
  const days = exact(c.elapsed).div(DAY);
  // Below the cap the end of the trapezoid is a rate rounded by less than a unit: half of it times the time. So it is
  // when the cap is exceeded by less than a unit, which that rounding hides.
  const trapezoid = RATE_UNIT.mul(days).div(2);
  // Beyond, the second in which the cap is met is whole: half the step of the rate times a second at most.
  const capSecond = exact(c.rate)
    .mul(RATE_UNIT)
    .minus(rate)
    .abs()
    .div(2 * DAY);
  const hidden = overshoot.lt(RATE_UNIT);
  const part = overshoot.gt(0) ? (hidden ? Exact.max(trapezoid, capSecond) : capSecond) : trapezoid;
  return part.mul(exact(c.price)).plus(1); // and 1 wei of the last division
}
