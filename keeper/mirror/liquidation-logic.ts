import { toInt } from "./fixed-point-math.js";
import * as marginMath from "./margin-math.js";
import { poolNow, type PoolNow } from "./pool-now.js";
import { hasPositions, type Portfolio } from "./portfolio.js";
import {
  equityTerms,
  health,
  initialEquity,
  initialRequirement,
  load,
  marginTerms,
  type Health,
} from "./risk-logic.js";
import type { AccountState, Moment, PoolState } from "./state.js";

// Twin of `judge` in contracts/liquidation/LiquidationLogic.sol, with the terms of contracts/lens/AccountLens.sol.

/** What an account's state means for its liquidation. */
export type LiquidationClass = "Healthy" | "Solvent" | "Dust" | "Insolvent";

/** Every term of E and M of one account (M-1…M-5). USD WAD unless said otherwise. */
export interface Judgement extends Health {
  readonly class: LiquidationClass;
  /** E/M, WAD; the largest int256 when nothing is required. */
  readonly health: bigint;
  /** ρ at present prices of all markets, WAD. */
  readonly rho: bigint;
  readonly collateral: bigint;
  readonly quote: bigint;
  readonly pnl: bigint;
  readonly staleAllowance: bigint;
  readonly gross: bigint;
  readonly root: bigint;
  readonly initialEquity: bigint;
  readonly initialRequirement: bigint;
}

/** What an account is at a moment. */
export function judge(state: PoolState, account: AccountState, moment: Moment): Judgement {
  return judgeAt(account, poolNow(state, moment));
}

/** The same for one of many accounts at that moment. */
export function judgeAt(account: AccountState, { state, markets, sides, rho }: PoolNow): Judgement {
  const portfolio = load(state, account, markets);
  const found = health(state, portfolio, rho);
  const terms = equityTerms(state, portfolio);
  const margins = marginTerms(state, portfolio, "maintenance");
  return {
    ...found,
    class: classOf(state, portfolio, found),
    health: marginMath.health(found.equity, found.margin),
    rho,
    collateral: terms.collateral,
    quote: terms.quote,
    pnl: terms.pnl,
    staleAllowance: terms.staleAllowance,
    gross: margins.gross,
    root: marginMath.root(margins, state.parameters.correlationPct),
    initialEquity: initialEquity(terms),
    initialRequirement: found.margin === 0n ? 0n : initialRequirement(state, portfolio, sides),
  };
}

/** Class of an account whose equity and margin are known. */
export function classOf(state: PoolState, portfolio: Portfolio, { equity, margin }: Health): LiquidationClass {
  const exposed = hasPositions(portfolio) || portfolio.quote < 0n;
  if (!exposed || equity >= toInt(margin)) return "Healthy";
  if (equity < 0n) return "Insolvent";
  return margin < state.parameters.dust ? "Dust" : "Solvent";
}
