import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

/** A vault of 100,000 USDC and a trader with plenty. */
async function setting(): Promise<{ world: World; alice: Trader }> {
  const world = await plainWorld();
  await world.fundsVault("100000");
  const alice = await world.trader();
  await alice.deposits("100000", "USDC");
  return { world, alice };
}

describe("Net asset value", () => {
  it("U-4: opening a skew of one's own does not move it: the premium paid is owed back", async () => {
    const { world, alice } = await setting();
    // P·S²/(2K) = 200 · S²/2,000,000, exactly the U that the trader has lost at entry
    for (const [size, premium] of [
      ["2000", "400"],
      ["1000", "900"],
      ["-1500", "225"],
      ["-2500", "100"], // S = −1,000
    ] as const) {
      await alice.trades(size, "ETH");
      const { nav, skewPremium } = await world.pool.poolReport();
      expect(skewPremium, size).to.equal(usd(premium));
      expect(nav, size).to.equal(usd("100000"));
    }
  });

  it("U-4: a trade in parts, a trade at once and a round trip cost the same: nothing", async () => {
    const { world, alice } = await setting();
    for (let i = 0; i < 4; i++) await alice.trades("500", "ETH");
    expect((await alice.report()).pnl).to.equal(usd("-400")); // as for 2,000 at once
    await alice.trades("-2000", "ETH");
    const { collateral, quote } = await alice.report();
    expect([collateral, quote]).to.deep.equal([usd("100000"), 0n]);
    const { nav, vaultCash } = await world.pool.poolReport();
    expect([nav, vaultCash]).to.deep.equal([usd("100000"), 100_000_000_000n]);
  });

  it("U-4: the one who balances the market is paid the premium that the first one left there", async () => {
    const { world, alice } = await setting();
    const bob = await world.trader();
    await bob.deposits("100000", "USDC");
    await alice.trades("2000", "ETH"); // cost 400,400
    await bob.trades("-2000", "ETH"); // S = 2,000: sold at 200.2, cost −400,400: U = +400
    const { nav, skewPremium, traderPnl, juniorPnl } = await world.pool.poolReport();
    expect([nav, skewPremium, traderPnl, juniorPnl]).to.deep.equal([usd("100000"), 0n, 0n, usd("400")]);
    // alice leaves first now: S = 0, she sells at 200 · (1 − 1,000/1,000,000) = 199.8 and has lost 800 in all
    await alice.trades("-2000", "ETH");
    expect((await alice.report()).collateral).to.equal(usd("99200"));
    expect((await world.pool.poolReport()).nav).to.equal(usd("100000")); // 100,800 cash − 400 (bob) − 400 premium
  });

  it("U-4: moves with the price by what the traders as one do not have, premium included", async () => {
    const { world, alice } = await setting();
    await alice.trades("2000", "ETH"); // cost 400,400
    for (const [price, nav] of [
      ["210", "79980"], // U = 420,000 − 400,400 = 19,600; premium 210 · 2 = 420
      ["190", "120020"], // U = −20,400; premium 380
      ["200", "100000"],
    ] as const) {
      await world.publishes({ ETH: price });
      await world.pool.syncAll();
      expect((await world.pool.poolReport()).nav, price).to.equal(usd(nav));
    }
  });

  it("U-4, W-5: ρ is read without the skew premium: a trader's own skew cannot make the pool look unable to pay", async () => {
    const { world, alice } = await setting();
    await alice.trades("2000", "ETH");
    await world.publishes({ ETH: "249" });
    await world.pool.syncAll();
    // U = 498,000 − 400,400 = 97,600: NAV* = 2,400; the premium of 249 · 2 = 498 is no reason for ρ < 1
    const { nav, rho } = await world.pool.poolReport();
    expect([nav, rho]).to.deep.equal([usd("1902"), WAD]);
    await world.publishes({ ETH: "250.2" });
    await world.pool.syncAll();
    // U = 500,400 − 400,400 = 100,000: NAV* = 0, ρ = 1 − 1/100,000
    expect((await world.pool.poolReport()).rho).to.equal(usd("0.99999"));
  });

  it("U-4: seized collateral counts at what was credited for it, or at its value after haircut when that is less", async () => {
    const { world } = await setting();
    const bob = await world.trader();
    await bob.deposits("10", "WETH"); // 2,000
    await bob.trades("400", "SOL"); // cost 8,000.08
    await world.publishes({ SOL: "16" });
    await bob.trades("-400", "SOL"); // −1,600.016: debt
    const cash = usd("100000");
    // the debt is an asset of the vault
    expect((await world.pool.poolReport()).nav).to.equal(cash + usd("1600.016"));
    await world.publishes({ ETH: "160" });
    await world.liquidates(bob.account); // E = −0.016: all 10 are seized at 160 · 0.9 = 1,440, 160.016 written off
    for (const [price, credit] of [
      ["160", "1440"],
      ["240", "1440"], // a rise is no profit before the sale
      ["100", "900"],
      ["161", "1440"],
      ["150", "1350"],
    ] as const) {
      await world.publishes({ ETH: price });
      await world.pool.syncAll();
      const { nav, inventoryCredit } = await world.pool.poolReport();
      expect([inventoryCredit, nav], price).to.deep.equal([usd(credit), cash + usd(credit)]);
    }
  });

  it("U-4: is cash + inventory + debt − Σquote⁺ − ΣU − premium, with every term at once", async () => {
    const { world, alice } = await setting();
    const [bob, carol, dave] = [await world.trader(), await world.trader(), await world.trader()];
    await carol.deposits("50", "WETH");
    await carol.trades("25", "BTC"); // cost 20,000.25
    await dave.deposits("10", "WETH");
    await dave.trades("400", "SOL"); // cost 8,000.08
    await world.publishes({ BTC: "7600", SOL: "16" });
    await carol.trades("-25", "BTC"); // −1,000.0125: debt
    await dave.trades("-400", "SOL"); // −1,600.016: debt
    await world.publishes({ ETH: "160" });
    await world.liquidates(dave.account); // 1,440 of inventory, 160.016 written off
    await world.publishes({ ETH: "200" });
    await bob.deposits("50000", "USDC");
    await bob.trades("100", "ETH"); // cost 20,001
    await world.publishes({ ETH: "220" });
    await bob.trades("-100", "ETH"); // +2,000.1
    await alice.trades("-1000", "ETH"); // at 220 · (1 − 500/1,000,000) = 219.89
    await world.publishes({ ETH: "230" });
    await world.pool.syncAll();
    const r = await world.pool.poolReport();
    expect(r.vaultCash).to.equal(100_000_000_000n);
    expect(r.inventoryCredit).to.equal(usd("1440"));
    expect(r.debt).to.equal(usd("1000.0125"));
    expect(r.quotePlus).to.equal(usd("2000.1"));
    expect(r.traderPnl).to.equal(usd("-10110")); // 219,890 − 230,000
    expect(r.skewPremium).to.equal(usd("115")); // 230 · 1,000²/2,000,000
    expect(r.nav).to.equal(usd("110434.9125"));
    expect(r.juniorPnl).to.equal(0n);
  });
});
