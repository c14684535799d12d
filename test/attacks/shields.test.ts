import { expect } from "chai";

import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks } from "../support/invariants.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { ANY_PRICE, type Trader } from "../support/trader.js";

const [ETH, SOL] = [1, 2];
const ALL = 2n ** 256n - 1n;

describe("A unit in a market whose feed is dead", () => {
  /** vic and mallory are long 500 ETH at about 200 on 12,000; mallory also has the least position that SOL allows, 13 units at 20. */
  async function shielded(): Promise<{ world: World; vic: Trader; mallory: Trader }> {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const [vic, mallory] = [await world.trader(), await world.trader()];
    for (const trader of [vic, mallory]) await trader.deposits("12000", "USDC");
    await mallory.trades("13", "SOL"); // 8 % of 260 is 20.80, twice the dust limit
    for (const trader of [vic, mallory]) await trader.trades("500", "ETH");
    return { world, vic, mallory };
  }

  it("Q-4: shields from no liquidation: it is worth 15 % of itself in equity and not a cent more", async () => {
    const { world, vic, mallory } = await shielded();
    await world.passes(80_000); // SOL is as dead as can be
    for (const price of ["188", "184", "182", "178"]) {
      await world.publishes({ ETH: price, BTC: "8000", LINK: "4.5" });
      const [plain, shield] = [await vic.report(), await mallory.report()];
      expect(shield.staleAllowance, "min(s, growth · age) = 15 % of 260").to.equal(usd("39"));
      // the same leg, but for who came first; the shield has its premium, its own margin of 20.80 and 39 in its favour
      expect(plain.equity - shield.equity < usd("60") && shield.equity - plain.equity <= usd("100"), price).to.equal(
        true,
      );
      expect(shield.margin >= plain.margin, "and it costs margin").to.equal(true);
    }
    await world.publishes({ ETH: "180" });
    for (const trader of [vic, mallory]) {
      await expect(world.liquidates(trader.account)).to.emit(world.pool, "AccountLiquidated");
    }
    expect((await world.pool.position(mallory.account, ETH)).size < usd("500")).to.equal(true);
  });

  it("Q-4: keeps an insolvent account's debt waiting, not its losing leg: what mallory gains by it is nothing", async () => {
    const { world, mallory } = await shielded();
    await world.passes(80_000);
    await world.publishes({ ETH: "150", BTC: "8000", LINK: "4.5" });
    await world.liquidates(mallory.account);
    expect((await world.pool.position(mallory.account, ETH)).size).to.equal(0n);
    const { quote, collateral } = await mallory.report();
    expect(quote < 0n && collateral === 0n, "all her asset 0 has gone to the debt").to.equal(true);
    await expect(mallory.pool.withdraw(mallory.account, 0, ALL, mallory.signer.address)).to.be.revertedWithCustomError(
      world.pool,
      "ZeroAmount",
    );
    // SOL comes back, at ten times the price: 2,340 won against a debt of 13,000. It pays first, she gets nothing
    await world.publishes({ SOL: "200" });
    await world.liquidates(mallory.account);
    const left = await mallory.report();
    expect([left.quote, left.collateral, left.factors.length], "nothing is left").to.deep.equal([0n, 0n, 0]);
  });
});

describe("A position traded a thousand times against once", () => {
  it("P-1, P-3: costs no less, to the wei, and no more than the roundings", async function () {
    this.timeout(300_000);
    const world = await plainWorld();
    await world.fundsVault("1000000");
    const mallory = await world.trader();
    await mallory.deposits("100000", "USDC");
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    const total = 777_777_777_777_777_777_777n; // 777.78 ETH
    await trade(world, mallory, total);
    await trade(world, mallory, 0n - total);
    const once = await worth(mallory);
    await snapshot.restore();
    // 500 parts in, of sizes that divide nothing, the first one the rest and large enough to stand alone, and out again
    const parts = Array.from({ length: 500 }, (_, i) => (i === 0 ? 0n : (total * BigInt(1 + (i % 7))) / 2103n));
    parts[0] = total - parts.reduce((a, b) => a + b, 0n);
    for (const part of parts) await trade(world, mallory, part);
    expect((await world.pool.position(mallory.account, ETH)).size).to.equal(total);
    for (const part of parts.toReversed()) await trade(world, mallory, 0n - part);
    expect((await world.pool.position(mallory.account, ETH)).size).to.equal(0n);
    const often = await worth(mallory);
    const gain = often - once;
    // each trade rounds its premium, cost and realised amount against her: by less than 1 wei a unit of 778, and 3 wei
    expect(gain, `mallory's gain by a thousand trades is ${gain}`).to.be.within(-1_000n * 781n, 0n);
    checkBooks(await readBooks(world, [mallory.account]));
  });
});

/** An order of any size filled at the same price. */
async function trade(world: World, trader: Trader, size: bigint): Promise<void> {
  await trader.pool.commitOrder(trader.account, ETH, size, size > 0n ? ANY_PRICE : 0n);
  await world.passes(3);
  await world.publishes({ ETH: "200" });
  await trader.settles("ETH");
}

async function worth(trader: Trader): Promise<bigint> {
  const { collateral, quote, pnl } = await trader.report();
  return collateral + quote + pnl;
}

describe("The last account of a market", () => {
  it("P-3, U-2: leaves nothing behind: sides, premium and ΣU are zero, and the vault has exactly what the others lost", async () => {
    const world = await plainWorld(({ markets }) =>
      Object.assign(markets[ETH]!, { fundingVelocity: "0.5", takerFee: "0.0006" }),
    );
    await world.fundsVault("100000");
    const traders = [await world.trader(), await world.trader(), await world.trader()];
    for (const trader of traders) await trader.deposits("60000", "USDC");
    const accounts = traders.map(({ account }) => account);
    for (const [i, size] of ["1234.567", "-777.7", "333.000000000000000001"].entries())
      await traders[i]!.trades(size, "ETH");
    for (const price of ["205.31", "199.9", "203.07"]) {
      await world.passes(50_000);
      await world.publishes({ ETH: price });
      await world.refreshes();
      await world.pool.syncAll();
    }
    for (const [i, size] of ["-1234.567", "777.7", "-333.000000000000000001"].entries())
      await traders[i]!.trades(size, "ETH");
    const { longSize, longCost, shortSize, shortCost, skewFraction } = await world.pool.marketReport(ETH);
    expect([longSize, longCost, shortSize, shortCost, skewFraction]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    const { traderPnl, juniorPnl, skewPremium } = await world.pool.poolReport();
    expect([traderPnl, juniorPnl, skewPremium]).to.deep.equal([0n, 0n, 0n]);
    checkBooks(await readBooks(world, accounts));
    await world.passes(900);
    await world.refreshes();
    for (const trader of traders) {
      if ((await trader.report()).quote >= 10n ** 12n) await trader.pool.convert(trader.account, ALL);
      await trader.pool.withdraw(trader.account, 0, ALL, trader.signer.address);
    }
    const { vaultCash, quotePlus, insurance } = await world.pool.poolReport();
    const held = await Promise.all(traders.map(({ signer }) => world.tokens[0]!.balanceOf(signer)));
    const gained = held.reduce((sum, tokens) => sum + tokens - 10n ** 30n, 0n);
    expect(gained + vaultCash + insurance, "nothing is made or lost").to.equal(100_000_000_000n);
    expect(quotePlus < 3n * 10n ** 12n, "less than a unit each").to.equal(true);
  });
});

describe("A market with one side only", () => {
  it("P-1, P-2: pays its funding to the vault, lets everybody out in any order, and is worth to all of them what it is to the vault", async () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const world = await plainWorld(({ markets }) => Object.assign(markets[ETH]!, { fundingVelocity: "0.5" }));
      await world.fundsVault("100000");
      const longs = [await world.trader(), await world.trader(), await world.trader()];
      for (const trader of longs) await trader.deposits("60000", "USDC");
      for (const trader of longs) await trader.trades("1000", "ETH");
      await world.passes(86_400);
      await world.publishes({ ETH: "206" });
      await world.refreshes();
      await world.pool.syncAll();
      expect((await world.pool.marketReport(ETH)).fundingIndex > 0n, "longs pay").to.equal(true);
      const { nav } = await world.pool.poolReport();
      for (const i of order) await longs[i]!.trades("-1000", "ETH");
      const values = await Promise.all(longs.map(worth));
      const sum = values.reduce((a, b) => a + b, 0n);
      const after = await world.pool.poolReport();
      expect(sum + after.nav, "zero sum, to the wei").to.equal(usd("280000"));
      // NAV moved by the funding of the seconds of three trades only
      expect(after.nav - nav >= 0n && after.nav - nav < usd("1"), String(after.nav - nav)).to.equal(true);
    }
  });

  it("W-5, M-5: whose winners the vault cannot pay still closes: reductions and claims go on, principal leaves", async () => {
    const world = await plainWorld();
    await world.fundsVault("500");
    const longs = [await world.trader(), await world.trader()];
    for (const trader of longs) await trader.deposits("30000", "USDC");
    for (const trader of longs) await trader.trades("1000", "ETH");
    await world.publishes({ ETH: "400" });
    for (const trader of longs) await trader.trades("-1000", "ETH");
    for (const trader of longs) {
      const before = await world.tokens[0]!.balanceOf(trader.signer);
      await trader.pool.withdraw(trader.account, 0, ALL, trader.signer.address);
      expect((await world.tokens[0]!.balanceOf(trader.signer)) - before).to.equal(30_000_000_000n);
    }
    const { rho, quotePlus, vaultCash } = await world.pool.poolReport();
    expect(quotePlus > usd("399000") && rho > 0n && rho < WAD / 100n, `ρ ${rho}`).to.equal(true);
    expect(vaultCash).to.equal(500_000_000n);
    expect((await world.pool.marketReport(SOL)).longSize, "other markets are as they were").to.equal(0n);
  });
});
