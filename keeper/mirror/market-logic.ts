import { clamp, min, positive } from "./fixed-point-math.js";
import { accrue } from "./funding-math.js";
import {
  elapsedUnits,
  FUNDING_INDEX_MAX,
  PRICE_AGE_MAX,
  PRICE_AGE_UNIT,
  priceAgeAt,
  priceIndex,
  SKEW_FRACTION_ONE,
} from "./market-word.js";
import { latest } from "./oracle-router.js";
import { profit, skewPremium } from "./pricing-math.js";
import { int256, uint256 } from "./solidity-range.js";
import type { AccountState, MarketParameters, MarketWord, Moment, Observation, PoolState } from "./state.js";

// Twin of contracts/markets/MarketLogic.sol.

/** A market at one moment: its word with funding accrued and the source's price, and whether that price is valid. */
export interface MarketNow {
  readonly word: MarketWord;
  readonly valid: boolean;
}

/** What is open on one side of a market; sizes are positive on both. */
export interface Side {
  readonly size: bigint;
  readonly cost: bigint;
}

export interface Sides {
  readonly long: Side;
  readonly short: Side;
}

/** What a market's open positions are to the pool. USD WAD. */
export interface Exposure {
  /** U_m, unrealised, both sides. */
  readonly pnl: bigint;
  /** Σ_sides max(0, U_side) */
  readonly junior: bigint;
  /** P·S²/(2K) */
  readonly premium: bigint;
}

/** The market now: funding accrued at the old price, then the source's price if it has one. */
export function project(
  parameters: MarketParameters,
  word: MarketWord,
  observation: Observation | undefined,
  now: bigint,
): MarketWord {
  const elapsed = uint256(now - word.syncedAt);
  if (elapsed === 0n) return word;

  const { fundingVelocity, maxFundingRate } = parameters;
  const { nextRate, funding } = accrue(
    word.rate,
    word.skewFraction,
    word.price,
    elapsed,
    fundingVelocity,
    maxFundingRate,
  );
  // Saturates instead of reverting: liquidation must go on whatever the index has come to.
  const fundingIndex = clamp(int256(word.fundingIndex + funding), -FUNDING_INDEX_MAX, FUNDING_INDEX_MAX);

  const { price, age } = observePrice(parameters, word, observation, now);
  return { price, fundingIndex, rate: nextRate, skewFraction: word.skewFraction, syncedAt: now, priceAge: age };
}

/** The source's price and its age, unless it is older than the one that is stored; that one only ages. */
function observePrice(
  parameters: MarketParameters,
  word: MarketWord,
  observation: Observation | undefined,
  now: bigint,
): { price: bigint; age: bigint } {
  const storedAge = word.priceAge + elapsedUnits(word.syncedAt, now);
  const found = latest(parameters, observation, now);
  if (found !== undefined) {
    const age = priceAgeAt(found.publishedAt, now);
    if (age <= storedAge) return { price: found.price, age: min(age, PRICE_AGE_MAX) };
    // A saturated age says nothing about which of the two is older; the source is believed.
    if (word.priceAge === PRICE_AGE_MAX) return { price: found.price, age: PRICE_AGE_MAX };
  }
  return { price: word.price, age: min(storedAge, PRICE_AGE_MAX) };
}

/** Whether the price of a projected word is fresh enough to trade and liquidate at. */
export function isValid(parameters: MarketParameters, word: MarketWord): boolean {
  return word.priceAge <= parameters.maxAge / PRICE_AGE_UNIT;
}

/** Every market at a moment, by market id: project once, judge many accounts. */
export function projectAll(state: PoolState, moment: Moment): MarketNow[] {
  return state.markets.map((parameters, market) => {
    const word = project(parameters, state.words[market]!, moment.observations[market], moment.now);
    return { word, valid: isValid(parameters, word) };
  });
}

/** Sides of every market, by market id: the sums of all positions, which the pool keeps equal to the integer (P-3). */
export function sidesOf(state: PoolState): Sides[] {
  const sums = state.markets.map(() => ({ long: { size: 0n, cost: 0n }, short: { size: 0n, cost: 0n } }));
  for (const account of state.accounts.values()) addPositions(sums, account);
  return sums;
}

/** S = longs − shorts, contract units WAD. */
export function skewOf({ long, short }: Sides): bigint {
  return long.size - short.size;
}

/** S/K in 1/32767, toward zero: what the word says of the skew (P-2). */
export function skewFractionOf(sides: Sides, scale: bigint): bigint {
  return (skewOf(sides) * SKEW_FRACTION_ONE) / scale;
}

/** U_m per side is floor(Q·A) − Σcost with signed Q (P-3); the junior part is what is positive of each (W-5). */
export function exposureOf(word: MarketWord, sides: Sides, scale: bigint): Exposure {
  const index = priceIndex(word);
  const longPnl = profit(sides.long.size, sides.long.cost, index);
  const shortPnl = profit(-sides.short.size, sides.short.cost, index);
  return {
    pnl: int256(longPnl + shortPnl),
    junior: uint256(positive(longPnl) + positive(shortPnl)),
    premium: skewPremium(word.price, skewOf(sides), scale),
  };
}

function addPositions(sums: { long: Mutable<Side>; short: Mutable<Side> }[], account: AccountState): void {
  for (const [market, { size, cost }] of account.positions) {
    const side = size > 0n ? sums[market]!.long : sums[market]!.short;
    side.size += size > 0n ? size : -size;
    side.cost += cost;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
