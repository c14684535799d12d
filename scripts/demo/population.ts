import type { NetworkParameters } from "../deployment/parameters.js";
import { Random } from "../prices/random.js";
import { WAD, parseWad, wad, type Wad } from "../prices/wad.js";
import { unitPrice } from "./pool-parameters.js";

/** How an account is built. */
export type Style = "long" | "short" | "pair" | "covered short";

export interface PlannedDeposit {
  /** Asset id. */
  readonly asset: number;
  /** The token's own units. */
  readonly amount: bigint;
}

export interface PlannedOrder {
  /** Market id. */
  readonly market: number;
  /** Contract units WAD, positive buys. */
  readonly size: bigint;
}

export interface PlannedAccount {
  /** From 1. */
  readonly number: number;
  readonly style: Style;
  /** Market of an isolated account; a cross account has none. */
  readonly isolatedMarket: number | undefined;
  /** Share of the initial-margin limit that its orders are sized to use. */
  readonly use: number;
  readonly deposits: readonly PlannedDeposit[];
  /** In the order in which they are sent, one at a time. */
  readonly orders: readonly PlannedOrder[];
}

interface Kind {
  readonly style: Style;
  readonly isolated: boolean;
}

/** Dealt like cards, so that even a small population has every kind, and a large one has them in these shares. */
const KINDS: readonly Kind[] = [
  ...times(10, { style: "long", isolated: false }),
  ...times(4, { style: "short", isolated: false }),
  ...times(4, { style: "pair", isolated: false }),
  ...times(2, { style: "covered short", isolated: false }),
  ...times(4, { style: "long", isolated: true }),
  ...times(1, { style: "short", isolated: true }),
];
/** Shares of the initial-margin limit, per cent: from careful to as much as the pool allows. */
const USES: readonly number[] = [10, 15, 20, 30, 45, 70, 97];

/** Positions of a long or short cross account. */
const LEG_COUNTS: readonly number[] = [1, 1, 1, 2, 2, 3];

const PERCENT = WAD / 100n;
const EQUITY_MIN = parseWad("2500");
const EQUITY_MAX = parseWad("20000");
/** One account in twelve has ten times as much. */
const WHALE_ODDS = 12;
/** A position below this is not worth liquidating: the pool refuses it. */
const NOTIONAL_MIN = parseWad("700");
/** Orders leave this much of a side's open-interest cap alone. */
const CAP_USE = 85n * PERCENT;
/** For fees, and for a premium that others' orders have moved before this one fills. */
const COST_ALLOWANCE = parseWad("0.004");
/** Legs of a pair cover each other, so both together may be larger than what one could be. */
const PAIR_BONUS = 15n;
const SIZE_STEP = 10n ** 14n;

/**
 * Accounts of many kinds for a listed pool: cross and isolated, long, short, hedged and covered, with mixed collateral and
 * several leverages up to the initial-margin limit. One seed gives the same accounts.
 *
 * Limitations: sizes are planned with the gross margin, so that a hedged account has room left; whether the pool takes
 * an order is for the pool to say when it fills.
 */
export function plannedAccounts(parameters: NetworkParameters, count: number, seed: bigint): PlannedAccount[] {
  const random = new Random(seed);
  const [kinds, uses] = [deal(random.fork(), KINDS), deal(random.fork(), USES)];
  const book = new OrderBook(parameters);
  return Array.from({ length: count }, (_, index) =>
    planAccount(random.fork(), parameters, book, { ...kinds(), number: index + 1, use: uses() }),
  );
}

function planAccount(
  random: Random,
  parameters: NetworkParameters,
  book: OrderBook,
  { style, isolated, number, use }: Kind & { number: number; use: number },
): PlannedAccount {
  const whale = random.between(1, WHALE_ODDS) === WHALE_ODDS;
  const equity = wad(random.betweenWad(EQUITY_MIN, EQUITY_MAX) * (whale ? 10n : 1n));
  const covered = style === "covered short" ? coverAsset(random, parameters) : undefined;
  const mix =
    covered === undefined ? mixedCollateral(random, parameters, equity) : coverCollateral(random, covered, equity);
  const legs = chooseLegs(random, parameters, style, isolated, covered);

  // What the orders may lose at once, and what the collateral's own haircuts need, backs no position.
  const { keeperBond, orderFee } = parameters.pool;
  const fees = parseWad(keeperBond) + parseWad(orderFee) * BigInt(legs.length);
  const haircuts = mix.reduce(
    (sum, { asset, value }) => sum + (value * parseWad(parameters.assets[asset]!.haircut)) / WAD,
    0n,
  );
  const free = equity - fees - (haircuts * 5n) / 4n;
  const bonus = style === "pair" ? PAIR_BONUS : 10n;
  const budget = wad((((free * BigInt(use)) / 100n) * bonus) / 10n / BigInt(legs.length));
  const orders = legs.flatMap(({ market, sign }) => book.order(market, sign, budget));
  return {
    number,
    style,
    isolatedMarket: isolated ? legs[0]!.market : undefined,
    use: use / 100,
    deposits: mix.map(({ asset, value }) => ({ asset, amount: book.tokens(asset, value) })),
    orders,
  };
}

interface Leg {
  readonly market: number;
  readonly sign: 1n | -1n;
}

function chooseLegs(
  random: Random,
  { markets, assets }: NetworkParameters,
  style: Style,
  isolated: boolean,
  covered: number | undefined,
): Leg[] {
  const shuffled = shuffle(random, [...markets.keys()]);
  switch (style) {
    case "pair":
      return [
        { market: shuffled[0]!, sign: 1n },
        { market: shuffled[1]!, sign: -1n },
      ];
    case "covered short": {
      const hedge = assets[covered ?? 0]?.priceMarket;
      const market = markets.findIndex(({ symbol }) => symbol === hedge);
      return [{ market: market < 0 ? shuffled[0]! : market, sign: -1n }];
    }
    case "long":
    case "short": {
      const legs = isolated ? 1 : Math.min(LEG_COUNTS[random.between(0, LEG_COUNTS.length - 1)]!, markets.length);
      return shuffled.slice(0, legs).map((market) => ({ market, sign: style === "long" ? 1n : -1n }));
    }
    default:
      return style satisfies never;
  }
}

interface Share {
  readonly asset: number;
  /** USD WAD. */
  readonly value: Wad;
}

/** All settlement asset, or a part of one or two others beside it. */
function mixedCollateral(random: Random, { assets }: NetworkParameters, equity: Wad): Share[] {
  const others = shuffle(random, [...assets.keys()].slice(1)).slice(
    0,
    random.between(0, Math.min(2, assets.length - 1)),
  );
  const settlementPct = others.length === 0 ? 100n : BigInt(random.between(25, 80));
  const rest = (equity * (100n - settlementPct)) / 100n;
  return [
    { asset: 0, value: wad((equity * settlementPct) / 100n) },
    ...others.map((asset) => ({ asset, value: wad(rest / BigInt(others.length)) })),
  ];
}

/** Almost all in one asset, which a short of the same market covers. */
function coverCollateral(random: Random, asset: number, equity: Wad): Share[] {
  const settlement = wad((equity * BigInt(random.between(10, 25))) / 100n);
  if (asset === 0) return [{ asset, value: equity }];
  return [
    { asset: 0, value: settlement },
    { asset, value: wad(equity - settlement) },
  ];
}

/** An asset that a market prices; the settlement asset when there is no other. */
function coverAsset(random: Random, { assets }: NetworkParameters): number {
  return assets.length === 1 ? 0 : random.between(1, assets.length - 1);
}

/** Turns USD into contract units and tokens, and keeps every side within the market's caps. */
class OrderBook {
  readonly #prices: readonly Wad[];
  /** USD WAD by market: what the orders before have taken of each side. */
  readonly #longs: bigint[];
  readonly #shorts: bigint[];

  constructor(readonly parameters: NetworkParameters) {
    this.#prices = parameters.markets.map(({ initialPrice }) => parseWad(initialPrice));
    this.#longs = parameters.markets.map(() => 0n);
    this.#shorts = parameters.markets.map(() => 0n);
  }

  /** The order that a margin budget pays for; none when the side has no room for one of a useful size. */
  order(market: number, sign: 1n | -1n, budget: Wad): PlannedOrder[] {
    const settings = this.parameters.markets[market]!;
    const scale = parseWad(settings.skewScaleUsd);
    const side = sign > 0n ? this.#longs : this.#shorts;
    const skew = (this.#longs[market]! - this.#shorts[market]!) * sign;
    const premium = skew > 0n ? (skew * WAD) / scale : 0n;
    const marginPerUsd = parseWad(settings.initial) + premium + COST_ALLOWANCE;
    // the size slope: n/K more margin per USD, bounded by the cap's share of K
    const wanted = (budget * WAD) / marginPerUsd;
    const sloped = (budget * WAD) / (marginPerUsd + (wanted * parseWad(settings.sizeSlope)) / scale);
    const room = (parseWad(settings.maxOpenInterestUsd) * CAP_USE) / WAD - side[market]!;
    const notional = sloped < room ? sloped : room;
    if (notional < NOTIONAL_MIN) return [];
    side[market]! += notional;
    const unit = unitPrice(this.#prices[market]!, settings.unitExponent);
    const size = (notional * WAD) / unit;
    return [{ market, size: sign * (size - (size % SIZE_STEP)) }];
  }

  /** USD WAD to the asset's own units. */
  tokens(asset: number, value: Wad): bigint {
    const { decimals, priceMarket } = this.parameters.assets[asset]!;
    const unit = 10n ** BigInt(decimals);
    if (priceMarket === undefined) return (value * unit) / WAD;
    const market = this.parameters.markets.findIndex(({ symbol }) => symbol === priceMarket);
    return (value * unit) / this.#prices[market]!;
  }
}

/** Hands out cards of a deck in random order, and shuffles it anew when it is used up. */
function deal<Card>(random: Random, deck: readonly Card[]): () => Card {
  let left: Card[] = [];
  return () => {
    if (left.length === 0) left = shuffle(random, deck);
    return left.pop()!;
  };
}

/** Fisher–Yates. */
function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.between(0, last);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

function times(count: number, kind: Kind): Kind[] {
  return new Array<Kind>(count).fill(kind);
}
