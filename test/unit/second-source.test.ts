import { expect } from "chai";

import type { MockAggregator, MockFeed } from "../../typechain-types/index.js";
import { deployBarePool } from "../support/bare-pool.js";
import { Fault, Watched } from "../support/watched-market.js";

const usd8 = (usd: number) => BigInt(Math.round(usd * 1e8));

interface TwoSources extends Watched {
  readonly second: { readonly proxy: MockFeed; readonly aggregator: MockAggregator };
}

/** A market at 2,000 USD whose two sources may differ by 0.5 %; moves of 1 % need no second source; 60 s confirm others. */
async function twoSources(): Promise<TwoSources> {
  const bare = await deployBarePool();
  const first = await bare.feed(usd8(2000));
  const second = await bare.feed(2000n * 10n ** 6n, 6); // with decimals of its own
  await bare.lists(first.proxy, {
    secondary: await second.proxy.getAddress(),
    maxDeviationPpm: 5_000n,
    maxMovePpm: 10_000n,
    confirmDelay: 60n,
  });
  const watched = new Watched(bare, first.proxy, first.aggregator);
  await watched.syncsAt(await watched.now());
  return Object.assign(watched, { second });
}

const says = (w: TwoSources, usd: number) => w.second.aggregator.push(BigInt(Math.round(usd * 1e6)));
const syncs = async (w: TwoSources, later = 1) => w.syncsAt((await w.now()) + later);
const isContested = async (w: TwoSources) => (await w.bare.pool.marketReport(0)).contestedAt !== 0n;

describe("A market with two sources", () => {
  it("B-2: a large move that both sources show counts at once", async () => {
    const w = await twoSources();
    await w.aggregator.push(usd8(1000));
    await says(w, 1004.9);
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([1000, false]);
  });

  it("B-1: sources that contradict each other make even a small move wait", async () => {
    const w = await twoSources();
    await w.aggregator.push(usd8(2010)); // 0.5 %, within the allowance
    await says(w, 1999.9); // 0.5025 % of 2,010 away
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([2000, true]);
    await says(w, 2000);
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([2010, false]);
  });

  it("B-1: while they differ, every new price of the primary source waits its time, and then stands", async () => {
    const w = await twoSources();
    await says(w, 1900);
    await w.aggregator.push(usd8(2011));
    await syncs(w);
    await syncs(w, 60);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([2011, false]);
    await syncs(w, 5); // the accepted price itself is not contested
    expect(await w.allValid()).to.equal(true);
    await w.aggregator.push(usd8(2012));
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([2011, true]);
  });

  it("B-1: the second source stands in for a primary one that does not answer, within the allowance", async () => {
    const w = await twoSources();
    await w.proxy.setFault(Fault.Reverts);
    await says(w, 2015);
    await syncs(w);
    expect((await w.stored()).usd).to.equal(2015);
    await says(w, 1000);
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)], "alone it is no confirmation").to.deep.equal([2015, true]);
  });

  it("B-1: the second source stands in for a primary one that has gone stale", async () => {
    const w = await twoSources();
    await w.time.increase(3601);
    await says(w, 2005);
    await syncs(w);
    expect((await w.stored()).usd).to.equal(2005);
    expect(await w.allValid()).to.equal(true);
  });

  it("B-1: a second source that is broken or stale says nothing", async () => {
    const w = await twoSources();
    await w.second.proxy.setFault(Fault.BurnsGas);
    await w.aggregator.push(usd8(2010));
    await syncs(w);
    expect((await w.stored()).usd).to.equal(2010);
    await w.second.proxy.setFault(Fault.None);
    await w.time.increase(3601);
    await w.aggregator.push(usd8(2015));
    await syncs(w);
    expect([(await w.stored()).usd, await isContested(w)]).to.deep.equal([2015, false]);
  });

  it("Q-4: when both have gone silent, what they last agreed on counts", async () => {
    const w = await twoSources();
    await w.aggregator.push(usd8(1000));
    await says(w, 1000);
    await w.time.increase(7200); // and nobody has synced
    await syncs(w);
    expect((await w.stored()).usd).to.equal(1000);
    expect(await w.allValid()).to.equal(false);
  });
});
