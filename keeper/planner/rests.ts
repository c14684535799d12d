import type { AccountId } from "../util/account-id.js";

/** Blocks to leave an account alone after failures in a row: 1, 2, 4 … */
const MAX_REST_BLOCKS = 32;

interface Rest {
  readonly untilBlock: number;
  readonly failures: number;
}

/**
 * Which accounts are left alone for now, counted in blocks: those whose transaction is mined and not yet in the state,
 * and those whose action failed, longer each time.
 */
export class Rests {
  readonly #rests = new Map<AccountId, Rest>();

  /** Whether the account is left alone in a plan made at block `head`. */
  isResting(account: AccountId, head: number): boolean {
    const rest = this.#rests.get(account);
    return rest !== undefined && head < rest.untilBlock;
  }

  /** An action for the account failed at block `head`. Returns the first block at which it may be tried again. */
  failed(account: AccountId, head: number): number {
    const failures = (this.#rests.get(account)?.failures ?? 0) + 1;
    const untilBlock = head + Math.min(2 ** (failures - 1), MAX_REST_BLOCKS);
    this.#rests.set(account, { untilBlock, failures });
    return untilBlock;
  }

  /** An action for the account was mined in `block`: what it changed is in the state from there on. */
  done(account: AccountId, block: number): void {
    this.#rests.set(account, { untilBlock: block, failures: 0 });
  }

  /** Forgets rests that have passed without counting toward a longer one. */
  forgetBefore(head: number): void {
    for (const [account, { untilBlock, failures }] of this.#rests) {
      if (untilBlock + (failures === 0 ? 0 : 2 * MAX_REST_BLOCKS) <= head) this.#rests.delete(account);
    }
  }

  /** Block numbers mean something else after a reorganisation. */
  clear(): void {
    this.#rests.clear();
  }
}
