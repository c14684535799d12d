import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const [BTC, ETH] = [0, 1];

/**
 * alice is long 1,000 ETH at 200.10 and short 250 units of BTC at 799.90: 200,000 each way, ρ = 0.8 between the two.
 * M = max(κ · 20,000, √(10,000² + 10,000² − 2 · 0.8 · 10,000²) = 6,324.56) = 10,000; she has 14,000, so health is about 1.4.
 * If both fall by 10 % she has lost nothing; if only ETH did, she would have lost 20,000.
 */
async function hedged(): Promise<{ world: World; alice: Trader }> {
  const world = await plainWorld();
  await world.fundsVault("100000");
  const alice = await world.trader();
  await alice.deposits("25000", "USDC");
  await alice.trades("1000", "ETH");
  await alice.trades("-250", "BTC");
  await alice.withdraws("0.000001", "USDC"); // and nothing is pending
  const { margin, health } = await alice.report();
  expect(margin).to.equal(usd("10000"));
  expect(health > usd("1.4")).to.equal(true);
  return { world, alice };
}

/** Both feeds publish 10 % less. */
const BOTH = { BTC: "7200", ETH: "180" };

describe("A perfect hedge of which somebody brings one leg up to date", () => {
  for (const [name, synced] of [
    ["the losing leg", ETH],
    ["the winning leg", BTC],
  ] as const) {
    it(`M-7: is judged at the feeds' prices of the call, not at those stored: syncing ${name} first changes nothing`, async () => {
      const { world, alice } = await hedged();
      await world.publishes(BOTH);
      const snapshot = await world.connection.networkHelpers.takeSnapshot();
      const { health } = await alice.report();
      await world.pool.syncMarkets([synced]);
      expect(
        (await world.pool.marketReport(BTC)).price === (await world.pool.marketReport(ETH)).price,
        "one is stored",
      ).to.equal(false);
      expect((await alice.report()).health).to.equal(health);
      await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
      await snapshot.restore();
      await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    });
  }

  it("M-7: nor do liquidations, orders and conversions of others that touch one of its markets", async () => {
    const { world, alice } = await hedged();
    const mallory = await world.trader();
    await mallory.deposits("10000", "USDC");
    await mallory.commits("10", "ETH");
    await world.passes(3);
    await world.publishes(BOTH);
    await mallory.settles("ETH"); // stores ETH at 180, not BTC
    expect((await world.pool.marketReport(BTC)).price).to.equal(usd("800"));
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    await expect(world.pool.liquidateMany([alice.account])).to.emit(world.pool, "LiquidationSkipped");
  });

  it("M-7: nor a sync in the same block, after the prices were published", async () => {
    const { world, alice } = await hedged();
    await world.publishes(BOTH);
    const { provider } = world.connection;
    const keeper = await world.keeper();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    await world.pool.connect(keeper).syncMarkets([ETH], { gasLimit: 1_000_000 });
    const attempt = await world.pool.connect(keeper).liquidate(alice.account, { gasLimit: 3_000_000 });
    await provider.request({ method: "evm_mine", params: [] });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    expect(
      ((await provider.request({ method: "eth_getTransactionReceipt", params: [attempt.hash] })) as { status: string })
        .status,
    ).to.equal("0x0");
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(usd("1000"));
  });

  it("M-7, M-2: κ carries what feeds of a hedge may differ by for a moment: at initial margin, one feed ahead by its deviation liquidates nobody", async () => {
    const { world, alice } = await hedged();
    // the least she may have: withdraw all that is free
    const { initialEquity, initialRequirement } = await alice.report();
    const free = initialEquity - initialRequirement;
    await alice.pool.withdraw(alice.account, 0, free / 10n ** 12n, alice.signer.address);
    // ETH is ahead by 0.5 %: 1,000 less equity, of 12,500 or more above the 10,000 of margin
    await world.publishes({ ETH: "199" });
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    await world.publishes({ ETH: "201", BTC: "8000" });
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
  });
});
