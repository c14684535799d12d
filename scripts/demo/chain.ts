import { JsonRpcProvider, Network } from "ethers";

/** What is sent; the gas limit is given, so that nothing is estimated. */
export interface Transaction {
  readonly from: string;
  readonly to: string;
  readonly data: string;
  /** GAS when absent. */
  readonly gas?: bigint;
}

/** A transaction of the demo's own that failed: a mistake in the demo or in the pool, never in the input. */
export class TransactionError extends Error {}

interface Receipt {
  readonly status: string;
}

const GAS = 500_000n;
/** Keeps a block of GAS each well within the block gas limit. */
const BLOCK_TRANSACTIONS = 60;

/** A local chain whose clock and blocks the demo decides on. Calls made in the same turn travel as one batch. */
export class Chain {
  readonly provider: JsonRpcProvider;

  constructor(readonly url: string) {
    const network = Network.from(31_337);
    this.provider = new JsonRpcProvider(url, network, {
      staticNetwork: network,
      batchStallTime: 0,
      batchMaxCount: 250,
      cacheTimeout: -1,
    });
    this.provider.pollingInterval = 20;
  }

  async send<Result>(method: string, ...params: readonly unknown[]): Promise<Result> {
    return (await this.provider.send(method, [...params])) as Result;
  }

  async call(to: string, data: string): Promise<string> {
    return this.send("eth_call", { to, data }, "latest");
  }

  /** Unlocked accounts. */
  async accounts(): Promise<string[]> {
    return this.send("eth_accounts");
  }

  async head(): Promise<{ number: number; timestamp: number }> {
    const block = await this.send<{ number: string; timestamp: string }>("eth_getBlockByNumber", "latest", false);
    return { number: Number(block.number), timestamp: Number(block.timestamp) };
  }

  /** Mines transactions together, many a block, and makes sure that each succeeded. */
  async mine(transactions: readonly Transaction[]): Promise<void> {
    for (let start = 0; start < transactions.length; start += BLOCK_TRANSACTIONS) {
      await this.#mineBlock(() => transactions.slice(start, start + BLOCK_TRANSACTIONS));
    }
  }

  /** Mines one block at a time of the chain's clock, or a second after the last block if that is later. */
  async mineAt(at: number, transactions: (time: number) => readonly Transaction[]): Promise<number> {
    return this.#mineBlock(transactions, at);
  }

  close(): void {
    this.provider.destroy();
  }

  /** Others may send at any time; what reaches the chain meanwhile is mined with this block or right after it. */
  async #mineBlock(transactions: (time: number) => readonly Transaction[], at = 0): Promise<number> {
    await this.send("evm_setAutomine", false);
    const time = Math.max(at, (await this.head()).timestamp + 1);
    const block = transactions(time);
    let hashes: string[];
    try {
      hashes = await Promise.all(block.map((transaction) => this.#submit(transaction)));
      if (at !== 0) await this.send("evm_setNextBlockTimestamp", time);
      await this.send("evm_mine");
    } finally {
      await this.send("evm_setAutomine", true);
    }
    const pending = await this.send<unknown[]>("eth_pendingTransactions");
    if (pending.length > 0) await this.send("evm_mine");
    const receipts = await Promise.all(
      hashes.map((hash) => this.send<Receipt | null>("eth_getTransactionReceipt", hash)),
    );
    const failed = receipts.findIndex((receipt) => receipt?.status !== "0x1");
    if (failed < 0) return time;
    const { to, data } = block[failed]!;
    throw new TransactionError(
      `Transaction ${hashes[failed]!} to ${to} failed; its data starts with ${data.slice(0, 10)}`,
    );
  }

  async #submit({ from, to, data, gas = GAS }: Transaction): Promise<string> {
    return this.send("eth_sendTransaction", { from, to, data, gas: `0x${gas.toString(16)}` });
  }
}
