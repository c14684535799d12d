import { fileURLToPath } from "node:url";

import { expect } from "chai";

import {
  baseOf,
  feedAnswer,
  parametersFor,
  unitExponentFor,
  unitPrice,
} from "../../../scripts/demo/pool-parameters.js";
import { networkParametersSchema, readNetworkParameters } from "../../../scripts/deployment/parameters.js";
import type { PricePath } from "../../../scripts/prices/price-path.js";
import { WAD, parseWad } from "../../../scripts/prices/wad.js";

const template = readNetworkParameters(
  fileURLToPath(new URL("../../../scripts/deployment/parameters/localhost.json", import.meta.url)),
);

/** A path of one step after another, prices by symbol. */
function pathOf(...steps: Record<string, string>[]): PricePath {
  return {
    source: "prices.csv",
    synthetic: false,
    symbols: Object.keys(steps[0]!),
    steps: steps.map((prices, index) => ({
      at: 1_600_000_000 + index,
      prices: new Map(Object.entries(prices).map(([symbol, price]) => [symbol, parseWad(price)])),
    })),
  };
}

describe("Parameters of a pool for a price path", () => {
  it("knows what a symbol trades, however it is written", () => {
    for (const symbol of ["BTCUSDT", "BTC-USD", "BTC/USDC", "BTCUSDT-PERP", "btc_usdt", "BTC"]) {
      expect(baseOf(symbol), symbol).to.equal("BTC");
    }
    expect(baseOf("USDT")).to.equal("USDT");
  });

  it("lists every symbol of the path at its first price", () => {
    const { markets } = parametersFor(
      pathOf({ ADAUSDT: "2.3", BTCUSDT: "46426.83", XYZUSD: "0.00001234" }),
      template,
      10,
    );
    expect(markets.map(({ symbol, initialPrice }) => [symbol, initialPrice])).to.deep.equal([
      ["ADAUSDT", "2.3"],
      ["BTCUSDT", "46426.83"],
      ["XYZUSD", "0.00001234"],
    ]);
  });

  it("a symbol of the template keeps its risk parameters, any other gets those of the least liquid market", () => {
    const { markets } = parametersFor(pathOf({ "ETHUSDT-PERP": "3000", DOGEUSDT: "0.3" }), template, 10);
    expect(markets[0]!.maintenance).to.equal("0.05");
    expect(markets[1]!.maintenance).to.equal("0.08");
    expect(markets[1]!.profitWeight).to.equal("0");
  });

  it("takes as collateral what the path has prices for", () => {
    const both = parametersFor(pathOf({ LTCUSDT: "50", "BTCUSDT-PERP": "8000", ETHUSDT: "200" }), template, 10);
    expect(both.assets.map(({ symbol, priceMarket }) => [symbol, priceMarket])).to.deep.equal([
      ["USDC", undefined],
      ["WETH", "ETHUSDT"],
      ["WBTC", "BTCUSDT-PERP"],
    ]);
    const none = parametersFor(pathOf({ LTCUSDT: "50", XRPUSDT: "0.2" }), template, 10);
    expect(none.assets.map(({ symbol }) => symbol)).to.deep.equal(["USDC"]);
  });

  it("chooses the unit exponent nearest to zero that brings a unit to 0.01 to 1000 USD", () => {
    const cases = {
      "46426.83": -2,
      "7900": -1,
      "999": 0,
      "1000": -1,
      "0.2": 0,
      "0.01": 0,
      "0.00999": 1,
      "0.00001234": 3,
    };
    for (const [price, exponent] of Object.entries(cases)) {
      expect(unitExponentFor(parseWad(price)), price).to.equal(exponent);
    }
    for (let power = -18; power < 9; power++) {
      const price = parseWad(`3e${power}`);
      const unit = unitPrice(price, unitExponentFor(price)!);
      expect(unit >= WAD / 10_000n && unit <= 10_000n * WAD, `3e${power}`).to.equal(true);
    }
    expect(unitExponentFor(parseWad("1e9"))).to.equal(undefined);
  });

  it("raises the caps in whole multiples with the number of accounts", () => {
    const path = pathOf({ BTCUSDT: "8000" });
    const caps = [240, 241, 2000].map(
      (accounts) => parametersFor(path, template, accounts).markets[0]!.maxOpenInterestUsd,
    );
    // ⌈2000 / 240⌉ = 9
    expect(caps).to.deep.equal(["10000000", "20000000", "90000000"]);
  });

  it("cuts prices to what a feed shows, and refuses a symbol that would show nothing", () => {
    expect(feedAnswer(parseWad("0.123456789"))).to.equal(12_345_678n);
    expect(() => parametersFor(pathOf({ A: "1" }, { A: "0.000000001" }), template, 10)).to.throw(
      "A falls to 0.000000001, below the last decimal of a feed; leave it out with --symbols.",
    );
  });

  it("is what a parameter file may say", () => {
    const parameters = parametersFor(pathOf({ BTCUSDT: "8000.5", ETHUSDT: "0.0123456789" }), template, 500);
    expect(networkParametersSchema.parse(parameters)).to.deep.equal(parameters);
  });
});
