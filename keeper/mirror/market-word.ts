import { int256, uint256 } from "./solidity-range.js";
import type { MarketWord } from "./state.js";

// Twin of what contracts/types/MarketWord.sol says about a market's word beyond its fields.

export const PRICE_AGE_UNIT = 16n;
export const PRICE_AGE_MAX = 4095n;
export const PRICE_MAX = 2n ** 80n - 1n;
export const FUNDING_INDEX_MAX = 2n ** 79n - 1n;
export const SKEW_FRACTION_ONE = 32767n;

/** A = P − F, USD WAD per contract unit; may be negative. */
export function priceIndex(word: MarketWord): bigint {
  return int256(word.price - word.fundingIndex);
}

/** Age at `timestamp` of a price published at `publishedAt`, in units of 16 s: at least the true age, at most two more. */
export function priceAgeAt(publishedAt: bigint, timestamp: bigint): bigint {
  return uint256(unitsUp(timestamp) - publishedAt / PRICE_AGE_UNIT);
}

/** By how many units every price ages between two times. */
export function elapsedUnits(since: bigint, timestamp: bigint): bigint {
  return uint256(unitsUp(timestamp) - unitsUp(since));
}

function unitsUp(timestamp: bigint): bigint {
  return (timestamp + PRICE_AGE_UNIT - 1n) / PRICE_AGE_UNIT;
}
