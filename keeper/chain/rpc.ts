import { FetchRequest, JsonRpcProvider, Network, type Block } from "ethers";

import { FatalError, RetryableError, sentenceOf } from "../errors.js";

/** Milliseconds after which a call has failed. */
const CALL_TIMEOUT_MS = 10_000;

/** What the keeper asks of a node. An error is an error: it never reads as "nothing there". */
export interface Rpc {
  readonly provider: JsonRpcProvider;
  /** The newest block's header. */
  head(): Promise<Block>;
  close(): void;
}

/**
 * Connects to one node and makes sure it serves the expected chain.
 * Batching, caching and polling of the library are off: what is asked is asked now.
 */
export async function connectRpc(url: string, chainId: number): Promise<Rpc> {
  const request = new FetchRequest(url);
  request.timeout = CALL_TIMEOUT_MS;
  const network = Network.from(chainId);
  const provider = new JsonRpcProvider(request, network, {
    staticNetwork: network,
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
  let served: bigint;
  try {
    served = BigInt((await provider.send("eth_chainId", [])) as string);
  } catch (cause) {
    provider.destroy();
    throw new FatalError(`No JSON-RPC node answers at ${url}: start it or correct --rpc (${sentenceOf(cause)})`, {
      cause,
    });
  }
  if (served !== BigInt(chainId)) {
    provider.destroy();
    throw new FatalError(`The node at ${url} serves chain ${served}, the manifest is for chain ${chainId}`);
  }
  return {
    provider,
    async head() {
      const block = await retryable(provider.getBlock("latest"));
      if (block === null) throw new RetryableError(`The node at ${url} has no newest block`);
      return block;
    },
    close: () => {
      provider.destroy();
    },
  };
}

/** Marks a node's failure as one that may pass. */
export async function retryable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new RetryableError(sentenceOf(cause), { cause });
  }
}
