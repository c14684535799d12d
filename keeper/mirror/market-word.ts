import { int256 } from "./solidity-range.js";
import type { MarketWord } from "./state.js";

// Twin of what contracts/types/MarketWord.sol says about a market's word beyond its fields.

export const PRICE_AGE_UNIT = 16n;
export const PRICE_AGE_MAX = 255n;
export const PRICE_MAX = 2n ** 80n - 1n;
export const FUNDING_INDEX_MAX = 2n ** 83n - 1n;
export const SKEW_FRACTION_ONE = 32767n;

/** A = P − F, USD WAD per contract unit; may be negative. */
export function priceIndex(word: MarketWord): bigint {
  return int256(word.price - word.fundingIndex);
}
