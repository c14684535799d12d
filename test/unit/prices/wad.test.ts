import { expect } from "chai";

import { DecimalError, WAD, formatWad, parseWad } from "../../../scripts/prices/wad.js";

describe("decimal text and WAD", () => {
  const exact: [string, bigint][] = [
    ["1", WAD],
    ["7929.87", 7_929_870_000_000_000_000_000n],
    ["0.0001", 100_000_000_000_000n],
    ["0.000000000000000001", 1n],
    ["-0.5", -500_000_000_000_000_000n],
    ["+2", 2n * WAD],
    [".5", WAD / 2n],
    ["3.", 3n * WAD],
    ["007", 7n * WAD],
    ["4.1e-05", 41_000_000_000_000n],
    ["1.5E3", 1500n * WAD],
    // As a float this is 9007199254740992.
    ["9007199254740993", 9_007_199_254_740_993n * WAD],
    // 0.1 + 0.2 as a float prints 0.30000000000000004; the text 0.3 is 0.3.
    ["0.3", 300_000_000_000_000_000n],
    ["1.0000000000000000000000", WAD],
  ];
  for (const [text, units] of exact) {
    it(`reads ${text} as ${units} units, with nothing lost`, () => {
      expect(parseWad(text)).to.equal(units);
    });
  }

  for (const text of ["", ".", "-", "abc", "1,5", "1 000", "0x10", "NaN", "Infinity", "1e", "--1", "1.2.3", "٣"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseWad(text)).to.throw(DecimalError, "is not a decimal number");
    });
  }

  it("refuses what 18 decimals cannot hold, unless it may cut it off", () => {
    expect(() => parseWad("0.1234567890123456789")).to.throw(DecimalError, "has more than 18 decimals");
    expect(parseWad("0.1234567890123456789", "truncate")).to.equal(123_456_789_012_345_678n);
    expect(parseWad("1e-19", "truncate")).to.equal(0n);
  });

  it("refuses exponents and texts that would only cost time", () => {
    expect(() => parseWad("1e999999999")).to.throw(DecimalError, "too large an exponent");
    expect(() => parseWad("1".repeat(100_000))).to.throw(DecimalError, "is not a decimal number");
  });

  it("writes the shortest exact text", () => {
    expect(formatWad(7_929_870_000_000_000_000_000n)).to.equal("7929.87");
    expect(formatWad(-1n)).to.equal("-0.000000000000000001");
    expect(formatWad(0n)).to.equal("0");
    expect(formatWad(10n * WAD)).to.equal("10");
  });

  it("reads back what it writes", () => {
    for (const units of [1n, 999_999_999_999_999_999n, WAD, -1n * WAD - 1n, 123_456_789n * WAD + 42n]) {
      expect(parseWad(formatWad(units))).to.equal(units);
    }
  });
});
