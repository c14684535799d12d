import { uint256 } from "./solidity-range.js";
import { PRICE_MAX } from "./market-word.js";
import { mulDivDown, WAD } from "./fixed-point-math.js";
import { within } from "./move-math.js";
import type { MarketObservation, MarketParameters, Observation } from "./state.js";

// Twin of contracts/oracle/OracleRouter.sol and of what ChainlinkSource.sol accepts as a round.

const ANSWER_MAX = 2n ** 128n - 1n;

/** A price that the pool would take, and how many sources stand behind it (B-1). */
export interface Print {
  /** USD WAD per contract unit, toward zero. */
  readonly price: bigint;
  readonly publishedAt: bigint;
  readonly standing: "single" | "agreed" | "split";
}

/**
 * The latest price of a market's sources, however old: the primary source's, unless the second one's alone is fresh.
 * Undefined where the pool would have none at `now`.
 */
export function latest(
  parameters: MarketParameters,
  observation: MarketObservation | undefined,
  now: bigint,
): Print | undefined {
  const first = usable(parameters, observation?.primary, parameters.sourceDecimals, now);
  const second = usable(parameters, observation?.secondary, parameters.secondaryDecimals, now);
  const isFresh = (publishedAt: bigint) => now - publishedAt <= parameters.maxAge;
  if (second === undefined) return first && { ...first, standing: "single" };
  if (first === undefined) return { ...second, standing: "single" };
  const fresh = isFresh(first.publishedAt);
  if (fresh !== isFresh(second.publishedAt)) return { ...(fresh ? first : second), standing: "single" };
  const agree = within(first.price, second.price, parameters.maxDeviation);
  return { ...first, standing: agree ? "agreed" : "split" };
}

function usable(
  parameters: MarketParameters,
  observation: Observation | undefined,
  decimals: bigint,
  now: bigint,
): { price: bigint; publishedAt: bigint } | undefined {
  if (observation === undefined) return undefined;
  const { answer, publishedAt, confidence } = observation;
  if (answer <= 0n || publishedAt === 0n || publishedAt > now) return undefined;
  // A price that its publishers disagree about is none.
  if (confidence !== undefined && confidence > mulDivDown(answer, parameters.maxConfidence, WAD)) return undefined;
  const price = toUnitPrice(answer, decimals, parameters.unitExponent);
  return price === undefined ? undefined : { price, publishedAt };
}

/** answer · 10^(18 − decimals + unitExponent); undefined when it is zero or does not fit a price. */
export function toUnitPrice(answer: bigint, decimals: bigint, unitExponent: bigint): bigint | undefined {
  if (answer > ANSWER_MAX) return undefined;
  const power = 18n - decimals + unitExponent;
  const price = power >= 0n ? uint256(answer * 10n ** power) : answer / 10n ** -power;
  return price !== 0n && price <= PRICE_MAX ? price : undefined;
}
