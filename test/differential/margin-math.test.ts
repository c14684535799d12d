import { expect } from "chai";
import fc from "fast-check";

import * as mirror from "../../keeper/mirror/margin-math.js";
import { emptyMarginTerms } from "../../keeper/mirror/risk-terms.js";
import { fraction, magnitude, near, price, signed, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import {
  classes,
  copyOf,
  packed,
  tables,
  terms,
  type Terms,
  wideTerms,
  wildTerms,
  wildTables,
} from "../support/margin-terms.js";
import { Exact, exact, expectDown, expectExactly, expectUp } from "../support/statements/exact.js";
import * as formula from "../support/statements/margin.js";

const WAD = 10n ** 18n;
const uint = unsigned(256);
const int = signed(256);

type FactorArgs = [notional: bigint, weight: bigint, collateral: bigint, haircut: bigint];

/** Factors with the collateral equal to the notional or beside it, so that N changes sign. */
const factorArgs: fc.Arbitrary<FactorArgs> = fc.oneof(
  fc.tuple(magnitude(110), fraction(), unsigned(110), fraction()),
  fc.tuple(near(unsigned(110)), fraction(), fraction()).map(([[c, n], m, hc]): FactorArgs => [-n, m, c, hc]),
  fc.tuple(near(unsigned(110)), fraction(), fraction()).map(([[n, c], m, hc]): FactorArgs => [-n, m, c, hc]),
  fc.tuple(magnitude(110), fraction(), fc.constant(0n), fraction()),
);
const caseOf = ([notional, weight, collateral, haircut]: FactorArgs) => {
  return { class: 0, notional, weight, collateral, haircut };
};

describe(`MarginMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("MarginMathHarness");
  });

  it("M-1 a leg's weight is min(1, m0 + m1·|q|/K), up by less than a unit", async () => {
    const scale = fc.bigInt(WAD, 2n ** 112n - 1n);
    const free = fc.tuple(fraction(), fraction(10n * WAD), magnitude(112), scale);
    // the cap met to the unit: q = K and m1 = 1 − m0, or beside it
    const capped = fc.tuple(fraction(), scale, fc.constantFrom(-1n, 0n, 1n)).map(([m0, k, beside]) => {
      return [m0, WAD - m0 + 1n, k + beside, k] as [bigint, bigint, bigint, bigint];
    });
    await harness.compares("legWeight", {
      typical: fc.oneof(free, capped),
      wild: fc.tuple(uint, uint, int, uint),
      twin: mirror.legWeight,
      statement: ([result], ...args) => {
        expectUp(result!, formula.legWeight(...args));
        expect(result! <= WAD).to.equal(true);
      },
    });
  });

  it("P-5 the initial fraction is m0 + slope·min(1, OI/cap), up by less than a unit, and m0 while nothing is open", async () => {
    const typical = fc.tuple(fraction(), fraction(), near(unsigned(112))).map(([m0, slope, [openInterest, cap]]) => {
      return [m0, slope, openInterest, cap] as [bigint, bigint, bigint, bigint];
    });
    await harness.compares("initialBase", {
      typical,
      wild: fc.tuple(uint, uint, uint, uint),
      twin: mirror.initialBase,
      statement: ([result], m0, slope, ...rest) => {
        expectUp(result!, formula.initialBase(m0, slope, ...rest));
        expect(result! >= m0 && result! <= m0 + slope).to.equal(true);
      },
    });
  });

  it("M-1 a factor's net is weighted by the side it is on, and gross by both: up by less than two wei", async () => {
    await harness.compares("factor", {
      typical: factorArgs,
      wild: fc.tuple(magnitude(190), unsigned(64), uint, uint),
      twin: (...args) => {
        const { weighted, gross } = mirror.factor(...args);
        return [weighted, gross];
      },
      statement: ([weighted, gross], ...args) => {
        if (args[1] > WAD || args[3] > WAD) return; // weights above one are no weights
        const said = formula.weighted(caseOf(args));
        expectUp(weighted! < 0n ? -weighted! : weighted!, said.abs(), 2);
        if (weighted !== 0n) expect(weighted! < 0n).to.equal(said.isNegative() && !said.isZero());
        expectUp(gross!, formula.gross(caseOf(args)), 2);
      },
    });
  });

  it("M-1 collateral that hedges a short never raises the gross weight above both parts, nor turns a short's sign late", () => {
    // n = −100, C = 100: nothing is left to weigh; one wei either way is on the side it is on
    const at = (notional: bigint) => mirror.factor(notional, WAD / 20n, 100n * WAD, WAD / 10n).weighted;
    expect(at(-100n * WAD)).to.equal(0n);
    expect(at(-100n * WAD - 1n)).to.equal(-1n);
    expect(at(-100n * WAD + 1n)).to.equal(1n);
  });

  it("M-1 sums take a factor in and out exactly", async () => {
    type One = [sums: Terms, class_: bigint, weighted: bigint, gross: bigint];
    const one: fc.Arbitrary<One> = fc.tuple(terms, classes, magnitude(110), unsigned(112));
    // as wide as the contract says that sums and factors are
    const wide: fc.Arbitrary<One> = fc.tuple(wideTerms, classes, magnitude(210), unsigned(210));
    const withIt = ([sums, class_, weighted, gross]: One): One => {
      const sum = copyOf(sums);
      mirror.add(sum, Number(class_), { weighted, gross });
      return [sum, class_, weighted, gross];
    };
    const cases = { add: [one, wide], remove: [one.map(withIt), wide.map(withIt)] } as const;
    for (const name of ["add", "remove"] as const) {
      const [typical, wide] = cases[name];
      await harness.compares(name, {
        typical,
        wide,
        encode: (sums, ...rest) => [{ ...copyOf(sums) }, ...rest],
        batches: 10,
        twin: (sums, class_, weighted, gross) => {
          const moved = copyOf(sums);
          mirror[name](moved, Number(class_), { weighted, gross });
          return [[moved.gross, moved.longSum, moved.shortSum, moved.longs, moved.shorts]];
        },
      });
    }
    fc.assert(
      fc.property(one, ([sums, class_, weighted, gross]) => {
        const moved = copyOf(sums);
        mirror.add(moved, Number(class_), { weighted, gross });
        mirror.remove(moved, Number(class_), { weighted, gross });
        expect(moved).to.deep.equal(sums);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it("M-2 ρ of two classes is the table's entry, in either order", async () => {
    await harness.compares("correlationPct", {
      typical: fc.tuple(wildTables, classes, classes),
      encode: (table, i, j) => [packed(table), i, j],
      twin: (table, i, j) => mirror.correlationPct(table, Number(i), Number(j)),
      statement: ([result], table, i, j) => {
        const [low, high] = i < j ? [Number(i), Number(j)] : [Number(j), Number(i)];
        const rows = Array.from({ length: high }, (_, row) => row + 1).reduce((sum, width) => sum + width, 0);
        expect(result).to.equal(table[rows + low]);
      },
    });
  });

  it("M-2 root is √(A² + B² − 2Σρy⁺y⁻), up, at most what 128 wei² in the radicand and a wei make", async () => {
    await harness.compares("root", {
      typical: fc.tuple(terms, tables),
      wild: fc.tuple(wildTerms, wildTables),
      encode: (sums, table) => [sums, packed(table)],
      batches: 15,
      twin: mirror.root,
      statement: ([result], sums, table) => {
        if (table.some((pct) => pct > 99n)) return;
        const ys = [...sums.longs.entries(), ...sums.shorts.map((y) => -y).entries()];
        const radicand = formula.radicand(
          ys.map(([class_, y]) => [class_, exact(y)] as const),
          table,
        );
        expect(exact(result!).gte(radicand.sqrt()), "below the formula").to.equal(true);
        // each of 64 products is divided by 100 rounding down, which leaves less than 2 · 64 wei² too much
        expect(exact(result!).lt(radicand.plus(128).sqrt().plus(1)), "too far above the formula").to.equal(true);
      },
    });
  });

  it("M-2 root is never below |A − B| nor above A + B", () => {
    fc.assert(
      fc.property(terms, tables, (sums, table) => {
        const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
        const [a, b] = [sum(sums.longs), sum(sums.shorts)];
        const root = mirror.root(sums, table);
        expect(root >= (a > b ? a - b : b - a), `root ${root} of A ${a}, B ${b}`).to.equal(true);
        expect(root <= a + b).to.equal(true);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  const marginArgs = fc.tuple(terms, fc.boolean(), tables, fraction(), fraction(), fraction(2n * WAD), unsigned(96));

  it("M-2 margin is the formula, up by less than the stated wei", async () => {
    await harness.compares("margin", {
      typical: marginArgs,
      wild: fc.tuple(wildTerms, fc.boolean(), wildTables, uint, uint, uint, uint),
      encode: (sums, isolated, table, ...rest) => [sums, isolated, packed(table), ...rest],
      batches: 20,
      twin: mirror.margin,
      statement: ([result], sums, isolated, table, kappa, lambda, lambdaSlope, debtMargin) => {
        if (kappa > WAD || lambda > WAD) return;
        const root = exact(isolated ? 0n : mirror.root(sums, table)); // stated on its own above
        const said = formula.margin(exact(sums.gross), root, { isolated, kappa, lambda, lambdaSlope, debtMargin });
        // At λ = 0: a wei of κ·gross. Else up to 1 (κ·gross) + 2 (the two parts of the mix), grown by 1 + σλ, a wei of σλ
        // times the mix, and a wei of the last product.
        const sigma = exact(lambdaSlope).div("1e18");
        const mixed = exact(sums.gross).plus(root);
        const units = lambda === 0n ? new Exact(1) : sigma.plus(1).mul(3).plus(mixed.div("1e18")).plus(2);
        expectUp(result!, said, units);
      },
    });
  });

  it("M-2 margin is at least κ·gross, at most gross at λ = 0, and never falls as λ rises", () => {
    fc.assert(
      fc.property(marginArgs, fraction(), ([sums, isolated, table, kappa, lambda, slope, debtMargin], other) => {
        const at = (l: bigint) => mirror.margin(sums, isolated, table, kappa, l, slope, debtMargin);
        const [low, high] = lambda < other ? [lambda, other] : [other, lambda];
        // at one λ the two parts of the mix are up by a wei each, at the other exact: two wei, grown by 1 + σλ ≤ 3
        expect(at(high) >= at(low) - 6n, `M(${high}) = ${at(high)} < M(${low}) = ${at(low)}`).to.equal(true);
        expect((at(0n) - debtMargin) * WAD >= sums.gross * kappa).to.equal(true);
        expect(at(0n) <= sums.gross + debtMargin).to.equal(true);
        if (isolated) expect(at(0n)).to.equal(sums.gross + debtMargin);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("M-3 equity counts a loss in full and a profit at ρ, down by less than a wei", async () => {
    await harness.compares("equity", {
      typical: fc.tuple(unsigned(110), magnitude(110), fraction()),
      wild: fc.tuple(uint, int, uint),
      twin: mirror.equity,
      statement: ([result], ...args) => {
        expectDown(result!, formula.equity(...args));
      },
    });
  });

  it("M-3 equity never falls as ρ rises, and does not depend on it when p is a loss", () => {
    fc.assert(
      fc.property(unsigned(110), magnitude(110), near(fraction(WAD - 1n)), (collateral, profit, [low, high]) => {
        const [at, above] = low < high ? [low, high] : [high, low];
        const rise = mirror.equity(collateral, profit, above) - mirror.equity(collateral, profit, at);
        expect(profit <= 0n ? rise === 0n : rise >= 0n).to.equal(true);
        expect(mirror.equity(collateral, profit, WAD)).to.equal(collateral + profit);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("M-5 initial equity counts losses and nothing of a net profit, exactly", async () => {
    await harness.compares("initialEquity", {
      typical: fc.tuple(unsigned(110), magnitude(95), magnitude(110)),
      wild: fc.tuple(uint, int, int),
      twin: mirror.initialEquity,
      statement: ([result], collateral, quote, pnl) => {
        expectExactly(result!, exact(collateral).plus(Exact.min(0, exact(quote).plus(exact(pnl)))));
      },
    });
    await harness.compares("initialProfit", {
      typical: fc.tuple(magnitude(110), fraction()),
      wild: fc.tuple(int, uint),
      twin: mirror.initialProfit,
      statement: ([result], profit, weight) => {
        expectDown(result!, profit > 0n ? exact(profit).mul(exact(weight)).div("1e18") : exact(profit));
      },
    });
  });

  it("M-4 health is E/M toward −∞ by less than a unit: an account below its margin is never shown at one", async () => {
    await harness.compares("health", {
      typical: fc.oneof(
        fc.tuple(magnitude(110), unsigned(110)),
        near(unsigned(110)).map(([e, m]): [bigint, bigint] => [e, m]),
        near(unsigned(110)).map(([m, e]): [bigint, bigint] => [e, m]),
      ),
      wild: fc.tuple(int, uint),
      twin: mirror.health,
      statement: ([result], e, m) => {
        if (m === 0n) {
          expect(result).to.equal(2n ** 255n - 1n);
          return;
        }
        expectDown(result!, exact(e).mul("1e18").div(exact(m)));
        expect(result! < WAD).to.equal(e < m);
      },
    });
  });

  it("Q-4 a stale allowance is exposure·min(s, growth·age), down by less than a wei", async () => {
    const free = fc.tuple(unsigned(112), fraction(), fc.bigInt(0n, 10n ** 15n), fc.bigInt(0n, 4080n));
    // the shock met exactly, or beside it
    const met = fc.tuple(price(), fc.bigInt(1n, 10n ** 14n), fc.bigInt(1n, 4080n), fc.constantFrom(-1n, 0n, 1n));
    await harness.compares("staleAllowance", {
      typical: fc.oneof(
        free,
        met.map(
          ([e, growth, age, beside]) =>
            [e, growth * age + beside, growth, age] as typeof free extends fc.Arbitrary<infer T> ? T : never,
        ),
      ),
      wild: fc.tuple(uint, uint, uint, uint),
      twin: mirror.staleAllowance,
      statement: ([result], ...args) => {
        expectDown(result!, formula.staleAllowance(...args));
      },
    });
  });

  it("an account without factors has no margin", () => {
    expect(mirror.margin(emptyMarginTerms(), false, Array<bigint>(36).fill(0n), WAD / 2n, 0n, WAD, 0n)).to.equal(0n);
  });
});
