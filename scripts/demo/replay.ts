import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId } from "../../keeper/util/account-id.js";
import type { PricePath } from "../prices/price-path.js";
import type { Wad } from "../prices/wad.js";
import { readBuckets, type Buckets } from "./buckets.js";
import type { EventLog, Liquidation } from "./event-log.js";
import type { HealthWatch } from "./health-watch.js";
import type { HealthHistogram } from "./histogram.js";
import type { Stage } from "./stage.js";

/** One look at the run, for people. */
export interface Frame {
  /** Steps done. */
  readonly step: number;
  readonly steps: number;
  /** Time in the path, Unix seconds. */
  readonly at: number;
  readonly symbols: readonly string[];
  readonly prices: readonly Wad[];
  readonly firstPrices: readonly Wad[];
  readonly histogram: HealthHistogram;
  readonly buckets: Buckets;
}

export interface ReplayObserver {
  /** Now and then, with everything read anew. */
  onFrame(frame: Frame): void;
  onLiquidation(liquidation: Liquidation, at: number): void;
}

export interface ReplayResult {
  readonly steps: number;
  /** Time between the first step and the end of the last, milliseconds. */
  readonly elapsedMs: number;
  /** Steps at whose end the keeper had left accounts that the pool would liquidate, and who they were. */
  readonly unfinishedSteps: number;
  readonly leftOver: readonly AccountId[];
}

/** A picture for people every so often. */
const FRAME_MS = 250;
/** Everybody's health is asked for less often: it may take this share of the time at most. */
const LOOK_SHARE = 0.1;
const LOOK_MIN_MS = 1_000;
/** Time that the keeper has for what a step makes liquidatable, counted from its last liquidation. */
const KEEPER_PATIENCE_MS = 15_000;
const WAIT_MS = 15;
/** Path time after which somebody brings all markets up to date, so that net assets are not those of the last trade. */
const SYNC_SECONDS = 3600;

/**
 * Plays a price path on the pool: each step sets the chain's clock, publishes every price, and goes on when the keeper has
 * left nobody liquidatable. So a slow machine takes longer and shows the same.
 */
export class Replay {
  #step = 0;
  #nextFrame = 0;
  #nextLook = 0;
  #nextSync = 0;
  #unfinished = 0;
  #leftOver: readonly AccountId[] = [];

  constructor(
    readonly stage: Stage,
    readonly path: PricePath,
    readonly speed: number,
    readonly watch: HealthWatch,
    readonly events: EventLog,
    readonly observer: ReplayObserver,
  ) {}

  async run(signal: AbortSignal): Promise<ReplayResult> {
    const { steps } = this.path;
    const start = performance.now();
    for (const [index, step] of steps.entries()) {
      signal.throwIfAborted();
      const prices = this.stage.symbols.map((symbol) => step.prices.get(symbol)!);
      await this.stage.publishes(step.at, prices);
      this.#step = index + 1;
      await this.#letKeeperWork(prices, step.at, signal);
      const isLast = index === steps.length - 1;
      if (isLast || step.at >= this.#nextSync) await this.#sync(step.at);
      const due = ((step.at - steps[0]!.at) / this.speed) * 1000;
      const ahead = due - (performance.now() - start);
      if (isLast || performance.now() > this.#nextLook) await this.#look(prices);
      if (isLast || performance.now() > this.#nextFrame) await this.#frame(prices, step.at);
      if (ahead > 1) await sleep(ahead, undefined, { signal });
    }
    const elapsedMs = performance.now() - start;
    return { steps: steps.length, elapsedMs, unfinishedSteps: this.#unfinished, leftOver: this.#leftOver };
  }

  /** Waits until the pool itself says that nobody is left to liquidate; gives up on those that the keeper leaves alone. */
  async #letKeeperWork(prices: readonly Wad[], at: number, signal: AbortSignal): Promise<void> {
    let left = await this.watch.liquidatable(prices);
    let waitingSince = performance.now();
    const patience = same(left, this.#leftOver) ? WAIT_MS : KEEPER_PATIENCE_MS;
    while (left.length > 0 && performance.now() - waitingSince < patience) {
      await sleep(WAIT_MS, undefined, { signal });
      if (await this.#tellLiquidations(at)) waitingSince = performance.now();
      left = await this.watch.still(left, prices);
    }
    await this.#tellLiquidations(at);
    if (left.length > 0) this.#unfinished++;
    this.#leftOver = left;
  }

  async #tellLiquidations(at: number): Promise<boolean> {
    const fresh = await this.events.read();
    for (const liquidation of fresh) this.observer.onLiquidation(liquidation, at);
    return fresh.length > 0;
  }

  async #sync(at: number): Promise<void> {
    await this.stage.syncs();
    this.#nextSync = at + SYNC_SECONDS;
  }

  async #look(prices: readonly Wad[]): Promise<void> {
    const start = performance.now();
    await this.watch.look(prices);
    const end = performance.now();
    this.#nextLook = end + Math.max(LOOK_MIN_MS, (end - start) / LOOK_SHARE);
  }

  async #frame(prices: readonly Wad[], at: number): Promise<void> {
    this.#nextFrame = performance.now() + FRAME_MS;
    const { path, stage } = this;
    this.observer.onFrame({
      step: this.#step,
      steps: path.steps.length,
      at,
      symbols: stage.symbols,
      prices,
      firstPrices: stage.listingPrices,
      histogram: this.watch.histogram,
      buckets: await readBuckets(stage),
    });
  }
}

/** The same accounts as last time: the keeper has been given its time for them already. */
function same(left: readonly AccountId[], before: readonly AccountId[]): boolean {
  return left.length > 0 && left.every((account) => before.includes(account));
}
