import { isError, type ContractTransactionReceipt, type ContractTransactionResponse, type Signer } from "ethers";
import type { Logger } from "pino";

import { describe, type Action } from "../actions.js";
import { decodeRevert, nodeAnswer } from "../chain/revert.js";
import { RetryableError, sentenceOf } from "../errors.js";
import type { MarginPool } from "../../typechain-types/index.js";

/** Extra gas over the estimate: an account's legs can change between simulation and inclusion. */
const GAS_MARGIN_PERCENT = 130n;
/** EIP-7825: no transaction may use more. */
const MAX_GAS = 16_777_216n;
/** Times that a transaction is signed anew because somebody else used the signer's nonce. */
const NONCE_ATTEMPTS = 3;
/** Milliseconds to wait for inclusion before giving an action up. */
const INCLUSION_TIMEOUT_MS = 60_000;

/** What became of an action. */
export type Outcome =
  | { readonly kind: "mined"; readonly receipt: ContractTransactionReceipt }
  /** The pool, or the node, says that it would fail: nothing was sent. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "dry-run"; readonly gas: bigint }
  /** It was sent, or may have been, and did not do its work. */
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
    signer: Signer,
    readonly dryRun: boolean,
    readonly log: Logger,
  ) {
    this.#pool = pool.connect(signer);
  }

  /** @throws RetryableError when the node fails before anything was sent */
  async execute(action: Action): Promise<Outcome> {
    const call = this.#call(action);
    const simulated = await this.#simulate(action, call);
    if (simulated.kind === "refused") return simulated;
    if (this.dryRun) return { kind: "dry-run", gas: simulated.gas };
    return this.#send(action, call, simulated.gas);
  }

  async #simulate(
    action: Action,
    call: Call,
  ): Promise<{ kind: "gas"; gas: bigint } | { kind: "refused"; reason: string }> {
    try {
      const result = await call.staticCall();
      if (action.kind === "liquidate" && result === 0n) {
        return { kind: "refused", reason: "none of them can be liquidated now" };
      }
      return { kind: "gas", gas: await call.estimateGas() };
    } catch (error) {
      const revert = decodeRevert(error, this.#pool.interface);
      if (revert !== undefined) return { kind: "refused", reason: revert.text };
      throw new RetryableError(sentenceOf(error), { cause: error });
    }
  }

  async #send(action: Action, call: Call, gas: bigint): Promise<Outcome> {
    const padded = (gas * GAS_MARGIN_PERCENT) / 100n;
    let response: ContractTransactionResponse;
    try {
      response = await this.#signAndSend(call, padded > MAX_GAS ? MAX_GAS : padded);
    } catch (error) {
      const refusal = this.#refusal(error);
      // Without an answer nobody knows whether it was sent: the next simulation will tell whether it is still needed.
      if (refusal === undefined) throw new RetryableError(sentenceOf(error), { cause: error });
      return { kind: "failed", reason: refusal };
    }
    return this.#await(action, response);
  }

  async #signAndSend(call: Call, gasLimit: bigint): Promise<ContractTransactionResponse> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call.send(gasLimit);
      } catch (error) {
        if (!isError(error, "NONCE_EXPIRED") || attempt === NONCE_ATTEMPTS) throw error;
        this.log.debug({ event: "nonce-used", attempt }, "The signer's nonce was used by somebody else: once more");
      }
    }
  }

  async #await(action: Action, response: ContractTransactionResponse): Promise<Outcome> {
    try {
      this.log.debug({ event: "sent", hash: response.hash }, `Sent ${response.hash}: ${describe(action)}`);
      const receipt = await response.wait(1, INCLUSION_TIMEOUT_MS);
      if (receipt === null) return { kind: "failed", reason: `no receipt for ${response.hash}` };
      return { kind: "mined", receipt };
    } catch (error) {
      if (isError(error, "CALL_EXCEPTION") && error.receipt) {
        return { kind: "failed", reason: `${error.receipt.hash} reverted on chain` };
      }
      return { kind: "failed", reason: `${response.hash}: ${sentenceOf(error)}` };
    }
  }

  /** Why the node or the signer did not take a transaction; undefined when they gave no answer. */
  #refusal(error: unknown): string | undefined {
    const revert = decodeRevert(error, this.#pool.interface);
    if (revert !== undefined) return revert.text;
    const message = (nodeAnswer(error) as { message?: unknown } | undefined)?.message;
    return typeof message === "string" ? message : undefined;
  }

  #call(action: Action): Call {
    const pool = this.#pool;
    switch (action.kind) {
      case "liquidate": {
        const [first, ...rest] = action.accounts;
        if (first !== undefined && rest.length === 0) {
          return {
            staticCall: () => pool.liquidate.staticCall(first),
            estimateGas: () => pool.liquidate.estimateGas(first),
            send: (gasLimit) => pool.liquidate(first, { gasLimit }),
          };
        }
        const accounts = [...action.accounts];
        return {
          staticCall: () => pool.liquidateMany.staticCall(accounts),
          estimateGas: () => pool.liquidateMany.estimateGas(accounts),
          send: (gasLimit) => pool.liquidateMany(accounts, { gasLimit }),
        };
      }
      case "settle-order":
        return {
          staticCall: () => pool.settleOrder.staticCall(action.account, action.proof),
          estimateGas: () => pool.settleOrder.estimateGas(action.account, action.proof),
          send: (gasLimit) => pool.settleOrder(action.account, action.proof, { gasLimit }),
        };
      case "expire-order":
        return {
          staticCall: () => pool.expireOrder.staticCall(action.account),
          estimateGas: () => pool.expireOrder.estimateGas(action.account),
          send: (gasLimit) => pool.expireOrder(action.account, { gasLimit }),
        };
      case "sync-markets": {
        const markets = [...action.markets];
        return {
          staticCall: () => pool.syncMarkets.staticCall(markets),
          estimateGas: () => pool.syncMarkets.estimateGas(markets),
          send: (gasLimit) => pool.syncMarkets(markets, { gasLimit }),
        };
      }
      case "step-parameters":
        return {
          staticCall: () => pool.stepParameters.staticCall(),
          estimateGas: () => pool.stepParameters.estimateGas(),
          send: (gasLimit) => pool.stepParameters({ gasLimit }),
        };
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
