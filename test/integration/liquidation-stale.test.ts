import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { judgement, lastLiquidation, outcome, tradedLegs, writeOffs } from "../support/reading.js";

const [BTC, SOL] = [0, 2];

/** SOL prices are valid for 1,600 s here, all others for an hour; the allowance grows by 0.00002 a second up to 0.1. */
async function worldWithFastStaleness(growth = "0.00002"): Promise<World> {
  return plainWorld((p) => {
    Object.assign(p.markets[2]!, { maxAge: 1600, staleGrowthPerSecond: growth, staleShock: "0.1" });
    p.pool.keeperBond = "20";
  });
}

/**
 * SOL falls silent; everybody else's price is fresh. Ages count in units of 16 s from the one that the price was published
 * in: 1,985 to 2,000 s after the start of it, the price is 125 units or 2,000 s old.
 */
async function solanaGoesStale(world: World, prices: Record<string, string> = {}): Promise<void> {
  const { aggregator } = world.feeds[SOL]!;
  const [, publishedAt] = await aggregator.round(await aggregator.latestRound());
  const unit = Math.floor(Number(publishedAt) / 16) * 16;
  await world.connection.networkHelpers.time.increaseTo(unit + 1986);
  await world.publishes({ BTC: "8000", ETH: "200", ...prices });
}

describe("A leg without a valid price", () => {
  it("Q-4: counts at its last price, with an allowance in the account's favour in E and against it in E_init", async () => {
    const world = await worldWithFastStaleness();
    const alice = await world.trader();
    await alice.deposits("5020", "USDC"); // 20 of it are the bond
    await alice.trades("25", "BTC"); // cost 20,000.25
    await alice.trades("500", "SOL"); // cost 10,000.125
    await solanaGoesStale(world);
    const r = await alice.report();
    // 10,000 · 0.00002 · 2,000 = 400
    expect(r.staleAllowance).to.equal(usd("400"));
    expect([r.equity, r.margin]).to.deep.equal([usd("5399.625"), usd("1800")]); // 5,000 − 0.375 + 400
    expect(r.initialEquity).to.equal(usd("4599.625"));
    // M_init = 2,000 + 1,500: 1,099.625 may leave and not a unit more
    await expect(alice.withdraws("1099.625001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("1099.625", "USDC");
    // nor is there room for another unit of BTC
    await alice.commits("1", "BTC");
    await world.passes(3);
    await world.publishes({ BTC: "8000" });
    await alice.settles("BTC");
    expect(await outcome(world)).to.equal("InitialMargin");
  });

  it("Q-4: the allowance ends at the shock", async () => {
    const world = await worldWithFastStaleness("0.0001"); // 0.2 after 2,000 s
    const alice = await world.trader();
    await alice.deposits("5020", "USDC");
    await alice.trades("500", "SOL");
    await solanaGoesStale(world);
    expect((await alice.report()).staleAllowance).to.equal(usd("1000"));
  });

  it("Q-4: an account that only the allowance keeps above M is not liquidated", async () => {
    const world = await worldWithFastStaleness();
    const alice = await world.trader();
    await alice.deposits("1620", "USDC");
    await alice.trades("500", "SOL");
    await world.publishes({ SOL: "18" });
    // E = 1,600 − 1,000.125 = 599.875 < M = 720
    expect((await judgement(world, alice.account))[0]).to.equal("Solvent");
    await solanaGoesStale(world);
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("959.875"), usd("720")]); // + 9,000 · 0.04
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
  });

  it("Q-4: an account with nothing but stale legs is below M and waits", async () => {
    const world = await worldWithFastStaleness();
    const alice = await world.trader();
    await alice.deposits("1620", "USDC");
    await alice.trades("500", "SOL");
    await world.publishes({ SOL: "17" });
    await solanaGoesStale(world);
    // E = 1,600 − 1,500.125 + 8,500 · 0.04 = 439.875 < M = 680
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("439.875"), usd("680")]);
    await expect(world.liquidates(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NothingLiquidated")
      .withArgs(alice.account);
    await world.publishes({ SOL: "17" });
    await world.liquidates(alice.account);
    expect((await tradedLegs(world)).map(([market]) => market)).to.deep.equal([SOL]);
  });
});

describe("A position in a dead market is no shield", () => {
  it("Q-4: of a solvent account the valid leg is sliced and the stale leg stays", async () => {
    const world = await worldWithFastStaleness();
    const alice = await world.trader();
    await alice.deposits("3020", "USDC");
    await alice.trades("25", "BTC");
    await alice.trades("50", "SOL"); // 1,000 USD, cost 1,000.00125
    await solanaGoesStale(world, { BTC: "7150" });
    // E = 3,000 − 2,125.25 − 0.00125 + 40 = 914.74875; M = 893.75 + 80
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("914.74875"), usd("973.75")]);
    await world.liquidates(alice.account);
    expect((await tradedLegs(world)).map(([market]) => market)).to.deep.equal([BTC]);
    expect((await alice.report()).health).to.be.within(usd("1.15"), usd("1.16"));
    expect((await world.pool.position(alice.account, SOL)).size).to.equal(usd("50"));
  });

  it("Q-4, A-4: of an insolvent account all valid legs close; debt and bond wait for the stale one", async () => {
    const world = await worldWithFastStaleness();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("3020", "USDC");
    await alice.trades("25", "BTC");
    await alice.trades("50", "SOL");
    await solanaGoesStale(world, { BTC: "6700" });
    // E = 3,000 − 3,250.25 − 0.00125 + 40
    expect((await judgement(world, alice.account)).slice(0, 2)).to.deep.equal(["Insolvent", usd("-210.25125")]);
    await world.liquidates(alice.account);
    expect(await tradedLegs(world)).to.deep.equal([[BTC, usd("-25")]]);
    expect((await lastLiquidation(world)).bondPaid).to.equal(false);
    expect(await writeOffs(world)).to.deep.equal([]);
    // premium back: 670 · 12.5/1,000,000 · 25 = 0.209375; −3,250.25 + 0.209375 + 3,000
    expect((await alice.report()).quote).to.equal(usd("-250.040625"));
    expect((await world.pool.poolReport()).escrow).to.equal(20_000_000n);

    await world.publishes({ SOL: "22" }); // +100: not enough
    await world.liquidates(alice.account);
    expect(await tradedLegs(world)).to.deep.equal([[SOL, usd("-50")]]);
    expect((await lastLiquidation(world)).bondPaid).to.equal(true);
    // 50 · 22 · (1 + 25/20,000,000) − 1,000.00125 = 100.000125
    expect(await writeOffs(world)).to.deep.equal([[alice.account, usd("150.0405"), 0n]]);
  });
});
