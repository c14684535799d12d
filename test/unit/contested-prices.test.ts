import { expect } from "chai";

import { oneMarket, type Watched } from "../support/watched-market.js";

// The market of these tests takes moves of 1 % on the word of its one source; a spent allowance is full again in 300 s, and a
// print further away counts after 60 s. It stands at 2,000 USD.
const SETTINGS = { maxMovePpm: 10_000n, moveRefill: 300n, confirmDelay: 60n };
const usd8 = (usd: number) => BigInt(Math.round(usd * 1e8));

/** Publishes and syncs in the block after, at a time of its own. */
async function prints(w: Watched, usd: number, later = 1) {
  await w.aggregator.push(usd8(usd));
  return w.syncsAt((await w.now()) + later);
}

async function contested(w: Watched) {
  const { contestedPrice, contestedAt } = await w.bare.pool.marketReport(0);
  return contestedAt === 0n ? undefined : Number(contestedPrice / 10n ** 10n) / 1e8;
}

describe("Prints far from the accepted price", () => {
  it("B-2: a move within the allowance counts at once, one beyond it is stored and not applied", async () => {
    const w = await oneMarket(SETTINGS);
    await prints(w, 2020); // 1 %, all of it
    expect((await w.stored()).usd).to.equal(2020);
    await w.time.increase(300);
    const tx = await prints(w, 2040.3); // 1.0050 %
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2020, 2040.3]);
    await expect(tx)
      .to.emit(w.bare.pool, "PriceContested")
      .withArgs(0n, 2040_300000000000000000n, 2020_000000000000000000n);
    expect(await w.allValid(), "no vault batch, no conversion").to.equal(false);
  });

  it("B-2: the allowance is spent by accepted moves and comes back by the second", async () => {
    const w = await oneMarket(SETTINGS);
    await prints(w, 2016); // 0.8 % of 1 %: 240 of 300 units of 3⅓ thousandths of a per cent
    expect((await w.bare.pool.marketReport(0)).moveSpent).to.equal(720n); // 240 · 3 units a second
    await prints(w, 2024.1); // 0.4018 %: 361.6 units more than the 303 that are left, and 6 that have come back
    expect(await contested(w)).to.equal(2024.1);
    await prints(w, 2016); // it returns inside: dropped
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2016, undefined]);
    await w.time.increase(60); // 180 units more
    await prints(w, 2024.1);
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2024.1, undefined]);
  });

  it("B-2: the allowance does not depend on who syncs, and when", async () => {
    for (const pokes of [0, 1, 7, 50]) {
      const w = await oneMarket(SETTINGS);
      await prints(w, 2020);
      const start = await w.now();
      for (let poke = 1; poke <= pokes; poke++) await w.syncsAt(start + poke);
      await w.syncsAt(start + 100);
      expect((await w.bare.pool.marketReport(0)).moveSpent, `${pokes} syncs in between`).to.equal(600n); // 900 − 100·3
    }
  });

  it("B-2: many small moves in a row are no way around it", async () => {
    const w = await oneMarket(SETTINGS);
    let usd = 2000;
    for (let step = 0; step < 30; step++) {
      usd *= 1.001;
      await prints(w, usd);
    }
    // 30 steps of 0.1 % in 60 s: ten of them, and what comes back meanwhile is less than another one
    expect((await w.stored()).usd).to.be.within(2000 * 1.01, 2000 * 1.0111);
    expect(await contested(w)).to.not.equal(undefined);
  });

  it("B-2: prints that still lie outside after the delay count in full, never cut down", async () => {
    const w = await oneMarket(SETTINGS);
    await prints(w, 1000);
    const since = Number((await w.bare.pool.marketReport(0)).contestedAt);
    await w.syncsAt(since + 59);
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2000, 1000]);
    const tx = await w.syncsAt(since + 60);
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([1000, undefined]);
    await expect(tx)
      .to.emit(w.bare.pool, "PriceContestEnded")
      .withArgs(0n, 1000n * 10n ** 18n);
  });

  it("B-2: the latest print counts then, not the first; the time runs from the first", async () => {
    const w = await oneMarket(SETTINGS);
    await prints(w, 1000);
    await prints(w, 1100, 30);
    expect(await contested(w), "the record keeps what began it").to.equal(1000);
    await prints(w, 1200, 30);
    expect((await w.stored()).usd).to.equal(1200);
  });

  it("B-2: one print that is gone by the next leaves no trace (0.0001 USD for a moment)", async () => {
    const w = await oneMarket(SETTINGS);
    await prints(w, 0.0001);
    expect(await contested(w)).to.equal(0.0001);
    await prints(w, 2001, 30);
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2001, undefined]);
    await prints(w, 1000, 31); // a new contest has its whole time, not what was left of the old
    await w.syncsAt((await w.now()) + 30);
    expect((await w.stored()).usd).to.equal(2001);
  });

  it("B-2: a view projects a contest that nobody has put on record, and confirms nothing by itself", async () => {
    const w = await oneMarket(SETTINGS);
    await w.aggregator.push(usd8(1000));
    await w.time.increase(600);
    expect(await w.bare.pool.syncAll.staticCall()).to.equal(false);
    await w.bare.pool.syncMarkets([0]);
    expect([(await w.stored()).usd, await contested(w)]).to.deep.equal([2000, 1000]);
  });

  it("B-2: a contested price goes on ageing, and becomes stale", async () => {
    const w = await oneMarket({ ...SETTINGS, maxAge: 64n });
    const start = await w.unitStart();
    await w.syncsAt(start);
    const before = (await w.stored()).age;
    await w.aggregator.push(usd8(1000));
    await w.syncsAt(start + 32); // two units of 16 s
    expect((await w.stored()).age).to.equal(before + 2n);
  });
});
