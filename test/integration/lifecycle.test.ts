import { expect } from "chai";

import { deployPool } from "../support/deploy-pool.js";

const WAD = 10n ** 18n;

describe("A position from deposit to liquidation", () => {
  it("opens, profits, converts and withdraws", async () => {
    const world = await deployPool();
    await world.fundsVault("1000000");
    const alice = await world.trader();
    await alice.deposits("10000", "USDC");
    const tx = await alice.trades("50", "BTC"); // 50 units of 0.1 BTC at 7900: 39,500 USD
    console.log("settle gas", (await tx.wait())!.gasUsed);
    let r = await alice.report();
    expect(r.factors[0]!.size).to.equal(50n * WAD);
    await world.publishes({ BTC: "8200" });
    r = await alice.report();
    console.log(r.equity, r.margin, r.pnl, r.quote, r.rho);
    await alice.trades("-50", "BTC");
    r = await alice.report();
    console.log(r.equity, r.margin, r.quote);
    await world.passes(900);
    await world.refreshes();
    await alice.pool.convert(alice.account, r.quote);
    r = await alice.report();
    console.log(r.equity, r.quote, r.collateral);
    await alice.pool.withdraw(alice.account, 0, 2n ** 256n - 1n, alice.signer.address);
    console.log(await world.pool.assetReport(0), await world.tokens[0]!.balanceOf(world.pool));
  });
  it("liquidates", async () => {
    const world = await deployPool();
    await world.fundsVault("1000000");
    const [alice, bob, carol] = [await world.trader(), await world.trader(), await world.trader()];
    await alice.deposits("5000", "USDC");
    await alice.trades("50", "BTC");
    await bob.deposits("5000", "USDC");
    await bob.deposits("10", "WETH");
    await bob.trades("50", "BTC");
    await bob.trades("-100", "ETH");
    await carol.deposits("5000", "USDC", carol.isolated("ETH"));
    await carol.trades("200", "ETH", { account: carol.isolated("ETH") });
    await world.publishes({ BTC: "7200", ETH: "178" });
    for (const [t, a] of [
      [alice, alice.account],
      [bob, bob.account],
      [carol, carol.isolated("ETH")],
    ] as const) {
      const r = await t.report(a);
      console.log("class", r.class, r.equity, r.margin, r.health);
      if (r.class !== 0n)
        console.log("gas", (await (await world.liquidates(a)).wait())!.gasUsed, (await t.report(a)).health);
    }
    await world.publishes({ BTC: "6500", ETH: "150" });
    for (const [t, a] of [
      [alice, alice.account],
      [bob, bob.account],
      [carol, carol.isolated("ETH")],
    ] as const) {
      const r = await t.report(a);
      console.log("class", r.class, r.equity, r.margin, r.health);
      if (r.class !== 0n)
        console.log("gas", (await (await world.liquidates(a)).wait())!.gasUsed, (await t.report(a)).health);
    }
    console.log(await world.pool.poolReport());
  });
});
