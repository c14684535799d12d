import { WHOLE_POOL, type Action, type Purpose } from "../actions.js";
import type { Scan } from "../candidates/scan.js";
import type { Moment, PoolState } from "../mirror/state.js";
import type { AccountId } from "../util/account-id.js";
import { contestsToRecord } from "./contests.js";

export interface PlanInput {
  readonly state: PoolState;
  readonly moment: Moment;
  readonly scan: Scan;
  /** Proofs of the prices at which pending orders fill. */
  readonly proofs: ReadonlyMap<AccountId, string>;
  /** Accounts that are in flight or rest after a failure. */
  readonly isResting: (purpose: Purpose, account: AccountId) => boolean;
  /** Most accounts in one liquidation transaction. */
  readonly maxBatch: number;
}

/**
 * What to do now, most urgent first: contests of prices, whose time runs from their record; then liquidations in the contract's order, then orders that have their price, then orders
 * that found none in time, then the parameters' next step. No account is in two actions: an order dies with the liquidation of its account anyway.
 */
export function plan(input: PlanInput): Action[] {
  const { scan, state, moment, proofs, isResting, maxBatch } = input;
  const actions: Action[] = [];

  const due = scan.candidates.map(({ account }) => account).filter((account) => !isResting("liquidation", account));
  // What cannot be judged here is left to the pool's judgement, alone so that it spoils no batch.
  const unjudged = [...scan.unjudged.keys()].filter((account) => !isResting("liquidation", account));
  for (let start = 0; start < due.length; start += maxBatch) {
    actions.push({ kind: "liquidate", accounts: due.slice(start, start + maxBatch) });
  }
  for (const account of unjudged) actions.push({ kind: "liquidate", accounts: [account] });

  const busy = new Set([...due, ...unjudged]);
  const expired: Action[] = [];
  for (const { id, order } of state.accounts.values()) {
    if (order === undefined || busy.has(id) || isResting("order", id)) continue;
    const proof = proofs.get(id);
    if (moment.now > order.expiry) expired.push({ kind: "expire-order", account: id });
    else if (proof !== undefined) actions.push({ kind: "settle-order", account: id, proof });
  }
  const contests = isResting("sync", WHOLE_POOL) ? [] : contestsToRecord(state, moment);
  if (contests.length > 0) actions.unshift({ kind: "sync-markets", markets: contests });
  const { ramp } = state;
  const isDue = ramp !== undefined && moment.now >= ramp.stepAt && !isResting("ramp", WHOLE_POOL);
  return [...actions, ...expired, ...(isDue ? [{ kind: "step-parameters" } as const] : [])];
}
