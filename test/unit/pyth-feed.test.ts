import { expect } from "chai";

import { deployBarePool, MARKET_PARAMETERS } from "../support/bare-pool.js";

const ID = "0x" + "ab".repeat(32);
const OTHER_ID = "0x" + "cd".repeat(32);
const FEE = 3n;
const WAD = 10n ** 18n;

interface Update {
  readonly price?: bigint;
  readonly confidence?: bigint;
  readonly exponent?: number;
  readonly publishedAt: number;
  readonly before?: number;
  readonly id?: string;
}

/** A Pyth contract of its SDK, a feed in front of it, and a pool with a price-only market on that feed at 2,000 USD. */
async function onPyth() {
  const bare = await deployBarePool();
  const { ethers, networkHelpers } = bare.connection;
  const pyth = await ethers.deployContract("MockPyth", [60, FEE]);
  const feed = await ethers.deployContract("PythFeed", [await pyth.getAddress(), ID]);
  const update = ({ price = 2000_00000000n, confidence = 0n, exponent = -8, publishedAt, before, id }: Update) =>
    pyth.createPriceFeedUpdateData(
      id ?? ID,
      price,
      confidence,
      exponent,
      price,
      confidence,
      publishedAt,
      before ?? publishedAt - 1,
    );
  const records = async (since: number, entry: Update) => feed.record([await update(entry)], since, { value: FEE });
  const start = await networkHelpers.time.latest();
  await records(start, { publishedAt: start });
  await bare.pool.listMarket({
    ...MARKET_PARAMETERS,
    source: await feed.getAddress(),
    sourceKind: 1n,
    maxConfidencePpm: 5_000n,
    maxMovePpm: 10_000n,
  });
  const price = async () => (await bare.pool.marketReport(0)).price;
  return { bare, pyth, feed, update, records, start, price, time: networkHelpers.time };
}

describe("A feed of a pull oracle", () => {
  it("B-1: has the latest price that anybody brought, with 18 decimals", async () => {
    const { bare, pyth, update, feed, price, time } = await onPyth();
    const now = await time.latest();
    await pyth.updatePriceFeeds([await update({ price: 200512n, exponent: -2, publishedAt: now })], { value: FEE });
    expect(await feed.latest()).to.deep.equal([2005_12n * 10n ** 16n, 0n, BigInt(now)]);
    await bare.pool.syncMarkets([0]);
    expect(await price()).to.equal(2005_12n * 10n ** 16n);
  });

  it("B-1: a price whose publishers disagree is none", async () => {
    const { bare, records, price, time } = await onPyth();
    const now = await time.latest();
    await records(now, { price: 2010_00000000n, confidence: 10_05000001n, publishedAt: now }); // just over 0.5 %
    await bare.pool.syncMarkets([0]);
    expect(await price()).to.equal(2000n * WAD);
    await records(now + 1, { price: 2010_00000000n, confidence: 10_05000000n, publishedAt: now + 1 });
    await bare.pool.syncMarkets([0]);
    expect(await price()).to.equal(2010n * WAD);
  });

  it("P-4: remembers what was proved to be the first price since a time, and the earliest proof of it", async () => {
    const { feed, records, start } = await onPyth();
    await records(start + 1, { publishedAt: start + 8, before: start });
    await records(start + 5, { publishedAt: start + 8, before: start });
    const [price, , since] = await feed.firstPrice(start + 8);
    expect([price, since]).to.deep.equal([2000n * WAD, BigInt(start + 1)]);
    expect((await feed.firstPrice(start + 7))[2], "never brought").to.equal(0n);
  });

  it("P-4: Pyth refuses an update that is not the first one since then", async () => {
    const { pyth, records, start } = await onPyth();
    // the one before was published at start + 5 too
    await expect(records(start + 5, { publishedAt: start + 5, before: start + 5 })).to.be.revertedWithCustomError(
      pyth,
      "PriceFeedNotFoundWithinRange",
    );
    await expect(records(start + 4, { publishedAt: start + 9, before: start + 6 })).to.be.revertedWithCustomError(
      pyth,
      "PriceFeedNotFoundWithinRange",
    );
  });

  it("gives back what is more than Pyth's fee, and says how much is missing", async () => {
    const { bare, feed, update, start } = await onPyth();
    const data = [await update({ publishedAt: start + 3 })];
    await expect(feed.record(data, start + 3, { value: FEE - 1n }))
      .to.be.revertedWithCustomError(feed, "InsufficientFee")
      .withArgs(FEE - 1n, FEE);
    const [signer] = await bare.connection.ethers.getSigners();
    await expect(feed.record(data, start + 3, { value: 100n })).to.changeEtherBalance(
      bare.connection.ethers,
      signer!,
      0n - FEE,
    );
    expect(await bare.connection.ethers.provider.getBalance(await feed.getAddress())).to.equal(0n);
  });

  it("refuses other feeds and prices that it cannot read", async () => {
    const { feed, pyth, records, start } = await onPyth();
    await expect(records(start + 3, { publishedAt: start + 3, id: OTHER_ID })).to.be.revertedWithCustomError(
      pyth,
      "PriceFeedNotFoundWithinRange",
    );
    for (const [price, exponent] of [
      [0n, -8],
      [-5n, -8],
      [5n, 1],
      [5n, -19],
      [2n ** 62n, 0],
    ] as const) {
      await expect(records(start + 3, { price, exponent, publishedAt: start + 3 }), `${price}e${exponent}`)
        .to.be.revertedWithCustomError(feed, "UnusablePrice")
        .withArgs(price, exponent);
    }
  });

  it("B-2: a feed with nothing to say is a market without a price, never a revert", async () => {
    const { bare, pyth, price } = await onPyth();
    await bare.connection.networkHelpers.setCode(await pyth.getAddress(), "0x");
    await bare.pool.syncMarkets([0]);
    expect(await price()).to.equal(2000n * WAD);
  });
});
