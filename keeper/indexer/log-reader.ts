import { toQuantity, type JsonRpcProvider } from "ethers";

import { nodeAnswer } from "../chain/revert.js";
import { retryable, type Header } from "../chain/rpc.js";
import { RetryableError } from "../errors.js";
import { decodeLog } from "./decode-log.js";
import type { PoolEvent } from "./pool-event.js";

interface NodeLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly logIndex: string;
  /** Many nodes give it, not all. */
  readonly blockTimestamp?: string;
}

/** Reads the pool's events from a node, in the order of the chain. */
export class LogReader {
  constructor(
    readonly provider: JsonRpcProvider,
    readonly pool: string,
  ) {}

  /** Events of blocks `from` to `to`, both included. `to` was seen before; its logs must be of that very block. */
  async read(from: number, to: Header): Promise<PoolEvent[]> {
    const logs = await this.#logs(from, to.number);
    const foreign = logs.find((log) => Number(log.blockNumber) === to.number && log.blockHash !== to.hash);
    if (foreign !== undefined) throw new RetryableError(`Block ${to.number} was replaced while its logs were read`);
    const timestamps = await this.#timestamps(logs);
    return logs.flatMap((log) => decodeLog({ ...log, timestamp: timestamps.get(log.blockNumber)! }) ?? []);
  }

  /** A node that refuses a range, for its length or the number of its logs, is asked for the halves. */
  async #logs(from: number, to: number): Promise<NodeLog[]> {
    const filter = { address: this.pool, fromBlock: toQuantity(from), toBlock: toQuantity(to) };
    let logs: NodeLog[];
    try {
      logs = (await this.provider.send("eth_getLogs", [filter])) as NodeLog[];
    } catch (error) {
      if (from === to || nodeAnswer(error) === undefined) return retryable(Promise.reject(error as Error));
      const middle = Math.floor((from + to) / 2);
      return [...(await this.#logs(from, middle)), ...(await this.#logs(middle + 1, to))];
    }
    return logs.sort(
      (a, b) => Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex),
    );
  }

  /** Timestamp of every block that has a log. */
  async #timestamps(logs: readonly NodeLog[]): Promise<Map<string, bigint>> {
    const timestamps = new Map<string, bigint>();
    for (const { blockNumber, blockTimestamp, blockHash } of logs) {
      if (timestamps.has(blockNumber)) continue;
      timestamps.set(
        blockNumber,
        blockTimestamp === undefined ? await this.#timestampOf(blockHash) : BigInt(blockTimestamp),
      );
    }
    return timestamps;
  }

  async #timestampOf(blockHash: string): Promise<bigint> {
    const block = await retryable(this.provider.getBlock(blockHash));
    if (block === null) throw new RetryableError(`Block ${blockHash} is gone while its logs are read`);
    return BigInt(block.timestamp);
  }
}
