import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { judgement, lastLiquidation, outcome, seizures, writeOffs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

const [WETH, WBTC] = [1, 2];

/**
 * 1,000 SOL bought at 20 · (1 + 500/20,000,000) = 20.0005, cost 20,000.5, on USDC, 0.25 WBTC (2,000 USD) and 10 WETH
 * (2,000 USD). Sold at P, the premium P · 500/20,000,000 · 1,000 = 0.025·P comes back.
 */
async function longSolana(world: World, settlement: string): Promise<Trader> {
  const trader = await world.trader();
  await trader.deposits(settlement, "USDC");
  await trader.deposits("0.25", "WBTC");
  await trader.deposits("10", "WETH");
  await trader.trades("1000", "SOL");
  expect(await outcome(world)).to.equal("filled");
  return trader;
}

describe("Collateral of a liquidated account", () => {
  it("Q-6: stays where it is while asset 0 covers what was lost", async () => {
    const world = await plainWorld();
    const alice = await longSolana(world, "3000");
    await world.publishes({ SOL: "14.5" });
    // E = 7,000 − 5,500.5 = 1,499.5; M = 0.08 · 14,500 + 0.08 · 2,000 + 0.1 · 2,000 = 1,520
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("1499.5"), usd("1520")]);
    await world.liquidates(alice.account);
    expect(await seizures(world)).to.deep.equal([]);
    expect(await world.pool.balanceOf(alice.account, WETH)).to.equal(10n * WAD);
    expect(await world.pool.balanceOf(alice.account, WBTC)).to.equal(25_000_000n);
    expect(await world.pool.balanceOf(alice.account, 0)).to.be.within(1n, 2_999_000_000n); // it paid
  });

  it("Q-6, Q-8, W: asset 0 first, then the lowest haircut, credited after haircut; the rest is written off", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await longSolana(world, "1000");
    await world.publishes({ SOL: "15" });
    // E = 5,000 − 5,000.5 = −0.5
    await world.liquidates(alice.account);
    expect((await lastLiquidation(world)).class).to.equal("Insolvent");
    // 15,000.375 − 20,000.5 = −5,000.125; 1,000 of asset 0 leave 4,000.125; WBTC 2,000 · 0.92; WETH 2,000 · 0.9
    expect(await seizures(world)).to.deep.equal([
      [WBTC, 25_000_000n, usd("1840")],
      [WETH, 10n * WAD, usd("1800")],
    ]);
    expect(await writeOffs(world)).to.deep.equal([[alice.account, usd("360.125"), 0n]]);
    const pool = await world.pool.poolReport();
    expect([pool.vaultCash, pool.inventoryCredit, pool.debt]).to.deep.equal([101_000_000_000n, usd("3640"), 0n]);
    expect(pool.nav).to.equal(usd("104640")); // 100,000 + 5,000.125 lost to the vault − 360.125
  });

  it("Q-6: of equal haircuts the lower asset id goes first, not the lower market", async () => {
    const world = await plainWorld((p) => (p.assets[2]!.haircut = "0.1"));
    const alice = await longSolana(world, "1000");
    await world.publishes({ SOL: "17" });
    // E = 5,000 − 3,000.5 = 1,999.5; M = 0.08 · 17,000 + 0.1 · 4,000 = 1,760: healthy, so she sells all herself
    await alice.trades("-1000", "SOL"); // 17,000.425 − 20,000.5 = −3,000.075: debt 2,000.075
    await world.publishes({ ETH: "120", BTC: "4800" });
    // E = 2,400 − 2,000.075 = 399.925; M = 0.1 · 2,400 + 0.05 · 2,000.075 = 340.00375: healthy
    await world.publishes({ ETH: "115" });
    // E = 1,150 + 1,200 − 2,000.075 = 349.925; M = 235 + 100.00375
    expect((await judgement(world, alice.account))[0]).to.equal("Healthy");
    await world.publishes({ ETH: "113" });
    // E = 329.925; M = 233 + 100.00375 = 333.00375
    expect((await judgement(world, alice.account))[0]).to.equal("Solvent");
    await world.liquidates(alice.account);
    // WETH whole: 1,130 · 0.9 = 1,017; WBTC for the other 983.075: ⌈0.25 · 983.075/(1,200 · 0.9)⌉ = 0.22756366
    const seized = await seizures(world);
    expect(seized.map(([asset, amount]) => [asset, amount])).to.deep.equal([
      [WETH, 10n * WAD],
      [WBTC, 22_756_366n],
    ]);
    expect(seized[0]![2]).to.equal(usd("1017"));
  });

  it("Q-8: no more is seized than the debt needs, and the account keeps the rest without debt", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("10", "WETH");
    await alice.trades("400", "SOL"); // fill 20.0002, cost 8,000.08
    await world.publishes({ SOL: "16" });
    await alice.trades("-400", "SOL"); // at 16.00016: 6,400.064 − 8,000.08 = −1,600.016, all of it debt
    await world.publishes({ ETH: "185" });
    // E = 1,850 − 1,600.016 = 249.984; M = 185 + 0.05 · 1,600.016 = 265.0008
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("249.984"), usd("265.0008")]);
    const before = await world.pool.poolReport();
    await world.liquidates(alice.account);
    // ⌈10 · 1,600.016/(1,850 · 0.9)⌉; its value after haircut is the debt again, to a few wei
    const amount = 9_609_705_705_705_705_706n;
    const [[asset, taken, credit]] = (await seizures(world)) as [[number, bigint, bigint]];
    expect([asset, taken]).to.deep.equal([WETH, amount]);
    expect(credit - usd("1600.016")).to.be.within(0n, 200n); // a wei of WETH is worth 185 · 0.9
    expect(await world.pool.balanceOf(alice.account, WETH)).to.equal(10n * WAD - amount);
    expect((await alice.report()).quote).to.equal(credit - usd("1600.016"));
    // the debt has become inventory of the same value: NAV moves by nothing
    const after = await world.pool.poolReport();
    expect([after.debt, after.nav, after.rho]).to.deep.equal([0n, before.nav, before.rho]);
    expect((await world.pool.assetReport(WETH)).inventory).to.equal(amount);
  });

  it("Q-4, Q-6: collateral without a valid price is not seized; the debt waits for it", async () => {
    const world = await plainWorld((p) => (p.markets[1]!.maxAge = 1600));
    await world.fundsVault("100000");
    const alice = await longSolana(world, "1000");
    await world.passes(2000); // ETH is stale now, and alone so
    await world.publishes({ BTC: "8000", SOL: "14.9" });
    // E = 5,000 − 5,100.5 + an allowance for WETH of 2,000 · min(0.1, 0.00002 · 2,000 s or a little more)
    const [name, equity] = await judgement(world, alice.account);
    expect([name, equity]).to.deep.equal(["Insolvent", usd("-100.5") + (await alice.report()).staleAllowance]);
    await world.liquidates(alice.account);
    expect((await seizures(world)).map(([asset]) => asset)).to.deep.equal([WBTC]);
    expect(await writeOffs(world)).to.deep.equal([]);
    // 14,900.3725 − 20,000.5 = −5,100.1275; less 1,000 and 1,840
    expect((await alice.report()).quote).to.equal(usd("-2260.1275"));
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NothingLiquidated");
    await world.publishes({ ETH: "200" });
    await world.liquidates(alice.account);
    expect((await seizures(world)).map(([asset]) => asset)).to.deep.equal([WETH]);
    expect(await writeOffs(world)).to.deep.equal([[alice.account, usd("460.1275"), 0n]]);
  });
});
