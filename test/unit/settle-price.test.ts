import { expect } from "chai";

import { PhasedFeed } from "../support/raw-feed.js";
import { plainWorld } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";
import type { World } from "../support/deploy-pool.js";

const ETH = 1;

/**
 * An order to buy 10 ETH units, minDelay 2 s: it fills at the first price at or after `earliest`. K is 1,000,000 units, so
 * a fill at price P costs P · (1 + 5/1,000,000). The feed has round 5 of phase 1 before the commitment, at 200 USD.
 */
async function pendingOrder() {
  const world = await plainWorld();
  await world.fundsVault("100000");
  const alice = await world.trader();
  await alice.deposits("5000", "USDC");
  const { proxy, second } = world.feeds[ETH]!;
  const feed = await PhasedFeed.at(world.connection, [await proxy.getAddress(), await second.getAddress()]);
  const before = await world.now();
  await feed.publishes(1, 4, usd8(199), before - 60);
  await feed.publishes(1, 5, usd8(200), before);
  await alice.commits("10", "ETH");
  const earliest = (await world.now()) + 2;
  return { world, alice, feed, earliest };
}

const usd8 = (price: number) => BigInt(Math.round(price * 1e8));
const fillAt = (price: number) => (BigInt(price) * 10n ** 18n * 1_000_005n) / 1_000_000n;

async function settles(world: World, alice: Trader, proof: string) {
  return world.pool.connect(await world.keeper()).settleOrder(alice.account, proof);
}

async function filled(world: World, alice: Trader, proof: string) {
  const tx = await settles(world, alice, proof);
  const [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), tx.blockNumber!, tx.blockNumber!);
  return event === undefined
    ? undefined
    : { fillPrice: event.args.fillPrice, publishedAt: Number(event.args.publishedAt) };
}

function proofOf(world: World, round: bigint): string {
  return world.connection.ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [round]);
}

describe("The price an order is filled at", () => {
  it("P-4: it is the first round at or after the delay, proved by a predecessor before it", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(1, 6, usd8(201), earliest - 1);
    await feed.publishes(1, 7, usd8(202), earliest);
    await feed.publishes(1, 8, usd8(203), earliest + 5);
    await world.passes(10);
    expect(await filled(world, alice, proofOf(world, PhasedFeed.id(1, 7)))).to.deep.equal({
      fillPrice: fillAt(202),
      publishedAt: earliest,
    });
  });

  const wrong: readonly (readonly [string, bigint, (earliest: number) => number])[] = [
    ["the round before it", PhasedFeed.id(1, 6), (earliest) => earliest - 1],
    ["the round after it", PhasedFeed.id(1, 8), () => 0],
    ["a round that does not exist yet", PhasedFeed.id(1, 9), () => 0],
    ["a round whose predecessor does not exist", PhasedFeed.id(1, 100), () => 0],
    ["round 0 of the phase", PhasedFeed.id(1, 0), () => 0],
    ["round 1 of the phase", PhasedFeed.id(1, 1), () => 0],
    ["the same round without its phase", 7n, () => 0],
    ["the same round of another phase", PhasedFeed.id(2, 7), () => 0],
    ["the same round beyond 80 bits", PhasedFeed.id(1, 7) + (1n << 80n), () => 0],
    ["the greatest number", 2n ** 256n - 1n, () => 0],
  ];
  for (const [what, round, publishedAt] of wrong) {
    it(`P-4: it is not ${what}`, async () => {
      const { world, alice, feed, earliest } = await pendingOrder();
      await feed.publishes(1, 6, usd8(201), earliest - 1);
      await feed.publishes(1, 7, usd8(202), earliest);
      await feed.publishes(1, 8, usd8(203), earliest + 5);
      await world.passes(10);
      await expect(settles(world, alice, proofOf(world, round)))
        .to.be.revertedWithCustomError(world.pool, "PriceNotProved")
        .withArgs(alice.account, earliest, publishedAt(earliest));
      await settles(world, alice, proofOf(world, PhasedFeed.id(1, 7))); // the right one still works
    });
  }

  it("P-4: it is never a garbage proof: one word, no more and no less", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(1, 6, usd8(202), earliest);
    await world.passes(10);
    const good = proofOf(world, PhasedFeed.id(1, 6));
    for (const proof of ["0x", "0x00", good.slice(0, -2), `${good}00`, good + good.slice(2), `0x${"ff".repeat(31)}`]) {
      await expect(settles(world, alice, proof), proof).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    }
    expect(await filled(world, alice, good)).to.not.equal(undefined);
  });

  it("P-4: it is not a round that is empty, zero or negative, nor one proved by such a round", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    const proof = proofOf(world, PhasedFeed.id(1, 7));
    await world.passes(10);
    for (const answer of [0n, -1n]) {
      await feed.publishes(1, 6, usd8(201), earliest - 1);
      await feed.publishes(1, 7, answer, earliest);
      await expect(settles(world, alice, proof)).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
      await feed.publishes(1, 6, answer, earliest - 1);
      await feed.publishes(1, 7, usd8(202), earliest);
      await expect(settles(world, alice, proof)).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    }
    await feed.publishes(1, 6, usd8(201), 0);
    await expect(settles(world, alice, proof)).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    await feed.publishes(1, 6, usd8(201), earliest - 1);
    expect(await filled(world, alice, proof)).to.deep.equal({ fillPrice: fillAt(202), publishedAt: earliest });
  });

  it("P-4: it is not the first round of a new phase, which nothing proves, nor the second, which the first precedes", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(2, 1, usd8(202), earliest);
    await feed.publishes(2, 2, usd8(203), earliest + 1);
    await world.passes(10);
    for (const round of [1, 2]) {
      const proof = proofOf(world, PhasedFeed.id(2, round));
      await expect(settles(world, alice, proof)).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    }
  });

  it("P-4: it is not round 0 or 1 of a phase, even of a feed that has something to say before them", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    const last = PhasedFeed.id(2, 0) - 1n; // greatest round of phase 1
    await feed.answers(last, usd8(200), earliest - 1);
    await feed.publishes(2, 0, usd8(202), earliest);
    await feed.publishes(3, 0, usd8(200), earliest - 1);
    await feed.publishes(3, 1, usd8(202), earliest);
    await world.passes(10);
    for (const round of [PhasedFeed.id(2, 0), PhasedFeed.id(3, 1)]) {
      await expect(settles(world, alice, proofOf(world, round))).to.be.revertedWithCustomError(
        world.pool,
        "PriceNotProved",
      );
    }
  });

  it("P-4: it is a later round of a new phase when the phase began before the delay was over", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(2, 1, usd8(202), earliest - 1);
    await feed.publishes(2, 2, usd8(203), earliest + 1);
    await world.passes(10);
    expect(await filled(world, alice, proofOf(world, PhasedFeed.id(2, 2)))).to.deep.equal({
      fillPrice: fillAt(203),
      publishedAt: earliest + 1,
    });
  });

  it("P-4: it is not one published after the expiry, and until there is one the order waits", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    const expiry = earliest + 598; // maxDelay 600 after the commitment, minDelay 2
    await world.connection.networkHelpers.time.setNextBlockTimestamp(earliest - 1);
    await expect(settles(world, alice, proofOf(world, PhasedFeed.id(1, 6))))
      .to.be.revertedWithCustomError(world.pool, "OrderNotReady")
      .withArgs(alice.account, earliest, earliest - 1);
    await feed.publishes(1, 6, usd8(202), expiry + 1);
    await world.connection.networkHelpers.time.setNextBlockTimestamp(expiry);
    await expect(settles(world, alice, proofOf(world, PhasedFeed.id(1, 6)))).to.be.revertedWithCustomError(
      world.pool,
      "PriceNotProved",
    );
    await world.connection.networkHelpers.time.setNextBlockTimestamp(expiry + 1);
    await expect(settles(world, alice, proofOf(world, PhasedFeed.id(1, 6))))
      .to.be.revertedWithCustomError(world.pool, "OrderPastExpiry")
      .withArgs(alice.account, expiry, expiry + 1);
  });

  it("P-4: margin uses the accepted price: an older fill price never moves it back", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(1, 6, usd8(202), earliest);
    await feed.publishes(1, 7, usd8(204), earliest + 8); // less than 1 % further, the largest move
    await world.passes(10);
    expect((await filled(world, alice, proofOf(world, PhasedFeed.id(1, 6))))!.fillPrice).to.equal(fillAt(202));
    expect((await world.pool.marketReport(ETH)).price).to.equal(204n * 10n ** 18n);
  });

  it("P-4, B-2: a first price further than one move from the accepted one fills only where that is no gift", async () => {
    // the first print after the delay is a spike down to 2 USD that everybody has forgotten by the time of settlement
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(1, 6, usd8(2), earliest);
    await feed.publishes(1, 7, usd8(201), earliest + 8);
    await world.passes(10);
    expect((await filled(world, alice, proofOf(world, PhasedFeed.id(1, 6))))!.fillPrice).to.equal(fillAt(201));
  });

  it("P-4, B-2: such a price fills an order to which it is the worse one", async () => {
    const { world, alice, feed, earliest } = await pendingOrder();
    await feed.publishes(1, 6, usd8(230), earliest);
    await feed.publishes(1, 7, usd8(201), earliest + 8);
    await world.passes(10);
    expect((await filled(world, alice, proofOf(world, PhasedFeed.id(1, 6))))!.fillPrice).to.equal(fillAt(230));
  });
});
