import { expect } from "chai";
import fc from "fast-check";

import * as mirror from "../../keeper/mirror/fixed-point-math.js";
import { magnitude, near, signed, unsigned } from "../support/arbitraries.js";
import { Harness, SEED } from "../support/differential.js";
import { Exact, exact, expectDown, expectExactly, expectUp } from "../support/statements/exact.js";

const WAD = mirror.WAD;

/** a/d toward −∞. */
function floor(a: bigint, d: bigint): bigint {
  const q = a / d;
  return q * d > a ? q - 1n : q;
}

const positiveUnsigned = (bits: number) => unsigned(bits).map((value) => (value === 0n ? 1n : value));

describe(`FixedPointMath in two languages and as formulas (seed ${SEED})`, () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.deploy("FixedPointMathHarness");
  });

  const products = fc.tuple(unsigned(128), unsigned(128), positiveUnsigned(128));
  const wild = fc.tuple(unsigned(256), unsigned(256), unsigned(256));
  const signedProducts = fc.tuple(magnitude(127), magnitude(127), positiveUnsigned(128));
  const signedWild = fc.tuple(signed(256), signed(256), unsigned(256));
  const quotient = (a: bigint, b: bigint, d: bigint) => exact(a).mul(exact(b)).div(exact(d));

  it("mulDivDown is a·b/d, down by less than one", async () => {
    await harness.compares("mulDivDown", {
      typical: products,
      wild,
      twin: mirror.mulDivDown,
      statement: ([result], a, b, d) => {
        expectDown(result!, quotient(a, b, d));
      },
    });
  });

  it("mulDivUp is a·b/d, up by less than one", async () => {
    await harness.compares("mulDivUp", {
      typical: products,
      wild,
      twin: mirror.mulDivUp,
      statement: ([result], a, b, d) => {
        expectUp(result!, quotient(a, b, d));
      },
    });
  });

  it("mulDivFloor is a·b/d toward −∞ by less than one", async () => {
    await harness.compares("mulDivFloor", {
      typical: signedProducts,
      wild: signedWild,
      twin: mirror.mulDivFloor,
      statement: ([result], a, b, d) => {
        expectDown(result!, quotient(a, b, d));
      },
    });
  });

  it("mulDivCeil is a·b/d toward +∞ by less than one", async () => {
    await harness.compares("mulDivCeil", {
      typical: signedProducts,
      wild: signedWild,
      twin: mirror.mulDivCeil,
      statement: ([result], a, b, d) => {
        expectUp(result!, quotient(a, b, d));
      },
    });
  });

  it("mulWadUp and mulWadFloor are a·b/1e18, rounded as their names say", async () => {
    await harness.compares("mulWadUp", {
      typical: fc.tuple(unsigned(128), unsigned(128)),
      wild: fc.tuple(unsigned(256), unsigned(256)),
      twin: (a, b) => mirror.mulDivUp(a, b, WAD),
      statement: ([result], a, b) => {
        expectUp(result!, quotient(a, b, WAD));
      },
    });
    await harness.compares("mulWadFloor", {
      typical: fc.tuple(magnitude(127), magnitude(127)),
      wild: fc.tuple(signed(256), signed(256)),
      twin: (a, b) => mirror.mulDivFloor(a, b, WAD),
      statement: ([result], a, b) => {
        expectDown(result!, quotient(a, b, WAD));
      },
    });
  });

  it("wadUp, wadFloor and wadCeil divide a product by 1e18, rounded as their names say, up to the last one that fits", async () => {
    const last = 2n ** 256n - WAD;
    await harness.compares("wadUp", {
      typical: fc.tuple(fc.oneof(unsigned(256), fc.constant(last)).map((p): bigint => (p > last ? last : p))),
      twin: (p) => mirror.mulDivUp(p, 1n, WAD),
      statement: ([result], p) => {
        expectUp(result!, quotient(p, 1n, WAD));
      },
    });
    await harness.compares("wadFloor", {
      typical: fc.tuple(signed(256)),
      twin: (p) => mirror.mulDivFloor(p, 1n, WAD),
      statement: ([result], p) => {
        expectDown(result!, quotient(p, 1n, WAD));
      },
    });
    await harness.compares("wadCeil", {
      typical: fc.tuple(signed(256)),
      twin: (p) => mirror.mulDivCeil(p, 1n, WAD),
      statement: ([result], p) => {
        expectUp(result!, quotient(p, 1n, WAD));
      },
    });
  });

  it("divFloor and divCeil are a/d toward −∞ and +∞", async () => {
    const divisions = fc.tuple(signed(256), positiveUnsigned(255));
    await harness.compares("divFloor", {
      typical: divisions,
      twin: floor,
      statement: ([result], a, d) => {
        expectDown(result!, quotient(a, 1n, d));
      },
    });
    await harness.compares("divCeil", {
      typical: divisions,
      twin: (a, d) => -floor(-a, d),
      statement: ([result], a, d) => {
        expectUp(result!, quotient(a, 1n, d));
      },
    });
  });

  it("divUp is a/d, up by less than one", async () => {
    await harness.compares("divUp", {
      typical: fc.tuple(unsigned(256), positiveUnsigned(256)),
      twin: mirror.divUp,
      statement: ([result], a, d) => {
        expectUp(result!, exact(a).div(exact(d)));
      },
    });
  });

  it("divUp by zero reverts unless nothing is divided", async () => {
    const [nothing, something] = await harness.call("divUp", [
      [0n, 0n],
      [1n, 0n],
    ]);
    expect(nothing).to.deep.equal([0n]);
    expect(something).to.equal(undefined);
    expect(mirror.divUp(0n, 0n)).to.equal(0n);
    expect(() => mirror.divUp(1n, 0n)).to.throw(RangeError);
  });

  it("sqrtUp is √a, up by less than one, at squares and beside them", async () => {
    const squares = fc.tuple(unsigned(128), fc.constantFrom(-1n, 0n, 1n)).map(([root, step]) => root * root + step);
    await harness.compares("sqrtUp", {
      typical: fc.tuple(
        fc.oneof(
          unsigned(256),
          squares.filter((a) => a >= 0n && a < 2n ** 256n),
        ),
      ),
      twin: mirror.sqrtUp,
      statement: ([result], a) => {
        expectUp(result!, exact(a).sqrt());
      },
    });
  });

  it("abs, negate, toInt, positive and shortfall are exact or revert", async () => {
    const one = fc.tuple(signed(256));
    await harness.compares("abs", {
      typical: one,
      twin: mirror.abs,
      statement: ([result], a) => {
        expectExactly(result!, exact(a).abs());
      },
    });
    await harness.compares("negate", {
      typical: fc.tuple(magnitude(255)),
      wild: one,
      twin: mirror.negate,
      statement: ([result], a) => {
        expectExactly(result!, exact(a).neg());
      },
    });
    await harness.compares("negateUnsigned", {
      typical: fc.tuple(unsigned(255)),
      wild: fc.tuple(unsigned(256)),
      twin: mirror.negateUnsigned,
      statement: ([result], a) => {
        expectExactly(result!, exact(a).neg());
      },
    });
    await harness.compares("toInt", {
      typical: fc.tuple(unsigned(255)),
      wild: fc.tuple(unsigned(256)),
      twin: mirror.toInt,
      statement: ([result], a) => {
        expectExactly(result!, exact(a));
      },
    });
    await harness.compares("positive", {
      typical: one,
      twin: mirror.positive,
      statement: ([result], a) => {
        expectExactly(result!, Exact.max(exact(a), 0));
      },
    });
    await harness.compares("shortfall", {
      typical: one,
      twin: mirror.shortfall,
      statement: ([result], a) => {
        expectExactly(result!, Exact.max(exact(a).neg(), 0));
      },
    });
  });

  it("min, max and clamp pick, equal values included", async () => {
    await harness.compares("min", {
      typical: near(unsigned(255)),
      twin: mirror.min,
      statement: ([result], a, b) => {
        expectExactly(result!, Exact.min(exact(a), exact(b)));
      },
    });
    await harness.compares("max", {
      typical: near(unsigned(255)),
      twin: mirror.max,
      statement: ([result], a, b) => {
        expectExactly(result!, Exact.max(exact(a), exact(b)));
      },
    });
    const ordered = fc.tuple(signed(256), signed(256), signed(256)).map(([a, b, c]): [bigint, bigint, bigint] => {
      return b < c ? [a, b, c] : [a, c, b];
    });
    await harness.compares("clamp", {
      typical: ordered,
      twin: mirror.clamp,
      statement: ([result], a, low, high) => {
        expectExactly(result!, Exact.max(exact(low), Exact.min(exact(high), exact(a))));
      },
    });
  });

  it("floor and ceil meet at whole quotients only", () => {
    fc.assert(
      fc.property(signedProducts, ([a, b, d]) => {
        const gap = mirror.mulDivCeil(a, b, d) - mirror.mulDivFloor(a, b, d);
        expect(gap).to.equal((a * b) % d === 0n ? 0n : 1n);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
