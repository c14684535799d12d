import { expect } from "chai";
import fc from "fast-check";

import * as mirror from "../../keeper/mirror/loss-math.js";
import { fraction, magnitude, near, signed, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { exact, expectDown, expectExactly, expectUp } from "../support/statements/exact.js";
import { debtIndexAfter } from "../support/statements/debt-index.js";
import * as formula from "../support/statements/loss.js";

const WAD = 10n ** 18n;
const RAY = 10n ** 27n;
const uint = unsigned(256);
const index = fc.oneof(fc.constantFrom(RAY, RAY + 1n, 2n * RAY), fc.bigInt(RAY, 100n * RAY));

/** ρ at its edges: nothing missing, less than nothing, one wei of junior profit missing, all but one, all, more. */
const rhoCases = fc
  .tuple(
    magnitude(111),
    unsigned(70),
    unsigned(112),
    fc.constantFrom("free", "none", "one", "allButOne", "all", "more"),
  )
  .map(([net, floor, junior, kind]): [bigint, bigint, bigint] => {
    const missing = { free: 0n, none: 0n, one: 1n, allButOne: junior - 1n, all: junior, more: junior + 1n }[kind];
    return kind === "free" ? [net, floor, junior] : [floor - missing, floor, junior];
  });

describe(`LossMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("LossMathHarness");
  });

  it("U-4 net assets are the exact sum of what the pool has less what it owes", async () => {
    await harness.compares("netAssets", {
      typical: fc.tuple(unsigned(136), unsigned(96), unsigned(128), unsigned(128), magnitude(111)),
      wild: fc.tuple(uint, uint, uint, uint, signed(256)),
      twin: mirror.netAssets,
      statement: ([result], cash, inventory, debt, owed, pnl) => {
        expectExactly(
          result!,
          exact(cash).plus(exact(inventory)).plus(exact(debt)).minus(exact(owed)).minus(exact(pnl)),
        );
      },
    });
  });

  it("W-5 ρ is the payable share of junior profit, down by less than a wei, between 0 and 1", async () => {
    await harness.compares("rho", {
      typical: rhoCases,
      wild: fc.tuple(signed(256), uint, uint),
      twin: mirror.rho,
      statement: ([result], ...args) => {
        expectDown(result!, formula.rho(...args));
        expect(result! >= 0n && result! <= WAD).to.equal(true);
      },
    });
  });

  it("W-5 at ρ the vault keeps its floor: NAV* + J·(1 − ρ) ≥ floor whenever J can bear it", () => {
    fc.assert(
      fc.property(rhoCases, ([net, floor, junior]) => {
        const rho = mirror.rho(net, floor, junior);
        if (junior === 0n || rho === 0n) return;
        expect(net * WAD + junior * (WAD - rho) >= floor * WAD).to.equal(true);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("C-3 the debt index grows along a line, up by less than a unit", async () => {
    const typical = fc.tuple(index, fraction(), unsigned(32));
    await harness.compares("debtIndexAfter", {
      typical,
      wild: fc.tuple(uint, uint, uint),
      twin: mirror.debtIndexAfter,
      statement: ([result], ...args) => {
        expectUp(result!, formula.debtIndexAfter(...args));
        // the same once more, in whole numbers
        expect(result!).to.equal(debtIndexAfter(...args));
      },
    });
  });

  it("C-3 all debt is above its share when it is more than a quarter of cash and debt, and the excess is what brings it there", async () => {
    const atShare = fc.tuple(unsigned(128), fc.constantFrom(-1n, 0n, 1n, 2n)).map(([debt, beside]) => {
      return [debt, debt * 3n + beside < 0n ? 0n : debt * 3n + beside] as [bigint, bigint];
    });
    const typical = fc.oneof(fc.tuple(unsigned(128), unsigned(128)), atShare);
    await harness.compares("exceedsDebtShare", {
      typical,
      wild: fc.tuple(uint, uint),
      twin: mirror.exceedsDebtShare,
    });
    await harness.compares("debtAboveShare", {
      typical,
      twin: mirror.debtAboveShare,
      statement: ([result], debt, cash) => {
        expectUp(result!, formula.debtAboveShare(debt, cash));
        expect(result! > 0n).to.equal(mirror.exceedsDebtShare(debt, cash));
        expect(mirror.exceedsDebtShare(debt - result!, cash)).to.equal(false);
      },
    });
  });

  it("U-3 debt grows as its index, up by less than a wei, and is never understated by being stored", async () => {
    await harness.compares("debtOf", {
      typical: fc.tuple(unsigned(95), index),
      wild: fc.tuple(uint, uint),
      twin: mirror.debtOf,
      statement: ([result], ...args) => {
        expectUp(result!, formula.debtOf(...args));
      },
    });
    await harness.compares("scaledDebt", {
      typical: fc.tuple(unsigned(95), index),
      wild: fc.tuple(uint, uint),
      twin: mirror.scaledDebt,
      statement: ([result], ...args) => {
        expectUp(result!, formula.scaledDebt(...args));
      },
    });
    fc.assert(
      fc.property(unsigned(95), index, (usd, i) => {
        const back = mirror.debtOf(mirror.scaledDebt(usd, i), i);
        // one scaled unit, of index/RAY wei, and one wei of the way back
        expect(back >= usd && back <= usd + i / RAY + 1n, `${usd} came back as ${back}`).to.equal(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("U-3 a conversion pays whole units down and burns c/ρ up: never more than ρ of what it burns", async () => {
    const scale = fc.constantFrom(10n ** 10n, 10n ** 12n);
    const free = fc.tuple(unsigned(95), fraction(), unsigned(96), scale);
    // cash at what the claim is worth, or a unit beside it
    const atCash = fc.tuple(unsigned(95), fraction(), near(fc.constant(0n)), scale).map(([x, rho, [, more], s]) => {
      return [x, rho, (x * rho) / WAD / s + more, s] as [bigint, bigint, bigint, bigint];
    });
    await harness.compares("convert", {
      typical: fc.oneof(free, atCash),
      wild: fc.tuple(uint, uint, uint, uint),
      twin: (...args) => {
        const { units, burnt } = mirror.convert(...args);
        return [units, burnt];
      },
      statement: ([units, burnt], profit, rho, cash, s) => {
        if (rho > WAD) return;
        expect(burnt! <= profit, "burns more than there is").to.equal(true);
        if (rho === 0n) {
          expect([units, burnt]).to.deep.equal([0n, 0n]);
          return;
        }
        expectDown(units!, formula.received(profit, rho, cash, s));
        expectUp(
          burnt!,
          exact(units! * s)
            .div(exact(rho))
            .mul("1e18"),
        );
        expect(burnt! * rho >= units! * s * WAD, "pays more than ρ of what it burns").to.equal(true);
      },
    });
  });
});
