import { Interface, type JsonRpcProvider } from "ethers";

import { retryable } from "../chain/rpc.js";

const AGGREGATOR = new Interface([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

/** One round of an aggregator; undefined where the contract would have no price either. */
export interface Round {
  readonly id: bigint;
  /** In the source's decimals, positive. */
  readonly answer: bigint;
  /** Seconds. */
  readonly publishedAt: bigint;
}

/** Reads rounds the way the pool does: a source that reverts or answers zero has no price. */
export class AggregatorPrices {
  constructor(readonly provider: JsonRpcProvider) {}

  /** The newest round at a block. */
  async latest(source: string, blockTag: string | number): Promise<Round | undefined> {
    return this.#read(source, AGGREGATOR.encodeFunctionData("latestRoundData"), blockTag);
  }

  async round(source: string, id: bigint, blockTag: string | number): Promise<Round | undefined> {
    return this.#read(source, AGGREGATOR.encodeFunctionData("getRoundData", [id]), blockTag);
  }

  /**
   * The first round published at or after `notBefore`, walking back from the newest. Undefined while there is none, or when
   * it is the first of its phase and so cannot be proved.
   */
  async firstSince(source: string, notBefore: bigint, blockTag: string | number): Promise<Round | undefined> {
    let candidate = await this.latest(source, blockTag);
    if (candidate === undefined || candidate.publishedAt < notBefore) return undefined;
    // bounded: an order that is this far behind has expired
    for (let steps = 0; steps < 10_000; steps++) {
      const before = await this.round(source, candidate.id - 1n, blockTag);
      if (before === undefined) return undefined;
      if (before.publishedAt < notBefore) return candidate;
      candidate = before;
    }
    return undefined;
  }

  async #read(source: string, data: string, blockTag: string | number): Promise<Round | undefined> {
    let result: string;
    try {
      result = await this.provider.call({ to: source, data, blockTag });
    } catch (error) {
      if ((error as { code?: string }).code === "CALL_EXCEPTION") return undefined;
      return retryable(Promise.reject(error as Error));
    }
    if (result.length < 2 + 5 * 64) return undefined;
    const [id, answer, , publishedAt] = AGGREGATOR.decodeFunctionResult(
      "latestRoundData",
      result,
    ) as unknown as bigint[];
    if (answer! <= 0n || publishedAt! === 0n) return undefined;
    return { id: id!, answer: answer!, publishedAt: publishedAt! };
  }
}
