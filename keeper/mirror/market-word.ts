import { int256, uint256 } from "./solidity-range.js";
import type { MarketWord } from "./state.js";

// Twin of what contracts/types/MarketWord.sol says about a market's word beyond its fields.

export const PRICE_AGE_UNIT = 16n;
export const PRICE_AGE_MAX = 4095n;
export const PRICE_MAX = 2n ** 80n - 1n;
/** The funding index is stored in whole units of this, toward −∞. */
export const FUNDING_INDEX_UNIT = 128n;
export const FUNDING_INDEX_MAX = (2n ** 72n - 1n) * FUNDING_INDEX_UNIT;
export const SKEW_FRACTION_ONE = 32767n;
export const SKEW_FRACTION_MAX = 2n ** 12n - 1n;
export const MOVE_SPENT_MAX = 1023n;

/** The fields of a stored word. */
export function toMarketWord(word: bigint): MarketWord {
  return {
    price: BigInt.asUintN(80, word),
    fundingIndex: BigInt.asIntN(73, word >> 80n) * FUNDING_INDEX_UNIT,
    rate: BigInt.asIntN(36, word >> 153n),
    skewFraction: BigInt.asIntN(13, word >> 189n),
    syncedAt: BigInt.asUintN(32, word >> 202n),
    priceAge: BigInt.asUintN(12, word >> 234n),
    moveSpent: BigInt.asUintN(10, word >> 246n),
  };
}

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
