import { Interface, type JsonRpcProvider } from "ethers";

import { isExecutionFailure } from "../chain/revert.js";
import { retryable } from "../chain/rpc.js";

const AGGREGATOR = new Interface([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

/** What the pool gives a source (ChainlinkSource.sol), and what a call costs before it starts. */
const CALL_GAS = 100_000n + 21_000n + 16n * 36n;
/** Rounds that are looked at to find the one that an order fills at. */
const MAX_STEPS = 1_000;
/** Rounds of one phase are counted in the low 64 bits. */
const ROUND_MASK = (1n << 64n) - 1n;

/** One round of an aggregator; undefined where the contract would have no price either. */
export interface Round {
  readonly id: bigint;
  /** In the source's decimals, positive. */
  readonly answer: bigint;
  /** Seconds. */
  readonly publishedAt: bigint;
}

/**
 * Reads rounds the way the pool does: a source that reverts, burns its gas or answers zero has no price.
 *
 * Limitations: the gas that a source gets here is the pool's limit plus the usual cost of a call; on a chain that charges
 * calls otherwise, a source within a few thousand gas of the limit can be judged differently than by the pool.
 */
export class AggregatorPrices {
  constructor(readonly provider: JsonRpcProvider) {}

  /** The newest round at a block. */
  async latest(source: string, blockTag: number): Promise<Round | undefined> {
    return this.#read(source, AGGREGATOR.encodeFunctionData("latestRoundData"), blockTag);
  }

  async round(source: string, id: bigint, blockTag: number): Promise<Round | undefined> {
    return this.#read(source, AGGREGATOR.encodeFunctionData("getRoundData", [id]), blockTag);
  }

  /**
   * The first round published at or after `notBefore`, walking back from the newest. Undefined while there is none, or when
   * the round before it is empty or of another phase, so that it cannot be proved (P-4).
   */
  async firstSince(source: string, notBefore: bigint, blockTag: number): Promise<Round | undefined> {
    let after = await this.latest(source, blockTag);
    if (after === undefined || after.publishedAt < notBefore) return undefined;
    let id = after.id;
    for (let steps = 0; steps < MAX_STEPS && (id & ROUND_MASK) > 1n; steps++) {
      id -= 1n;
      const round = await this.round(source, id, blockTag);
      if (round !== undefined && round.publishedAt < notBefore) return after;
      after = round;
    }
    return undefined;
  }

  async #read(source: string, data: string, blockTag: number): Promise<Round | undefined> {
    let result: string;
    try {
      result = await this.provider.call({ to: source, data, blockTag, gasLimit: CALL_GAS });
    } catch (error) {
      if (isExecutionFailure(error)) return undefined;
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
