import { expect } from "chai";

import { deployBarePool } from "../support/bare-pool.js";
import { roundWords, scriptedFeed } from "../support/raw-feed.js";
import { Fault, LARGE_MOVES, oneMarket, type Watched } from "../support/watched-market.js";

const WAD = 10n ** 18n;
const PRICE_MAX = 2n ** 80n - 1n;

describe("Reading a feed", () => {
  it("B-2: a market stored in this block is not read again, so a price is accepted once for all", async () => {
    const w = await oneMarket();
    const { provider } = w.bare.connection;
    const nonce = await w.bare.connection.ethers.provider.getTransactionCount(
      (await w.bare.connection.ethers.getSigners())[0]!,
    );
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const options = (offset: number) => ({ nonce: nonce + offset, gasLimit: 1_000_000 });
    await w.aggregator.push(2100_00000000n, options(0));
    await w.bare.pool.syncMarkets([0], options(1));
    await w.aggregator.push(2200_00000000n, options(2));
    await w.bare.pool.syncMarkets([0], options(3));
    await provider.request({ method: "evm_mine" });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    expect((await w.stored()).usd).to.equal(2100);
    await w.syncsAt((await w.now()) + 1);
    expect((await w.stored()).usd).to.equal(2200);
  });

  const broken: readonly (readonly [string, (w: Watched) => Promise<unknown>])[] = [
    ["reverts", (w) => w.proxy.setFault(Fault.Reverts)],
    ["burns all gas", (w) => w.proxy.setFault(Fault.BurnsGas)],
    ["returns nothing", (w) => w.proxy.setFault(Fault.ReturnsNothing)],
    ["returns a megabyte", (w) => w.proxy.setFault(Fault.ReturnsHuge)],
    [
      "returns one byte less than a round",
      async (w) => w.replaces(scriptedFeed(8, roundWords(2100_00000000n, await w.now()), 159)),
    ],
    ["has no code any more", (w) => w.replaces("0x")],
    ["answers zero", (w) => w.aggregator.push(0)],
    ["answers minus one", (w) => w.aggregator.push(-1)],
    ["answers the least integer", (w) => w.aggregator.push(-(2n ** 255n))],
    ["answers the greatest integer", (w) => w.aggregator.push(2n ** 255n - 1n)],
    ["answers 2^128", (w) => w.aggregator.push(2n ** 128n)],
    ["answers more than a price field holds", (w) => w.aggregator.push(PRICE_MAX / 10n ** 10n + 1n)],
    ["has an answer without a timestamp", (w) => w.aggregator.pushAt(2100_00000000n, 0)],
    ["has an answer from the future", async (w) => w.aggregator.pushAt(2100_00000000n, (await w.now()) + 1000)],
    ["goes back to an older round", async (w) => w.aggregator.pushAt(2100_00000000n, (await w.now()) - 3600)],
  ];
  for (const [what, breaks] of broken) {
    it(`B-2: sync does not revert for a feed that ${what}: price kept, other markets synced`, async () => {
      const w = await oneMarket();
      const other = await w.bare.feed(30_00000000n);
      await w.bare.lists(other.proxy, LARGE_MOVES);
      await breaks(w);
      await other.aggregator.push(31_00000000n);
      await w.bare.pool.syncAll();
      expect((await w.stored()).usd).to.equal(2000);
      expect((await w.stored()).age, "its age grew").to.be.greaterThan(0n);
      expect((await w.bare.pool.marketReport(1)).price).to.equal(31n * WAD);
    });
  }

  it("B-2: a blob longer than a round is read as the round it starts with", async () => {
    const w = await oneMarket();
    await w.replaces(scriptedFeed(8, roundWords(2100_00000000n, await w.now()), 20_000));
    await w.syncsAt((await w.now()) + 1);
    expect((await w.stored()).usd).to.equal(2100);
  });

  it("B-1: an answer from the future counts from the second it names", async () => {
    const w = await oneMarket();
    const at = await w.unitStart(1000);
    await w.aggregator.pushAt(2100_00000000n, at);
    await w.syncsAt(at - 1);
    expect((await w.stored()).usd).to.equal(2000);
    await w.syncsAt(at);
    expect(await w.stored()).to.deep.equal({ usd: 2100, age: 0n });
  });

  it("B-2: the greatest price that fits its field is accepted", async () => {
    const w = await oneMarket();
    await w.aggregator.push(PRICE_MAX / 10n ** 10n);
    await w.syncsAt((await w.now()) + 1);
    await w.syncsAt((await w.now()) + 61); // a move so large counts when it is confirmed
    expect((await w.bare.pool.marketReport(0)).price).to.equal((PRICE_MAX / 10n ** 10n) * 10n ** 10n);
  });

  it("B-2: 32 feeds that burn all their gas together leave a full sync within a transaction", async () => {
    const w = await oneMarket();
    const proxies = [w.proxy];
    while (proxies.length < 32) {
      const { proxy } = await w.bare.feed(2000_00000000n);
      await w.bare.lists(proxy);
      proxies.push(proxy);
    }
    for (const proxy of proxies) await proxy.setFault(Fault.BurnsGas);
    expect(await w.bare.pool.syncAll.staticCall()).to.equal(true); // prices are young still
    const receipt = await (await w.bare.pool.syncAll()).wait();
    expect(receipt!.gasUsed).to.be.within(32n * 100_000n, 5_000_000n);
  });

  it("B-2: nobody can make a good feed look broken by sending little gas", async () => {
    const w = await oneMarket();
    await w.aggregator.push(2100_00000000n);
    const { networkHelpers } = w.bare.connection;
    const at = (await w.now()) + 60;
    const outcomes = new Set<string>();
    for (let gasLimit = 40_000; gasLimit <= 160_000; gasLimit += 500) {
      const snapshot = await networkHelpers.takeSnapshot();
      await networkHelpers.time.setNextBlockTimestamp(at);
      const sent = await w.bare.pool.syncMarkets([0], { gasLimit }).then(
        () => true,
        () => false,
      );
      outcomes.add(sent ? `synced at ${(await w.stored()).usd}` : "out of gas");
      await snapshot.restore();
    }
    expect([...outcomes]).to.deep.equal(["out of gas", "synced at 2100"]);
  });

  it("B-2: an unknown market is refused by name", async () => {
    const w = await oneMarket();
    await expect(w.bare.pool.syncMarkets([0, 1]))
      .to.be.revertedWithCustomError(w.bare.pool, "UnknownMarket")
      .withArgs(1);
  });
});

describe("From a feed's decimals to a price per contract unit", () => {
  for (const decimals of [6, 8, 18]) {
    it(`P: price = answer · 10^(18 − ${decimals} + exponent), for every unit exponent −6…18`, async () => {
      const bare = await deployBarePool();
      let market = 0;
      for (let exponent = -6; exponent <= 18; ++exponent) {
        // 12.345 USD a unit where the feed's decimals can say that, else the least answer there is
        const digits = decimals - exponent - 3;
        const answer = digits >= 0 ? 12_345n * 10n ** BigInt(digits) : 1n;
        const price = digits >= 0 ? 12_345n * 10n ** 15n : 10n ** BigInt(18 - decimals + exponent);
        const { proxy } = await bare.feed(answer, decimals);
        const listing = bare.lists(proxy, { unitExponent: BigInt(exponent) });
        if (price > 10n ** 22n) {
          await expect(listing)
            .to.be.revertedWithCustomError(bare.pool, "PriceOutOfListingRange")
            .withArgs(await proxy.getAddress(), price, 10n ** 14n, 10n ** 22n);
          continue;
        }
        await listing;
        expect((await bare.pool.marketReport(market++)).price, `exponent ${exponent}`).to.equal(price);
      }
      expect(market).to.equal({ 6: 17, 8: 19, 18: 25 }[decimals]);
    });
  }

  it("P: what is below 1e-18 USD a unit is dropped, toward zero, and nothing left is no price", async () => {
    const bare = await deployBarePool();
    // 18 decimals, exponent −6: price = answer / 1e6
    const { proxy, aggregator } = await bare.feed(10n ** 20n, 18);
    await bare.lists(proxy, { ...LARGE_MOVES, unitExponent: -6n });
    await aggregator.push(10n ** 20n + 1_999_999n);
    await bare.pool.syncAll();
    expect((await bare.pool.marketReport(0)).price).to.equal(10n ** 14n + 1n);
    await aggregator.push(999_999n); // 0.999999 of the smallest price
    await bare.pool.syncAll();
    expect((await bare.pool.marketReport(0)).price, "kept").to.equal(10n ** 14n + 1n);
    await aggregator.push(1_000_000n);
    await bare.pool.syncAll();
    await bare.connection.networkHelpers.time.increase(61); // a move so large counts when it is confirmed
    await bare.pool.syncAll();
    expect((await bare.pool.marketReport(0)).price).to.equal(1n);
  });

  it("B-2: an answer so large that its price would not fit 256 bits is no price, not a revert", async () => {
    const bare = await deployBarePool();
    const { proxy, aggregator } = await bare.feed(1n, 8); // 1e-8 USD a token; exponent 10: 100 USD a unit
    await bare.lists(proxy, { unitExponent: 10n });
    for (const answer of [2n ** 128n - 1n, 2n ** 128n, 2n ** 255n - 1n]) {
      await aggregator.push(answer);
      await bare.pool.syncAll();
      expect((await bare.pool.marketReport(0)).price).to.equal(100n * WAD);
    }
  });
});
