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
  /** The cap is met on the way. */
  readonly capped: boolean;
}

export function funding(c: FundingCase): FundingStatement {
  const [r0, most] = [exact(c.rate).mul(RATE_UNIT), exact(c.maxRate).mul(RATE_UNIT)];
  const slope = exact(c.skewFraction).div(32767).mul(exact(c.velocity)).mul(RATE_UNIT); // per day, per day
  const days = exact(c.elapsed).div(DAY);
  const end = r0.plus(slope.mul(days));
  const capped = end.abs().gt(most);
  const r1 = capped ? most.mul(end.isNegative() ? -1 : 1) : end;
  const ramp = capped ? r1.minus(r0).div(slope) : days;
  const area = r0
    .plus(r1)
    .div(2)
    .mul(ramp)
    .plus(r1.mul(days.minus(ramp)));
  return { rate: r1, funding: area.mul(exact(c.price)), capped };
}

/** By how much the contracts' funding may be off, in wei per contract unit. */
export function fundingTolerance(c: FundingCase, { capped, rate }: FundingStatement): Exact {
  const price = exact(c.price);
  const days = exact(c.elapsed).div(DAY);
  // 1 wei of the last division. Uncapped, the end of the trapezoid is a rate rounded by less than a unit: half of it times
  // the time. Capped, the second in which the cap is met is whole: half the step of the rate times a second at most.
  const part = capped
    ? exact(c.rate)
        .mul(RATE_UNIT)
        .minus(rate)
        .abs()
        .div(2 * DAY)
    : RATE_UNIT.mul(days).div(2);
  return price.mul(part).plus(1);
}
