import type { ContractTransactionReceipt, Interface } from "ethers";
import type { Logger } from "pino";

import { accountsOf, describe, purposeOf, type Action } from "../actions.js";
import type { Rests } from "../planner/rests.js";
import { logEffect, type Naming } from "../telemetry/log-effect.js";
import type { AccountId } from "../util/account-id.js";
import type { Executor, Outcome } from "./executor.js";
import { readReceipt } from "./read-receipt.js";

/** Carries actions out, says what became of each, and keeps accounts whose action failed from being tried at once. */
export class ActionRunner {
  constructor(
    readonly executor: Pick<Executor, "execute">,
    readonly rests: Rests,
    readonly pool: { readonly address: string; readonly interface: Interface },
    readonly naming: Naming,
    readonly log: Logger,
  ) {}

  /** @param head block at which the action was planned */
  async run(action: Action, head: number): Promise<void> {
    const outcome = await this.executor.execute(action);
    if (outcome.kind === "refused" && action.kind === "liquidate" && action.accounts.length > 1) {
      await this.#halve(action.accounts, outcome.reason, head);
      return;
    }
    this.#record(action, outcome, head);
  }

  /** A batch that cannot be, for one bad member or too much gas, is tried in halves. */
  async #halve(accounts: readonly AccountId[], reason: string, head: number): Promise<void> {
    this.log.debug({ event: "halved", reason }, `A batch of ${accounts.length} is refused (${reason}): in halves`);
    const middle = Math.ceil(accounts.length / 2);
    for (const part of [accounts.slice(0, middle), accounts.slice(middle)]) {
      await this.run({ kind: "liquidate", accounts: part }, head);
    }
  }

  #record(action: Action, outcome: Outcome, head: number): void {
    const accounts = accountsOf(action);
    const rest = (account: AccountId): number => this.rests.failed(purposeOf(action), account, head);
    switch (outcome.kind) {
      case "mined":
        this.#recordMined(action, outcome.receipt);
        return;
      case "dry-run":
        accounts.forEach(rest);
        this.log.info(
          { event: "dry-run", kind: action.kind, gas: Number(outcome.gas), accounts: accounts.map(hex) },
          `Dry run: would ${describe(action)} for ${outcome.gas} gas`,
        );
        return;
      case "refused":
      case "failed": {
        const until = Math.max(...accounts.map(rest));
        const { kind, reason } = outcome;
        this.log.warn(
          { event: kind, kind: action.kind, accounts: accounts.map(hex), reason, retryAtBlock: until },
          `Could not ${describe(action)} (${kind}): ${reason}; again from block ${until}`,
        );
        return;
      }
      default:
        outcome satisfies never;
    }
  }

  #recordMined(action: Action, receipt: ContractTransactionReceipt): void {
    const effects = readReceipt(receipt, this.pool.address, this.pool.interface);
    const skipped = new Set(effects.flatMap((effect) => (effect.kind === "skipped" ? [effect.account] : [])));
    for (const account of accountsOf(action)) {
      if (skipped.has(account)) this.rests.failed("liquidation", account, receipt.blockNumber);
      else this.rests.done(purposeOf(action), account, receipt.blockNumber);
    }
    for (const effect of effects) logEffect(this.log, effect, receipt.hash, this.naming);
  }
}

function hex(account: AccountId): string {
  return "0x" + account.toString(16).padStart(48, "0");
}
