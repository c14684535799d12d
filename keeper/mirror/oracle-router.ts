import { uint256 } from "./solidity-range.js";
import { PRICE_MAX } from "./market-word.js";
import type { MarketParameters, Observation } from "./state.js";

// Twin of contracts/oracle/OracleRouter.sol and of what ChainlinkSource.sol accepts as a round.

const ANSWER_MAX = 2n ** 128n - 1n;

/** A price that the pool would accept. */
export interface UnitPrice {
  /** USD WAD per contract unit, toward zero. */
  readonly price: bigint;
  readonly publishedAt: bigint;
}

/** The latest price of a market's source, however old; undefined where the pool would have none at `now`. */
export function latest(
  parameters: MarketParameters,
  observation: Observation | undefined,
  now: bigint,
): UnitPrice | undefined {
  if (observation === undefined) return undefined;
  const { answer, publishedAt } = observation;
  if (answer <= 0n || publishedAt === 0n || publishedAt > now) return undefined;
  const price = toUnitPrice(answer, parameters.sourceDecimals, parameters.unitExponent);
  return price === undefined ? undefined : { price, publishedAt };
}

/** answer · 10^(18 − decimals + unitExponent); undefined when it is zero or does not fit a price. */
export function toUnitPrice(answer: bigint, decimals: bigint, unitExponent: bigint): bigint | undefined {
  if (answer > ANSWER_MAX) return undefined;
  const power = 18n - decimals + unitExponent;
  const price = power >= 0n ? uint256(answer * 10n ** power) : answer / 10n ** -power;
  return price !== 0n && price <= PRICE_MAX ? price : undefined;
}
