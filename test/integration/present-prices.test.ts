import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

/**
 * alice has 5,001.25 of profit in her quote and nothing open; bob is long 100 units of BTC:
 *   alice buys 500 ETH at 200: fill 200 · (1 + 250/10^6) = 200.05, cost 100,025;
 *   she sells at 210: fill 210 · (1 + 250/10^6) = 210.0525, that is 105,026.25: 5,001.25 of profit
 *   bob buys 100 BTC units at 800: fill 800 · (1 + 50/10^6) = 800.04, cost 80,004
 * The vault has 10,000 and a floor of 1.
 */
async function profitBesideALong(): Promise<{ world: World; alice: Trader; bob: Trader }> {
  const world = await plainWorld();
  await world.fundsVault("10000");
  const [alice, bob] = [await world.trader(), await world.trader()];
  await alice.deposits("20000", "USDC");
  await bob.deposits("20000", "USDC");
  await alice.trades("500", "ETH");
  await world.publishes({ ETH: "210" });
  await alice.trades("-500", "ETH");
  await bob.trades("100", "BTC");
  expect((await alice.report()).quote).to.equal(usd("5,001.25"));
  return { world, alice, bob };
}

/**
 * At BTC 8,800, 880 a unit: ΣU = 88,000 − 80,004 = 7,996
 *   NAV* = 10,000 − 5,001.25 − 7,996 = −2,997.25, J = 5,001.25 + 7,996 = 12,997.25
 *   ρ = 1 + (−2,997.25 − 1) / 12,997.25 = 9,999 / 12,997.25 = 0.76931658620092712…, down
 */
const SHORT_RHO = 769_316_586_200_927_119n;

describe("The share of junior profit that can be paid", () => {
  it("W-5, U-3: a conversion is at present prices of all markets, not at the ones somebody has synced", async () => {
    const { world, alice } = await profitBesideALong();
    await world.passes(900);
    await world.refreshes();
    await world.publishes({ BTC: "8800" });
    expect((await world.pool.poolReport()).rho, "as stored").to.equal(usd("1"));
    const before = await world.pool.balanceOf(alice.account, 0);
    // 5,001.25 · ρ = 3,847.544576737…, down to units of 10^-6
    const received = 3_847_544_576n;
    const burnt = 5_001_249_999_041_504_151_705n; // that over ρ, up
    await expect(alice.pool.convert(alice.account, usd("1,000,000")))
      .to.emit(world.pool, "ProfitConverted")
      .withArgs(alice.account, burnt, received, SHORT_RHO);
    expect((await world.pool.balanceOf(alice.account, 0)) - before).to.equal(received);
    expect((await world.pool.marketReport(0)).price, "BTC is stored now").to.equal(usd("880"));
  });

  it("W-5, L: an account's report says ρ at present prices of all markets", async () => {
    const { world, alice } = await profitBesideALong();
    await world.publishes({ BTC: "8800" });
    const r = await alice.report();
    expect([r.rho, r.collateral, r.quote]).to.deep.equal([SHORT_RHO, usd("20,000"), usd("5,001.25")]);
    // 20,000 + ρ · 5,001.25, down
    expect(r.equity).to.equal(usd("20,000") + (SHORT_RHO * usd("5,001.25")) / usd("1"));
    expect((await world.pool.poolReport()).rho, "as stored").to.equal(usd("1"));
  });

  it("M-7, U-3: a conversion needs a fresh price of the account's own markets and of no other", async () => {
    const { world, alice } = await profitBesideALong();
    await alice.trades("50", "ETH");
    await world.passes(3600);
    await world.publishes({ ETH: "210" }); // BTC, SOL and LINK are stale
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    await expect(alice.pool.convert(alice.account, usd("1"))).to.emit(world.pool, "ProfitConverted");
    await snapshot.restore();
    await world.passes(3664);
    await world.publishes({ BTC: "8000", SOL: "20", LINK: "4.5" }); // ETH is stale
    await expect(alice.pool.convert(alice.account, usd("1")))
      .to.be.revertedWithCustomError(world.pool, "PriceUnavailable")
      .withArgs(1, (age: bigint) => age > 3600n && age < 3750n, 3600);
  });

  it("W-5, M-3: an account in profit is liquidated at present prices of all markets", async () => {
    const world = await plainWorld();
    await world.fundsVault("5000");
    const [alice, bob] = [await world.trader(), await world.trader()];
    await alice.deposits("2100", "USDC");
    await bob.deposits("100000", "USDC");
    await alice.trades("100", "ETH"); // fill 200.01: cost 20,001
    await bob.trades("1000", "BTC"); // fill 800 · (1 + 500/10^6) = 800.4: cost 800,400
    await world.publishes({ ETH: "500" });
    await world.pool.syncAll();
    // PnL 29,999 = J: ρ = (5,000 − 1)/29,999, so alice counts 2,100 + 4,999 against 5 % of 50,000, give or take rounding
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    await world.publishes({ BTC: "16000" });
    // bob: 1,600,000 − 800,400 = 799,600; J = 829,599; ρ = 4,999/829,599 = 0.0060258…; E = 2,100 + 29,999 · ρ = 2,280.76…
    await expect(world.liquidates(alice.account)).to.emit(world.pool, "AccountLiquidated");
    const [event] = await world.pool.queryFilter(world.pool.filters.AccountLiquidated(), -1);
    expect([event!.args.class, event!.args.margin]).to.deep.equal([1n, usd("2,500")]);
    const rho = (4_999n * 10n ** 18n) / 829_599n; // down
    expect(event!.args.equity).to.equal(usd("2,100") + 29_999n * rho);
    expect((await world.pool.marketReport(0)).price, "BTC is stored now").to.equal(usd("1600"));
  });

  it("W-5, M-5: a reduction looks at all markets when the account has a profit that ρ shares, else at its own", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const [alice, carol, bob] = [await world.trader(), await world.trader(), await world.trader()];
    for (const trader of [alice, carol, bob]) await trader.deposits("20000", "USDC");
    await bob.trades("100", "BTC");
    await alice.trades("500", "ETH"); // cost 100,025
    await world.publishes({ ETH: "210" });
    await carol.trades("500", "ETH"); // fill 210 · (1 + 750/10^6): at a loss by its premium
    const btc = async () => (await world.pool.marketReport(0)).price;
    await carol.commits("-100", "ETH");
    await world.passes(3);
    await world.publishes({ ETH: "210", BTC: "8800" });
    await carol.settles("ETH");
    expect(await btc(), "nothing of carol's depends on it").to.equal(usd("800"));
    await alice.commits("-100", "ETH");
    await world.passes(3);
    await world.publishes({ ETH: "210" });
    await alice.settles("ETH");
    expect((await world.pool.position(alice.account, 1)).size).to.equal(usd("400"));
    expect(await btc()).to.equal(usd("880"));
  });
});
