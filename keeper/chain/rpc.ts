import { FetchRequest, JsonRpcProvider, Network, type Block } from "ethers";

import { FatalError, RetryableError, sentenceOf } from "../errors.js";

/** Milliseconds after which a call has failed. */
const CALL_TIMEOUT_MS = 10_000;

/** What the keeper needs to know of a block. */
export interface Header {
  readonly number: number;
  readonly hash: string;
  /** Seconds. */
  readonly timestamp: bigint;
}

/** What the keeper asks of a node. An error is an error: it never reads as "nothing there". */
export interface Rpc {
  readonly provider: JsonRpcProvider;
  /** The newest block. */
  head(): Promise<Header>;
  /** The block at a height; undefined when the node's chain has none there. */
  header(number: number): Promise<Header | undefined>;
  readonly close: () => void;
}

/**
 * Connects to one node and makes sure it serves the expected chain.
 * Batching and caching of the library are off: what is asked is asked now.
 * @param pollMs how often the library looks for a receipt that it waits for
 */
export async function connectRpc(url: string, chainId: number, pollMs: number): Promise<Rpc> {
  const request = new FetchRequest(url);
  request.timeout = CALL_TIMEOUT_MS;
  const network = Network.from(chainId);
  const provider = new JsonRpcProvider(request, network, {
    staticNetwork: network,
    batchMaxCount: 1,
    cacheTimeout: -1,
    pollingInterval: pollMs,
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
      const header = headerOf(await retryable(provider.getBlock("latest")));
      if (header === undefined) throw new RetryableError(`The node at ${url} has no newest block`);
      return header;
    },
    async header(number) {
      return headerOf(await retryable(provider.getBlock(number)));
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

function headerOf(block: Block | null): Header | undefined {
  const hash = block?.hash ?? undefined;
  if (block === null || hash === undefined) return undefined;
  return { number: block.number, hash, timestamp: BigInt(block.timestamp) };
}
