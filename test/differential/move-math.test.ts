import { expect } from "chai";
import fc from "fast-check";

import * as mirror from "../../keeper/mirror/move-math.js";
import { fraction, near, price } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { Exact, exact, expectExactly, expectUp, fromWad } from "../support/statements/exact.js";

const PPM = 10n ** 12n;
const refill = fc.oneof(fc.constantFrom(1n, 2n, 511n, 512n, 1023n), fc.bigInt(1n, 1023n));
const seconds = fc.oneof(fc.constantFrom(0n, 1n, 2n ** 32n), fc.bigInt(0n, 2000n));

/** Units that come back every second, of 1,023 at most in a full allowance. */
const unitsASecond = (each: bigint) => new Exact(1023).div(exact(each)).floor();

describe(`MoveMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("MoveMathHarness");
  });

  it("B-2 a full allowance is as many units as come back while it refills", async () => {
    await harness.compares("capacity", {
      typical: fc.tuple(refill),
      twin: mirror.capacity,
      statement: ([result], each) => {
        expectExactly(result!, unitsASecond(each).mul(exact(each)));
        expect(result! <= 1023n && result! > 511n, "at least half of the field is used").to.equal(true);
      },
    });
  });

  it("B-2 what is spent comes back along a line, however often it is looked at", async () => {
    await harness.compares("spentAfter", {
      typical: fc.tuple(fc.bigInt(0n, 1023n), refill, seconds),
      twin: mirror.spentAfter,
      statement: ([result], spent, each, elapsed) => {
        const rest = exact(spent).minus(unitsASecond(each).mul(exact(elapsed)));
        expectExactly(result!, Exact.max(rest, 0));
      },
    });
    fc.assert(
      fc.property(
        fc.bigInt(0n, 1023n),
        refill,
        fc.array(fc.bigInt(0n, 40n), { maxLength: 30 }),
        (spent, each, steps) => {
          const inSteps = steps.reduce((left, step) => mirror.spentAfter(left, each, step), spent);
          const atOnce = mirror.spentAfter(
            spent,
            each,
            steps.reduce((sum, step) => sum + step, 0n),
          );
          expect(inSteps).to.equal(atOnce);
        },
      ),
      { seed: SEED },
    );
  });

  it("B-2 a move costs its share of the largest one, up by less than a unit", async () => {
    await harness.compares("cost", {
      typical: fc
        .tuple(price(), price(), fc.bigInt(1n, 1_000_000n), refill)
        .map(([from, to, ppm, each]): [bigint, bigint, bigint, bigint] => [from, to, ppm * PPM, mirror.capacity(each)]),
      twin: mirror.moveCost,
      statement: ([result], from, to, largest, full) => {
        const units = exact(to).minus(exact(from)).abs().mul(exact(full));
        expectUp(result!, units.div(exact(from).mul(fromWad(largest))));
      },
    });
  });

  it("B-1 two prices agree when they differ by at most the share, in whole units of the price", async () => {
    await harness.compares("within", {
      typical: fc
        .tuple(near(price()), fraction())
        .map(([[first, second], share]): [bigint, bigint, bigint] => [first, second, share]),
      twin: mirror.within,
      statement: (_, first, second, share) => {
        const limit = exact(first).mul(fromWad(share)).floor();
        expect(mirror.within(first, second, share)).to.equal(exact(first).minus(exact(second)).abs().lte(limit));
      },
    });
  });
});
