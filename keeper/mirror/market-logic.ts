import { clamp, mulDivFloor, positive } from "./fixed-point-math.js";
import { accrue } from "./funding-math.js";
import {
  FUNDING_INDEX_MAX,
  FUNDING_INDEX_UNIT,
  priceIndex,
  SKEW_FRACTION_MAX,
  SKEW_FRACTION_ONE,
} from "./market-word.js";
import { observe, PRICE_QUALITY, qualityOf, type PriceQuality } from "./price-logic.js";
import { profit, skewPremium } from "./pricing-math.js";
import { int256, uint256 } from "./solidity-range.js";
import type { AccountState, MarketObservation, MarketParameters, MarketWord, Moment, PoolState } from "./state.js";

// Twin of contracts/markets/MarketLogic.sol.

/** A market at one moment: its word with funding accrued and the price that counts, and what may be done at it. */
export interface MarketNow {
  readonly word: MarketWord;
  readonly quality: PriceQuality;
  /** Everything may be done at the price. */
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

/** The market now: funding accrued at the old price, then the price that counts. */
export function project(
  parameters: MarketParameters,
  word: MarketWord,
  contestedAt: bigint,
  observation: MarketObservation | undefined,
  now: bigint,
): { word: MarketWord; contestedAt: bigint } {
  const elapsed = uint256(now - word.syncedAt);
  if (elapsed === 0n) return { word, contestedAt };

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
  const index = clamp(int256(word.fundingIndex + funding), -FUNDING_INDEX_MAX, FUNDING_INDEX_MAX);
  const fundingIndex = mulDivFloor(index, 1n, FUNDING_INDEX_UNIT) * FUNDING_INDEX_UNIT;

  const observed = observe(parameters, word, contestedAt, observation, now);
  return {
    word: {
      price: observed.price,
      fundingIndex,
      rate: nextRate,
      skewFraction: word.skewFraction,
      syncedAt: now,
      priceAge: observed.age,
      moveSpent: observed.spent,
    },
    contestedAt: observed.contestedAt,
  };
}

/** Every market at a moment, by market id: project once, judge many accounts. */
export function projectAll(state: PoolState, moment: Moment): MarketNow[] {
  return state.markets.map((parameters, market) => {
    const { word, contestedAt } = project(
      parameters,
      state.words[market]!,
      state.contests[market]!,
      moment.observations[market],
      moment.now,
    );
    const quality = qualityOf(parameters, word, contestedAt, moment.sequencerDown);
    return { word, quality, valid: quality === PRICE_QUALITY.valid };
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
  return clamp((skewOf(sides) * SKEW_FRACTION_ONE) / scale, -SKEW_FRACTION_MAX, SKEW_FRACTION_MAX);
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
