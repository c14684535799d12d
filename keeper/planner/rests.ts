import type { Purpose } from "../actions.js";
import type { AccountId } from "../util/account-id.js";

/** Blocks to leave an account alone after failures in a row: 1, 2, 4 … */
const MAX_REST_BLOCKS = 32;

interface Rest {
  readonly untilBlock: number;
  readonly failures: number;
}

/**
 * Which accounts are left alone for now, counted in blocks: those whose transaction is mined and not yet in the state,
 * and those whose action failed, longer each time. A liquidation that fails does not hold up the account's order.
 */
export class Rests {
  readonly #rests: Readonly<Record<Purpose, Map<AccountId, Rest>>> = {
    liquidation: new Map(),
    order: new Map(),
    sync: new Map(),
    ramp: new Map(),
  };

  /** Whether the account is left alone in a plan made at block `head`. */
  isResting(purpose: Purpose, account: AccountId, head: number): boolean {
    const rest = this.#rests[purpose].get(account);
    return rest !== undefined && head < rest.untilBlock;
  }

  /** An action for the account failed at block `head`. Returns the first block at which it may be tried again. */
  failed(purpose: Purpose, account: AccountId, head: number): number {
    const rests = this.#rests[purpose];
    const failures = (rests.get(account)?.failures ?? 0) + 1;
    const untilBlock = head + Math.min(2 ** (failures - 1), MAX_REST_BLOCKS);
    rests.set(account, { untilBlock, failures });
    return untilBlock;
  }

  /**
   * An action for the account was mined in `block`: what it changed is in the state from there on, and nothing is done
   * for the account before. Its failures are forgotten, those of the other purpose are not.
   */
  done(purpose: Purpose, account: AccountId, block: number): void {
    this.#rests[purpose].set(account, { untilBlock: block, failures: 0 });
    if (purpose === "ramp" || purpose === "sync") return;
    const others = this.#rests[purpose === "order" ? "liquidation" : "order"];
    const { untilBlock, failures } = others.get(account) ?? { untilBlock: 0, failures: 0 };
    others.set(account, { untilBlock: Math.max(untilBlock, block), failures });
  }

  /** Forgets rests that lie so far back that they no longer count toward a longer one. */
  forgetBefore(head: number): void {
    for (const rests of Object.values(this.#rests)) {
      for (const [account, { untilBlock, failures }] of rests) {
        if (untilBlock + (failures === 0 ? 0 : 2 * MAX_REST_BLOCKS) <= head) rests.delete(account);
      }
    }
  }

  /** Block numbers mean something else after a reorganisation. */
  clear(): void {
    for (const rests of Object.values(this.#rests)) rests.clear();
  }
}
