import type { Logger } from "pino";

import { describe, type Action, type Purpose } from "./actions.js";
import { scan, type JudgeAt } from "./candidates/scan.js";
import type { Header, Rpc } from "./chain/rpc.js";
import type { Config } from "./config.js";
import { RetryableError } from "./errors.js";
import type { ActionRunner } from "./executor/action-runner.js";
import type { Indexer } from "./indexer/indexer.js";
import type { PoolState } from "./mirror/state.js";
import { plan } from "./planner/plan.js";
import { Rests } from "./planner/rests.js";
import { observe } from "./prices/observe.js";
import type { PriceSources } from "./prices/price-sources.js";
import { proveOrders } from "./prices/prove-orders.js";
import { Outage } from "./telemetry/outage.js";
import type { AccountId } from "./util/account-id.js";
import { sleep } from "./util/sleep.js";

/** Actions of one plan before the chain is looked at again: a crash must not wait behind a queue of orders. */
const ACTIONS_A_PLAN = 16;

/** Everything the loop works with, opened and checked by `openKeeper`. */
export interface Parts {
  readonly config: Pick<Config, "pollMs" | "maxBatch">;
  readonly rpc: Rpc;
  readonly indexer: Indexer;
  readonly prices: PriceSources;
  readonly judgeAt: JudgeAt;
  readonly runner: (rests: Rests) => ActionRunner;
  readonly log: Logger;
}

/**
 * The loop: new head → logs → state → observations → plan → actions, one at a time.
 *
 * Limitations: one node, polled; one transaction at a time; nothing is kept from one run to the next.
 */
export class Keeper {
  readonly #rests = new Rests();
  readonly #outage: Outage;
  readonly #runner: ActionRunner;
  /** Newest block for which everything planned was done. */
  #finished: string | undefined;
  #isReady = false;

  constructor(readonly parts: Parts) {
    this.#outage = new Outage(parts.log);
    this.#runner = parts.runner(this.#rests);
  }

  /** What the keeper knows; undefined before the pool's first event. */
  get state(): PoolState | undefined {
    return this.parts.indexer.state;
  }

  /** Works until `signal` aborts. The step at that moment is abandoned where it waits. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const idle = await this.step(signal);
      if (idle) await sleep(this.parts.config.pollMs, signal);
    }
  }

  /**
   * One look at the chain and everything that follows from it.
   * @returns whether there is nothing to do before the next block
   */
  async step(signal?: AbortSignal): Promise<boolean> {
    try {
      const idle = await this.#step(signal);
      this.#outage.ended();
      return idle;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      this.#outage.began(error);
      return true;
    }
  }

  async #step(signal: AbortSignal | undefined): Promise<boolean> {
    const head = await this.parts.rpc.head();
    const state = await this.#follow(head, signal);
    const isStopping = (): boolean => signal?.aborted === true;
    if (this.#finished === head.hash || isStopping()) return true;

    const actions = await this.#plan(state, head);
    for (const action of actions.slice(0, ACTIONS_A_PLAN)) {
      if (isStopping()) return true;
      await this.#runner.run(action, head.number);
    }
    this.#rests.forgetBefore(head.number);
    if (actions.length > ACTIONS_A_PLAN) return false;
    this.#finished = head.hash;
    return actions.length === 0;
  }

  async #follow(head: Header, signal: AbortSignal | undefined): Promise<PoolState> {
    const { indexer, log } = this.parts;
    const { replaced, events } = await indexer.follow(head, signal);
    if (replaced !== undefined) {
      this.#rests.clear();
      log.warn(
        { event: "rebuilt", replaced: replaced.number, block: head.number },
        `Block ${replaced.number} was replaced: state read again from the pool's first event to block ${head.number}`,
      );
    }
    log.debug({ event: "block", block: head.number, events }, `Block ${head.number}, ${events} events`);
    if (indexer.state === undefined) {
      throw new RetryableError(`The pool has no event from block ${indexer.fromBlock} to ${head.number}`);
    }
    if (!this.#isReady && indexer.cursor?.hash === head.hash) {
      this.#isReady = true;
      const accounts = indexer.state.accounts.size;
      log.info({ event: "ready", block: head.number, accounts }, `Ready at block ${head.number}: ${accounts} accounts`);
    }
    return indexer.state;
  }

  async #plan(state: PoolState, head: Header): Promise<Action[]> {
    const { prices, judgeAt, config, log } = this.parts;
    const moment = await observe(prices, state, head);
    const proofs = await proveOrders(prices, state, moment, head.number);
    const scanned = scan(state, judgeAt(state, moment));
    const isResting = (purpose: Purpose, account: AccountId): boolean =>
      this.#rests.isResting(purpose, account, head.number);
    for (const [account, reason] of scanned.unjudged) {
      if (!isResting("liquidation", account)) log.error({ event: "unjudged", account: account.toString(16) }, reason);
    }
    const actions = plan({ state, moment, scan: scanned, proofs, isResting, maxBatch: config.maxBatch });
    for (const action of actions) log.debug({ event: "planned", kind: action.kind }, `Will ${describe(action)}`);
    return actions;
  }
}
