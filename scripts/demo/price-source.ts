import { InputError, describeProblem, readCandles, type CandleReport, type CandleSet } from "../prices/candles.js";
import { crashWindow, describePrint, pricePath, suspectPrints, symbolsThroughout } from "../prices/price-path.js";
import type { PricePath, SuspectPrint, TimeWindow } from "../prices/price-path.js";
import { syntheticCandles } from "../prices/synthetic.js";
import type { DemoOptions } from "./options.js";

/** The prices of a run, and everything a person should know about where they come from. */
export interface PriceSource {
  readonly path: PricePath;
  /** One line: what is replayed. */
  readonly title: string;
  /** Lines: how the window was chosen, what was wrong with the file, what was not believed. */
  readonly notes: readonly string[];
}

/** A pool of fewer markets would show neither hedges nor contagion. */
const SYMBOLS_MIN = 3;
/** Most markets that a pool lists. */
const SYMBOLS_MAX = 32;
const FILE_HOURS = 24;
const SYNTHETIC_BAR_SECONDS = 300;
const NOTED_PROBLEMS = 5;

/** Reads or makes the prices that the options ask for. Throws InputError when there is nothing usable. */
export function choosePrices(options: DemoOptions): PriceSource {
  return options.prices === undefined ? synthetic(options) : fromFile(options.prices, options);
}

function synthetic({ seed, hours }: DemoOptions): PriceSource {
  const bars = hours === undefined ? {} : { bars: Math.round((hours * 3600) / SYNTHETIC_BAR_SECONDS) };
  const path = pricePath(syntheticCandles({ seed, barSeconds: SYNTHETIC_BAR_SECONDS, ...bars }));
  return {
    path,
    title: `Synthetic prices, made up in the shape of 12-13 March 2020 (seed ${seed})`,
    notes: ["No market ever traded at these prices; real candles: --prices FILE.csv"],
  };
}

function fromFile(file: string, options: DemoOptions): PriceSource {
  const { set, report } = readCandles(file);
  const symbols = chooseSymbols(set, options.symbols);
  const { window, note } = chooseWindow(set, symbols, options);
  const suspects = suspectPrints(set).filter(({ symbol, openAt }) => isShown(symbol, openAt, symbols, window));
  const disbelieve = options.believePrints ? [] : suspects;
  const path = pricePath(set, { symbols, disbelieve, ...(window === undefined ? {} : { window }) });
  return {
    path,
    title: `${file}: ${symbols.length} symbols, ${hoursText(path)}`,
    notes: [note, ...fileNotes(set, symbols, report), ...printNotes(suspects, options.believePrints)],
  };
}

function chooseSymbols(set: CandleSet, wanted: readonly string[] | undefined): readonly string[] {
  const symbols = wanted ?? symbolsThroughout(set);
  if (new Set(symbols).size < SYMBOLS_MIN) {
    const have = `${symbols.length} usable ${symbols.length === 1 ? "symbol" : "symbols"} (${symbols.join(", ")})`;
    throw new InputError(set.source, `it has ${have}`, `the demo needs at least ${SYMBOLS_MIN} over the same time`);
  }
  if (symbols.length > SYMBOLS_MAX) {
    const remedy = `choose at most ${SYMBOLS_MAX} with --symbols`;
    throw new InputError(set.source, `it has ${symbols.length} symbols`, remedy);
  }
  return symbols;
}

function chooseWindow(
  set: CandleSet,
  symbols: readonly string[],
  { full, hours = FILE_HOURS }: DemoOptions,
): { window: TimeWindow | undefined; note: string } {
  if (full) return { window: undefined, note: "Replays the whole file" };
  const window = crashWindow(set, hours, symbols);
  const falls = [...window.drops.values()].map((drop) => Number(drop) / 1e18);
  const average = (falls.reduce((sum, fall) => sum + fall, 0) / falls.length) * 100;
  const where = `${dayTime(window.from)} to ${dayTime(window.to)} UTC`;
  return {
    window,
    note: `Replays the ${hours} h around the largest fall (${where}, ${average.toFixed(1)} % on average); --hours H or --full for more`,
  };
}

function isShown(symbol: string, openAt: number, symbols: readonly string[], window: TimeWindow | undefined): boolean {
  return symbols.includes(symbol) && (window === undefined || (openAt >= window.from && openAt < window.to));
}

function fileNotes(set: CandleSet, symbols: readonly string[], report: CandleReport): string[] {
  const notes: string[] = [];
  const left = [...set.series.keys()].filter((symbol) => !symbols.includes(symbol));
  if (left.length > 0) notes.push(`Left out: ${left.join(", ")}`);
  const found = Object.entries(report.counts).filter(([, count]) => count > 0);
  if (found.length === 0) return notes;
  const counts = found.map(([kind, count]) => `${count} ${kind}`).join(", ");
  const total = found.reduce((sum, [, count]) => sum + count, 0);
  notes.push(
    `The file has problems: ${counts}; ${report.kept} of ${report.rows} rows kept, ${report.filledBars} bars filled`,
  );
  const listed = report.problems.slice(0, NOTED_PROBLEMS);
  for (const problem of listed) notes.push(`  ${describeProblem(problem)}`);
  if (total > listed.length) notes.push(`  and ${total - listed.length} more`);
  return notes;
}

function printNotes(suspects: readonly SuspectPrint[], believed: boolean): string[] {
  return suspects.map((print) =>
    believed
      ? `Suspect print replayed as it stands: ${describePrint(print)}`
      : `Suspect print not believed, the bar's lower end is used instead: ${describePrint(print)} (--believe-prints replays it)`,
  );
}

function hoursText({ steps }: PricePath): string {
  const hours = (steps.at(-1)!.at - steps[0]!.at) / 3600;
  return `${hours.toFixed(0)} hours`;
}

function dayTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}
