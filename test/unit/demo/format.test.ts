import { expect } from "chai";

import { change, exact, grouped, healthText, price, signedUsd, usd } from "../../../scripts/demo/format.js";
import { parseWad } from "../../../scripts/prices/wad.js";

describe("The demo's numbers for people", () => {
  it("rounds dollars half away from zero, and shows cents below a hundred", () => {
    expect(usd(parseWad("1234567.5"))).to.equal("1,234,568");
    expect(usd(parseWad("-1234567.5"))).to.equal("-1,234,568");
    expect(usd(parseWad("99.994"))).to.equal("99.99");
    expect(usd(0n)).to.equal("0");
    expect(signedUsd(parseWad("5"))).to.equal("+5.00");
    expect(signedUsd(parseWad("-500"))).to.equal("-500");
  });

  it("never shows a minus before zero", () => {
    expect(grouped(-1n, 18, 2)).to.equal("0.00");
  });

  it("writes exact amounts without loss", () => {
    expect(exact(-1_500_000n, 6)).to.equal("-1.5");
    expect(exact(1n, 18)).to.equal("0.000000000000000001");
    expect(exact(12n, 0)).to.equal("12");
  });

  it("keeps enough digits of a price, large or small", () => {
    expect(price(parseWad("46426.83"))).to.equal("46,427");
    expect(price(parseWad("194.127"))).to.equal("194.13");
    expect(price(parseWad("2.30021"))).to.equal("2.3002");
    expect(price(parseWad("0.0001"))).to.equal("0.00010000");
  });

  it("says by how much a price moved", () => {
    expect(change(parseWad("50"), parseWad("100"))).to.equal("-50.0 %");
    expect(change(parseWad("103.21"), parseWad("100"))).to.equal("+3.2 %");
  });

  it("shows health where nothing is required, and one that has no bottom", () => {
    expect(healthText(undefined)).to.equal("∞");
    expect(healthText(Number.NEGATIVE_INFINITY)).to.equal("< -99");
    expect(healthText(0.98765)).to.equal("0.988");
  });
});
