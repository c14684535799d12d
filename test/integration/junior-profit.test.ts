import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const ALL = 2n ** 255n;

async function traderWith(world: World, settlement: string): Promise<Trader> {
  const trader = await world.trader();
  if (settlement !== "0") await trader.deposits(settlement, "USDC");
  return trader;
}

/** Buys 100 ETH at 200.01 and sells them at 220 · (1 + 50/1,000,000) = 220.011: a profit of 2,000.1. Ends with ETH at 200. */
async function profits(world: World, trader: Trader): Promise<void> {
  await trader.trades("100", "ETH");
  await world.publishes({ ETH: "220" });
  await trader.trades("-100", "ETH");
  await world.publishes({ ETH: "200" });
  expect((await trader.report()).quote).to.equal(usd("2000.1"));
}

/** Buys 25 BTC units at 800.01 and sells them at 760.0095: a loss of 1,000.0125. Ends with BTC at 8,000. */
async function loses(world: World, trader: Trader): Promise<void> {
  await trader.trades("25", "BTC");
  await world.publishes({ BTC: "7600" });
  await trader.trades("-25", "BTC");
  await world.publishes({ BTC: "8000" });
}

async function at(world: World, timestamp: number): Promise<void> {
  await world.connection.networkHelpers.time.setNextBlockTimestamp(timestamp);
}

describe("A realised loss", () => {
  it("U-3: is swept from asset 0 into vault cash", async () => {
    const world = await plainWorld();
    await world.fundsVault("1000");
    const alice = await traderWith(world, "5000");
    await loses(world, alice);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(3_999_987_500n); // 5,000 − 1,000.0125
    const { vaultCash, debt, nav } = await world.pool.poolReport();
    expect([vaultCash, debt, nav]).to.deep.equal([2_000_012_500n, 0n, usd("2000.0125")]);
  });

  it("U-3: is debt beyond asset 0, and a deposit goes against the debt first", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, "300");
    await alice.deposits("20", "WETH"); // 4,000
    await loses(world, alice);
    expect([await world.pool.balanceOf(alice.account, 0), (await alice.report()).quote]).to.deep.equal([
      0n,
      usd("-700.0125"),
    ]);
    let pool = await world.pool.poolReport();
    expect([pool.vaultCash, pool.debt, pool.nav]).to.deep.equal([300_000_000n, usd("700.0125"), usd("1000.0125")]);

    await alice.deposits("500", "USDC"); // all of it goes to the debt
    expect([await world.pool.balanceOf(alice.account, 0), (await alice.report()).quote]).to.deep.equal([
      0n,
      usd("-200.0125"),
    ]);
    await alice.deposits("500", "USDC");
    expect([await world.pool.balanceOf(alice.account, 0), (await alice.report()).quote]).to.deep.equal([
      299_987_500n,
      0n,
    ]);
    pool = await world.pool.poolReport();
    expect([pool.vaultCash, pool.debt, pool.nav]).to.deep.equal([1_000_012_500n, 0n, usd("1000.0125")]);
  });

  it("U-3: is swept in whole units, and what is too much of the last stays the account's as quote", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, "5000");
    await alice.trades("10.001", "ETH"); // premium 200 · 10.001²/2,000,000 = 0.0100020001 twice, once back
    await world.publishes({ ETH: "199" });
    await alice.trades("-10.001", "ETH");
    // −10.001 − 0.0100020001 + 0.0099519900995 = −10.0010500100005, of which 10.001051 is swept
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(4_989_998_949n);
    expect((await alice.report()).quote).to.equal(usd("0.0000009899995"));
  });
});

describe("A realised profit", () => {
  it("U-3: is principal only after T_junior, to the second", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await traderWith(world, "5000");
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "220" });
    await alice.trades("-100", "ETH");
    const realisedAt = await world.now();
    await world.passes(800);
    await at(world, realisedAt + 899);
    await expect(alice.pool.convert(alice.account, ALL))
      .to.be.revertedWithCustomError(world.pool, "NothingToConvert")
      .withArgs(alice.account, 0n, WAD, 10_000_000_000n);
    await at(world, realisedAt + 900);
    await expect(alice.pool.convert(alice.account, ALL))
      .to.emit(world.pool, "ProfitConverted")
      .withArgs(alice.account, usd("2000.1"), 2_000_100_000n, WAD);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(7_000_100_000n);
    const pool = await world.pool.poolReport();
    expect([pool.vaultCash, pool.quotePlus]).to.deep.equal([7_999_900_000n, 0n]);
  });

  it("U-3: that is still young grows younger with more of it; what was mature stays mature", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await traderWith(world, "5000");
    await profits(world, alice);
    await world.passes(600);
    await profits(world, await traderWith(world, "5000")); // somebody else's profit does not matter
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "220" });
    await alice.trades("-100", "ETH"); // 2,000.1 more
    const second = await world.now();
    await at(world, second + 899);
    await expect(alice.pool.convert(alice.account, ALL)).to.be.revertedWithCustomError(world.pool, "NothingToConvert");
    expect((await alice.report()).matureProfit).to.equal(0n);
    await world.connection.networkHelpers.time.increaseTo(second + 900);
    expect((await alice.report()).matureProfit).to.equal(usd("4000.2"));

    await world.publishes({ ETH: "200" });
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "220" });
    await alice.trades("-100", "ETH"); // 2,000.1 young ones on top
    const { quote, matureProfit } = await alice.report();
    expect([quote, matureProfit]).to.deep.equal([usd("6000.3"), usd("4000.2")]);
    await alice.pool.convert(alice.account, ALL);
    expect((await alice.report()).quote).to.equal(usd("2000.1"));
  });

  it("U-3: is converted by its owner alone, as much as the owner wants, in whole units", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const [alice, mallory] = [await traderWith(world, "5000"), await traderWith(world, "5")];
    await profits(world, alice);
    await world.passes(900);
    await expect(mallory.pool.convert(alice.account, 1n)).to.be.revertedWithCustomError(world.pool, "NotAccountOwner");
    // less than a unit is nothing
    await expect(alice.pool.convert(alice.account, 10n ** 12n - 1n)).to.be.revertedWithCustomError(
      world.pool,
      "NothingToConvert",
    );
    await alice.pool.convert(alice.account, usd("100.0000019")); // 100.000001 of it
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(5_100_000_001n);
    expect((await alice.report()).quote).to.equal(usd("1900.099999"));
  });

  it("U-3: pays losses before principal does", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await traderWith(world, "5000");
    await profits(world, alice);
    await loses(world, alice);
    expect([await world.pool.balanceOf(alice.account, 0), (await alice.report()).quote]).to.deep.equal([
      5_000_000_000n,
      usd("1000.0875"), // 2,000.1 − 1,000.0125
    ]);
  });

  it("U-3, M-7: is not converted while an open leg of the account has no valid price", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await traderWith(world, "5000");
    await profits(world, alice);
    await alice.trades("10", "BTC");
    await world.passes(3601);
    await expect(alice.pool.convert(alice.account, ALL)).to.be.revertedWithCustomError(world.pool, "PriceUnavailable");
    await world.publishes({ BTC: "8000" });
    await alice.pool.convert(alice.account, ALL);
  });
});

describe("Junior profit that the pool cannot pay in full", () => {
  /** Three claims of 2,000.1 each and enough cash that ρ = 1 + (cash − 6,000.3 − 1)/6,000.3 = (cash − 1)/6,000.3. */
  async function threeClaims(cash: string): Promise<{ world: World; claimants: Trader[] }> {
    const world = await plainWorld();
    await world.fundsVault(cash);
    const claimants = [];
    for (let i = 0; i < 3; i++) {
      const trader = await traderWith(world, "5000");
      await profits(world, trader);
      claimants.push(trader);
    }
    await world.passes(900);
    return { world, claimants };
  }

  it("U-3, W-5: converts at ρ: c = ρ·x of principal for all of x", async () => {
    const { world, claimants } = await threeClaims("3001.15");
    expect((await world.pool.poolReport()).rho).to.equal(usd("0.5")); // 3,000.15/6,000.3
    const [alice] = claimants as [Trader];
    await expect(alice.pool.convert(alice.account, ALL))
      .to.emit(world.pool, "ProfitConverted")
      .withArgs(alice.account, usd("2000.1"), 1_000_050_000n, usd("0.5"));
    expect((await alice.report()).quote).to.equal(0n);
    // 2,001.1 of cash for 4,000.2 of claims: (2,001.1 − 1)/4,000.2 is ρ again
    const { vaultCash, quotePlus, rho } = await world.pool.poolReport();
    expect([vaultCash, quotePlus, rho]).to.deep.equal([2_001_100_000n, usd("4000.2"), usd("0.5")]);
  });

  it("U-3, W-5: equal claims get equal parts, in every order of conversion and in every number of steps", async () => {
    const { world, claimants } = await threeClaims("3001.15");
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    for (const order of orders) {
      for (const index of order) await claimants[index]!.pool.convert(claimants[index]!.account, ALL);
      for (const { account } of claimants) {
        expect(await world.pool.balanceOf(account, 0), order.join()).to.equal(6_000_050_000n); // 5,000 + 1,000.05
      }
      await snapshot.restore();
    }
    // the first one in seven parts, the others in between
    const [alice, bob, carol] = claimants as [Trader, Trader, Trader];
    for (let part = 0; part < 7; part++) {
      await alice.pool.convert(alice.account, part < 6 ? usd("300") : ALL);
      if (part === 2) await carol.pool.convert(carol.account, ALL);
      if (part === 4) await bob.pool.convert(bob.account, ALL);
    }
    for (const { account } of claimants) expect(await world.pool.balanceOf(account, 0)).to.equal(6_000_050_000n);
  });

  it("U-3: vault cash is the limit, and c/ρ of the claim is burnt for what it pays", async () => {
    const world = await plainWorld();
    await world.fundsVault("500.75");
    const [alice, bob] = [await traderWith(world, "10000"), await traderWith(world, "10000")];
    await bob.trades("-50", "ETH"); // cost −9,999.75
    await alice.trades("100", "ETH"); // S = −50: at 200 exactly
    await world.publishes({ ETH: "220" });
    await alice.trades("-100", "ETH"); // S = 50: at 220 exactly, +2,000
    // bob's U = −1,000.25: NAV* = 500.75 − 2,000 + 1,000.25 = −499, ρ = 1 − 500/2,000 = 0.75, and ρ·x = 1,500
    await world.passes(900);
    await world.refreshes();
    await expect(alice.pool.convert(alice.account, ALL))
      .to.emit(world.pool, "ProfitConverted")
      .withArgs(alice.account, 667_666_666_666_666_666_667n, 500_750_000n, usd("0.75")); // 500.75/0.75, up
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(10_500_750_000n);
    const pool = await world.pool.poolReport();
    expect([pool.vaultCash, pool.quotePlus]).to.deep.equal([0n, 1_332_333_333_333_333_333_333n]);
    await expect(alice.pool.convert(alice.account, ALL)).to.be.revertedWithCustomError(world.pool, "NothingToConvert");
    // when bob's loss has become cash, the rest is paid: at S = −50 he buys at 220 · (1 − 25/1,000,000), −1,000.25 + 0.275
    await bob.trades("50", "ETH");
    await alice.pool.convert(alice.account, ALL);
    // NAV* = 999.975 − 1,332.333… = −332.358…, ρ = 1 − 333.358…/1,332.333… = 0.749793…, c = 998.975 = cash − floor
    expect(await world.pool.balanceOf(alice.account, 0)).to.be.within(11_499_724_998n, 11_499_725_000n);
  });

  it("U-3: ρ = 0 is refused, and the claim stays until the pool can pay again", async () => {
    const { world, claimants } = await threeClaims("1");
    const [alice, bob] = claimants as [Trader, Trader];
    expect((await world.pool.poolReport()).rho).to.equal(0n);
    await expect(alice.pool.convert(alice.account, ALL))
      .to.be.revertedWithCustomError(world.pool, "NothingToConvert")
      .withArgs(alice.account, usd("2000.1"), 0n, 1_000_000n);
    expect((await alice.report()).quote).to.equal(usd("2000.1"));
    // A loser brings 1,000.0125: ρ = (1,001.0125 − 1 + …)/6,000.3
    await loses(world, await traderWith(world, "5000"));
    const { rho } = await world.pool.poolReport();
    expect(rho).to.equal(166_660_416_979_151_042n); // ⌊1,000.0125/6,000.3⌋
    await alice.pool.convert(alice.account, ALL);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(5_333_337_499n); // 2,000.1 · ρ = 333.3374999…
    await bob.pool.convert(bob.account, ALL);
    expect(await world.pool.balanceOf(bob.account, 0)).to.be.within(5_333_337_499n, 5_333_337_500n);
  });
});
