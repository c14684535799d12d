import { readFileSync } from "node:fs";

import { parse } from "csv-parse/sync";

import { DecimalError, formatWad, parseWad, wad, type Wad } from "./wad.js";

/** What the user gave cannot be used. The message is one sentence: where, why, and what to do. */
export class InputError extends Error {
  constructor(where: string, reason: string, remedy: string, options?: ErrorOptions) {
    super(`${where}: ${reason}; ${remedy}.`, options);
    this.name = "InputError";
  }
}

/** One bar. low <= open, close <= high, and all four are above zero. */
export interface Candle {
  /** Start of the bar, Unix seconds. */
  readonly openAt: number;
  readonly open: Wad;
  readonly high: Wad;
  readonly low: Wad;
  readonly close: Wad;
  /** Base units, cut off after the 18th decimal. */
  readonly volume: Wad;
  /** True where the file has no bar, and the last close is held instead. */
  readonly filled: boolean;
}

/** Bars of one symbol. They rise by exactly `barSeconds`, without a gap. */
export interface CandleSeries {
  readonly symbol: string;
  readonly barSeconds: number;
  readonly candles: readonly Candle[];
}

export interface CandleSet {
  /** The file, or how the bars were made. */
  readonly source: string;
  /** True when no market ever traded at these prices. */
  readonly synthetic: boolean;
  /** By symbol, in order of first appearance. No series is empty. */
  readonly series: ReadonlyMap<string, CandleSeries>;
}

/** What was wrong, and what was done with it. */
export const PROBLEM_ACTIONS = {
  "bad-row": "dropped",
  duplicate: "dropped",
  "conflicting-duplicate": "dropped",
  "off-grid": "dropped",
  "out-of-order": "sorted",
  gap: "filled",
} as const;

export type ProblemKind = keyof typeof PROBLEM_ACTIONS;

export interface CandleProblem {
  readonly kind: ProblemKind;
  /** From 1, the header included. For a gap, the line of the bar after it. */
  readonly line: number;
  /** The offending value as it stands in the file, or the missing time. */
  readonly value: string;
  readonly reason: string;
  readonly action: (typeof PROBLEM_ACTIONS)[ProblemKind];
}

export interface SymbolReport {
  readonly symbol: string;
  /** Start of the first and of the last bar, Unix seconds. */
  readonly first: number;
  readonly last: number;
  readonly barSeconds: number;
  /** Filled bars included. */
  readonly bars: number;
  readonly filledBars: number;
}

export interface CandleReport {
  readonly source: string;
  /** Rows below the header; rows = kept + dropped. */
  readonly rows: number;
  readonly kept: number;
  readonly dropped: number;
  /** Bars that no row gave. */
  readonly filledBars: number;
  readonly counts: Readonly<Record<ProblemKind, number>>;
  readonly symbols: readonly SymbolReport[];
  /** The first ones by line; `counts` has them all. */
  readonly problems: readonly CandleProblem[];
}

export interface CandleFile {
  readonly set: CandleSet;
  readonly report: CandleReport;
}

export interface ReadOptions {
  /** Problems that the report lists; 20 when absent. */
  readonly problemsMax?: number;
  /** Missing bars in a row above which the file is refused; 1000 when absent. */
  readonly fillMax?: number;
}

const COLUMNS = ["timestamp_unix_s", "symbol", "open", "high", "low", "close", "volume"] as const;
const HEADER = COLUMNS.join(",");
/** The year 5138. A larger number counts milliseconds. */
const UNIX_SECONDS_MAX = 100_000_000_000;
const PROBLEMS_MAX = 20;
const FILL_MAX = 1000;

type Column = (typeof COLUMNS)[number];

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A bar and the line that gave it. */
interface Placed {
  readonly line: number;
  readonly candle: Candle;
}

class BadRow extends Error {
  constructor(
    readonly value: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** Reads a candle file. Throws InputError when nothing can be made of it; anything less is repaired and reported. */
export function readCandles(path: string, options: ReadOptions = {}): CandleFile {
  return parseCandles(readText(path), path, options);
}

/** As `readCandles`, from text. `source` names the text in messages. */
export function parseCandles(text: string, source: string, options: ReadOptions = {}): CandleFile {
  const [header, ...rows] = readRows(text, source);
  const columns = findColumns(header, source);
  const problems: CandleProblem[] = [];
  const note = (kind: ProblemKind, line: number, value: string, reason: string): void => {
    problems.push({ kind, line, value, reason, action: PROBLEM_ACTIONS[kind] });
  };

  const placed = placeRows(rows, columns, note);
  if (placed.size === 0) {
    const [first] = problems;
    const reason = first === undefined ? "it has a header and no rows" : `no row is usable (${describeProblem(first)})`;
    throw new InputError(source, reason, `give at least two rows of ${HEADER}`);
  }
  const series = new Map<string, CandleSeries>();
  const fileInterval = mostCommon([...placed.values()].flatMap(intervals));
  for (const [symbol, bars] of placed) {
    const barSeconds = mostCommon(intervals(bars)) ?? fileInterval;
    if (barSeconds === undefined) {
      throw new InputError(source, "no symbol has two bars", "give at least two bars of one symbol");
    }
    const onGrid = dropOffGrid(bars, barSeconds, note);
    const candles = fillGaps(onGrid, { source, symbol, barSeconds, fillMax: options.fillMax ?? FILL_MAX }, note);
    series.set(symbol, { symbol, barSeconds, candles });
  }

  const symbols = [...series.values()].map(reportSymbol);
  const counts = countByKind(problems);
  const dropped = problems.filter(({ action }) => action === "dropped").length;
  const report: CandleReport = {
    source,
    rows: rows.length,
    kept: rows.length - dropped,
    dropped,
    filledBars: symbols.reduce((sum, { filledBars }) => sum + filledBars, 0),
    counts,
    symbols,
    problems: problems.sort((a, b) => a.line - b.line).slice(0, options.problemsMax ?? PROBLEMS_MAX),
  };
  return { set: { source, synthetic: false, series }, report };
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") throw new InputError(path, "there is no such file", "check the path", { cause });
    if (code === "EISDIR") throw new InputError(path, "it is a folder", "name a CSV file in it", { cause });
    throw new InputError(path, `it cannot be read (${String(code)})`, "check its permissions and size", { cause });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(path, "it is not UTF-8 text", "unpack it, or save it as CSV in UTF-8", { cause });
  }
}

function readRows(text: string, source: string): Row[] {
  if (text.trim() === "") throw new InputError(source, "it is empty", `give a file that starts with ${HEADER}`);
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    throw new InputError(source, `it is not CSV (${said})`, "mend that line", { cause });
  }
}

function findColumns(header: Row | undefined, source: string): Map<Column, number> {
  const names = (header?.fields ?? []).map((name) => name.toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const reason = `its first line ${quoted(names.join(","))} lacks the column ${missing.join(", ")}`;
    throw new InputError(source, reason, `start the file with ${HEADER}, in any order`);
  }
  const twice = COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice.length > 0) {
    throw new InputError(source, `its header names ${twice.join(", ")} twice`, "keep one column of each name");
  }
  return new Map(COLUMNS.map((column) => [column, names.indexOf(column)]));
}

type Note = (kind: ProblemKind, line: number, value: string, reason: string) => void;

/** Bars by symbol in order of time, each time once. */
function placeRows(rows: readonly Row[], columns: ReadonlyMap<Column, number>, note: Note): Map<string, Placed[]> {
  const bySymbol = new Map<string, { latest: number; bars: Map<number, Placed> }>();
  for (const { line, fields } of rows) {
    try {
      const { symbol, candle } = readRow(fields, columns);
      const time = String(candle.openAt);
      const known = bySymbol.get(symbol) ?? { latest: candle.openAt, bars: new Map<number, Placed>() };
      bySymbol.set(symbol, known);
      const earlier = known.bars.get(candle.openAt);
      if (earlier !== undefined) {
        const same = barText(earlier.candle) === barText(candle);
        const reason = `${symbol} has this bar on line ${earlier.line}${same ? "" : `, as ${barText(earlier.candle)}`}`;
        note(same ? "duplicate" : "conflicting-duplicate", line, same ? time : barText(candle), reason);
        continue;
      }
      if (candle.openAt < known.latest) note("out-of-order", line, time, `${symbol} was at ${known.latest} before`);
      known.latest = Math.max(known.latest, candle.openAt);
      known.bars.set(candle.openAt, { line, candle });
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      note("bad-row", line, error.value, error.message);
    }
  }
  const inOrder = (bars: Map<number, Placed>): Placed[] =>
    [...bars.values()].sort((a, b) => a.candle.openAt - b.candle.openAt);
  return new Map([...bySymbol].map(([symbol, { bars }]) => [symbol, inOrder(bars)]));
}

function readRow(fields: readonly string[], columns: ReadonlyMap<Column, number>): { symbol: string; candle: Candle } {
  const needed = Math.max(...columns.values()) + 1;
  if (fields.length < needed) throw new BadRow(quoted(fields.join(",")), `has ${fields.length} fields, not ${needed}`);
  const field = (column: Column): string => fields[columns.get(column)!]!;
  const symbol = field("symbol");
  if (!/^[\w.:/-]{1,40}$/.test(symbol)) throw new BadRow(quoted(symbol), "symbol is not a plain name");
  const openAt = readTime(field("timestamp_unix_s"));
  const price = (column: Column): Wad => {
    const value = readNumber(column, field(column), "reject");
    if (value <= 0n) throw new BadRow(quoted(field(column)), `${column} is not above zero`);
    return value;
  };
  const [open, high, low, close] = [price("open"), price("high"), price("low"), price("close")];
  const volume = readNumber("volume", field("volume"), "truncate");
  if (volume < 0n) throw new BadRow(quoted(field("volume")), "volume is below zero");
  if (high < low) throw new BadRow(field("high"), `high is below low ${field("low")}`);
  for (const [column, value] of [["open", open] as const, ["close", close] as const]) {
    if (value < low || value > high) {
      throw new BadRow(field(column), `${column} is outside low ${field("low")} to high ${field("high")}`);
    }
  }
  return { symbol, candle: { openAt, open, high, low, close, volume, filled: false } };
}

function readTime(text: string): number {
  // A table program may have written 1583798400 as 1583798400.0.
  if (!/^\d{1,15}(\.0+)?$/.test(text)) throw new BadRow(quoted(text), "timestamp_unix_s is not a whole number");
  const seconds = Number(text);
  if (seconds >= UNIX_SECONDS_MAX) throw new BadRow(quoted(text), "timestamp_unix_s is not in seconds");
  return seconds;
}

function readNumber(column: Column, text: string, excess: "reject" | "truncate"): Wad {
  try {
    return parseWad(text, excess);
  } catch (error) {
    if (error instanceof DecimalError) throw new BadRow(quoted(text), `${column} ${error.message}`);
    throw error;
  }
}

function intervals(bars: readonly Placed[]): number[] {
  return bars.slice(1).map(({ candle }, index) => candle.openAt - bars[index]!.candle.openAt);
}

/** The smallest of the most frequent values. */
function mostCommon(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return ranked[0]?.[0];
}

/** Keeps the bars whose start lies, like that of most others, a whole number of intervals from each other. */
function dropOffGrid(bars: readonly Placed[], barSeconds: number, note: Note): Placed[] {
  const phase = mostCommon(bars.map(({ candle }) => candle.openAt % barSeconds));
  return bars.filter(({ line, candle }) => {
    const fits = candle.openAt % barSeconds === phase;
    if (!fits) note("off-grid", line, String(candle.openAt), `is between two bars of ${barSeconds} s`);
    return fits;
  });
}

interface FillRules {
  readonly source: string;
  readonly symbol: string;
  readonly barSeconds: number;
  readonly fillMax: number;
}

function fillGaps(bars: readonly Placed[], rules: FillRules, note: Note): Candle[] {
  const { source, symbol, barSeconds, fillMax } = rules;
  const candles: Candle[] = [];
  for (const { line, candle } of bars) {
    const last = candles.at(-1);
    const missing = last === undefined ? 0 : (candle.openAt - last.openAt) / barSeconds - 1;
    if (last !== undefined && missing > fillMax) {
      const reason = `${symbol} lacks ${missing} bars of ${barSeconds} s before line ${line} (${candle.openAt})`;
      throw new InputError(source, reason, "cut the file to one side of that gap, or mend the timestamp");
    }
    if (last !== undefined && missing > 0) {
      const from = last.openAt + barSeconds;
      note("gap", line, String(from), `${symbol} lacks ${missing} bars; the close ${formatWad(last.close)} is held`);
      for (let openAt = from; openAt < candle.openAt; openAt += barSeconds) candles.push(held(last.close, openAt));
    }
    candles.push(candle);
  }
  return candles;
}

function held(close: Wad, openAt: number): Candle {
  return { openAt, open: close, high: close, low: close, close, volume: wad(0n), filled: true };
}

function reportSymbol({ symbol, barSeconds, candles }: CandleSeries): SymbolReport {
  const filledBars = candles.filter(({ filled }) => filled).length;
  const [first, last] = [candles[0]!.openAt, candles.at(-1)!.openAt];
  return { symbol, first, last, barSeconds, bars: candles.length, filledBars };
}

function countByKind(problems: readonly CandleProblem[]): Record<ProblemKind, number> {
  const count = (kind: ProblemKind): number => problems.filter((problem) => problem.kind === kind).length;
  const kinds = Object.keys(PROBLEM_ACTIONS) as ProblemKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Record<ProblemKind, number>;
}

/** One line about one problem: `line 7: "abc": close is not a decimal number; dropped`. */
export function describeProblem({ line, value, reason, action }: CandleProblem): string {
  return `line ${line}: ${value}: ${reason}; ${action}`;
}

function barText({ open, high, low, close, volume }: Candle): string {
  return [open, high, low, close, volume].map(formatWad).join(",");
}

/** Text from the file on one short line, whatever characters it has. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
