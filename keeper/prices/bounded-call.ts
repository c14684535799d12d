import type { JsonRpcProvider } from "ethers";

import { isExecutionFailure } from "../chain/revert.js";
import { retryable } from "../chain/rpc.js";

/** What the pool gives a source, and what a call costs before it starts. */
const CALL_GAS = 100_000n + 21_000n + 16n * 36n;

/**
 * Asks a price source the way the pool does: undefined for one that reverts, burns its gas or answers too little.
 *
 * Limitations: the gas that a source gets here is the pool's limit plus the usual cost of a call; on a chain that charges
 * calls otherwise, a source within a few thousand gas of the limit can be judged differently than by the pool.
 * @param words least length of the answer
 */
export async function boundedCall(
  provider: JsonRpcProvider,
  to: string,
  data: string,
  words: number,
  blockTag: number,
): Promise<string | undefined> {
  let result: string;
  try {
    result = await provider.call({ to, data, blockTag, gasLimit: CALL_GAS });
  } catch (error) {
    if (isExecutionFailure(error)) return undefined;
    return retryable(Promise.reject(error as Error));
  }
  return result.length < 2 + words * 64 ? undefined : result;
}
