import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { InputError, describeProblem, parseCandles, readCandles } from "../../../scripts/prices/candles.js";
import { parseWad } from "../../../scripts/prices/wad.js";

const HEADER = "timestamp_unix_s,symbol,open,high,low,close,volume";
const text = (...rows: string[]): string => [HEADER, ...rows, ""].join("\n");
/** A bar of A at `minute` whose close is `close`. */
const bar = (minute: number, close: string, symbol = "A"): string =>
  `${minute * 60},${symbol},${close},${close},${close},${close},1`;

describe("reading candles", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "candles-"))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: string | Uint8Array): string {
    const path = join(folder, "prices.csv");
    writeFileSync(path, content);
    return path;
  }

  function refusal(act: () => unknown): string {
    try {
      act();
    } catch (error) {
      expect(error).to.be.instanceOf(InputError);
      return (error as InputError).message;
    }
    throw new Error("nothing was refused");
  }

  it("reads several symbols exactly, and has nothing to report", () => {
    const path = file(
      text(
        "300,BTCUSDT,7929.87,7950.21,7894.72,7937.3,2105.487774",
        bar(5, "0.04"),
        bar(10, "0.05"),
        bar(10, "8000", "BTCUSDT"),
      ),
    );
    const { set, report } = readCandles(path);

    expect(set.source).to.equal(path);
    expect(set.synthetic).to.equal(false);
    expect([...set.series.keys()]).to.deep.equal(["BTCUSDT", "A"]);
    expect(set.series.get("BTCUSDT")!.candles[0]).to.deep.equal({
      openAt: 300,
      open: parseWad("7929.87"),
      high: parseWad("7950.21"),
      low: parseWad("7894.72"),
      close: parseWad("7937.3"),
      volume: parseWad("2105.487774"),
      filled: false,
    });
    expect(report).to.deep.equal({
      source: path,
      rows: 4,
      kept: 4,
      dropped: 0,
      filledBars: 0,
      counts: { "bad-row": 0, duplicate: 0, "conflicting-duplicate": 0, "off-grid": 0, "out-of-order": 0, gap: 0 },
      symbols: [
        { symbol: "BTCUSDT", first: 300, last: 600, barSeconds: 300, bars: 2, filledBars: 0 },
        { symbol: "A", first: 300, last: 600, barSeconds: 300, bars: 2, filledBars: 0 },
      ],
      problems: [],
    });
  });

  it("finds columns by the header, in any order and case, with more columns, a byte order mark and Windows lines", () => {
    const path = file(
      "\ufeffClose,trades,VOLUME,low,high,open,symbol,timestamp_unix_s\r\n2,9,5,1,4,3,A,60.0\r\n\r\n2,9,5,1,4,3,A,120\r\n",
    );
    const { set, report } = readCandles(path);
    const { open, high, low, close } = set.series.get("A")!.candles[0]!;
    expect([open, high, low, close]).to.deep.equal(["3", "4", "1", "2"].map((price) => parseWad(price)));
    expect(report.rows).to.equal(2);
  });

  it("sorts rows that are out of order, symbol by symbol, and says which", () => {
    const { set, report } = parseCandles(
      text(bar(1, "1"), bar(3, "3"), bar(2, "2"), bar(1, "9", "B"), bar(2, "9", "B")),
      "x",
    );
    expect(set.series.get("A")!.candles.map(({ close }) => close)).to.deep.equal(
      ["1", "2", "3"].map((p) => parseWad(p)),
    );
    expect(report.counts["out-of-order"]).to.equal(1);
    expect(report.problems.map(describeProblem)).to.deep.equal(["line 4: 120: A was at 180 before; sorted"]);
    expect(report.kept).to.equal(5);
  });

  it("fills a gap with the last close, and says where", () => {
    const rows = [bar(1, "1"), bar(2, "2"), bar(3, "3"), bar(6, "6"), bar(7, "7")];
    const { set, report } = parseCandles(text(...rows), "x");
    const candles = set.series.get("A")!.candles;
    expect(candles.map(({ openAt, filled }) => [openAt, filled])).to.deep.equal([
      [60, false],
      [120, false],
      [180, false],
      [240, true],
      [300, true],
      [360, false],
      [420, false],
    ]);
    for (const { open, high, low, close, volume } of candles.slice(3, 5)) {
      expect([open, high, low, close]).to.deep.equal(Array(4).fill(parseWad("3")));
      expect(volume).to.equal(0n);
    }
    expect(report.filledBars).to.equal(2);
    expect(report.symbols[0]).to.deep.equal({
      symbol: "A",
      first: 60,
      last: 420,
      barSeconds: 60,
      bars: 7,
      filledBars: 2,
    });
    expect(report.problems.map(describeProblem)).to.deep.equal([
      "line 5: 240: A lacks 2 bars; the close 3 is held; filled",
    ]);
  });

  it("refuses a gap that is longer than may be filled, and names the line", () => {
    const rows = text(bar(1, "1"), bar(2, "2"), bar(99_999_999, "3"));
    expect(refusal(() => parseCandles(rows, "x.csv"))).to.equal(
      "x.csv: A lacks 99999996 bars of 60 s before line 4 (5999999940); cut the file to one side of that gap, or mend the timestamp.",
    );
    expect(refusal(() => parseCandles(text(bar(1, "1"), bar(2, "2"), bar(5, "3")), "x", { fillMax: 1 }))).to.contain(
      "lacks 2",
    );
    expect(parseCandles(text(bar(1, "1"), bar(2, "2"), bar(5, "3")), "x", { fillMax: 2 }).report.filledBars).to.equal(
      2,
    );
  });

  it("drops duplicates, and tells a contradiction from a repetition", () => {
    const { set, report } = parseCandles(text(bar(1, "1"), bar(1, "1.0"), bar(2, "2"), bar(2, "5"), bar(3, "3")), "x");
    expect(report.problems.map(describeProblem)).to.deep.equal([
      "line 3: 60: A has this bar on line 2; dropped",
      "line 5: 5,5,5,5,1: A has this bar on line 4, as 2,2,2,2,1; dropped",
    ]);
    expect(report.problems.map(({ kind }) => kind)).to.deep.equal(["duplicate", "conflicting-duplicate"]);
    expect(set.series.get("A")!.candles[1]!.close).to.equal(parseWad("2"));
    expect([report.rows, report.kept, report.dropped]).to.deep.equal([5, 3, 2]);
  });

  it("drops a bar between two others", () => {
    const { set, report } = parseCandles(
      text(bar(5, "1"), bar(10, "2"), bar(12, "9"), bar(15, "3"), bar(20, "4")),
      "x",
    );
    expect(set.series.get("A")!.candles).to.have.length(4);
    expect(report.problems.map(describeProblem)).to.deep.equal(["line 4: 720: is between two bars of 300 s; dropped"]);
  });

  const badRows: [string, string][] = [
    ["60,A,x,2,1,1,1", '"x": open is not a decimal number'],
    ["60,A,1,,1,1,1", '"": high is not a decimal number'],
    ["60,A,1,2,0,1,1", '"0": low is not above zero'],
    ["60,A,-1,2,1,1,1", '"-1": open is not above zero'],
    ["60,A,1,2,1,NaN,1", '"NaN": close is not a decimal number'],
    ["60,A,0.1234567890123456789,2,0.1,1,1", '"0.1234567890123456789": open has more than 18 decimals'],
    ["60,A,2,1,2,2,1", "1: high is below low 2"],
    ["60,A,5,2,1,1,1", "5: open is outside low 1 to high 2"],
    ["60,A,1,2,1,0.5,1", "0.5: close is outside low 1 to high 2"],
    ["60,A,1,2,1,1,-1", '"-1": volume is below zero'],
    ["60,A,1,2,1,1,many", '"many": volume is not a decimal number'],
    ["noon,A,1,2,1,1,1", '"noon": timestamp_unix_s is not a whole number'],
    ["1583798400000,A,1,2,1,1,1", '"1583798400000": timestamp_unix_s is not in seconds'],
    ["60.5,A,1,2,1,1,1", '"60.5": timestamp_unix_s is not a whole number'],
    ["60,,1,2,1,1,1", '"": symbol is not a plain name'],
    ["60,A,1,2,1", '"60,A,1,2,1": has 5 fields, not 7'],
  ];
  for (const [row, said] of badRows) {
    it(`drops the row ${row}`, () => {
      const { set, report } = parseCandles(text(bar(1, "7"), row, bar(2, "8"), bar(3, "9")), "x");
      expect(report.problems.map(describeProblem)).to.deep.equal([`line 3: ${said}; dropped`]);
      expect(report.counts["bad-row"]).to.equal(1);
      expect([report.rows, report.kept, report.dropped]).to.deep.equal([4, 3, 1]);
      expect(set.series.get("A")!.candles.map(({ close }) => close)).to.deep.equal(
        ["7", "8", "9"].map((p) => parseWad(p)),
      );
    });
  }

  it("lists the first problems by line and counts all", () => {
    const { report } = parseCandles(text(bar(1, "1"), bar(4, "4"), "a", bar(5, "5"), "b", bar(6, "6"), "c"), "x", {
      problemsMax: 2,
    });
    expect(report.problems.map(({ kind, line }) => [kind, line])).to.deep.equal([
      ["gap", 3],
      ["bad-row", 4],
    ]);
    expect(report.counts).to.include({ "bad-row": 3, gap: 1 });
  });

  it("says in one sentence what is wrong with a file that it cannot use", () => {
    const missing = join(folder, "none.csv");
    const header = `start the file with ${HEADER}, in any order`;
    const path = join(folder, "prices.csv");
    const why = (content: string | Uint8Array): string => refusal(() => readCandles(file(content)));

    expect(refusal(() => readCandles(missing))).to.equal(`${missing}: there is no such file; check the path.`);
    expect(refusal(() => readCandles(folder))).to.equal(`${folder}: it is a folder; name a CSV file in it.`);
    expect(why("")).to.equal(`${path}: it is empty; give a file that starts with ${HEADER}.`);
    expect(why("\n \n")).to.equal(`${path}: it is empty; give a file that starts with ${HEADER}.`);
    expect(why(`${HEADER}\n`)).to.equal(`${path}: it has a header and no rows; give at least two rows of ${HEADER}.`);
    expect(why(bar(1, "1"))).to.equal(
      `${path}: its first line "60,a,1,1,1,1,1" lacks the column ${HEADER.replaceAll(",", ", ")}; ${header}.`,
    );
    expect(why("timestamp_unix_s,symbol,open,high,low,close\n1,A,1,1,1,1")).to.contain("lacks the column volume;");
    expect(why(`${HEADER},close\n`)).to.equal(`${path}: its header names close twice; keep one column of each name.`);
    expect(why(text("60,A,1,2,1,x,1"))).to.equal(
      `${path}: no row is usable (line 2: "x": close is not a decimal number; dropped); give at least two rows of ${HEADER}.`,
    );
    expect(why(text(bar(1, "1"), bar(1, "2", "B")))).to.equal(
      `${path}: no symbol has two bars; give at least two bars of one symbol.`,
    );
    expect(why(text(bar(1, "1"), '120,"A,1'))).to.match(/: it is not CSV \(.*line 3.*\); mend that line\.$/);
    expect(why(new Uint8Array([0x1f, 0x8b, 8, 0, 0xff]))).to.equal(
      `${path}: it is not UTF-8 text; unpack it, or save it as CSV in UTF-8.`,
    );
  });

  it("gives a symbol with one bar the interval of the others", () => {
    const { set } = parseCandles(text(bar(1, "1"), bar(2, "2"), bar(2, "9", "B")), "x");
    expect(set.series.get("B")!.barSeconds).to.equal(60);
  });
});
