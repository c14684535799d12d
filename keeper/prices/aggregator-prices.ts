import { Interface, type JsonRpcProvider } from "ethers";

import { boundedCall } from "./bounded-call.js";

const AGGREGATOR = new Interface([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

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

/** Reads rounds the way the pool does: a source that reverts, burns its gas or answers zero has no price. */
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
    const result = await boundedCall(this.provider, source, data, 5, blockTag);
    if (result === undefined) return undefined;
    const [id, answer, , publishedAt] = AGGREGATOR.decodeFunctionResult(
      "latestRoundData",
      result,
    ) as unknown as bigint[];
    if (answer! <= 0n || publishedAt! === 0n) return undefined;
    return { id: id!, answer: answer!, publishedAt: publishedAt! };
  }
}
