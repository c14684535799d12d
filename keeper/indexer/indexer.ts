import type { MarginPool } from "../../typechain-types/index.js";
import type { Header, Rpc } from "../chain/rpc.js";
import { RetryableError } from "../errors.js";
import type { PoolState } from "../mirror/state.js";
import { readListingDecimals } from "./listing-decimals.js";
import { LogReader } from "./log-reader.js";
import type { PoolEvent } from "./pool-event.js";
import { fold, type ListingDecimals } from "./reducer.js";

/** Blocks asked for at once; a node that finds it too many is asked for fewer. */
const RANGE = 2_000;

/** What following the chain to a block has brought. */
export interface Progress {
  readonly events: number;
  /** Set when the block last processed is no longer on the chain, so that everything was read again. */
  readonly replaced: Header | undefined;
}

/**
 * Keeps the state that the pool's events add up to.
 *
 * Invariant: `state` is the fold of all the pool's events up to block `cursor`, and of no other; both change together.
 *
 * Limitations: state lives in memory and is read anew at every start and after every reorganisation. A node that falls
 * behind the block last processed looks like one that reorganised.
 */
export class Indexer {
  #state: PoolState | undefined;
  #cursor: Header | undefined;
  #decimals: ListingDecimals = { sources: [], secondaries: [], tokens: [] };
  readonly #logs: LogReader;

  constructor(
    readonly rpc: Rpc,
    readonly pool: MarginPool,
    address: string,
    readonly fromBlock: number,
  ) {
    this.#logs = new LogReader(rpc.provider, address);
  }

  /** Undefined before the pool's first event. */
  get state(): PoolState | undefined {
    return this.#state;
  }

  /** The last block whose events are in the state. */
  get cursor(): Header | undefined {
    return this.#cursor;
  }

  /** Brings the state to block `head`. What was read before a failure is kept, and reading goes on from there. */
  async follow(head: Header, signal?: AbortSignal): Promise<Progress> {
    const replaced = await this.#replaced(head);
    if (replaced !== undefined) this.#state = this.#cursor = undefined;
    let events = 0;
    let from = this.#cursor === undefined ? this.fromBlock : this.#cursor.number + 1;
    while (from <= head.number && signal?.aborted !== true) {
      const to = await this.#headerAt(Math.min(from + RANGE - 1, head.number), head);
      events += await this.#advance(from, to);
      from = to.number + 1;
    }
    return { events, replaced };
  }

  async #advance(from: number, to: Header): Promise<number> {
    const events = await this.#logs.read(from, to);
    if (events.some(isOnThePage)) this.#decimals = await readListingDecimals(this.pool, to.number);
    await this.#requireUnchanged(to);
    this.#state = fold(this.#state, events, this.#decimals);
    this.#cursor = to;
    return events.length;
  }

  /** The block last processed, if the chain now has another one at its height or none. */
  async #replaced(head: Header): Promise<Header | undefined> {
    const cursor = this.#cursor;
    if (cursor === undefined || cursor.hash === head.hash) return undefined;
    const now = await this.rpc.header(cursor.number);
    return now?.hash === cursor.hash ? undefined : cursor;
  }

  async #headerAt(number: number, head: Header): Promise<Header> {
    if (number === head.number) return head;
    const header = await this.rpc.header(number);
    if (header === undefined) throw new RetryableError(`The node has no block ${number} below its head ${head.number}`);
    return header;
  }

  /** A block's hash commits to all before it: if it still stands, the logs just read are of its chain. */
  async #requireUnchanged(block: Header): Promise<void> {
    const now = await this.rpc.header(block.number);
    if (now?.hash !== block.hash) throw new RetryableError(`Block ${block.number} was replaced while it was read`);
  }
}

/** Whether the event comes with decimals that only the parameter page has. */
function isOnThePage({ kind }: PoolEvent): boolean {
  return kind === "market-listed" || kind === "asset-listed" || kind === "market-changed";
}
