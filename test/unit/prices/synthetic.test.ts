import { createHash } from "node:crypto";

import { expect } from "chai";

import { InputError, type CandleSeries } from "../../../scripts/prices/candles.js";
import { suspectPrints } from "../../../scripts/prices/price-path.js";
import { DEFAULT_MARKETS, syntheticCandles, syntheticPath } from "../../../scripts/prices/synthetic.js";
import { WAD, formatWad, parseWad } from "../../../scripts/prices/wad.js";

const SEEDS = Array.from({ length: 40 }, (_, index) => BigInt(index));

/** The largest fall from a high to a later low, as a fraction. */
function drawdown({ candles }: CandleSeries): number {
  let [peak, worst] = [0n, 0n];
  for (const { high, low } of candles) {
    if (high > peak) peak = high;
    const fall = ((peak - low) * WAD) / peak;
    if (fall > worst) worst = fall;
  }
  return Number(formatWad(worst));
}

/** Close over open, minus one, of every bar. */
function returns({ candles }: CandleSeries): number[] {
  return candles.map(({ open, close }) => Number(formatWad(((close - open) * WAD) / open)));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (x: readonly number[], y: readonly number[], mx: number, my: number): number =>
    mean(x.map((value, index) => (value - mx) * (y[index]! - my)));
  const variances = covariance(a, a, meanA, meanA) * covariance(b, b, meanB, meanB);
  return covariance(a, b, meanA, meanB) / Math.sqrt(variances);
}

function series(seed: bigint): CandleSeries[] {
  return [...syntheticCandles({ seed }).series.values()];
}

describe("synthetic prices", () => {
  it("say that they are synthetic, and name the seed", () => {
    const path = syntheticPath({ seed: 42n });
    expect(path.synthetic).to.equal(true);
    expect(path.source).to.equal(
      "synthetic prices (made up, in the shape of 12-13 March 2020; seed 42, 360 bars of 300 s)",
    );
    expect(path.symbols).to.deep.equal(["BTCUSDT", "ETHUSDT", "SOLUSDT", "LINKUSDT"]);
    expect(path.steps).to.have.length(4 * 360);
  });

  it("are the same for the same seed and differ for another", () => {
    expect(syntheticPath({ seed: 7n })).to.deep.equal(syntheticPath({ seed: 7n }));
    expect(syntheticPath({ seed: 7n }).steps).to.not.deep.equal(syntheticPath({ seed: 8n }).steps);
  });

  it("are the same on every platform", () => {
    const steps = syntheticPath({ seed: 20200312n }).steps;
    const text = steps.map(({ at, prices }) => [at, ...[...prices.values()].map(formatWad)].join(",")).join("\n");
    expect(createHash("sha256").update(text).digest("hex")).to.equal(
      "a8d114601f515ad98daec9b82fd3b4e7545ecb56e0aea91de10716552e68220d",
    );
  });

  it("start at the start prices and open each bar at the close before", () => {
    for (const { symbol, candles } of series(1n)) {
      expect(candles[0]!.open).to.equal(DEFAULT_MARKETS.find((market) => market.symbol === symbol)!.startPrice);
      for (const [index, { open, high, low, close, openAt }] of candles.entries()) {
        if (index > 0) expect(open).to.equal(candles[index - 1]!.close);
        expect(high >= open && high >= close && low <= open && low <= close && low > 0n).to.equal(true);
        expect(openAt).to.equal(1_583_971_200 + 300 * index);
      }
    }
  });

  for (const seed of SEEDS) {
    it(`fall by 45 % to 62 % in every market, with seed ${seed}`, () => {
      for (const market of series(seed)) expect(drawdown(market), market.symbol).to.be.within(0.45, 0.62);
    });
  }

  it("fall in two legs, rebound between them and bounce after them", () => {
    for (const seed of SEEDS) {
      for (const { candles, symbol } of series(seed)) {
        // Of the start price, at the ends of the stretches. The bounds leave room for the seed's levels, the market's beta
        // and noise of up to 3 % at either end.
        const level = (bars: number): number =>
          Number((candles[bars - 1]!.close * 10_000n) / candles[0]!.open) / 10_000;
        const [drift, first, rebound, trough, bounce] = [level(122), level(151), level(187), level(302), level(315)];
        const name = `${symbol}, seed ${seed}`;
        expect(first / drift - 1, name).to.be.within(-0.34, -0.18);
        expect(rebound / first - 1, name).to.be.within(0.02, 0.22);
        expect(trough, name).to.be.within(0.4, 0.56);
        expect(bounce / trough - 1, name).to.be.within(0.12, 0.42);
      }
    }
  });

  it("fall in single bars by 5.5 % to 11 %, and rise by at most 12 %", () => {
    for (const seed of SEEDS) {
      for (const market of series(seed)) {
        const moves = returns(market);
        expect(Math.min(...moves), `${market.symbol}, seed ${seed}`).to.be.within(-0.11, -0.055);
        expect(Math.max(...moves), `${market.symbol}, seed ${seed}`).to.be.below(0.12);
      }
    }
  });

  it("move together, but not in lockstep, on calm bars too", () => {
    for (const seed of SEEDS) {
      const [btc, ...others] = series(seed).map(returns);
      for (const other of others) {
        expect(correlation(btc!, other), `seed ${seed}`).to.be.within(0.85, 0.995);
        expect(correlation(btc!.slice(0, 120), other.slice(0, 120)), `seed ${seed}`).to.be.within(0.5, 0.9);
      }
    }
  });

  it("are wild in clusters", () => {
    for (const seed of SEEDS) {
      const sizes = returns(series(seed)[0]!).map(Math.abs);
      const after = sizes.slice(1);
      expect(correlation(sizes.slice(0, -1), after), `seed ${seed}`).to.be.above(0.03);
      const mean = (values: number[]): number => values.reduce((sum, size) => sum + size, 0) / values.length;
      expect(mean(sizes.slice(266, 315)), `seed ${seed}`).to.be.above(4 * mean(sizes.slice(0, 120)));
    }
  });

  it("have no print that would be taken for a bad one", () => {
    for (const seed of SEEDS) expect(suspectPrints(syntheticCandles({ seed }))).to.deep.equal([]);
  });

  it("are multiples of 10^-8, as a feed of eight decimals shows them", () => {
    for (const { prices } of syntheticPath({ seed: 3n }).steps) {
      for (const price of prices.values()) expect(price % 10n ** 10n).to.equal(0n);
    }
  });

  it("keep their shape at any length", () => {
    for (const bars of [48, 100, 1800]) {
      const set = syntheticCandles({ seed: 5n, bars, barSeconds: 60 });
      for (const market of set.series.values()) {
        expect(market.candles).to.have.length(bars);
        expect(market.barSeconds).to.equal(60);
        expect(drawdown(market), `${market.symbol}, ${bars} bars`).to.be.within(0.45, 0.62);
      }
    }
  });

  it("do not change for a market when another is added after it", () => {
    const [btc] = DEFAULT_MARKETS;
    const alone = syntheticCandles({ seed: 9n, markets: [btc!] });
    expect(alone.series.get("BTCUSDT")).to.deep.equal(syntheticCandles({ seed: 9n }).series.get("BTCUSDT"));
  });

  it("are refused with a reason when the options make no sense", () => {
    const [btc] = DEFAULT_MARKETS;
    const refused = (options: object, said: string): void => {
      expect(() => syntheticCandles({ seed: 1n, ...options })).to.throw(InputError, `synthetic prices: ${said}`);
    };
    refused({ bars: 47 }, "47 bars; ask for 48 to 100000.");
    refused({ bars: 99.5 }, "99.5 bars");
    refused({ barSeconds: 3 }, "bars of 3 s");
    refused({ startAt: -1 }, "a start at -1");
    refused({ markets: [] }, "no market");
    refused({ markets: [btc, btc] }, "one symbol twice");
    refused({ markets: [{ ...btc, startPrice: parseWad("0.001") }] }, "BTCUSDT starts below 0.01");
    refused({ markets: [{ ...btc, startPrice: parseWad("0.123456789") }] }, "BTCUSDT starts between two prices");
    refused({ markets: [{ ...btc, beta: parseWad("1.6") }] }, "the beta of BTCUSDT is outside (0, 1.5]");
  });
});
