// Candles that no market ever traded, in the shape of 12-13 March 2020: a slow fall, a first leg of about -25 %, a partial
// rebound, a waterfall to about -53 % of the start, and a violent bounce of about +25 %.
//
//   price(m, i) = start(m) * (1 - beta(m) * (1 - factor(i))) * (1 + noise(m, i))
//
// where `factor` is one path for all markets from 1 to about 0.47, `beta` says how much of it a market takes, and `noise`
// is the sum of a common and an own mean-reverting walk (own : common = 3 : 5), held within NOISE_MAX. Since noise
// reverts, no seed can undo the crash; since a bar's noise grows with the size of the bars before it, calm and wild times
// cluster. All arithmetic is on integers, and random.ts takes no logarithm: a seed gives one path, on every platform.
import { InputError, type Candle, type CandleSet } from "./candles.js";
import { pricePath, type PathOptions, type PricePath } from "./price-path.js";
import { Random } from "./random.js";
import { WAD, parseWad, wad, type Wad } from "./wad.js";

export interface SyntheticMarket {
  readonly symbol: string;
  /** Dollars a unit; at least 0.01. */
  readonly startPrice: Wad;
  /** Share of the common fall that this market takes, in (0, 1.5]; 1.0 takes all of it. */
  readonly beta: Wad;
}

export interface SyntheticOptions {
  /** Only its low 64 bits count. The source of what is made names it. */
  readonly seed: bigint;
  /** DEFAULT_MARKETS when absent. A market's path depends on the seed, its place in the list and its own fields. */
  readonly markets?: readonly SyntheticMarket[];
  /** Number of bars, at least 48; 360 when absent. The shape is stretched to it, so that fewer bars move more each. */
  readonly bars?: number;
  /** Seconds, at least 4; 300 when absent. */
  readonly barSeconds?: number;
  /** Start of the first bar, Unix seconds; 12 March 2020, 00:00 UTC when absent. */
  readonly startAt?: number;
}

/** Prices of the morning of 12 March 2020, but for SOL, which was not traded yet. */
export const DEFAULT_MARKETS: readonly SyntheticMarket[] = [
  { symbol: "BTCUSDT", startPrice: parseWad("7900"), beta: parseWad("0.97") },
  { symbol: "ETHUSDT", startPrice: parseWad("194"), beta: parseWad("1.03") },
  { symbol: "SOLUSDT", startPrice: parseWad("20"), beta: parseWad("1.05") },
  { symbol: "LINKUSDT", startPrice: parseWad("4.5"), beta: parseWad("1.06") },
];

const BARS = 360;
const BARS_MIN = 48;
const BARS_MAX = 100_000;
const BAR_SECONDS = 300;
const START_AT = 1_583_971_200;
const START_PRICE_MIN = WAD / 100n;
const BETA_MAX = parseWad("1.5");
/** Prices are whole multiples of 10^-8, which a feed of eight decimals shows exactly. */
const TICK = 10n ** 10n;

/** One stretch of the common factor. */
interface Leg {
  /** Where it ends, in thousandths of the path. */
  readonly endPermille: bigint;
  /** Factor at its end. */
  readonly level: Wad;
  /** The seed moves `level` by at most this much either way. */
  readonly levelSpread: Wad;
  /** Share of its move that falls into one bar each; the rest is spread over the other bars at random. */
  readonly jumps: readonly Wad[];
}

const LEGS: readonly Leg[] = [
  leg(340n, "0.94", "0.01", []), // a slow fall, ten hours
  leg(420n, "0.705", "0.015", ["0.28", "0.2"]), // the first leg, -25 % in two and a half hours
  leg(520n, "0.79", "0.015", ["0.2"]), // a partial rebound
  leg(740n, "0.735", "0.015", []), // it crumbles
  leg(840n, "0.47", "0.012", ["0.16", "0.13", "0.1"]), // the waterfall, three hours
  leg(875n, "0.5875", "0.01", ["0.3", "0.25"]), // a bounce of 25 % in one hour
  leg(1000n, "0.61", "0.015", []), // it settles
];

/** Deviation of noise per bar: at rest, and at most. */
const VOLATILITY_BASE = parseWad("0.0012");
const VOLATILITY_MAX = parseWad("0.006");
/** volatility' = base + PERSISTENCE * (volatility - base) + REACTION * |last move of the common price|. */
const PERSISTENCE = parseWad("0.88");
const REACTION = parseWad("0.08");
/** What is left of noise after one bar. */
const REVERSION = parseWad("0.92");
const COMMON_SHARE = parseWad("0.85");
const OWN_SHARE = parseWad("0.51");
const NOISE_MAX = parseWad("0.03");
const WICK_SHARE = parseWad("0.6");
const WICK_MAX = parseWad("0.015");

/** Bars of all markets. The same options give the same bars to the last digit. */
export function syntheticCandles(options: SyntheticOptions): CandleSet {
  const { markets, bars, barSeconds, startAt } = checked(options);
  const seed = BigInt.asUintN(64, options.seed);
  const source = `synthetic prices (made up, in the shape of 12-13 March 2020; seed ${seed}, ${bars} bars of ${barSeconds} s)`;
  const root = new Random(seed);
  const factor = commonFactor(root.fork(), bars);
  const common = commonNoise(root.fork(), factor);
  const series = markets.map((market) => {
    const candles = marketCandles(root.fork(), market, factor, common).map((candle, index): Candle => ({
      ...candle,
      openAt: startAt + index * barSeconds,
      volume: wad(0n),
      filled: false,
    }));
    return [market.symbol, { symbol: market.symbol, barSeconds, candles }] as const;
  });
  return { source, synthetic: true, series: new Map(series) };
}

/** The same as a path. */
export function syntheticPath(options: SyntheticOptions, path: PathOptions = {}): PricePath {
  return pricePath(syntheticCandles(options), path);
}

function checked(options: SyntheticOptions): Required<SyntheticOptions> {
  const { seed, markets = DEFAULT_MARKETS, bars = BARS, barSeconds = BAR_SECONDS, startAt = START_AT } = options;
  const require = (holds: boolean, reason: string, remedy: string): void => {
    if (!holds) throw new InputError("synthetic prices", reason, remedy);
  };
  const whole = (value: number, min: number): boolean => Number.isSafeInteger(value) && value >= min;
  require(whole(bars, BARS_MIN) && bars <= BARS_MAX, `${bars} bars`, `ask for ${BARS_MIN} to ${BARS_MAX}`);
  require(whole(barSeconds, 4), `bars of ${barSeconds} s`, "ask for whole seconds, at least 4");
  require(whole(startAt, 0), `a start at ${startAt}`, "give whole Unix seconds");
  require(markets.length > 0, "no market", "name at least one");
  require(new Set(markets.map(({ symbol }) => symbol)).size === markets.length, "one symbol twice", "name it once");
  for (const { symbol, startPrice, beta } of markets) {
    require(startPrice >= START_PRICE_MIN, `${symbol} starts below 0.01`, "raise its start price");
    require(startPrice % TICK === 0n, `${symbol} starts between two prices of eight decimals`, "round its start price");
    require(beta > 0n && beta <= BETA_MAX, `the beta of ${symbol} is outside (0, 1.5]`, "change it");
  }
  return { seed, markets, bars, barSeconds, startAt };
}

/** The factor at the start and after every bar: bars + 1 values, the first of them 1. */
function commonFactor(random: Random, bars: number): Wad[] {
  const factor: Wad[] = [WAD];
  for (const { endPermille, level, levelSpread, jumps } of LEGS) {
    const from = factor.at(-1)!;
    const end = Number((BigInt(bars) * endPermille) / 1000n);
    const move = random.betweenWad(level - levelSpread, level + levelSpread) - from;
    const start = factor.length - 1;
    const weights = moveWeights(random, end - start, jumps);
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    let done = 0n;
    for (const weight of weights) {
      done += weight;
      factor.push(wad(from + (move * done) / total));
    }
  }
  return factor;
}

/**
 * How a leg's move is split over its bars. Jumps fall into different bars of the first two thirds, since the same move is
 * a larger part of what is left later on.
 */
function moveWeights(random: Random, bars: number, jumps: readonly Wad[]): bigint[] {
  const weights = Array.from({ length: bars }, (): bigint => random.betweenWad(WAD / 5n, 2n * WAD));
  const places = new Set<number>();
  const placesMax = Math.max(Math.floor((bars * 2) / 3), 1);
  while (places.size < Math.min(jumps.length, placesMax, bars - 1)) places.add(random.between(0, placesMax - 1));
  const spread = weights.reduce((sum, weight, index) => (places.has(index) ? sum : sum + weight), 0n);
  const rest = jumps.slice(0, places.size).reduce((left, jump) => left - jump, BigInt(WAD));
  // jump weight : weight of all others = jump : rest
  for (const [order, place] of [...places].entries()) weights[place] = (spread * jumps[order]!) / rest;
  return weights;
}

interface CommonNoise {
  /** Common noise after every bar. */
  readonly noise: readonly Wad[];
  /** Deviation of noise in every bar. */
  readonly volatility: readonly Wad[];
}

function commonNoise(random: Random, factor: readonly Wad[]): CommonNoise {
  const noise: Wad[] = [];
  const volatility: Wad[] = [];
  let level = 0n;
  let deviation: bigint = VOLATILITY_BASE;
  for (let bar = 1; bar < factor.length; bar++) {
    volatility.push(wad(deviation));
    const before = level;
    level = times(level, REVERSION) + times(times(deviation, COMMON_SHARE), random.normalWad());
    noise.push(wad(level));
    const move = ((factor[bar]! - factor[bar - 1]!) * WAD) / factor[bar - 1]! + level - before;
    const calmer = VOLATILITY_BASE + times(deviation - VOLATILITY_BASE, PERSISTENCE);
    deviation = smaller(calmer + times(size(move), REACTION), VOLATILITY_MAX);
  }
  return { noise, volatility };
}

/** A bar opens at the close before it. Wicks reach beyond open and close by a share of the bar's volatility. */
function marketCandles(
  random: Random,
  { startPrice, beta }: SyntheticMarket,
  factor: readonly Wad[],
  { noise, volatility }: CommonNoise,
): Pick<Candle, "open" | "high" | "low" | "close">[] {
  let own = 0n;
  let open: bigint = startPrice;
  return noise.map((shared, bar) => {
    const deviation = volatility[bar]!;
    own = times(own, REVERSION) + times(times(deviation, OWN_SHARE), random.normalWad());
    const sum = shared + own;
    const held = smaller(size(sum), NOISE_MAX) * (sum < 0n ? -1n : 1n);
    const fair = times(startPrice, WAD - times(beta, WAD - factor[bar + 1]!));
    const close = toTick(times(fair, WAD + held));
    const wick = (): bigint => smaller(times(times(deviation, WICK_SHARE), size(random.normalWad())), WICK_MAX);
    const high = toTick(times(open > close ? open : close, WAD + wick()));
    const low = toTick(times(open < close ? open : close, WAD - wick()));
    const candle = { open: wad(open), high: wad(high), low: wad(low), close: wad(close) };
    open = close;
    return candle;
  });
}

function leg(endPermille: bigint, level: string, levelSpread: string, jumps: readonly string[]): Leg {
  const shares = jumps.map((jump) => parseWad(jump));
  return { endPermille, level: parseWad(level), levelSpread: parseWad(levelSpread), jumps: shares };
}

/** a * b, toward zero; neither favours anybody. */
function times(a: bigint, b: bigint): bigint {
  return (a * b) / WAD;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function toTick(price: bigint): bigint {
  return (price / TICK) * TICK;
}
