import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { readCandles, type CandleFile } from "../../../scripts/prices/candles.js";
import { crashWindow, describePrint, pricePath, suspectPrints } from "../../../scripts/prices/price-path.js";
import { formatWad, parseWad } from "../../../scripts/prices/wad.js";
import { root } from "../../../scripts/setup/root.js";

// Market data may not be redistributed, so that it lies beside the project. Without it these tests say that they checked
// nothing; everything else about candles is tested without it.
const FOLDER = join(root, "..", "shared", "data", "prices");

function marketData(name: string): CandleFile | undefined {
  const path = join(FOLDER, name);
  if (existsSync(path)) return readCandles(path);
  process.stdout.write(`      !!! NOTHING CHECKED: there is no ${path}\n`);
  return undefined;
}

describe("real candles", () => {
  it("of May 2021 are read without a problem: eight symbols of 2304 five-minute bars", () => {
    const file = marketData("2021-05-17_24_binance-spot_5m.csv");
    if (file === undefined) return;
    const { report, set } = file;
    expect([report.rows, report.kept, report.dropped, report.filledBars]).to.deep.equal([18_432, 18_432, 0, 0]);
    expect(report.problems).to.deep.equal([]);
    expect(report.symbols.map(({ symbol }) => symbol).sort()).to.deep.equal(
      ["ADA", "AVAX", "BTC", "ETH", "LINK", "LTC", "SOL", "XRP"].map((base) => `${base}USDT`),
    );
    for (const { barSeconds, bars, first } of report.symbols) {
      expect([barSeconds, bars, first]).to.deep.equal([300, 2304, 1_621_209_600]);
    }
    expect(suspectPrints(set)).to.deep.equal([]);
    expect(set.series.get("BTCUSDT")!.candles[0]!.low).to.equal(parseWad("46209"));
  });

  it("of May 2021 have their crash window on the 19th, when BTC fell to 30,000", () => {
    const file = marketData("2021-05-17_24_binance-spot_5m.csv");
    if (file === undefined) return;
    const window = crashWindow(file.set, 12);
    expect(new Date(window.troughAt * 1000).toISOString()).to.match(/^2021-05-19T1[23]:/);
    const path = pricePath(file.set, { window, symbols: ["BTCUSDT", "ETHUSDT"] });
    expect(path.steps).to.have.length(4 * 12 * 12);
    const btc = path.steps.map(({ prices }) => prices.get("BTCUSDT")!);
    expect(formatWad(btc.reduce((low, price) => (price < low ? price : low)))).to.equal("30000");
    expect(Number(formatWad(window.drops.get("BTCUSDT")!))).to.be.within(0.2, 0.35);
  });

  it("of March 2020 have the print of LINK at 0.0001, which is reported and not removed", () => {
    const file = marketData("2020-03-10_15_binance-spot_1h.csv");
    if (file === undefined) return;
    const prints = suspectPrints(file.set);
    expect(prints.map(describePrint)).to.have.length(1);
    expect(describePrint(prints[0]!)).to.match(/^LINKUSDT 2020-03-12T10:00: low 0\.0001 between closes /);

    const lowest = (disbelieve: typeof prints): string => {
      const { steps } = pricePath(file.set, { symbols: ["LINKUSDT"], disbelieve });
      const all = steps.map(({ prices }) => prices.get("LINKUSDT")!);
      return formatWad(all.reduce((low, price) => (price < low ? price : low)));
    };
    expect(lowest([])).to.equal("0.0001");
    expect(Number(lowest(prints))).to.be.above(1);
  });
});
