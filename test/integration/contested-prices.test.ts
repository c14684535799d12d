import { expect } from "chai";

import { plainWorld, usd } from "../support/plain-world.js";
import type { World } from "../support/deploy-pool.js";

// A market whose price is contested, action by action (the table in docs/oracle.md). ETH stands at 200 USD, takes moves of 1 %
// from its one source and confirms others after 60 s; BTC stands at 8,000 USD, 800 a contract unit. No fees, no funding.

const ETH = 1;
const oneSource = () =>
  plainWorld(({ markets }) => {
    Object.assign(markets[ETH]!, { maxDeviation: "0" });
  });

/** Takes the price of ETH to a contested `price` and puts that on record. */
async function contests(world: World, price: string) {
  await world.publishes({ ETH: price });
  await world.pool.syncMarkets([ETH]);
  expect((await world.pool.marketReport(ETH)).contestedAt).to.not.equal(0n);
}

describe("While a price is contested", () => {
  it("B-2: nothing fills; the order waits for the contest to end and then fills at its first price", async () => {
    const world = await oneSource();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.commits("10", "ETH");
    await world.passes(3);
    await contests(world, "180");
    await expect(world.pool.settleOrder(alice.account, await world.proof(ETH))).to.be.revertedWithCustomError(
      world.pool,
      "PriceIsContested",
    );
    await world.passes(61);
    await world.pool.settleOrder(alice.account, await world.proof(ETH)); // the call itself sees it confirmed
    const [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    // K is 1,000,000 units: 180 · (1 + 5/1,000,000)
    expect(event!.args.fillPrice).to.equal(usd("180.0009"));
  });

  it("B-2: an order never fills at a print that was contested and dropped", async () => {
    const world = await oneSource();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.commits("10", "ETH");
    await world.passes(3);
    await contests(world, "0.0001"); // the first round after the delay
    const proof = await world.proof(ETH);
    await world.publishes({ ETH: "200" });
    await world.pool.settleOrder(alice.account, proof);
    const [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fillPrice, "200 · (1 + 5/1,000,000)").to.equal(usd("200.001"));
  });

  it("B-2: nothing is paid out against it, and deposits go on", async () => {
    const world = await oneSource();
    await world.fundsVault("100000");
    const [alice, bob] = [await world.trader(), await world.trader()];
    await alice.deposits("5000", "USDC");
    await alice.trades("10", "ETH");
    await bob.deposits("5000", "USDC");
    await bob.trades("1", "BTC");
    await contests(world, "230");
    for (const action of [alice.withdraws("1", "USDC"), alice.pool.convert(alice.account, usd("1"))]) {
      await expect(action).to.be.revertedWithCustomError(world.pool, "PriceIsContested");
    }
    await alice.deposits("1", "USDC");
    await bob.withdraws("1", "USDC"); // whose account has nothing to do with ETH
    expect(await world.pool.syncAll.staticCall(), "so no vault batch is fulfilled").to.equal(false);
  });

  it("B-2, Q-4: a contested leg is neither closed nor does it doom the account: it may be wrong by all of s", async () => {
    const world = await oneSource();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("300", "USDC");
    await alice.trades("10", "ETH"); // 2,000 USD, margin 5 %: 100
    await contests(world, "150"); // 500 less: insolvent, if it is true
    const report = await alice.report();
    // s = 10 % of 2,000 in the account's favour, whatever the age of the last accepted price
    expect([report.staleAllowance, report.factors[0]!.quality]).to.deep.equal([usd("200"), 2n]);
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    await world.passes(61);
    await world.liquidates(alice.account); // loss recognition waits for a minute, not longer
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(0n);
  });

  it("B-2: legs with valid prices are liquidated meanwhile", async () => {
    const world = await oneSource();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("1100", "USDC");
    await alice.trades("10", "BTC"); // 8,000 USD, margin 400
    await alice.trades("10", "ETH"); // 2,000 USD, margin 100
    await contests(world, "230");
    // confirmed by the second source at once; 900 less: 200 are left and 10 % of ETH are allowed for, against 355 + 100
    await world.publishes({ BTC: "7100" });
    await world.liquidates(alice.account);
    expect((await world.pool.position(alice.account, 0)).size).to.be.lessThan(10n * 10n ** 18n);
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(10n * 10n ** 18n);
  });
});
