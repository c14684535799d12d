import { min } from "./fixed-point-math.js";
import { elapsedUnits, PRICE_AGE_MAX, PRICE_AGE_UNIT, priceAgeAt } from "./market-word.js";
import { capacity, moveCost, spentAfter } from "./move-math.js";
import { latest } from "./oracle-router.js";
import type { MarketObservation, MarketParameters, MarketWord } from "./state.js";

// Twin of contracts/markets/PriceLogic.sol.

/** What may be done at a market's price (B-1), as the contract numbers it. */
export const PRICE_QUALITY = { valid: 0, stale: 1, contested: 2, sequencerDown: 3 } as const;
export type PriceQuality = (typeof PRICE_QUALITY)[keyof typeof PRICE_QUALITY];

/** The price that counts at a moment. */
export interface Observed {
  /** USD WAD per contract unit. */
  readonly price: bigint;
  /** In units of 16 s. */
  readonly age: bigint;
  /** Units of the move allowance. */
  readonly spent: bigint;
  /** Since when a print waits for confirmation, zero for none. */
  readonly contestedAt: bigint;
}

/** The sources' print if it counts, else the accepted price; what lies too far is contested (B-2). */
export function observe(
  parameters: MarketParameters,
  word: MarketWord,
  contestedAt: bigint,
  observation: MarketObservation | undefined,
  now: bigint,
): Observed {
  const age = word.priceAge + elapsedUnits(word.syncedAt, now);
  const spent = spentAfter(word.moveSpent, parameters.moveRefill, now - word.syncedAt);
  const kept = { price: word.price, age: min(age, PRICE_AGE_MAX), spent };

  const print = latest(parameters, observation, now);
  if (print === undefined) return { ...kept, contestedAt };
  const printAge = priceAgeAt(print.publishedAt, now);
  // A saturated age says nothing about which of the two is older; the source is believed.
  if (printAge > age && word.priceAge !== PRICE_AGE_MAX) return { ...kept, contestedAt };

  const accepted = { price: print.price, age: min(printAge, PRICE_AGE_MAX), contestedAt: 0n };
  if (print.price === word.price) return { ...accepted, spent };
  const full = capacity(parameters.moveRefill);
  const after = spent + moveCost(word.price, print.price, parameters.maxMove, full);
  if (print.standing !== "split" && after <= full) return { ...accepted, spent: after };
  const confirmed = contestedAt !== 0n && now >= contestedAt + parameters.confirmDelay;
  if (print.standing === "agreed" || confirmed) return { ...accepted, spent };
  return { ...kept, contestedAt: contestedAt === 0n ? now : contestedAt };
}

export function qualityOf(
  parameters: MarketParameters,
  word: MarketWord,
  contestedAt: bigint,
  sequencerDown: boolean,
): PriceQuality {
  if (sequencerDown) return PRICE_QUALITY.sequencerDown;
  if (contestedAt !== 0n) return PRICE_QUALITY.contested;
  return isFresh(parameters, word) ? PRICE_QUALITY.valid : PRICE_QUALITY.stale;
}

/** Whether the price of a projected word is young enough. */
export function isFresh(parameters: MarketParameters, word: MarketWord): boolean {
  return word.priceAge <= parameters.maxAge / PRICE_AGE_UNIT;
}
