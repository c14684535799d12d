import { expect } from "chai";
import fc from "fast-check";

import { value, valueUp } from "../../keeper/mirror/collateral-math.js";
import * as mirror from "../../keeper/mirror/liquidation-math.js";
import { fraction, magnitude, near, price, signed, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { exact, expectDown, expectUp, expectWithin } from "../support/statements/exact.js";
import * as formula from "../support/statements/liquidation.js";

const slices = fc.oneof(fc.constantFrom(32n, 64n, 4096n, 8191n, 8192n), fc.bigInt(1n, 8192n));
const uint = unsigned(256);

describe(`LiquidationMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("LiquidationMathHarness");
  });

  it("Q-6 a slice is its share of the size, magnitude up by less than a unit, never more than the size", async () => {
    await harness.compares("slice", {
      typical: fc.tuple(magnitude(127), slices),
      wild: fc.tuple(signed(256), uint),
      twin: mirror.slice,
      statement: ([result], size, part) => {
        const magnitudeOf = result! < 0n ? -result! : result!;
        expectUp(magnitudeOf, formula.slice(size, part).abs());
        if (result !== 0n) expect(result! < 0n).to.equal(size < 0n);
        if (part <= mirror.SLICES) expect(magnitudeOf <= (size < 0n ? -size : size)).to.equal(true);
      },
    });
  });

  it("Q-7 the fee is φ of the closed notional, up by less than a unit, and never more than the equity that is left", async () => {
    const typical = fc.tuple(unsigned(110), fraction(10n ** 17n), magnitude(110));
    const capped = fc
      .tuple(unsigned(110), fraction(10n ** 17n), fc.constantFrom(-1n, 0n, 1n))
      .map(([n, rate, beside]) => {
        const whole = (n * rate + 10n ** 18n - 1n) / 10n ** 18n;
        return [n, rate, whole + beside] as [bigint, bigint, bigint];
      });
    await harness.compares("fee", {
      typical: fc.oneof(typical, capped),
      wild: fc.tuple(uint, uint, signed(256)),
      twin: mirror.fee,
      statement: ([result], notional, rate, equity) => {
        expectUp(result!, formula.fee(notional, rate, equity));
        expect(result! <= (equity > 0n ? equity : 0n), "more than the equity").to.equal(true);
      },
    });
  });

  it("Q-6 closing cost is φ and an adverse premium, up by less than a unit", async () => {
    await harness.compares("closingCost", {
      typical: fc.tuple(unsigned(110), fraction(10n ** 17n), magnitude(110)),
      wild: fc.tuple(uint, uint, signed(256)),
      twin: mirror.closingCost,
      statement: ([result], ...args) => {
        expectUp(result!, formula.closingCost(...args));
      },
    });
  });

  it("Q-6 the score is relief per cost, down by less than a unit, and nothing for no relief", async () => {
    await harness.compares("score", {
      typical: fc.tuple(magnitude(110), unsigned(110)),
      wild: fc.tuple(signed(256), uint),
      twin: mirror.score,
      statement: ([result], ...args) => {
        expectDown(result!, formula.score(...args));
      },
    });
  });

  it("Q-8 a seizure credits the value after haircut, down by less than a unit", async () => {
    await harness.compares("seizureCredit", {
      typical: fc.tuple(unsigned(128), fraction()),
      wild: fc.tuple(uint, uint),
      twin: mirror.seizureCredit,
      statement: ([result], ...args) => {
        expectDown(result!, formula.seizureCredit(...args));
      },
    });
  });

  it("Q-8 a seizure takes the share of a holding that covers the debt, up by less than a unit, at most all of it", async () => {
    const typical = fc.tuple(unsigned(128), near(unsigned(120))).map(([amount, [debt, credit]]) => {
      return [amount, credit, debt] as [bigint, bigint, bigint];
    });
    await harness.compares("seizureAmount", {
      typical,
      twin: mirror.seizureAmount,
      statement: ([result], amount, credit, debt) => {
        expectUp(result!, formula.seizureAmount(amount, credit, debt));
        expect(result! <= amount, "more than is held").to.equal(true);
      },
    });
  });

  it("Q-8 the clock of an inventory is the mean time of its lots by amount, down by less than a second, never outside them", async () => {
    const times = fc.tuple(unsigned(40), unsigned(40)).map(([a, b]) => (a < b ? [a, b] : [b, a]));
    const typical = fc.tuple(times, unsigned(128), unsigned(128)).map(([[time, added], amount, more]) => {
      return [time, amount, added, more] as [bigint, bigint, bigint, bigint];
    });
    await harness.compares("meanTime", {
      typical,
      wide: fc.tuple(unsigned(64), unsigned(128), unsigned(64), unsigned(128)),
      twin: mirror.meanTime,
      statement: ([result], time, amount, addedTime, addedAmount) => {
        expectDown(result!, formula.meanTime(time, amount, addedTime, addedAmount));
        const [low, high] = time < addedTime ? [time, addedTime] : [addedTime, time];
        expect(result! >= low && result! <= high).to.equal(true);
        if (addedAmount === 0n && amount !== 0n) expect(result!).to.equal(time);
      },
    });
  });

  it("Q-8 the discount is the age's share of the largest, down by less than a unit, never more than the largest", async () => {
    const typical = fc.tuple(near(unsigned(20)), fraction()).map(([[age, duration], largest]) => {
      return [age, duration, largest] as [bigint, bigint, bigint];
    });
    await harness.compares("discount", {
      typical: fc.oneof(typical, fc.tuple(uint, uint, uint)), // no arguments make it revert
      twin: mirror.discount,
      statement: ([result], age, duration, largest) => {
        expectDown(result!, formula.discount(age, duration, largest));
        expect(result! <= largest).to.equal(true);
      },
    });
  });

  it("Q-8 inventory costs its value less the discount, up by less than a wei", async () => {
    await harness.compares("discountedPrice", {
      typical: fc.tuple(unsigned(128), fraction()),
      wild: fc.tuple(uint, uint),
      twin: mirror.discountedPrice,
      statement: ([result], value_, discount) => {
        expectUp(result!, formula.discountedPrice(value_, discount));
        expect(result! <= value_).to.equal(true);
      },
    });
  });

  it("Q-8 what is seized for a debt is worth at least the debt, to one unit of the token after haircut", () => {
    const holding = fc.tuple(
      fc.bigInt(1n, 10n ** 24n),
      price(),
      fc.bigInt(20_000n, 999_999n),
      fc.bigInt(1n, 10n ** 6n),
    );
    fc.assert(
      fc.property(holding, ([amount, p, haircutPpm, debtPpm]) => {
        const haircut = haircutPpm * 10n ** 12n;
        const credit = mirror.seizureCredit(value(amount, p, 18n, 0n), haircut);
        const debt = (credit * debtPpm) / 10n ** 6n;
        if (debt === 0n) return;
        const taken = mirror.seizureAmount(amount, credit, debt);
        const covered = mirror.seizureCredit(value(taken, p, 18n, 0n), haircut);
        // the value is rounded down twice on the way, hence two wei
        expect(covered >= debt - 2n, `${covered} for ${debt}`).to.equal(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

describe(`CollateralMath in two languages and as a formula (seed ${SEED})`, () => {
  it("M-1 the value of collateral is amount·P/10^(decimals + exponent), down by less than a wei", async () => {
    const harness = await Harness.deploy("CollateralMathHarness");
    await harness.compares("value", {
      typical: fc.tuple(unsigned(128), price(), fc.bigInt(6n, 18n), fc.bigInt(-6n, 18n)),
      wild: fc.tuple(uint, uint, fc.bigInt(6n, 18n), fc.bigInt(-6n, 18n)),
      twin: value,
      statement: ([result], amount, p, decimals, exponent) => {
        expectDown(
          result!,
          exact(amount)
            .mul(exact(p))
            .div(exact(10n).pow(Number(decimals + exponent))),
        );
      },
    });
  });

  it("Q-8 what an amount costs is the same, up by less than a wei", async () => {
    const harness = await Harness.deploy("CollateralMathHarness");
    await harness.compares("valueUp", {
      typical: fc.tuple(unsigned(128), price(), fc.bigInt(6n, 18n), fc.bigInt(-6n, 18n)),
      wild: fc.tuple(uint, uint, fc.bigInt(6n, 18n), fc.bigInt(-6n, 18n)),
      twin: valueUp,
      statement: ([result], amount, p, decimals, exponent) => {
        expectUp(
          result!,
          exact(amount)
            .mul(exact(p))
            .div(exact(10n).pow(Number(decimals + exponent))),
        );
      },
    });
  });

  it("one token is worth its price whatever its decimals and the market's unit", () => {
    for (const decimals of [6n, 8n, 18n]) {
      for (const exponent of [-3n, 0n, 3n]) {
        // P is of 10^exponent tokens: 10^exponent tokens are worth P
        const p = 7_900n * 10n ** 18n;
        const amount = 10n ** (decimals + exponent);
        expectWithin(value(amount, p, decimals, exponent), exact(p), 0);
      }
    }
  });
});
