import type { AccountState, Moment, PoolState } from "../mirror/state.js";
import { short } from "../actions.js";
import { sentenceOf } from "../errors.js";
import type { AccountId } from "../util/account-id.js";

/** What an account is at one moment: class, equity and margin in USD WAD, health = E/M in WAD. */
export interface Verdict {
  readonly class: "Healthy" | "Solvent" | "Dust" | "Insolvent";
  readonly equity: bigint;
  readonly margin: bigint;
  readonly health: bigint;
}

export type Judge = (account: AccountState) => Verdict;
/** Prepares what all accounts have in common, then judges one by one. */
export type JudgeAt = (state: PoolState, moment: Moment) => Judge;

export interface Candidate {
  readonly account: AccountId;
  readonly verdict: Verdict;
}

export interface Scan {
  /** Accounts that can be liquidated, in the contract's order. */
  readonly candidates: readonly Candidate[];
  /** Accounts that could not be judged, with the reason: unknown is not healthy. */
  readonly unjudged: ReadonlyMap<AccountId, string>;
}

const RANK = { Insolvent: 0, Solvent: 1, Dust: 2 } as const;

/** Judges every account: insolvent ones first, then solvent ones, worst health first, then dust. */
export function scan(state: PoolState, judge: Judge): Scan {
  const candidates: Candidate[] = [];
  const unjudged = new Map<AccountId, string>();
  for (const account of state.accounts.values()) {
    try {
      const verdict = judge(account);
      if (verdict.class !== "Healthy") candidates.push({ account: account.id, verdict });
    } catch (error) {
      unjudged.set(account.id, `${short(account.id)} cannot be judged: ${sentenceOf(error)}`);
    }
  }
  return { candidates: candidates.sort(byUrgency), unjudged };
}

function byUrgency(a: Candidate, b: Candidate): number {
  const rank = (candidate: Candidate): number => RANK[candidate.verdict.class as keyof typeof RANK];
  return rank(a) - rank(b) || order(a.verdict.health, b.verdict.health) || order(a.account, b.account);
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
