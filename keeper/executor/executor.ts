import type { ContractTransactionResponse, Signer } from "ethers";
import type { Logger } from "pino";

import { describe, type Action } from "../actions.js";
import { decodeRevert } from "../chain/revert.js";
import { sentenceOf } from "../errors.js";
import type { MarginPool } from "../../typechain-types/index.js";

/** Extra gas over the estimate: an account's legs can change between simulation and inclusion. */
const GAS_MARGIN_PERCENT = 130n;
/** EIP-7825: no transaction may use more. */
const MAX_GAS = 16_777_216n;
/** Milliseconds to wait for inclusion before giving an action up. */
const INCLUSION_TIMEOUT_MS = 60_000;

/** What became of an action. */
export type Outcome =
  | { readonly kind: "mined"; readonly hash: string; readonly gasUsed: bigint; readonly succeeded: boolean }
  | { readonly kind: "refused"; readonly reason: string; readonly error: string }
  | { readonly kind: "dry-run" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * The only place that can send. Each action is simulated first; with dry-run nothing goes beyond that.
 *
 * Limitations: one transaction at a time, one signer, no fee bumping; a transaction that is not included in a minute is
 * given up and its action planned anew if it is still needed.
 */
export class Executor {
  readonly #pool: MarginPool;

  constructor(
    pool: MarginPool,
    readonly signer: Signer,
    readonly dryRun: boolean,
    readonly log: Logger,
  ) {
    this.#pool = pool.connect(signer);
  }

  async execute(action: Action): Promise<Outcome> {
    const method = this.#method(action);
    let gas: bigint;
    try {
      await method.staticCall();
      gas = await method.estimateGas();
    } catch (error) {
      const revert = decodeRevert(error, this.#pool.interface);
      if (revert === undefined) return { kind: "failed", reason: sentenceOf(error) };
      return { kind: "refused", error: revert.name, reason: revert.text };
    }
    if (this.dryRun) return { kind: "dry-run" };

    try {
      const padded = (gas * GAS_MARGIN_PERCENT) / 100n;
      const response = await method.send(padded > MAX_GAS ? MAX_GAS : padded);
      this.log.debug({ event: "sent", action: describe(action), hash: response.hash });
      const receipt = await response.wait(1, INCLUSION_TIMEOUT_MS);
      if (receipt === null) return { kind: "failed", reason: `no receipt for ${response.hash}` };
      return { kind: "mined", hash: receipt.hash, gasUsed: receipt.gasUsed, succeeded: receipt.status === 1 };
    } catch (error) {
      const revert = decodeRevert(error, this.#pool.interface);
      return { kind: "failed", reason: revert?.text ?? sentenceOf(error) };
    }
  }

  #method(action: Action): Call {
    const pool = this.#pool;
    switch (action.kind) {
      case "liquidate": {
        const [first, ...rest] = action.accounts;
        if (first !== undefined && rest.length === 0) return bind(pool.liquidate, [first]);
        return bind(pool.liquidateMany, [[...action.accounts]]);
      }
      case "settle-order":
        return bind(pool.settleOrder, [action.account, action.proof]);
      case "expire-order":
        return bind(pool.expireOrder, [action.account]);
      default:
        return action satisfies never;
    }
  }
}

/** One pool call with its arguments, three ways. */
interface Call {
  staticCall(): Promise<unknown>;
  estimateGas(): Promise<bigint>;
  send(gasLimit: bigint): Promise<ContractTransactionResponse>;
}

interface PoolMethod<A extends unknown[]> {
  (...args: [...A, { gasLimit: bigint }]): Promise<ContractTransactionResponse>;
  staticCall(...args: A): Promise<unknown>;
  estimateGas(...args: A): Promise<bigint>;
}

function bind<A extends unknown[]>(method: unknown, args: A): Call {
  const typed = method as PoolMethod<A>;
  return {
    staticCall: () => typed.staticCall(...args),
    estimateGas: () => typed.estimateGas(...args),
    send: (gasLimit) => typed(...args, { gasLimit }),
  };
}
