import { expect } from "chai";

import { crossAccount, isolatedAccount } from "../../keeper/util/account-id.js";
import { readAccount } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { judgement, lastLiquidation, outcome, tradedLegs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

/** One crash, lived through by alice in the given account: what is left of it, and what the pool got. */
async function crash(world: World, alice: Trader, account: bigint, price: string) {
  await alice.deposits("2900", "USDC", account);
  await alice.trades("100", "ETH", { account });
  await world.publishes({ ETH: price });
  const judged = await judgement(world, account);
  await world.liquidates(account);
  const { closedNotional, insured, earned, class: name } = await lastLiquidation(world);
  const legs = await tradedLegs(world);
  const { vaultCash, insurance, pullClaims, nav } = await world.pool.poolReport();
  const left = await readAccount(world, account);
  return { judged, name, closedNotional, insured, earned, legs, vaultCash, insurance, pullClaims, nav, left };
}

describe("The same loss in both modes", () => {
  for (const [price, name] of [
    ["180", "Solvent"],
    ["171.5", "Solvent"],
    ["165", "Insolvent"],
  ] as const) {
    it(`A-2, Q-6: one position without collateral to net is judged and closed alike at ${price}`, async () => {
      const world = await plainWorld();
      await world.fundsVault("100000");
      const alice = await world.trader();
      const snapshot = await world.connection.networkHelpers.takeSnapshot();
      const cross = await crash(world, alice, alice.account, price);
      await snapshot.restore();
      const isolated = await crash(world, alice, alice.isolated("ETH"), price);
      expect(cross.name).to.equal(name);
      expect(isolated).to.deep.equal(cross);
    });
  }

  it("A-2: with collateral on the same feed the isolated account has the larger margin, and falls first", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    for (const account of [alice.account, alice.isolated("ETH")]) {
      await alice.deposits("20", "WETH", account); // 4,000
      await alice.trades("-50", "ETH", { account });
    }
    await world.publishes({ ETH: "300" });
    // 15,000 short and 6,000 of collateral: gross = 750 + 600; N = −9,000: cross M = κ · 1,350 = 675 > 0.05 · 9,000
    // sold at 199.995 and 199.985: E = 6,000 − 15,000 + 9,999.75 = 999.75, and half a dollar less
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("999.75"), usd("675")]);
    expect(await judgement(world, alice.isolated("ETH"))).to.deep.equal(["Solvent", usd("999.25"), usd("1350")]);
  });
});

describe("Books of one owner", () => {
  it("A-2, U-3: an isolated account's loss never reaches the owner's other accounts", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    const others = [alice.account, crossAccount(alice.signer.address, 1), alice.isolated("BTC")];
    for (const account of [...others, alice.isolated("ETH")]) {
      await alice.deposits("3000", "USDC", account);
      await alice.deposits("2", "WETH", account);
    }
    await alice.trades("20", "BTC"); // the cross account has a position and equity to spare
    await alice.trades("100", "ETH", { account: alice.isolated("ETH") });
    await world.publishes({ ETH: "150" });
    await world.pool.syncAll();
    const before = await Promise.all(others.map(async (account) => readAccount(world, account)));
    await world.liquidates(alice.isolated("ETH"));
    // 15,000.75 − 20,001 = −5,000.25; 3,000 of USDC and 2 · 150 · 0.9 of WETH: 1,730.25 is the pool's
    const [written] = await world.pool.queryFilter(world.pool.filters.BadDebtWrittenOff(), -1);
    expect([written?.args.account, written?.args.debt]).to.deep.equal([alice.isolated("ETH"), usd("1730.25")]);
    expect(await Promise.all(others.map(async (account) => readAccount(world, account)))).to.deep.equal(before);
  });

  it("A-2: a cross account's loss never reaches the owner's isolated accounts", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("2500", "USDC");
    await alice.deposits("9999", "USDC", alice.isolated("ETH"));
    await alice.trades("100", "ETH");
    await alice.trades("10", "ETH", { account: alice.isolated("ETH") });
    await world.publishes({ ETH: "150" });
    const before = await readAccount(world, alice.isolated("ETH"));
    await world.liquidates(alice.account);
    expect((await lastLiquidation(world)).class).to.equal("Insolvent");
    expect(await readAccount(world, alice.isolated("ETH"))).to.deep.equal(before);
  });

  it("A-2: a hedge counts within an account, not between accounts of one owner", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.trades("25", "BTC"); // y = 1,000
    await alice.trades("-100", "ETH"); // y = −1,000
    expect((await alice.report()).margin).to.equal(usd("1000")); // κ · 2,000
    for (const [symbol, size] of [
      ["BTC", "25"],
      ["ETH", "-100"],
    ] as const) {
      await alice.deposits("5000", "USDC", alice.isolated(symbol));
      await alice.trades(size, symbol, { account: alice.isolated(symbol) });
      expect((await alice.report(alice.isolated(symbol))).margin).to.equal(usd("1000")); // 2,000 together
    }
  });

  it("A-2, U-2: principal is counted by the mode that the id names", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("100", "USDC");
    await alice.deposits("30", "USDC", alice.isolated("ETH"));
    await alice.deposits("4", "USDC", isolatedAccount(alice.signer.address, 1, 9)); // another of the same market
    const { cross, isolated } = await world.pool.assetReport(0);
    expect([cross, isolated]).to.deep.equal([100_000_000n, 34_000_000n]);
    await alice.withdraws("30", "USDC", alice.isolated("ETH"));
    expect((await world.pool.assetReport(0)).isolated).to.equal(4_000_000n);
    await expect(alice.withdraws("5", "USDC", isolatedAccount(alice.signer.address, 1, 9)))
      .to.be.revertedWithCustomError(world.pool, "InsufficientBalance")
      .withArgs(isolatedAccount(alice.signer.address, 1, 9), 0, 5_000_000n, 4_000_000n);
  });
});

describe("The mode of an account", () => {
  it("A-2: is its owner's choice: a stranger cannot open, trade, empty or convert in either mode", async () => {
    const world = await plainWorld();
    const [alice, mallory] = [await world.trader(), await world.trader()];
    await alice.deposits("5000", "USDC");
    const isolated = alice.isolated("ETH");
    // the owner holds asset 0 in cross; that does not let a stranger put some into isolated
    await expect(mallory.deposits("1", "USDC", isolated))
      .to.be.revertedWithCustomError(world.pool, "StrangerCannotAddAsset")
      .withArgs(isolated, 0, mallory.signer.address);
    for (const account of [alice.account, isolated]) {
      const refusals = [mallory.withdraws("1", "USDC", account), mallory.pool.convert(account, 1n)];
      await expect(mallory.commits("1", "ETH", { account })).to.be.revertedWithCustomError(
        world.pool,
        "NotAccountTrader",
      );
      for (const refused of refusals) {
        await expect(refused).to.be.revertedWithCustomError(world.pool, "NotAccountOwner");
      }
    }
  });

  it("A-2: does not change: moving is a withdrawal from one account and a deposit into another", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.trades("100", "ETH"); // E_init 4,999, requirement 2,000
    await alice.withdraws("2999", "USDC");
    await alice.deposits("2999", "USDC", alice.isolated("ETH"));
    await alice.trades("-100", "ETH", { account: alice.isolated("ETH") });
    expect(await outcome(world)).to.equal("filled");
    // the opposite positions of one owner do not see each other
    expect((await world.pool.position(alice.account, 1)).size).to.equal(100n * WAD);
    expect((await world.pool.position(alice.isolated("ETH"), 1)).size).to.equal(-100n * WAD);
    await expect(alice.withdraws("1", "USDC")).to.be.revertedWithCustomError(world.pool, "InsufficientInitialMargin");
  });
});
