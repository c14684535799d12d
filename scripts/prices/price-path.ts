import { InputError, type Candle, type CandleSeries, type CandleSet } from "./candles.js";
import { WAD, formatWad, wad, type Wad } from "./wad.js";

/** Prices of all symbols at one moment. */
export interface PriceStep {
  /** Unix seconds. */
  readonly at: number;
  /** Dollars a unit, by symbol; every step has every symbol. */
  readonly prices: ReadonlyMap<string, Wad>;
}

/** Steps in rising order of time, at most one a second. */
export interface PricePath {
  readonly source: string;
  /** True when no market ever traded at these prices. */
  readonly synthetic: boolean;
  readonly symbols: readonly string[];
  readonly steps: readonly PriceStep[];
}

/** From `from` up to `to`, Unix seconds. A bar belongs to it when all of the bar does. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** A low that stands alone: under half of the close before it and of the close after it. */
export interface SuspectPrint {
  readonly symbol: string;
  /** Start of the bar, Unix seconds. */
  readonly openAt: number;
  readonly low: Wad;
  readonly closeBefore: Wad;
  readonly closeAfter: Wad;
}

export interface CrashWindow extends TimeWindow {
  /** When the average fall was largest, Unix seconds. */
  readonly troughAt: number;
  /** By symbol: the fall to the trough from the highest close in half a window before it, as a fraction (0.5 = half). */
  readonly drops: ReadonlyMap<string, Wad>;
}

export interface PathOptions {
  /** All that are there throughout the window, when absent. */
  readonly symbols?: readonly string[];
  /** As long as the candles allow, when absent. */
  readonly window?: TimeWindow;
  /** 4 when absent. See `pointsOf`. */
  readonly pointsPerBar?: 1 | 4;
  /** Bars whose low is not believed: the lower of open and close takes its place. None when absent. */
  readonly disbelieve?: readonly SuspectPrint[];
}

interface Point {
  readonly at: number;
  readonly price: Wad;
}

const SECONDS_PER_HOUR = 3600;
const CRASH_WINDOW_BARS_MIN = 4;

/** Lays the bars of several symbols side by side. Between two points of its own, a symbol keeps its last price. */
export function pricePath(set: CandleSet, options: PathOptions = {}): PricePath {
  const { symbols, window } = choose(set, options.symbols, options.window);
  const disbelieved = new Set((options.disbelieve ?? []).map(({ symbol, openAt }) => `${symbol}@${openAt}`));
  const points = symbols.map((symbol) => {
    const { barSeconds, candles } = seriesOf(set, symbol);
    if (options.pointsPerBar !== 1 && barSeconds < 4) {
      throw new InputError(set.source, `bars of ${barSeconds} s have no room for four points`, "use one point per bar");
    }
    return candles
      .filter(({ openAt }) => openAt >= window.from && openAt + barSeconds <= window.to)
      .map((candle) => (disbelieved.has(`${symbol}@${candle.openAt}`) ? withoutLow(candle) : candle))
      .flatMap((candle) => pointsOf(candle, barSeconds, options.pointsPerBar ?? 4));
  });
  const steps = merge(symbols, points);
  if (steps.length === 0) {
    throw new InputError(set.source, `no bar lies in ${windowText(window)}`, `choose within ${rangesText(set)}`);
  }
  return { source: set.source, synthetic: set.synthetic, symbols, steps };
}

/** The symbols that have bars from the start of the window to its end (the whole file's, when absent). */
export function symbolsThroughout(set: CandleSet, window: TimeWindow = wholeWindow(set)): string[] {
  return [...set.series.values()].filter((series) => covers(series, window)).map(({ symbol }) => symbol);
}

/** Lows that look like bad prints. They are only reported; whether to believe them is for the caller to say. */
export function suspectPrints(set: CandleSet): SuspectPrint[] {
  return [...set.series.values()].flatMap(({ symbol, candles }) =>
    candles.flatMap(({ openAt, open, low, close }, index) => {
      // At either end of the file the bar's own open or close stands in for the neighbour it lacks.
      const closeBefore = candles[index - 1]?.close ?? open;
      const closeAfter = candles[index + 1]?.close ?? close;
      const alone = 2n * low < closeBefore && 2n * low < closeAfter;
      return alone ? [{ symbol, openAt, low, closeBefore, closeAfter }] : [];
    }),
  );
}

/**
 * The `hours` around the largest drop, so that a replay shows a crash and not the calm days beside it.
 *
 * @dev drop(s, t) = 1 - close(s, t) / highest close of s in [t - hours/2, t]; the trough is the first t with the largest
 * sum of drop(s, t) over all symbols s. The window runs from 3/4 of the hours before the trough to 1/4 after it; near an
 * end of the file it is moved inside, and only in a shorter file it is cut. Closes are used because one bad print would
 * otherwise win.
 */
export function crashWindow(set: CandleSet, hours: number, symbols?: readonly string[]): CrashWindow {
  const { symbols: chosen, window: whole } = choose(set, symbols);
  const barSeconds = Math.max(...chosen.map((symbol) => seriesOf(set, symbol).barSeconds));
  const bars = Math.round((hours * SECONDS_PER_HOUR) / barSeconds);
  // Written so that NaN is refused as well.
  if (!(bars >= CRASH_WINDOW_BARS_MIN && Number.isFinite(bars))) {
    const reason = `a crash window of ${hours} hours does not hold ${CRASH_WINDOW_BARS_MIN} bars of ${barSeconds} s`;
    throw new InputError(set.source, reason, "ask for more hours");
  }
  const { steps } = pricePath(set, { symbols: chosen, window: whole, pointsPerBar: 1 });
  const length = bars * barSeconds;
  const falls = chosen.map((symbol) => trailingDrops(steps, symbol, length / 2));
  const sums = steps.map((_, index) => falls.reduce((sum, drops) => sum + drops[index]!, 0n));
  const trough = sums.reduce((best, sum, index) => (sum > sums[best]! ? index : best), 0);

  const troughAt = steps[trough]!.at;
  const lead = Math.ceil((0.75 * length) / barSeconds) * barSeconds;
  const wanted = whole.from + Math.floor((troughAt - lead - whole.from) / barSeconds) * barSeconds;
  const from = Math.max(whole.from, Math.min(wanted, whole.to - length));
  const drops = new Map(chosen.map((symbol, index) => [symbol, falls[index]![trough]!]));
  return { from, to: Math.min(from + length, whole.to), troughAt, drops };
}

/**
 * The prices a bar went through, as far as four numbers tell: open, then the extreme that lies against the bar's
 * direction of travel first (a falling bar visits its high, then its low), then close. With four points they are a
 * quarter of a bar apart from its start; with one it is the close, at the bar's end.
 */
function pointsOf(candle: Candle, barSeconds: number, pointsPerBar: 1 | 4): Point[] {
  const { openAt, open, high, low, close } = candle;
  if (pointsPerBar === 1) return [{ at: openAt + barSeconds, price: close }];
  const prices = close < open ? [open, high, low, close] : [open, low, high, close];
  return prices.map((price, quarter) => ({ at: openAt + Math.floor((quarter * barSeconds) / 4), price }));
}

function withoutLow(candle: Candle): Candle {
  return { ...candle, low: candle.open < candle.close ? candle.open : candle.close };
}

/** One step for every time that any symbol has a point at, from the first at which all have a price. */
function merge(symbols: readonly string[], points: readonly (readonly Point[])[]): PriceStep[] {
  const times = new Set(points.flatMap((own) => own.map(({ at }) => at)));
  const next = symbols.map(() => 0);
  const prices = new Map<string, Wad>();
  const steps: PriceStep[] = [];
  for (const at of [...times].sort((a, b) => a - b)) {
    for (const [index, symbol] of symbols.entries()) {
      const point = points[index]![next[index]!];
      if (point?.at !== at) continue;
      prices.set(symbol, point.price);
      next[index]!++;
    }
    // Ordered by `symbols`, whichever of them came first.
    if (prices.size === symbols.length) steps.push({ at, prices: new Map(symbols.map((s) => [s, prices.get(s)!])) });
  }
  return steps;
}

/** For each step, the fall from the highest price in the `seconds` before it, as a fraction. Linear in the steps. */
function trailingDrops(steps: readonly PriceStep[], symbol: string, seconds: number): Wad[] {
  // Prices that may still become the highest: falling, in order of time, from `head` on.
  const queue: Point[] = [];
  let head = 0;
  return steps.map(({ at, prices }) => {
    const price = prices.get(symbol)!;
    while (queue.length > head && queue.at(-1)!.price <= price) queue.pop();
    queue.push({ at, price });
    while (queue[head]!.at < at - seconds) head++;
    const peak = queue[head]!.price;
    return wad(((peak - price) * WAD) / peak);
  });
}

/** The symbols asked for, or all that are there throughout; the window asked for, or the longest that they allow. */
function choose(
  set: CandleSet,
  wanted: readonly string[] | undefined,
  asked?: TimeWindow,
): { symbols: readonly string[]; window: TimeWindow } {
  if (wanted?.length === 0) throw new InputError(set.source, "no symbol is chosen", `choose from ${namesText(set)}`);
  const window = asked ?? wholeWindow(set, wanted);
  const symbols = wanted === undefined ? symbolsThroughout(set, window) : [...new Set(wanted)];
  const absent = symbols.filter((symbol) => !covers(seriesOf(set, symbol), window));
  if (symbols.length === 0 || absent.length > 0) {
    const who = symbols.length === 0 ? "no symbol has" : `${absent.join(", ")} lacks`;
    throw new InputError(
      set.source,
      `${who} bars for all of ${windowText(window)}`,
      `choose within ${rangesText(set)}`,
    );
  }
  return { symbols, window };
}

/** Without symbols, from the first bar of any to the last; with symbols, the time that all of them have in common. */
function wholeWindow(set: CandleSet, symbols?: readonly string[]): TimeWindow {
  const all = (symbols ?? [...set.series.keys()]).map((symbol) => windowOf(seriesOf(set, symbol)));
  const [froms, tos] = [all.map(({ from }) => from), all.map(({ to }) => to)];
  if (symbols === undefined) return { from: Math.min(...froms), to: Math.max(...tos) };
  return { from: Math.max(...froms), to: Math.min(...tos) };
}

function windowOf({ candles, barSeconds }: CandleSeries): TimeWindow {
  return { from: candles[0]!.openAt, to: candles.at(-1)!.openAt + barSeconds };
}

function covers(series: CandleSeries, window: TimeWindow): boolean {
  const { from, to } = windowOf(series);
  return from <= window.from && window.to <= to && window.from < window.to;
}

function seriesOf(set: CandleSet, symbol: string): CandleSeries {
  const series = set.series.get(symbol);
  if (series !== undefined) return series;
  throw new InputError(set.source, `it has no symbol ${symbol}`, `choose from ${namesText(set)}`);
}

function namesText(set: CandleSet): string {
  return [...set.series.keys()].join(", ");
}

function rangesText(set: CandleSet): string {
  return [...set.series.values()].map((series) => `${series.symbol} ${windowText(windowOf(series))}`).join(", ");
}

function windowText({ from, to }: TimeWindow): string {
  return `${timeText(from)} to ${timeText(to)}`;
}

function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 16);
}

/** One line about a suspect print: `LINKUSDT 2020-03-12T10:00: low 0.0001 between closes 3.0634 and 2.7`. */
export function describePrint({ symbol, openAt, low, closeBefore, closeAfter }: SuspectPrint): string {
  const closes = `${formatWad(closeBefore)} and ${formatWad(closeAfter)}`;
  return `${symbol} ${timeText(openAt)}: low ${formatWad(low)} between closes ${closes}`;
}
