import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { judgement, lastLiquidation, tradedLegs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

/** 100 ETH bought at 200 + a premium of 0.01: cost 20,001, so E = C + 100·P − 20,001 and M = 5·P. */
async function longEther(world: World, settlement: string): Promise<Trader> {
  const trader = await world.trader();
  await trader.deposits(settlement, "USDC");
  await trader.trades("100", "ETH");
  return trader;
}

describe("The class of an account", () => {
  it("Q-4: follows from E and M, and what is healthy is refused with both", async () => {
    const world = await plainWorld();
    const alice = await longEther(world, "2901"); // E = 100·P − 17,100
    const steps = [
      ["180", "Healthy", "900", "900"],
      ["179.99", "Solvent", "899", "899.95"],
      ["171", "Solvent", "0", "855"],
      ["170.99", "Insolvent", "-1", "854.95"],
      ["180.00000001", "Healthy", "900.000001", "900.00000005"],
    ] as const;
    for (const [price, name, equity, margin] of steps) {
      await world.publishes({ ETH: price });
      expect(await judgement(world, alice.account), price).to.deep.equal([name, usd(equity), usd(margin)]);
    }
    await expect(world.liquidates(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NotLiquidatable")
      .withArgs(alice.account, usd("900.000001"), usd("900.00000005"));
  });

  it("Q-4, A-4: an account that never was, and one that is flat, have nothing to liquidate", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await expect(world.liquidates(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NotLiquidatable")
      .withArgs(alice.account, 0n, 0n);
    await alice.deposits("10", "WETH");
    await expect(world.liquidates(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NotLiquidatable")
      .withArgs(alice.account, usd("2000"), 0n);
  });

  it("Q-4, Q-7: an insolvent account is closed whole, and whoever does it gets the bond and nothing else", async () => {
    const world = await plainWorld((p) => (p.pool.keeperBond = "20"));
    await world.fundsVault("100000");
    const alice = await longEther(world, "2921"); // 20 of it are the bond
    await world.publishes({ ETH: "170" }); // E = −100
    await world.liquidates(alice.account);
    const done = await lastLiquidation(world);
    expect([done.class, done.equity, done.margin]).to.deep.equal(["Insolvent", usd("-100"), usd("850")]);
    expect([done.closedNotional, done.insured, done.earned, done.bondPaid]).to.deep.equal([usd("17000"), 0n, 0n, true]);
    // nothing is left in the account's word but the stamp of its last raised risk
    expect((await world.pool.accountWord(alice.account)) & ((1n << 232n) - 1n)).to.equal(0n);
    expect(await world.pool.keeperClaims((await world.keeper()).address)).to.equal(20_000_000n);
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
  });

  it("Q-4, Q-7: dust is closed whole for the bond alone; what is left of equity stays the account's", async () => {
    const world = await plainWorld((p) => (p.pool.keeperBond = "20"));
    const alice = await world.trader();
    await alice.deposits("245", "USDC");
    await alice.trades("2.1", "ETH"); // fill 200 · (1 + 1.05/1,000,000) = 200.00021, cost 420.000441
    await world.publishes({ ETH: "95" });
    // E = 225 + 199.5 − 420.000441 and M = 9.975 < dust = 10
    expect(await judgement(world, alice.account)).to.deep.equal(["Dust", usd("4.499559"), usd("9.975")]);
    await world.liquidates(alice.account);
    const done = await lastLiquidation(world);
    expect([done.class, done.closedNotional, done.bondPaid]).to.deep.equal(["Dust", usd("199.5"), true]);
    // sold at S = 2.1: the premium 95 · 1.05/1,000,000 · 2.1 = 0.000209475 comes back; E = 4.499768475
    const r = await alice.report();
    expect([r.equity, r.margin, r.factors.length]).to.deep.equal([usd("4.499768475"), 0n, 0]);
    expect([done.insured, done.earned]).to.deep.equal([0n, 0n]);
  });

  it("Q-4: M equal to the dust limit is not dust", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("210", "USDC");
    await alice.trades("2", "ETH"); // fill 200.0002, cost 400.0004
    await world.publishes({ ETH: "100" }); // M = 10; E = 210 + 200 − 400.0004
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("9.9996"), usd("10")]);
  });
});

describe("When and for whom", () => {
  it("Q-7: nobody is liquidated at the timestamp at which it raised its risk", async () => {
    const world = await plainWorld();
    const alice = await longEther(world, "4001"); // E_init = 4,000 against 2,000
    await world.passes(10);
    const { provider } = world.connection;
    const keeper = world.pool.connect(await world.keeper());
    // One block: she withdraws what she may, the price falls, the keeper comes. E = 2,001 − 1 + 100 · (P − 200).
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const gas = { gasLimit: 3_000_000n };
    await alice.pool.withdraw(alice.account, 0, 2_000_000_000n, alice.signer.address, gas);
    await world.feeds[1]!.aggregator.push(18_900_000_000n, gas); // E = 900 < M = 945
    await keeper.liquidateMany([alice.account], gas);
    await provider.request({ method: "evm_mine", params: [] });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const [skipped] = await world.pool.queryFilter(world.pool.filters.LiquidationSkipped(), -1);
    expect(skipped?.args.reason).to.equal(world.pool.interface.getError("RiskRaisedNow")!.selector);
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("900"), usd("945")]);
    // a second later the same keeper may
    await world.liquidates(alice.account);
    expect((await lastLiquidation(world)).class).to.equal("Solvent");
  });

  it("Q-4: a batch takes what can be liquidated, in order, and records why it left the rest", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const healthy = await longEther(world, "10000");
    const solvent = await longEther(world, "2903"); // S = 100: cost 20,003
    const insolvent = await longEther(world, "2505"); // S = 200: cost 20,005
    await world.publishes({ ETH: "174" });
    const [a, b, c] = [healthy.account, solvent.account, insolvent.account];
    const ids = [a, c, 77n, b, b];
    expect(await world.pool.liquidateMany.staticCall(ids)).to.equal(2n);
    const tx = await world.pool.connect(await world.keeper()).liquidateMany(ids);
    const notLiquidatable = world.pool.interface.getError("NotLiquidatable")!.selector;
    const skipped = await world.pool.queryFilter(world.pool.filters.LiquidationSkipped(), tx.blockNumber!);
    // b once more: its health is at the target now
    expect(skipped.map(({ args }) => [args.account, args.reason])).to.deep.equal(
      [a, 77n, b].map((id) => [id, notLiquidatable]),
    );
    const done = await world.pool.queryFilter(world.pool.filters.AccountLiquidated(), tx.blockNumber!);
    expect(done.map(({ args }) => args.account)).to.deep.equal([c, b]);
  });

  it("Q-4: a batch holds at most 200 accounts", async () => {
    const world = await plainWorld();
    const ids = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i));
    await expect(world.pool.liquidateMany(ids(201)))
      .to.be.revertedWithCustomError(world.pool, "TooManyAccounts")
      .withArgs(201n, 200n);
    expect(await world.pool.liquidateMany.staticCall(ids(200))).to.equal(0n);
  });

  it("P-4: a pending order dies with a liquidation, and its fee goes back to the account", async () => {
    const world = await plainWorld((p) => (p.pool.orderFee = "7"));
    const alice = await longEther(world, "2909"); // 7 spent on the first order, E = 100·P − 17,099
    await alice.commits("-100", "ETH"); // 7 more in escrow: E = 100·P − 17,106
    await world.publishes({ ETH: "179" });
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("794"), usd("895")]);
    await expect(world.liquidates(alice.account)).to.emit(world.pool, "OrderVoided").withArgs(alice.account, 2n);
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
    const [[, sold]] = (await tradedLegs(world)) as [[number, bigint]];
    const { closedNotional, insured, earned } = await lastLiquidation(world);
    const fee = closedNotional / 200n;
    const insuranceFee = (fee * 7n) / 10n;
    expect([insured, earned]).to.deep.equal([insuranceFee / 10n ** 12n, (fee - insuranceFee) / 10n ** 12n]);
    // equity: 794 + 7 − fee + the premium that closing part of the skew gives back
    const premium = (179n * -sold * (100n * 10n ** 18n + sold / 2n)) / 10n ** 24n;
    const { equity } = await alice.report();
    // fill price and closed cost are rounded to a wei each
    expect(equity - (usd("801") - fee + premium)).to.be.within(-2n, 2n);
    await world.passes(3);
    await world.refreshes();
    await expect(alice.settles("ETH")).to.be.revertedWithCustomError(world.pool, "NoPendingOrder");
    await alice.commits("-10", "ETH"); // the account is free to trade again
  });
});
