import { expect } from "chai";

import { InputError, parseCandles, type CandleSet } from "../../../scripts/prices/candles.js";
import {
  crashWindow,
  describePrint,
  pricePath,
  suspectPrints,
  symbolsThroughout,
} from "../../../scripts/prices/price-path.js";
import { formatWad, parseWad } from "../../../scripts/prices/wad.js";

const HOUR = 3600;

function candles(...rows: string[]): CandleSet {
  return parseCandles(["timestamp_unix_s,symbol,open,high,low,close,volume", ...rows].join("\n"), "test.csv").set;
}

/** Hourly bars from `start` that open at the close before; a single price is a flat first bar. */
function hourly(symbol: string, closes: readonly number[], start = 0): string[] {
  return closes.map((close, hour) => {
    const open = closes[hour - 1] ?? close;
    return `${start + hour * HOUR},${symbol},${open},${Math.max(open, close)},${Math.min(open, close)},${close},0`;
  });
}

function prices(path: ReturnType<typeof pricePath>, symbol: string): string[] {
  return path.steps.map((step) => formatWad(step.prices.get(symbol)!));
}

describe("price paths", () => {
  it("takes a falling bar by its high first and a rising bar by its low first, a quarter of a bar apart", () => {
    const path = pricePath(candles("0,A,10,12,7,8,0", "60,A,8,13,6,11,0", "120,A,11,14,5,11,0"));
    expect(prices(path, "A")).to.deep.equal(["10", "12", "7", "8", "8", "6", "13", "11", "11", "5", "14", "11"]);
    expect(path.steps.map(({ at }) => at)).to.deep.equal([0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165]);
  });

  it("takes only closes, at the ends of bars, when asked for one point", () => {
    const path = pricePath(candles("0,A,10,12,7,8,0", "60,A,8,13,6,11,0"), { pointsPerBar: 1 });
    expect(prices(path, "A")).to.deep.equal(["8", "11"]);
    expect(path.steps.map(({ at }) => at)).to.deep.equal([60, 120]);
  });

  it("carries source, truth and symbols along", () => {
    const { source, synthetic, symbols } = pricePath(candles("0,A,1,1,1,1,0", "60,A,1,1,1,1,0"));
    expect({ source, synthetic, symbols }).to.deep.equal({ source: "test.csv", synthetic: false, symbols: ["A"] });
  });

  it("gives every step every symbol, whose last price is held when its bars are longer", () => {
    const set = candles(
      "0,A,1,1,1,1,0",
      "60,A,2,2,2,2,0",
      "0,B,5,6,5,6,0",
      "120,B,7,7,7,7,0",
      "120,A,3,3,3,3,0",
      "180,A,4,4,4,4,0",
    );
    const path = pricePath(set, { pointsPerBar: 1 });
    expect(path.symbols).to.deep.equal(["A", "B"]);
    // At 60 s B has no close yet, so that the path starts at 120 s.
    expect(path.steps.map(({ at }) => at)).to.deep.equal([120, 180, 240]);
    expect(prices(path, "A")).to.deep.equal(["2", "3", "4"]);
    expect(prices(path, "B")).to.deep.equal(["6", "6", "7"]);
    for (const step of path.steps) expect([...step.prices.keys()]).to.deep.equal(["A", "B"]);
  });

  it("cuts a window to the bars that lie wholly in it", () => {
    const set = candles(...hourly("A", [1, 2, 3, 4, 5]));
    const path = pricePath(set, { window: { from: HOUR - 1, to: 4 * HOUR - 1 }, pointsPerBar: 1 });
    expect(prices(path, "A")).to.deep.equal(["2", "3"]);
    expect(() => pricePath(set, { window: { from: 10, to: 20 } })).to.throw(InputError, "no bar lies in");
  });

  it("chooses the symbols that are there throughout", () => {
    const set = candles(...hourly("A", [1, 2, 3, 4]), ...hourly("LATE", [1, 2], 2 * HOUR), ...hourly("SHORT", [1, 2]));
    expect(symbolsThroughout(set)).to.deep.equal(["A"]);
    expect(symbolsThroughout(set, { from: 0, to: 2 * HOUR })).to.deep.equal(["A", "SHORT"]);
    expect(pricePath(set).symbols).to.deep.equal(["A"]);
    const both = pricePath(set, { symbols: ["LATE", "A", "LATE"], pointsPerBar: 1 });
    expect(both.symbols).to.deep.equal(["LATE", "A"]);
    expect(both.steps.map(({ at }) => at)).to.deep.equal([3 * HOUR, 4 * HOUR]);
  });

  it("refuses symbols and windows that the file does not have, and says which it has", () => {
    const set = candles(...hourly("A", [1, 2, 3, 4]), ...hourly("LATE", [1, 2], 2 * HOUR), ...hourly("SHORT", [1, 2]));
    const refused = (options: Parameters<typeof pricePath>[1], said: string): void => {
      expect(() => pricePath(set, options)).to.throw(InputError, said);
    };
    refused({ symbols: ["B"] }, "test.csv: it has no symbol B; choose from A, LATE, SHORT.");
    refused({ symbols: [] }, "no symbol is chosen; choose from A, LATE, SHORT.");
    refused({ symbols: ["LATE", "SHORT"] }, "LATE, SHORT lacks bars for all of 1970-01-01T02:00 to 1970-01-01T02:00");
    refused({ symbols: ["LATE"], window: { from: 0, to: HOUR } }, "LATE lacks bars for all of");
    refused({ window: { from: 9 * HOUR, to: 10 * HOUR } }, "no symbol has bars for all of 1970-01-01T09:00");
    refused({ window: { from: HOUR, to: 0 } }, "no symbol has bars");
  });

  it("refuses four points in a bar of three seconds", () => {
    const set = candles("0,A,1,1,1,1,0", "3,A,1,1,1,1,0");
    expect(() => pricePath(set)).to.throw(InputError, "bars of 3 s have no room for four points");
    expect(pricePath(set, { pointsPerBar: 1 }).steps).to.have.length(2);
  });
});

describe("suspect prints", () => {
  const set = candles(
    "0,A,10,10,4,10,0", // alone at the start: open and next close stand around it
    "60,A,10,10,9,10,0",
    "120,A,10,10,0.0001,8,0", // alone
    "180,A,8,8,3,3,0", // a true fall: the price stays there
    "240,A,3,4,2,4,0",
  );

  it("are reported when neither close beside them is near", () => {
    expect(suspectPrints(set).map(describePrint)).to.deep.equal([
      "A 1970-01-01T00:00: low 4 between closes 10 and 10",
      "A 1970-01-01T00:02: low 0.0001 between closes 10 and 3",
    ]);
  });

  it("do not include a low at exactly half", () => {
    expect(suspectPrints(candles("0,A,10,10,10,10,0", "60,A,10,10,5,10,0", "120,A,10,10,10,10,0"))).to.deep.equal([]);
  });

  it("stay in the path unless the caller does not believe them", () => {
    expect(prices(pricePath(set), "A")).to.include("0.0001");
    const path = pricePath(set, { disbelieve: suspectPrints(set).slice(1) });
    expect(prices(path, "A").slice(8, 12)).to.deep.equal(["10", "10", "8", "8"]);
    expect(prices(path, "A")).to.include("4");
  });
});

describe("the crash window", () => {
  const calm = Array<number>(20).fill(100);
  const crash = [...calm, 90, 70, 50, 55, ...Array<number>(20).fill(60)];

  it("holds the largest drop, three quarters before its trough and a quarter after", () => {
    const found = crashWindow(candles(...hourly("A", crash)), 8);
    // The close of 50 belongs to the bar from hour 22 to 23.
    expect(found.troughAt).to.equal(23 * HOUR);
    expect([found.from, found.to]).to.deep.equal([17 * HOUR, 25 * HOUR]);
    expect(found.drops.get("A")).to.equal(parseWad("0.5"));
  });

  it("is chosen by all symbols together, not by one that fell alone", () => {
    const alone = crash.map((_, hour) => (hour === 5 ? 30 : 100));
    // Hour 5: A 0 + B 0 + C 0.7 = 0.7; hour 22: A 0.5 + B 0.5 + C 0 = 1.0.
    const set = candles(...hourly("A", crash), ...hourly("B", crash), ...hourly("C", alone));
    expect(crashWindow(set, 8).troughAt).to.equal(23 * HOUR);
    expect(crashWindow(set, 8, ["C"]).troughAt).to.equal(6 * HOUR);
  });

  it("does not follow a single bad print", () => {
    const rows = hourly("A", crash);
    rows[3] = `${3 * HOUR},A,100,100,0.0001,100,0`;
    expect(crashWindow(candles(...rows), 8).troughAt).to.equal(23 * HOUR);
  });

  it("does not count a slow fall over more than half the window", () => {
    // 1 a bar down to 60, then back: within 4 hours at most 4 / 65; the jump from 100 to 90 at the end is more.
    const slow = [...Array.from({ length: 41 }, (_, hour) => 100 - hour), ...Array<number>(5).fill(100), 90, 90];
    expect(crashWindow(candles(...hourly("A", slow)), 8).drops.get("A")).to.equal(parseWad("0.1"));
  });

  it("is moved inside the file, and cut only in a shorter one", () => {
    const early = candles(...hourly("A", [100, 50, ...calm]));
    expect(crashWindow(early, 8)).to.include({ from: 0, to: 8 * HOUR });
    const late = candles(...hourly("A", [...calm, 100, 50]));
    expect(crashWindow(late, 8)).to.include({ from: 14 * HOUR, to: 22 * HOUR });
    expect(crashWindow(late, 1000)).to.include({ from: 0, to: 22 * HOUR });
  });

  it("can be used as the window of a path", () => {
    const set = candles(...hourly("A", crash));
    expect(pricePath(set, { window: crashWindow(set, 8), pointsPerBar: 1 }).steps).to.have.length(8);
  });

  for (const hours of [0, -1, 3, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses ${hours} hours of hourly bars`, () => {
      expect(() => crashWindow(candles(...hourly("A", crash)), hours)).to.throw(InputError, "ask for more hours");
    });
  }
});
