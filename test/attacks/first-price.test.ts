import { expect } from "chai";

import { scaled } from "../../scripts/deployment/parameters.js";
import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { PhasedFeed } from "../support/raw-feed.js";
import type { Trader } from "../support/trader.js";

const ETH = 1;
const usd8 = (price: string) => scaled(price, 8);

/**
 * mallory settles her own orders. She is long 100 ETH, bought at 200.01, and has committed to sell them; minDelay is 2 s, K is
 * 1,000,000: at price P she sells at P · (1 + 50/1,000,000).
 */
async function sale(change?: Parameters<typeof plainWorld>[0]) {
  const world = await plainWorld(change);
  await world.fundsVault("100000");
  const mallory = await world.trader();
  await mallory.deposits("5000", "USDC");
  await mallory.trades("100", "ETH");
  await mallory.commits("-100", "ETH");
  const earliest = (await world.now()) + 2;
  return { world, mallory, earliest };
}

/** Publishes one answer for a time to come, as a feed does whose rounds are later than the blocks that bring them. */
async function publishes(world: World, price: string, at: number): Promise<bigint> {
  const { aggregator } = world.feeds[ETH]!;
  const { time } = world.connection.networkHelpers;
  if ((await world.now()) < at) await time.setNextBlockTimestamp(at);
  await aggregator.pushAt(usd8(price), at);
  return (1n << 64n) | (await aggregator.latestRound());
}

function proofOf(world: World, round: bigint): string {
  return world.connection.ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [round]);
}

/** Which of some rounds the pool takes as the proof of mallory's order. */
async function accepted(world: World, mallory: Trader, rounds: readonly bigint[]): Promise<bigint[]> {
  const taken: bigint[] = [];
  for (const round of rounds) {
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    try {
      await mallory.pool.settleOrder(mallory.account, proofOf(world, round));
      taken.push(round);
    } catch (error) {
      expect((error as Error).message).to.include("PriceNotProved");
    }
    await snapshot.restore();
  }
  return taken;
}

describe("The choice of a price by who settles", () => {
  it("P-4: of a window of twenty rounds only the first after the delay is taken: the best gains nothing", async () => {
    const { world, mallory, earliest } = await sale();
    // the first price is 201, later ones reach 201.9: choosing would bring 90 more for 100 ETH
    const prices = Array.from({ length: 20 }, (_, i) => (201 + ((i * 7) % 10) / 10).toFixed(1));
    const rounds: bigint[] = [];
    for (const [i, price] of prices.entries()) rounds.push(await publishes(world, price, earliest + 3 * i));
    const before = rounds[0]! - 1n;
    expect(await accepted(world, mallory, [before, ...rounds])).to.deep.equal([rounds[0]!]);
    await mallory.pool.settleOrder(mallory.account, proofOf(world, rounds[0]!));
    // sold at 201 · (1 + 50/10^6) = 201.01005: 20,101.005 − 20,001
    const { quote } = await mallory.report();
    expect(quote, `mallory's profit is ${quote}`).to.equal(usd("100.005"));
  });

  it("P-4: waiting for the window to close gains the same: the first price, or none", async () => {
    const { world, mallory, earliest } = await sale();
    const first = await publishes(world, "199", earliest + 1);
    const better = await publishes(world, "200.9", earliest + 590);
    expect(await accepted(world, mallory, [first, better])).to.deep.equal([first]);
    // an order that is left to expire costs its fee, and the position is what it was
    await world.passes(30);
    const before = (await mallory.report()).equity;
    await mallory.pool.expireOrder(mallory.account);
    expect((await mallory.report()).equity - before, "gained by letting it expire").to.equal(0n);
    await expect(mallory.pool.settleOrder(mallory.account, proofOf(world, better))).to.be.revertedWithCustomError(
      world.pool,
      "NoPendingOrder",
    );
  });

  it("P-4: of rounds with one time stamp it is the one whose predecessor is earlier: each order has one price", async () => {
    const { world, mallory, earliest } = await sale();
    const before = await publishes(world, "200", earliest - 1);
    const rounds = [
      await publishes(world, "200.2", earliest),
      await publishes(world, "200.9", earliest),
      await publishes(world, "200.5", earliest),
    ];
    expect(await accepted(world, mallory, [before, ...rounds])).to.deep.equal([rounds[0]!]);
  });

  it("P-4: a round published at the very second of the delay counts, one a second before it does not", async () => {
    const { world, mallory, earliest } = await sale();
    const rounds = [await publishes(world, "200.9", earliest - 1), await publishes(world, "200.1", earliest)];
    expect(await accepted(world, mallory, rounds)).to.deep.equal([rounds[1]!]);
  });

  it("P-4: rounds are assumed to be in order of time, as feeds publish them: one that steps back makes two first ones", async () => {
    const { world, mallory, earliest } = await sale();
    const first = await publishes(world, "200.1", earliest);
    // numbered later, dated before the delay: nothing may be proved by it
    await world.passes(5);
    const { aggregator } = world.feeds[ETH]!;
    await aggregator.pushAt(usd8("200"), earliest - 1);
    await aggregator.pushAt(usd8("200.9"), earliest + 4);
    const late = (1n << 64n) | (await aggregator.latestRound());
    // an assumption of SECURITY.md: a feed that can do this could name any price anyway
    expect(await accepted(world, mallory, [first, late - 1n, late])).to.deep.equal([first, late]);
  });

  it("P-4: the commitment fixes the price before anyone knows it: an order never fills at a round older than itself", async () => {
    const { world, mallory, earliest } = await sale();
    const { aggregator } = world.feeds[ETH]!;
    const latest = Number(await aggregator.latestRound());
    await publishes(world, "200.1", earliest);
    const older = Array.from({ length: latest }, (_, i) => (1n << 64n) | BigInt(i + 1));
    expect(await accepted(world, mallory, older)).to.deep.equal([]);
  });
});

describe("A feed that changes its aggregator between two rounds", () => {
  async function phases() {
    const { world, mallory, earliest } = await sale();
    const { proxy, second } = world.feeds[ETH]!;
    const feed = await PhasedFeed.at(world.connection, [await proxy.getAddress(), await second.getAddress()]);
    const { time } = world.connection.networkHelpers;
    await feed.publishes(1, 50, usd8("200"), earliest - 3);
    return { world, mallory, earliest, feed, time };
  }

  it("P-4: offers one price at most, whichever phase it is in: the old phase is over and the new one proves itself", async () => {
    const { world, mallory, earliest, feed, time } = await phases();
    await time.setNextBlockTimestamp(earliest + 30);
    // the old phase has no round after the delay; the new one starts before it
    await feed.publishes(2, 1, usd8("200.1"), earliest - 1);
    await feed.publishes(2, 2, usd8("200.2"), earliest + 1);
    await feed.publishes(2, 3, usd8("200.9"), earliest + 9);
    const rounds = [PhasedFeed.id(1, 50), PhasedFeed.id(1, 51), ...[1, 2, 3].map((n) => PhasedFeed.id(2, n))];
    expect(await accepted(world, mallory, rounds)).to.deep.equal([PhasedFeed.id(2, 2)]);
  });

  it("P-4: offers none when the new phase starts after the delay: the order expires and pays its fee, no more", async () => {
    const { world, mallory, earliest, feed, time } = await phases();
    await time.setNextBlockTimestamp(earliest + 30);
    await feed.publishes(2, 1, usd8("200.2"), earliest + 1);
    await feed.publishes(2, 2, usd8("200.9"), earliest + 9);
    const rounds = [PhasedFeed.id(1, 50), PhasedFeed.id(1, 51), PhasedFeed.id(2, 1), PhasedFeed.id(2, 2)];
    expect(await accepted(world, mallory, rounds)).to.deep.equal([]);
    await world.passes(600);
    const { equity } = await mallory.report();
    await expect(mallory.pool.expireOrder(mallory.account)).to.emit(world.pool, "OrderExpired");
    expect((await mallory.report()).equity).to.equal(equity);
  });

  it("P-4: that runs both phases at once offers one price in each, both the first of their aggregators", async () => {
    const { world, mallory, earliest, feed, time } = await phases();
    await time.setNextBlockTimestamp(earliest + 30);
    await feed.publishes(1, 51, usd8("200.3"), earliest + 1);
    await feed.publishes(2, 1, usd8("200.1"), earliest - 1);
    await feed.publishes(2, 2, usd8("200.2"), earliest + 2);
    await feed.publishes(1, 52, usd8("200.9"), earliest + 7);
    await feed.publishes(2, 3, usd8("200.8"), earliest + 9);
    const rounds = [...[50, 51, 52].map((n) => PhasedFeed.id(1, n)), ...[1, 2, 3].map((n) => PhasedFeed.id(2, n))];
    // What choice there is lies within the feeds' disagreement of two seconds, 0.1 here, never the window's best of 0.9.
    expect(await accepted(world, mallory, rounds)).to.deep.equal([PhasedFeed.id(1, 51), PhasedFeed.id(2, 2)]);
  });
});

describe("What is left to who settles", () => {
  it("P-4, P-1: a trade of the settler's own before the settlement moves the premium: the settler gains what the victim pays more, which is less than the lowest fees", async () => {
    const { world, mallory: victim, earliest } = await sale();
    const mallory = await world.trader();
    await mallory.deposits("100000", "USDC");
    // mallory sells 1,000 first (S = 100 → −900), so that the victim sells at 200 · (1 − 950/10^6) instead of 200 · (1 + 50/10^6)
    await mallory.commits("-1000", "ETH");
    await world.passes(5);
    const round = await publishes(world, "200", Math.max(earliest, (await world.now()) + 1));
    await mallory.pool.settleOrder(mallory.account, proofOf(world, round));
    await world.pool.connect(mallory.signer).settleOrder(victim.account, proofOf(world, round));
    await mallory.trades("1000", "ETH");
    const { collateral, quote } = await mallory.report();
    const gain = collateral + quote - usd("100000");
    // sold at 200 · (1 − 400/10^6) = 199.92, bought back from S = −1,000 at 200 · (1 − 500/10^6) = 199.90: +20, for which the victim
    // paid 100 · 200 · 1,000/10^6 = 20. The victim's limit price bounds it; fees of 0.02 … 0.06 % of 400,000 make it a loss of 80 and more.
    expect(gain, `mallory's gain without any fee is ${gain}`).to.equal(usd("20"));
    const fees = (400_000n * 10n ** 18n * 2n) / 10_000n; // the lowest: maker both ways
    expect(gain - fees < 0n, `mallory's gain with fees is ${gain - fees}`).to.equal(true);
  });

  it("P-4: a limit price takes the settler's choice away: the order is cancelled, not filled worse", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const [victim, mallory] = [await world.trader(), await world.trader()];
    await victim.deposits("5000", "USDC");
    await mallory.deposits("100000", "USDC");
    await victim.commits("100", "ETH", { limit: usd("200.01") }); // 200 · (1 + 50/10^6) exactly
    await mallory.trades("1000", "ETH");
    await world.passes(3);
    await world.refreshes();
    const { aggregator } = world.feeds[ETH]!;
    const first = (1n << 64n) | ((await aggregator.latestRound()) - 1n);
    const tx = world.pool.connect(mallory.signer).settleOrder(victim.account, proofOf(world, first));
    await expect(tx).to.emit(world.pool, "OrderCancelled");
    expect((await world.pool.position(victim.account, ETH)).size).to.equal(0n);
  });
});
