import { expect } from "chai";
import fc from "fast-check";

import * as mirror from "../../keeper/mirror/pricing-math.js";
import { fraction, magnitude, near, price, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { exact, expectDown, expectExactly, expectUp, expectWithin } from "../support/statements/exact.js";
import * as formula from "../support/statements/pricing.js";

const WAD = 10n ** 18n;
const wideScale = fc.bigInt(2n ** 59n, 2n ** 128n - 1n);

/** K as a listing may have it, and a skew and a trade within it. */
const scale = fc.oneof(fc.constantFrom(WAD, 2n ** 112n - 1n), fc.bigInt(WAD, 10n ** 26n));
const skewed = scale.chain((k) =>
  fc.tuple(fc.bigInt(-k, k), fc.oneof(fc.bigInt(-k, k), fc.constantFrom(-1n, 1n)), fc.constant(k)),
);
/** A index between the extremes of price and funding. */
const index = fc.oneof(price(), magnitude(84));

type TradeCase = [size: bigint, cost: bigint, delta: bigint, index: bigint, premium: bigint];

/** Openings, additions, partial and full closes, flips, with trades of one unit on either side of a full close. */
const trades: fc.Arbitrary<TradeCase> = fc
  .tuple(
    fc.oneof(fc.constant(0n), magnitude(100)),
    magnitude(120),
    magnitude(100),
    fc.constantFrom("free", "all", "allButOne", "allAndOne", "half"),
    index,
    magnitude(78),
  )
  .map(([size, cost, free, kind, at, premium]): TradeCase => {
    const one = size < 0n ? -1n : 1n;
    const delta = { free, all: -size, allButOne: -size + one, allAndOne: -size - one, half: -size / 2n }[kind];
    return [size, size === 0n ? 0n : cost, delta === 0n ? one : delta, at, premium];
  });

const twin = (...args: TradeCase) => {
  const { newSize, newCost, realised } = mirror.trade(...args);
  return [newSize, newCost, realised];
};

describe(`PricingMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("PricingMathHarness");
  });

  it("P-1 the fill price is P·(1 + (S + q/2)/K), against the trader by less than a wei", async () => {
    await harness.compares("fillPrice", {
      typical: fc.tuple(price(), skewed).map(([p, [s, q, k]]) => [p, s, q, k] as [bigint, bigint, bigint, bigint]),
      wide: fc.tuple(unsigned(80), magnitude(112), magnitude(113), wideScale),
      twin: mirror.fillPrice,
      statement: ([result], p, s, q, k) => {
        (q > 0n ? expectUp : expectDown)(result!, formula.fillPrice(p, s, q, k));
      },
    });
  });

  it("P-1 buying and selling the same size at once never pays the trader", () => {
    fc.assert(
      fc.property(price(), skewed, (p, [s, q, k]) => {
        const [size, there] = [q < 0n ? -q : q, mirror.fillPrice(p, s, q, k)];
        const back = mirror.fillPrice(p, s + q, -q, k);
        // the two fills are one number: what one premium takes, the other gives back, but for roundings against both
        const [bought, sold] = q > 0n ? [there, back] : [back, there];
        expect(size === 0n || bought >= sold).to.equal(true);
        expect(bought - sold <= 1n).to.equal(true);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("U-4 the skew premium is P·S²/(2K), up by less than a wei and one wei of S²/(2K)", async () => {
    await harness.compares("skewPremium", {
      typical: fc.tuple(price(), skewed).map(([p, [s, , k]]) => [p, s, k] as [bigint, bigint, bigint]),
      wide: fc.tuple(unsigned(80), magnitude(128), wideScale),
      twin: mirror.skewPremium,
      statement: ([result], p, s, k) => {
        expectUp(result!, formula.skewPremium(p, s, k), exact(p).div("1e18").plus(1));
      },
    });
  });

  it("P-4 crossing zero skew pays maker and taker per part, up by less than four wei", async () => {
    // one wei for each of two notionals, times a fee of at most one, and one for each of two products
    const crossing = fc.tuple(price(), near(unsigned(100)), fc.boolean()).map(([p, [skew, size], long]) => {
      return [p, long ? skew : -skew, long ? -size : size] as const;
    });
    const fees = near(fraction(10n ** 16n));
    const free = fc.tuple(price(), magnitude(100), magnitude(100));
    await harness.compares("tradingFee", {
      typical: fc
        .tuple(fc.oneof(free, crossing), fees)
        .map(([[p, s, q], [maker, taker]]) => [p, s, q, maker, taker] as [bigint, bigint, bigint, bigint, bigint]),
      wide: fc.tuple(magnitude(134), magnitude(128), magnitude(113), unsigned(60), unsigned(60)),
      twin: mirror.tradingFee,
      statement: ([result], fill, skew, size, maker, taker) => {
        const units = exact(maker + taker)
          .div("1e18")
          .plus(2);
        expectUp(result!, formula.tradingFee(fill, skew, size, maker, taker), units);
      },
    });
  });

  it("P-4 a trade in parts never pays a lower fee than the whole", () => {
    const parts = fc.tuple(price(), magnitude(90), unsigned(90), unsigned(90), fc.boolean());
    fc.assert(
      fc.property(parts, ([p, skew, a, b, buys]) => {
        const [first, second] = buys ? [a, b] : [-a, -b];
        const fee = (s: bigint, q: bigint) => mirror.tradingFee(p, s, q, 2n * 10n ** 14n, 6n * 10n ** 14n);
        const apart = fee(skew, first) + fee(skew + first, second);
        expect(apart >= fee(skew, first + second)).to.equal(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("P-5 notional is |q|·P, up by less than a wei", async () => {
    await harness.compares("notionalUp", {
      typical: fc.tuple(magnitude(127), price()),
      wide: fc.tuple(magnitude(128), unsigned(120)),
      twin: mirror.notionalUp,
      statement: ([result], ...args) => {
        expectUp(result!, formula.notional(...args));
      },
    });
  });

  it("P-3 profit is q·A − cost, down by less than a wei", async () => {
    await harness.compares("profit", {
      typical: fc.tuple(magnitude(127), magnitude(127), index),
      wide: fc.tuple(magnitude(128), magnitude(200), magnitude(120)),
      twin: mirror.profit,
      statement: ([result], ...args) => {
        expectDown(result!, formula.profit(...args));
      },
    });
  });

  it("P-3 a trade leaves size exact, cost up by less than a wei, and realises within two wei below the formula", async () => {
    await harness.compares("trade", {
      typical: trades,
      wide: fc.tuple(magnitude(113), magnitude(127), magnitude(113), magnitude(81), magnitude(134)),
      twin,
      statement: ([newSize, newCost, realised], size, cost, delta, at, premium) => {
        const said = formula.trade(size, cost, delta, at, premium);
        expectExactly(newSize!, said.size);
        expectDown(realised!, said.realised, 2);
        const reduces = size !== 0n && size > 0n !== delta > 0n && (newSize === 0n || newSize! > 0n === size > 0n);
        // what a reduction leaves is what the closed part, rounded up, did not take: the cost that stays is down
        if (reduces) expectDown(newCost!, said.cost);
        else expectUp(newCost!, said.cost);
      },
    });
  });

  it("P-3 what is realised and what remains add up: nothing is created, at most two wei are lost to the pool", () => {
    fc.assert(
      fc.property(trades, ([size, cost, delta, at, premium]) => {
        // floor(delta·(A + premium)) is what the traded units are worth at the trade, so in exact numbers
        // realised + (q'·A' − cost') = (q·A' − cost) with A' = A + premium, for every kind of trade
        const tradeIndex = at + premium;
        const { newSize, newCost, realised } = mirror.trade(size, cost, delta, at, premium);
        const before = size * tradeIndex - cost * WAD;
        const after = newSize * tradeIndex - newCost * WAD + realised * WAD;
        expect(after <= before, "the trade made something of nothing").to.equal(true);
        expect(before - after < 2n * WAD, "more than two wei lost").to.equal(true);
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  it("P-3 closing in parts never realises more than closing at once, nor two wei a part less", () => {
    const partial = fc.tuple(magnitude(100), magnitude(120), index, fc.array(fc.bigInt(1n, 999n), { maxLength: 8 }));
    fc.assert(
      fc.property(partial, ([size, cost, at, cuts]) => {
        if (size === 0n) return;
        const once = mirror.trade(size, cost, -size, at, 0n).realised;
        let [left, leftCost, sum, parts] = [size, cost, 0n, 1n];
        for (const cut of cuts) {
          const delta = -(left * cut) / 1000n;
          if (delta === 0n) continue;
          const part = mirror.trade(left, leftCost, delta, at, 0n);
          [left, leftCost, sum, parts] = [part.newSize, part.newCost, sum + part.realised, parts + 1n];
        }
        sum += mirror.trade(left, leftCost, -left, at, 0n).realised;
        expect(sum <= once, `parts gained ${sum - once}`).to.equal(true);
        expect(once - sum < 2n * parts, `parts lost ${once - sum}`).to.equal(true);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("P-3 opening and closing at one index gains nothing, and costs two wei at most", () => {
    fc.assert(
      fc.property(magnitude(100), index, (size, at) => {
        if (size === 0n) return;
        const { newCost } = mirror.trade(0n, 0n, size, at, 0n);
        const { realised } = mirror.trade(size, newCost, -size, at, 0n);
        expect(realised <= 0n && realised > -2n, `realised ${realised}`).to.equal(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("P-3 a flip is a close and an opening at one fill price, to the wei", () => {
    const flips = fc.tuple(magnitude(100), magnitude(120), unsigned(90), index, magnitude(78));
    fc.assert(
      fc.property(flips, ([size, cost, beyond, at, premium]) => {
        if (size === 0n || beyond === 0n) return;
        const rest = size > 0n ? -beyond : beyond;
        const flip = mirror.trade(size, cost, rest - size, at, premium);
        const closed = mirror.trade(size, cost, -size, at, premium);
        const opened = mirror.trade(0n, 0n, rest, at, premium);
        expect([flip.newSize, flip.newCost]).to.deep.equal([rest, opened.newCost]);
        expect(flip.realised).to.equal(closed.realised);
        expectWithin(flip.newCost, formula.trade(0n, 0n, rest, at, premium).cost, 1);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
