import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { readOptions } from "../../../scripts/demo/options.js";
import { choosePrices } from "../../../scripts/demo/price-source.js";
import { parseWad } from "../../../scripts/prices/wad.js";

const HEADER = "timestamp_unix_s,symbol,open,high,low,close,volume";
const HOUR = 3600;
const START = 1_583_971_200;

describe("The demo's choice of prices", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "demo-prices-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Hourly bars at 100 that fall to 50 at bar 40 and stay there; `change` replaces a bar's line. */
  function file(symbols: readonly string[], change: Record<string, string> = {}): string {
    const lines = Array.from({ length: 60 }, (_, bar) =>
      symbols.map((symbol) => {
        const price = bar < 40 ? 100 : 50;
        return change[`${symbol}@${bar}`] ?? `${START + bar * HOUR},${symbol},${price},${price},${price},${price},1`;
      }),
    );
    const path = join(folder, "prices.csv");
    writeFileSync(path, [HEADER, ...lines.flat()].join("\n"));
    return path;
  }

  const options = (change: Record<string, unknown> = {}) =>
    readOptions({
      accounts: 10,
      seed: "5",
      speed: 1,
      port: 0,
      out: "out",
      full: false,
      believePrints: false,
      json: false,
      ...change,
    });

  it("without a file are synthetic, and say so", () => {
    const { path, title, notes } = choosePrices(options({ hours: 4 }));
    expect(title).to.equal("Synthetic prices, made up in the shape of 12-13 March 2020 (seed 5)");
    expect(notes.join()).to.contain("No market ever traded at these prices");
    expect(path.synthetic).to.equal(true);
    // 4 hours are 48 bars of 300 s, four points each
    expect(path.steps).to.have.length(192);
  });

  it("of a file are the 24 hours around its largest fall, and say so", () => {
    const { path, notes } = choosePrices(options({ prices: file(["A", "B", "C"]) }));
    // The first close of 50 is at the end of bar 40, hour 41; the window starts 18 hours before it and ends 6 after.
    expect(path.steps[0]!.at).to.equal(START + 23 * HOUR);
    expect(path.steps.at(-1)!.at).to.equal(START + 47 * HOUR - HOUR / 4);
    expect(notes[0]).to.match(
      /^Replays the 24 h around the largest fall .*, 50\.0 % on average\); --hours H or --full/,
    );
  });

  it("are the whole file when asked", () => {
    const { path, notes } = choosePrices(options({ prices: file(["A", "B", "C"]), full: true }));
    expect(path.steps).to.have.length(240);
    expect(notes[0]).to.equal("Replays the whole file");
  });

  it("do without a low that stands alone, and say so; or take it when asked", () => {
    const print = `${START + 41 * HOUR},B,50,50,0.0001,50,1`;
    const prices = file(["A", "B", "C"], { "B@41": print });
    const lowest = ({ path }: ReturnType<typeof choosePrices>) =>
      path.steps.map((step) => step.prices.get("B")!).reduce((a, b) => (a < b ? a : b));
    const careful = choosePrices(options({ prices }));
    expect(lowest(careful)).to.equal(parseWad("50"));
    expect(careful.notes.join("\n")).to.match(/Suspect print not believed, .*: B 2020-03-13T17:00: low 0\.0001/);
    const credulous = choosePrices(options({ prices, believePrints: true }));
    expect(lowest(credulous)).to.equal(parseWad("0.0001"));
    expect(credulous.notes.join("\n")).to.contain("Suspect print replayed as it stands");
  });

  it("tell what was wrong with the file and what was left out", () => {
    const prices = file(["A", "B", "C", "D"], { "A@3": "x,A,1,1,1,1,1", "B@5": `${START + 5 * HOUR},B,-1,1,1,1,1` });
    const { notes } = choosePrices(options({ prices, symbols: "A,B,C" }));
    const text = notes.join("\n");
    expect(text).to.contain("Left out: D");
    expect(text).to.contain("The file has problems: 2 bad-row, 2 gap; 238 of 240 rows kept, 2 bars filled");
    expect(text).to.contain('"-1": open is not above zero; dropped');
  });

  it("need at least three symbols", () => {
    expect(() => choosePrices(options({ prices: file(["A", "B"]) }))).to.throw(
      /prices\.csv: it has 2 usable symbols \(A, B\); the demo needs at least 3 over the same time\.$/,
    );
  });

  it("need a file that is there", () => {
    const prices = join(folder, "nothing.csv");
    expect(() => choosePrices(options({ prices }))).to.throw(`${prices}: there is no such file; check the path.`);
  });
});
