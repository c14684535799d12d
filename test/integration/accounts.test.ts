import { expect } from "chai";

import { crossAccount, isIsolated, isolatedAccount, isolatedMarket } from "../../keeper/util/account-id.js";
import { ownerOf } from "../../keeper/util/account-owner.js";
import { deployPool } from "../support/deploy-pool.js";
import { plainWorld } from "../support/plain-world.js";

describe("Accounts and collateral", () => {
  it("A-1: an account id carries owner, mode and market, and needs no registration", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    const id = isolatedAccount(alice.signer.address, 1, 7);
    expect(ownerOf(id)).to.equal(alice.signer.address);
    expect([isIsolated(id), isolatedMarket(id), isIsolated(crossAccount(alice.signer.address))]).to.deep.equal([
      true,
      1,
      false,
    ]);
    await alice.deposits("5", "USDC", id);
    expect(await world.pool.balanceOf(id, 0)).to.equal(5_000_000n);
  });

  it("A-1: a stranger may only add to an asset that the account already holds", async () => {
    const world = await plainWorld();
    const [alice, mallory] = [await world.trader(), await world.trader()];
    await expect(mallory.deposits("1", "WETH", alice.account)).to.be.revertedWithCustomError(
      world.pool,
      "StrangerCannotAddAsset",
    );
    await alice.deposits("1", "WETH");
    await mallory.deposits("2", "WETH", alice.account);
    expect(await world.pool.balanceOf(alice.account, 1)).to.equal(3n * 10n ** 18n);
  });

  it("A-2: an isolated account trades the market its id names and no other", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("5000", "USDC", alice.isolated("ETH"));
    await expect(alice.commits("1", "BTC", { account: alice.isolated("ETH") })).to.be.revertedWithCustomError(
      world.pool,
      "WrongIsolatedMarket",
    );
    await alice.trades("10", "ETH", { account: alice.isolated("ETH") });
    expect((await alice.report(alice.isolated("ETH"))).factors[0]!.size).to.equal(10n * 10n ** 18n);
  });

  it("A-2: isolated books are apart: the loss of one account is not seen by the owner's others", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("1000", "USDC");
    await alice.deposits("1000", "USDC", alice.isolated("ETH"));
    await alice.trades("40", "ETH", { account: alice.isolated("ETH") });
    await world.publishes({ ETH: "150" }); // loss of 2,000 against 1,000
    await world.liquidates(alice.isolated("ETH"));
    expect(await world.pool.balanceOf(alice.isolated("ETH"), 0)).to.equal(0n);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(1_000_000_000n);
  });

  it("C-1: pool and account caps bind on the balance after the deposit", async () => {
    const world = await plainWorld((p) => {
      p.assets[1]!.accountCap = "10";
      p.assets[1]!.poolCap = "15";
    });
    const [alice, bob] = [await world.trader(), await world.trader()];
    await alice.deposits("10", "WETH");
    await expect(alice.deposits("0.000000000000000001", "WETH"))
      .to.be.revertedWithCustomError(world.pool, "AccountCapExceeded")
      .withArgs(alice.account, 1, 10n ** 19n + 1n, 10n ** 19n);
    await bob.deposits("5", "WETH");
    await expect(bob.deposits("1", "WETH"))
      .to.be.revertedWithCustomError(world.pool, "PoolCapExceeded")
      .withArgs(1, 16n * 10n ** 18n, 15n * 10n ** 18n);
  });

  it("C-2: without positions and debt all collateral is free, whatever the prices are", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("1000", "USDC");
    await alice.deposits("3", "WETH");
    await world.passes(100_000); // every feed is stale
    await alice.withdraws("3", "WETH");
    await alice.withdraws("1000", "USDC");
    const r = await alice.report();
    expect([r.collateral, r.margin, await world.pool.accountWord(alice.account)]).to.deep.equal([0n, 0n, 0n]);
  });

  it("C-2, M-5: a withdrawal may leave exactly the initial requirement and not a unit less", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.trades("100", "ETH"); // 20,000 USD; 10 % initial is 2,000
    const r = await alice.report();
    // premium paid at entry: 20,000 · 50/1,000,000 = 1 USD, so E_init is 4,999
    expect([r.initialEquity, r.initialRequirement]).to.deep.equal([4999n * 10n ** 18n, 2000n * 10n ** 18n]);
    await expect(alice.withdraws("2999.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("2999", "USDC");
    expect((await alice.report()).initialEquity).to.equal(2000n * 10n ** 18n);
  });

  it("C-2: only the owner withdraws, never to nobody or to the pool itself, never more than there is", async () => {
    const world = await plainWorld();
    const [alice, mallory] = [await world.trader(), await world.trader()];
    await alice.deposits("10", "USDC");
    await expect(mallory.pool.withdraw(alice.account, 0, 1, mallory.signer.address)).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountOwner",
    );
    const zero = "0x0000000000000000000000000000000000000000";
    await expect(alice.pool.withdraw(alice.account, 0, 1, zero)).to.be.revertedWithCustomError(
      world.pool,
      "ZeroRecipient",
    );
    await expect(alice.pool.withdraw(alice.account, 0, 1, await world.pool.getAddress())).to.be.revertedWithCustomError(
      world.pool,
      "ZeroRecipient",
    );
    await expect(alice.withdraws("11", "USDC"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientBalance")
      .withArgs(alice.account, 0, 11_000_000n, 10_000_000n);
    await expect(alice.pool.deposit(alice.account, 9, 1)).to.be.revertedWithCustomError(world.pool, "UnknownAsset");
    await expect(alice.pool.deposit(alice.account, 0, 0)).to.be.revertedWithCustomError(world.pool, "ZeroAmount");
  });

  it("U-2: a donation is credited to nobody", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("10", "USDC");
    const before = [await world.pool.assetReport(0), await world.pool.poolReport()].map(String);
    await world.tokens[0]!.mint(await world.pool.getAddress(), 5_000_000n);
    expect([await world.pool.assetReport(0), await world.pool.poolReport()].map(String)).to.deep.equal(before);
    expect(await world.tokens[0]!.balanceOf(world.pool)).to.equal(15_000_000n);
  });

  it("A-4: a bond is escrowed with the first position, stays outside equity, and comes back when flat", async () => {
    const world = await deployPool();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.trades("10", "ETH");
    expect((await world.pool.poolReport()).escrow).to.equal(20_000_000n);
    const held = await world.pool.balanceOf(alice.account, 0);
    await alice.trades("10", "ETH"); // a second trade locks no second bond
    expect((await world.pool.poolReport()).escrow).to.equal(20_000_000n);
    await alice.trades("-20", "ETH");
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
    expect(await world.pool.balanceOf(alice.account, 0)).to.be.greaterThan(held);
  });
});
