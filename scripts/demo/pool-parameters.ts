import type { AssetSettings, MarketSettings, NetworkParameters } from "../deployment/parameters.js";
import { LOCAL_FEED_DECIMALS } from "../ignition/modules/local-sources.js";
import { InputError } from "../prices/candles.js";
import type { PricePath } from "../prices/price-path.js";
import { WAD, formatWad, wad, type Wad } from "../prices/wad.js";

/** Prices a unit, USD, that a market is listed at: within what the pool accepts, with room to move. */
const UNIT_PRICE_MIN = WAD / 100n;
const UNIT_PRICE_MAX = 1000n * WAD;
const UNIT_EXPONENT_MIN = -6;
const UNIT_EXPONENT_MAX = 18;
/** Accounts that the caps of the template are made for. */
const TEMPLATE_ACCOUNTS = 240;
const QUOTES = ["USDT", "USDC", "BUSD", "FDUSD", "TUSD", "USD"];

/** What a symbol trades: BTC for BTCUSDT, BTC-USD, BTC/USDT or BTCUSDT-PERP. */
export function baseOf(symbol: string): string {
  const pair = symbol.toUpperCase().replace(/[-_:/.]?PERP$/, "");
  const quote = QUOTES.find((name) => pair.endsWith(name) && pair.length > name.length);
  return (quote === undefined ? pair : pair.slice(0, -quote.length)).replace(/[-_:/.]$/, "");
}

/** A price as a feed of the demo shows it: whole units of its last decimal, toward zero. */
export function feedAnswer(price: Wad): bigint {
  return price / 10n ** BigInt(18 - LOCAL_FEED_DECIMALS);
}

/** The exponent nearest to zero that brings a price into the range in which markets are listed; undefined without one. */
export function unitExponentFor(price: Wad): number | undefined {
  const candidates = Array.from(
    { length: UNIT_EXPONENT_MAX - UNIT_EXPONENT_MIN + 1 },
    (_, index) => UNIT_EXPONENT_MIN + index,
  ).sort((a, b) => Math.abs(a) - Math.abs(b));
  return candidates.find((exponent) => {
    const unit = unitPrice(price, exponent);
    return unit >= UNIT_PRICE_MIN && unit < UNIT_PRICE_MAX;
  });
}

/** USD WAD of one contract unit: 10^exponent tokens. */
export function unitPrice(price: Wad, exponent: number): Wad {
  return wad(exponent >= 0 ? price * 10n ** BigInt(exponent) : price / 10n ** BigInt(-exponent));
}

/**
 * The parameters of a pool for the symbols of a path, at its first prices. A symbol that the template lists has the
 * template's risk parameters, any other those of the template's last market, its least liquid. Collateral is the
 * settlement asset and whatever else of the template the path has prices for. Caps grow with the number of accounts.
 */
export function parametersFor(path: PricePath, template: NetworkParameters, accounts: number): NetworkParameters {
  const scale = Math.max(1, Math.ceil(accounts / TEMPLATE_ACCOUNTS));
  const markets = path.symbols.map((symbol) => market(path, symbol, template, scale));
  const [settlement, ...others] = template.assets as [AssetSettings, ...AssetSettings[]];
  const priced = others.flatMap((asset): AssetSettings[] => {
    const base = baseOf(asset.priceMarket!);
    const symbol = path.symbols.find((candidate) => baseOf(candidate) === base);
    return symbol === undefined ? [] : [{ ...asset, priceMarket: symbol }];
  });
  return { ...template, markets, assets: [settlement, ...priced] };
}

function market(path: PricePath, symbol: string, template: NetworkParameters, scale: number): MarketSettings {
  requireShownPrices(path, symbol);
  const answer = feedAnswer(path.steps[0]!.prices.get(symbol)!);
  const price = wad(answer * 10n ** BigInt(18 - LOCAL_FEED_DECIMALS));
  const unitExponent = unitExponentFor(price);
  if (unitExponent === undefined) {
    throw new InputError(
      path.source,
      `${symbol} at ${formatWad(price)} is too large to list`,
      "leave it out with --symbols",
    );
  }
  const base = baseOf(symbol);
  const like = template.markets.find((known) => baseOf(known.symbol) === base) ?? template.markets.at(-1)!;
  return {
    ...like,
    symbol,
    unitExponent,
    initialPrice: formatWad(price),
    skewScaleUsd: times(like.skewScaleUsd, scale),
    maxOpenInterestUsd: times(like.maxOpenInterestUsd, scale),
  };
}

/** A feed shows eight decimals; a price that rounds to nothing there would be no price. */
function requireShownPrices(path: PricePath, symbol: string): void {
  const lost = path.steps.find(({ prices }) => feedAnswer(prices.get(symbol)!) === 0n);
  if (lost === undefined) return;
  const reason = `${symbol} falls to ${formatWad(lost.prices.get(symbol)!)}, below the last decimal of a feed`;
  throw new InputError(path.source, reason, "leave it out with --symbols");
}

function times(amount: string, factor: number): string {
  return String(BigInt(amount) * BigInt(factor));
}
