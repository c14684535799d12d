import { min, mulDivCeil, negate, shortfall, toInt, WAD } from "./fixed-point-math.js";
import * as liquidationMath from "./liquidation-math.js";
import * as marginMath from "./margin-math.js";
import { priceIndex } from "./market-word.js";
import type { Factor, Portfolio } from "./portfolio.js";
import { fillPrice, notionalUp, profit, trade } from "./pricing-math.js";
import { equityTerms, margin as marginFrom, marginOf, marginTerms } from "./risk-logic.js";
import type { EquityTerms, MarginTerms } from "./risk-terms.js";
import { int256, uint256 } from "./solidity-range.js";
import type { PoolState } from "./state.js";

// Twin of contracts/liquidation/LegSelection.sol: which leg a liquidation closes, and how much of it.

/** A solvent account while its legs are being chosen: its sums, moved on with every slice. */
export interface Workout {
  readonly margin: MarginTerms;
  readonly equity: EquityTerms;
  /** As it stood when the account was judged, WAD. */
  readonly rho: bigint;
  /** Σ|Δq|·P so far, USD WAD. */
  closedNotional: bigint;
  /** Markets already tried. */
  readonly visited: Set<number>;
  /** Positions that are still open, stale ones included. */
  openLegs: number;
}

/** How much of a leg to close. */
export interface Choice {
  /** Contract units WAD to trade, zero when no slice helps. */
  readonly delta: bigint;
  /** Health after it, WAD. */
  readonly reached: bigint;
}

/** Sums of a solvent account before anything is closed. */
export function start(state: PoolState, portfolio: Portfolio, rho: bigint): Workout {
  return {
    margin: marginTerms(state, portfolio, "maintenance"),
    equity: equityTerms(state, portfolio),
    rho,
    closedNotional: 0n,
    visited: new Set(),
    openLegs: portfolio.factors.filter(({ size }) => size !== 0n).length,
  };
}

/** The best leg not yet tried: most margin relief per cost, ties to the lower market id; undefined when none is left. */
export function bestLeg(
  state: PoolState,
  portfolio: Portfolio,
  workout: Workout,
  skews: readonly bigint[],
): Factor | undefined {
  let best: Factor | undefined;
  let bestScore = 0n;
  const present = marginFrom(state, portfolio.id, workout.margin, 0n);
  for (const factor of portfolio.factors) {
    if (factor.size === 0n || !factor.valid || workout.visited.has(factor.market)) continue;
    const score = scoreOf(state, portfolio, workout, factor, present, skews[factor.market]!);
    if (best !== undefined && score <= bestScore) continue;
    [best, bestScore] = [factor, score];
  }
  return best;
}

/** How much of a leg to close when health is `present`. */
export function chooseSlice(
  state: PoolState,
  portfolio: Portfolio,
  workout: Workout,
  factor: Factor,
  skew: bigint,
  present: bigint,
): Choice {
  const healthOf = (slices: bigint) => healthAfter(state, portfolio, workout, factor, skew, slices);
  let [chosen, reached] = [0n, present];
  for (let slices = liquidationMath.SMALLEST_SLICE; slices <= liquidationMath.SLICES; slices *= 2n) {
    const health = healthOf(slices);
    if (health > reached) [chosen, reached] = [slices, health];
    if (health >= state.parameters.targetHealth) {
      [chosen, reached] = refine(state, healthOf, slices, health);
      break;
    }
  }
  return { delta: chosen === 0n ? 0n : negate(liquidationMath.slice(factor.size, chosen)), reached };
}

/** Health of the account if `slices`/8192 of a leg were closed now. */
export function healthAfter(
  state: PoolState,
  portfolio: Portfolio,
  workout: Workout,
  factor: Factor,
  skew: bigint,
  slices: bigint,
): bigint {
  const delta = negate(liquidationMath.slice(factor.size, slices));
  const { size, quote, pnl } = close(state, workout, factor, skew, delta);
  const notional = uint256(workout.closedNotional + notionalUp(delta, factor.hot.price));
  const fee = liquidationMath.fee(notional, state.parameters.liquidationFee, equityWith(workout, int256(quote + pnl)));
  const quoteAfterFee = int256(quote - toInt(fee));
  const equity = equityWith(workout, int256(quoteAfterFee + pnl));
  const owed = shortfall(quoteAfterFee);
  const debt = owed - min(owed, portfolio.settlement);
  // Flat and without debt nothing is required.
  if (size === 0n && workout.openLegs === 1 && debt === 0n) return marginMath.health(equity, 0n);

  const margins = { ...workout.margin, longs: [...workout.margin.longs], shorts: [...workout.margin.shorts] };
  move(state, margins, factor, factor.size, size);
  return marginMath.health(equity, marginFrom(state, portfolio.id, margins, debt));
}

/** Moves the sums to where a slice has brought the account. */
export function advance(state: PoolState, workout: Workout, factor: Factor, skew: bigint, delta: bigint): void {
  const { size, quote, pnl } = close(state, workout, factor, skew, delta);
  move(state, workout.margin, factor, factor.size, size);
  if (size === 0n) workout.openLegs--;
  workout.equity.quote = quote;
  workout.equity.pnl = pnl;
  workout.closedNotional = uint256(workout.closedNotional + notionalUp(delta, factor.hot.price));
}

/** Five halvings between the slice that reached the target and half of it, which did not. */
function refine(
  state: PoolState,
  healthOf: (slices: bigint) => bigint,
  high: bigint,
  highHealth: bigint,
): [chosen: bigint, reached: bigint] {
  let low = high / 2n;
  let best: [bigint, bigint] = [high, highHealth];
  for (let i = 0; i < 5 && best[0] - low > 1n; i++) {
    const middle = (low + best[0]) / 2n;
    const health = healthOf(middle);
    if (health >= state.parameters.targetHealth) best = [middle, health];
    else low = middle;
  }
  return best;
}

/** Quote and Σ PnL of the account if `delta` of a leg were traded. */
function close(state: PoolState, workout: Workout, factor: Factor, skew: bigint, delta: bigint) {
  const index = priceIndex(factor.hot);
  const { newSize, newCost, realised } = trade(
    factor.size,
    factor.cost,
    delta,
    index,
    premiumOf(state, factor, skew, delta),
  );
  const rest = newSize === 0n ? 0n : profit(newSize, newCost, index);
  return {
    size: newSize,
    quote: int256(workout.equity.quote + realised),
    pnl: int256(int256(workout.equity.pnl - profit(factor.size, factor.cost, index)) + rest),
  };
}

function premiumOf(state: PoolState, factor: Factor, skew: bigint, delta: bigint): bigint {
  const { skewScale } = state.markets[factor.market]!;
  return int256(fillPrice(factor.hot.price, skew, delta, skewScale) - toInt(factor.hot.price));
}

function equityWith(workout: Workout, profits: bigint): bigint {
  const known = marginMath.equity(workout.equity.collateral, profits, workout.rho);
  return int256(known + toInt(workout.equity.staleAllowance));
}

function scoreOf(
  state: PoolState,
  portfolio: Portfolio,
  workout: Workout,
  factor: Factor,
  present: bigint,
  skew: bigint,
): bigint {
  const margins = { ...workout.margin, longs: [...workout.margin.longs], shorts: [...workout.margin.shorts] };
  move(state, margins, factor, factor.size, 0n);
  const relief = int256(toInt(present) - toInt(marginFrom(state, portfolio.id, margins, 0n)));

  const delta = negate(factor.size);
  const premium = premiumOf(state, factor, skew, delta);
  const notional = notionalUp(delta, factor.hot.price);
  const premiumUsd = mulDivCeil(delta, premium, WAD);
  return liquidationMath.score(
    relief,
    liquidationMath.closingCost(notional, state.parameters.liquidationFee, premiumUsd),
  );
}

/** Replaces one factor's part of the margin sums. */
function move(state: PoolState, terms: MarginTerms, factor: Factor, from: bigint, to: bigint): void {
  const { correlationClass } = state.markets[factor.market]!;
  marginMath.remove(terms, correlationClass, marginOf(state, factor, from, "maintenance"));
  marginMath.add(terms, correlationClass, marginOf(state, factor, to, "maintenance"));
}
