import { expect } from "chai";
import fc from "fast-check";

import { accrue } from "../../keeper/mirror/funding-math.js";
import { fraction, magnitude, price, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { exact, expectWithin } from "../support/statements/exact.js";
import { funding, fundingTolerance, RATE_UNIT, type FundingCase } from "../support/statements/funding.js";

/** Widest parameters that a listing may have: 10,000 % and 30 % a day. */
const VELOCITY_MAX = 100n * 10n ** 11n;
const RATE_MAX = 3n * 10n ** 10n;
const YEARS_10 = 315_360_000n;

type Args = [rate: bigint, skewFraction: bigint, price: bigint, elapsed: bigint, velocity: bigint, maxRate: bigint];

/** S/K, at its ends too, where a step is a whole number of units. */
const skewFraction = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(-32767n, 0n, 32767n) },
  { weight: 3, arbitrary: fc.bigInt(-32767n, 32767n) },
);

const elapsed = fc.oneof(fc.constantFrom(0n, 1n, 12n, 86_400n), fc.bigInt(0n, 100_000n), fc.bigInt(0n, YEARS_10));

/** A market as it can be: the rate within its cap, now and then at it. */
const market: fc.Arbitrary<Args> = fc
  .tuple(
    fraction(RATE_MAX),
    fc.bigInt(-1000n, 1000n),
    skewFraction,
    price(),
    elapsed,
    fc.oneof(fraction(VELOCITY_MAX), fraction(RATE_MAX)),
  )
  .map(([maxRate, perMille, skew, p, t, velocity]) => [(maxRate * perMille) / 1000n, skew, p, t, velocity, maxRate]);

/** The same with a step that meets the cap to the unit: maxRate is what one step reaches, or one beside it. */
const meetsCap: fc.Arbitrary<Args> = fc.tuple(market, fc.constantFrom(-1n, 0n, 1n)).map(([args, beside]) => {
  const [rate, skew, p, t, velocity] = args;
  const reached = accrue(rate, skew, p, t, velocity, 2n ** 200n).nextRate;
  const most = (reached < 0n ? -reached : reached) + beside;
  const fits = most >= 0n && most <= RATE_MAX && (rate < 0n ? -rate : rate) <= most;
  return fits ? [rate, skew, p, t, velocity, most] : args;
});

/** As wide as the contract says that its arguments are. */
const wide: fc.Arbitrary<Args> = fc.tuple(
  magnitude(63),
  magnitude(15),
  unsigned(127),
  unsigned(40),
  magnitude(63),
  magnitude(63),
);

const caseOf = ([rate, skewFraction, p, t, velocity, maxRate]: Args): FundingCase => {
  return { rate, skewFraction, price: p, elapsed: t, velocity, maxRate };
};

describe(`FundingMath in two languages and as a formula (seed ${SEED})`, () => {
  it("P-2 the rate is the formula's toward its start by less than a unit; funding is within the stated rounding", async () => {
    const harness = await Harness.deploy("FundingMathHarness");
    let capped = 0;
    await harness.compares("accrue", {
      typical: fc.oneof(market, meetsCap),
      wide,
      twin: (...args) => {
        const { nextRate, funding: paid } = accrue(...args);
        return [nextRate, paid];
      },
      statement: ([nextRate, paid], ...args) => {
        const c = caseOf(args);
        if (c.maxRate < 0n || c.rate > c.maxRate || c.rate < -c.maxRate || c.velocity < 0n) return;
        const formula = funding(c);
        if (formula.overshoot.gt(0)) capped++;
        const short = formula.rate.minus(exact(nextRate!).mul(RATE_UNIT)).div(RATE_UNIT);
        expect(short.abs().lt(1), `rate ${nextRate} is ${short.toFixed(3)} units from the formula`).to.equal(true);
        // toward where it started: rounding never moves a rate further than the skew does
        if (nextRate! > c.rate) expect(short.gte(0)).to.equal(true);
        if (nextRate! < c.rate) expect(short.lte(0)).to.equal(true);
        expectWithin(paid!, formula.funding, fundingTolerance(c, formula));
      },
    });
    expect(capped, "the cap was met").to.be.greaterThan(100);
  });

  it("P-2 longs never pay less and shorts never receive more than the trapezoid of the two rates: it is rounded down", () => {
    // 1e18 · (1 + 1)·1 s / (2 · 86400 · 1e11) = 115.74 wei, −115.74 the other way: down to 115 and −116
    expect(accrue(1n, 0n, 10n ** 18n, 1n, 0n, 1n).funding).to.equal(115n);
    expect(accrue(-1n, 0n, 10n ** 18n, 1n, 0n, 1n).funding).to.equal(-116n);
  });

  it("T-4 accrual in n steps: with the rate at rest or at its cap, exactly n roundings of one unit apart", () => {
    const still = fc.tuple(
      fraction(RATE_MAX),
      price(),
      fc.array(fc.bigInt(0n, 100_000n), { minLength: 1, maxLength: 12 }),
    );
    fc.assert(
      fc.property(still, fc.boolean(), fc.boolean(), ([cap, p, steps], negative, pushed) => {
        const rate = negative ? -cap : cap;
        const [skew, velocity] = pushed ? [negative ? -9n : 9n, 10n ** 11n] : [0n, 0n];
        const run = inSteps([rate, skew, p, 0n, velocity, cap], steps);
        const once = accrue(rate, skew, p, total(steps), velocity, cap);
        expect(run.nextRate).to.equal(once.nextRate);
        // a sum of floors is at most the floor of the sum and less than n below it
        expect(once.funding - run.funding >= 0n && once.funding - run.funding < BigInt(steps.length)).to.equal(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("T-4 accrual in n steps: a moving rate ends within n units, funding within what n units of the rate are worth", () => {
    const moving = fc.tuple(market, fc.array(fc.bigInt(0n, 100_000n), { minLength: 1, maxLength: 12 }));
    fc.assert(
      fc.property(moving, ([args, steps]) => {
        const [rate, skew, p, , velocity, maxRate] = args;
        const n = BigInt(steps.length);
        const time = total(steps);
        const run = inSteps(args, steps);
        const once = accrue(rate, skew, p, time, velocity, maxRate);
        const apart = run.nextRate - once.nextRate;
        expect(apart >= -n && apart <= n, `rates ${apart} apart after ${n} steps`).to.equal(true);
        // Each step starts from a rate that is at most n units off and ends at one: n units over the whole time, in wei.
        // The second of meeting the cap is whole in both: half of twice the cap times a second, in each.
        const offRate = exact(p * n * time).div(86_400n * 10n ** 11n);
        const capSecond = exact(p * maxRate * 2n).div(86_400n * 10n ** 11n);
        const tolerance = offRate.plus(capSecond).plus(exact(n + 1n));
        expectWithin(run.funding, exact(once.funding), tolerance);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

function total(steps: readonly bigint[]): bigint {
  return steps.reduce((sum, step) => sum + step, 0n);
}

function inSteps([rate, skew, p, , velocity, maxRate]: Args, steps: readonly bigint[]) {
  let [nextRate, sum] = [rate, 0n];
  for (const step of steps) {
    const accrual = accrue(nextRate, skew, p, step, velocity, maxRate);
    nextRate = accrual.nextRate;
    sum += accrual.funding;
  }
  return { nextRate, funding: sum };
}
