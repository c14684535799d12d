import { toBeHex, type JsonRpcProvider } from "ethers";

import { retryable } from "../chain/rpc.js";
import type { Observation } from "../mirror/state.js";
import { PythFeed__factory } from "../../typechain-types/index.js";
import { boundedCall } from "./bounded-call.js";

const FEED = PythFeed__factory.createInterface();
/** Blocks of one query for records. */
const BLOCKS_A_QUERY = 2_000;

/** Reads feeds of a pull oracle (IPullFeed.sol): the price that was brought last, and what was proved to be the first one. */
export class PullPrices {
  constructor(readonly provider: JsonRpcProvider) {}

  async latest(source: string, blockTag: number): Promise<Observation | undefined> {
    const result = await boundedCall(this.provider, source, FEED.encodeFunctionData("latest"), 3, blockTag);
    if (result === undefined) return undefined;
    const [answer, confidence, publishedAt] = FEED.decodeFunctionResult("latest", result) as unknown as bigint[];
    if (answer === 0n || publishedAt === 0n) return undefined;
    return { answer: answer!, confidence: confidence!, publishedAt: publishedAt! };
  }

  /**
   * Publication time of a price on record that is the first one since `notBefore`; undefined while nobody has brought it.
   * Walks back from the newest block to the one in which a price of that time could first have been brought.
   */
  async firstSince(source: string, notBefore: bigint, blockTag: number): Promise<bigint | undefined> {
    const topic = FEED.getEvent("FirstPriceRecorded").topicHash;
    for (let to = blockTag; to >= 0; to -= BLOCKS_A_QUERY) {
      const fromBlock = Math.max(0, to - BLOCKS_A_QUERY + 1);
      const logs = await retryable(this.provider.getLogs({ address: source, topics: [topic], fromBlock, toBlock: to }));
      for (const log of logs) {
        const [, publishedAt, since] = log.topics.map(BigInt);
        if (since! <= notBefore && notBefore <= publishedAt!) return publishedAt;
      }
      const first = await retryable(this.provider.getBlock(fromBlock));
      if (first === null || BigInt(first.timestamp) < notBefore) return undefined;
    }
    return undefined;
  }
}

/** The proof of a price of a pull oracle: its publication time as one word. */
export function pullProof(publishedAt: bigint): string {
  return toBeHex(publishedAt, 32);
}
