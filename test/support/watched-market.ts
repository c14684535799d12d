import type { MockAggregator, MockFeed } from "../../typechain-types/index.js";
import { deployBarePool, type BarePool, type MarketSettings } from "./bare-pool.js";

/** Ways in which a MockFeed fails, in its order. */
export enum Fault {
  None,
  Reverts,
  BurnsGas,
  ReturnsNothing,
  ReturnsHuge,
}

/** Seconds of one unit of a price's age. */
const AGE_UNIT = 16;

/** One market, id 0, its feed and a clock. */
export class Watched {
  constructor(
    readonly bare: BarePool,
    readonly proxy: MockFeed,
    readonly aggregator: MockAggregator,
  ) {}

  get time() {
    return this.bare.connection.networkHelpers.time;
  }

  async now() {
    return this.time.latest();
  }

  /** The first timestamp at least `seconds` from now at which a unit of age begins. */
  async unitStart(seconds = AGE_UNIT) {
    return Math.ceil(((await this.now()) + seconds) / AGE_UNIT) * AGE_UNIT;
  }

  /** Syncs in a block with exactly that timestamp (of the latest block: one second later). */
  async syncsAt(timestamp: number) {
    await this.time.setNextBlockTimestamp(Math.max(timestamp, (await this.now()) + 1));
    return this.bare.pool.syncMarkets([0]);
  }

  /** Price in whole USD, and its age in units of 16 s, as stored. */
  async stored() {
    const report = await this.bare.pool.marketReport(0);
    return { usd: Number(report.price / 10n ** 12n) / 1e6, age: report.priceAge };
  }

  /** Whether every price is fresh in the latest block. */
  async allValid() {
    return this.bare.pool.syncAll.staticCall({ blockTag: "latest" });
  }

  /** Puts code in place of the feed. */
  async replaces(code: string) {
    await this.bare.connection.provider.request({
      method: "hardhat_setCode",
      params: [await this.proxy.getAddress(), code],
    });
  }
}

/** A price-only market, which may take large moves on the word of its one source. */
export const LARGE_MOVES: Partial<MarketSettings> = { maxOpenInterest: 0n, maxMovePpm: 900_000n };

/** A market on a feed of 8 decimals that says 2,000 USD now, synced. */
export async function oneMarket(change: Partial<MarketSettings> = {}): Promise<Watched> {
  const bare = await deployBarePool();
  const { proxy, aggregator } = await bare.feed(2000_00000000n);
  await bare.lists(proxy, { ...LARGE_MOVES, ...change });
  const watched = new Watched(bare, proxy, aggregator);
  await watched.syncsAt(await watched.now());
  return watched;
}
