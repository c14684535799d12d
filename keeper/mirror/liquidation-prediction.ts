import { abs, negate, negateUnsigned, positive, shortfall, WAD } from "./fixed-point-math.js";
import { rho as rhoOf } from "./junior-profit-logic.js";
import { advance, bestLeg, chooseSlice, start } from "./leg-selection.js";
import { classOf, type LiquidationClass } from "./liquidation-logic.js";
import * as liquidationMath from "./liquidation-math.js";
import { scaledDebt } from "./loss-math.js";
import * as marginMath from "./margin-math.js";
import { exposureOf, skewOf, type Side, type Sides } from "./market-logic.js";
import { priceIndex } from "./market-word.js";
import { poolNow, type PoolNow } from "./pool-now.js";
import { hasPositions, type Factor, type Portfolio } from "./portfolio.js";
import { fillPrice, notionalUp, trade } from "./pricing-math.js";
import { equity, equityTerms, health, load, profit, quoteOf, type Health } from "./risk-logic.js";
import { int256, uint256 } from "./solidity-range.js";
import type { AccountState, Moment, PoolState, PoolTotals } from "./state.js";

// Twin of `liquidate` in contracts/liquidation/LiquidationLogic.sol up to the fee: what one liquidation would close.
// Not mirrored: whether the account raised its risk at this very timestamp, what is seized and what is written off.

const FLAG_BONDED = 1n;

/** One leg that is closed, as PositionChanged will tell it. */
export interface LegClose {
  readonly market: number;
  /** Contract units WAD traded. */
  readonly delta: bigint;
  /** USD WAD per contract unit, premium included. */
  readonly fillPrice: bigint;
  /** After it. */
  readonly size: bigint;
  readonly cost: bigint;
  /** What left the position's cost with it. */
  readonly closedCost: bigint;
  /** USD WAD that goes to the quote. */
  readonly realised: bigint;
}

/** What a liquidation would do, as AccountLiquidated will tell it. USD WAD. */
export interface LiquidationPrediction extends Health {
  /** The other two name the error that the pool would answer with. */
  readonly outcome: "Liquidated" | "NotLiquidatable" | "NothingLiquidated";
  readonly class: LiquidationClass;
  /** In the order in which the pool closes them. */
  readonly closes: readonly LegClose[];
  readonly closedNotional: bigint;
  /** φ as the account owes it; insurance gets 7/10 and the executor the rest, in whole units, as far as cash goes. */
  readonly fee: bigint;
  readonly bondPaid: boolean;
}

/** What liquidating an account at a moment would do. */
export function predictLiquidation(stored: PoolState, account: AccountState, moment: Moment): LiquidationPrediction {
  const now = poolNow(stored, moment);
  const { state, markets, sides } = now;
  const portfolio = load(state, account, markets);
  const rho = presentRho(portfolio, now);
  const judged = health(state, portfolio, rho);
  const class_ = classOf(state, portfolio, judged);
  const nothing = { closes: [], closedNotional: 0n, fee: 0n, bondPaid: false };
  if (class_ === "Healthy") return { ...judged, ...nothing, class: class_, outcome: "NotLiquidatable" };
  if (!canAct(portfolio, account)) return { ...judged, ...nothing, class: class_, outcome: "NothingLiquidated" };

  const skews = sides.map(skewOf);
  const chosen = class_ === "Solvent" ? closeSlices(state, portfolio, skews, judged, rho) : [];
  const bondOnly = chosen.length === 0;
  const closes = bondOnly ? closeAll(state, portfolio, skews) : chosen;
  const after = portfolioAfter(portfolio, closes);
  const closedNotional = closes.reduce((sum, { market, delta }) => {
    return uint256(sum + notionalUp(delta, markets[market]!.word.price));
  }, 0n);
  const fee = bondOnly ? 0n : feeOf(state, account, after, { closes, closedNotional, now });
  return {
    ...judged,
    outcome: "Liquidated",
    class: class_,
    closes,
    closedNotional,
    fee,
    bondPaid: bondOnly && !hasPositions(after) && (account.flags & FLAG_BONDED) !== 0n,
  };
}

/** ρ for an account that has a profit for it to share; without one the pool does not ask (JuniorProfitLogic.presentRho). */
function presentRho(portfolio: Portfolio, { rho }: PoolNow): bigint {
  return profit(portfolio) <= 0n ? WAD : rho;
}

/** Something can be closed or seized at a valid price, or there is a debt that nothing stands behind. */
function canAct(portfolio: Portfolio, account: AccountState): boolean {
  if (!hasPositions(portfolio) && account.balances.size === 0) return true;
  return portfolio.factors.some(
    ({ valid, size, amount }) => valid && (size !== 0n || (amount !== 0n && portfolio.quote < 0n)),
  );
}

/** Every leg that has a valid price, in market order. A stale leg stays. */
function closeAll(state: PoolState, portfolio: Portfolio, skews: readonly bigint[]): LegClose[] {
  return portfolio.factors
    .filter(({ size, valid }) => size !== 0n && valid)
    .map((factor) => closeLeg(state, factor, negate(factor.size), skews[factor.market]!));
}

/** As little as brings health to the target; none when no leg helps. */
function closeSlices(
  state: PoolState,
  portfolio: Portfolio,
  skews: readonly bigint[],
  judged: Health,
  rho: bigint,
): LegClose[] {
  const workout = start(state, portfolio, rho);
  const closes: LegClose[] = [];
  let reached = marginMath.health(judged.equity, judged.margin);
  while (reached < state.parameters.targetHealth) {
    const factor = bestLeg(state, portfolio, workout, skews);
    if (factor === undefined) break;
    workout.visited.add(factor.market);
    const skew = skews[factor.market]!;
    const choice = chooseSlice(state, portfolio, workout, factor, skew, reached);
    reached = choice.reached;
    if (choice.delta === 0n) continue;
    advance(state, workout, factor, skew, choice.delta);
    closes.push(closeLeg(state, factor, choice.delta, skew));
  }
  return closes;
}

/** One leg at its fill price (PositionLogic.propose and execute). */
function closeLeg(state: PoolState, factor: Factor, delta: bigint, skew: bigint): LegClose {
  const { price } = factor.hot;
  const fill = fillPrice(price, skew, delta, state.markets[factor.market]!.skewScale);
  const traded = trade(factor.size, factor.cost, delta, priceIndex(factor.hot), int256(fill - price));
  return {
    market: factor.market,
    delta,
    fillPrice: fill,
    size: traded.newSize,
    cost: traded.newCost,
    closedCost: factor.cost - traded.newCost,
    realised: traded.realised,
  };
}

function portfolioAfter(portfolio: Portfolio, closes: readonly LegClose[]): Portfolio {
  const byMarket = new Map(closes.map((close) => [close.market, close]));
  const factors = portfolio.factors.map((factor) => {
    const close = byMarket.get(factor.market);
    return close === undefined ? factor : { ...factor, size: close.size, cost: close.cost };
  });
  return { ...portfolio, factors };
}

interface Closing {
  readonly closes: readonly LegClose[];
  readonly closedNotional: bigint;
  readonly now: PoolNow;
}

/** φ of what was closed, at most the equity that is left, at the ρ that the closing has brought about. */
function feeOf(state: PoolState, account: AccountState, after: Portfolio, closing: Closing): bigint {
  const realised = closing.closes.reduce((sum, close) => int256(sum + close.realised), 0n);
  const raw = addQuote(state, account.quote, realised);
  const totals = closing.closes.reduce((sums, close) => movedTotals(state, sums, close, closing), {
    ...closing.now.totals,
    quotePlus: uint256(state.totals.quotePlus + positive(raw) - positive(account.quote)),
    scaledDebt: uint256(state.totals.scaledDebt + shortfall(raw) - shortfall(account.quote)),
  });
  const rho = rhoOf({ ...state, totals });
  const terms = equityTerms(state, { ...after, quote: quoteOf(state, raw) });
  return liquidationMath.fee(closing.closedNotional, state.parameters.liquidationFee, equity(terms, rho));
}

/** An account's stored quote after a change of its quote in USD WAD (LedgerLogic.addQuote). */
function addQuote(state: PoolState, raw: bigint, change: bigint): bigint {
  if (change === 0n) return raw;
  const quote = int256(quoteOf(state, raw) + change);
  return quote >= 0n ? quote : negateUnsigned(scaledDebt(abs(quote), state.debtIndex));
}

/** The pool's sums once a leg is closed (MarketLogic.update). */
function movedTotals(state: PoolState, totals: PoolTotals, close: LegClose, { now }: Closing): PoolTotals {
  const { markets, sides } = now;
  const { market } = close;
  const scale = state.markets[market]!.skewScale;
  const before = exposureOf(markets[market]!.word, sides[market]!, scale);
  const after = exposureOf(markets[market]!.word, sidesAfter(sides[market]!, close), scale);
  return {
    ...totals,
    traderPnl: totals.traderPnl + after.pnl - before.pnl,
    juniorPnl: uint256(totals.juniorPnl + after.junior - before.junior),
    skewPremium: uint256(totals.skewPremium + after.premium - before.premium),
  };
}

/** A liquidation only reduces, so one side alone moves: the one that the trade is against. */
function sidesAfter({ long, short }: Sides, { delta, closedCost }: LegClose): Sides {
  const reduced = (side: Side): Side => ({ size: side.size - abs(delta), cost: side.cost - closedCost });
  return delta < 0n ? { long: reduced(long), short } : { long, short: reduced(short) };
}
