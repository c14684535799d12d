import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { lastLiquidation } from "../support/reading.js";

/** The worked case of liquidation-legs.test.ts: 100 ETH bought at 200.01, E = 899 < M = 900 at 180; 14.453125 are closed. */
async function liquidatedOnce(bond = "0"): Promise<{ world: World; alice: bigint; keeper: string }> {
  const world = await plainWorld((p) => (p.pool.keeperBond = bond));
  await world.fundsVault("100000");
  const trader = await world.trader();
  await trader.deposits("2900", "USDC");
  if (bond !== "0") await trader.deposits(bond, "USDC");
  await trader.trades("100", "ETH");
  await world.publishes({ ETH: "180" });
  await world.pool.syncAll();
  await world.liquidates(trader.account);
  expect((await world.pool.position(trader.account, 1)).size).to.equal(usd("85.546875"));
  return { world, alice: trader.account, keeper: (await world.keeper()).address };
}

describe("The fee of a liquidation", () => {
  it("Q-7: is φ of what was closed, 70 % to insurance and 30 % to the executor, in whole units", async () => {
    const { world, keeper } = await liquidatedOnce();
    const { closedNotional, insured, earned } = await lastLiquidation(world);
    expect(closedNotional).to.equal(usd("2601.5625")); // 14.453125 · 180
    expect([insured, earned]).to.deep.equal([9_105_468n, 3_902_343n]); // of 13.0078125
    expect((await world.pool.poolReport()).insurance).to.equal(9_105_468n);
    expect(await world.pool.keeperClaims(keeper)).to.equal(3_902_343n);
  });

  it("Q-7, U-2: is paid by the account: its asset 0 becomes vault cash, insurance and a pull claim, to the unit", async () => {
    const { world, alice } = await liquidatedOnce();
    // sold at 180 · (1 + (100 − 7.2265625)/1,000,000) = 180.01669921875 for 2,601.803855896…, which had cost
    // 20,001 · 0.14453125 = 2,890.76953125: −288.965675354…; with the fee −301.973487854…, 301.973488 in whole units
    expect(await world.pool.balanceOf(alice, 0)).to.equal(2_900_000_000n - 301_973_488n);
    const pool = await world.pool.poolReport();
    expect(pool.vaultCash).to.equal(100_000_000_000n + 301_973_488n - 9_105_468n - 3_902_343n);
    expect(pool.pullClaims).to.equal(3_902_343n);
    const { total } = await world.pool.assetReport(0);
    expect(total).to.equal(102_900_000_000n);
    expect(await world.tokens[0]!.balanceOf(world.pool)).to.equal(total);
  });

  it("Q-7: is pulled by whoever earned it, once, to wherever they like", async () => {
    const { world, keeper } = await liquidatedOnce();
    const pool = world.pool.connect(await world.keeper());
    const stranger = (await world.connection.ethers.getSigners())[0]!;
    await expect(world.pool.connect(stranger).claimKeeperFees(stranger.address)).to.be.revertedWithCustomError(
      world.pool,
      "NothingToClaim",
    );
    await expect(pool.claimKeeperFees(stranger.address)).to.changeTokenBalance(
      world.connection.ethers,
      world.tokens[0]!,
      stranger,
      3_902_343n,
    );
    await expect(pool.claimKeeperFees(stranger.address))
      .to.be.revertedWithCustomError(world.pool, "NothingToClaim")
      .withArgs(keeper);
    expect((await world.pool.poolReport()).pullClaims).to.equal(0n);
  });

  it("Q-7, U-4: costs the vault nothing", async () => {
    const { world } = await liquidatedOnce();
    // Before it NAV was 100,000 + the trader's loss of 2,001 − a skew premium of 180 · 100²/2,000,000 = 0.9. What is dropped
    // below a unit of insurance and claim stays the vault's: 0.00000075 + 0.00000075. S²/(2K) is rounded up by less than
    // a wei, times 180.
    const { nav } = await world.pool.poolReport();
    expect(nav - usd("102000.1000015")).to.be.within(-180n, 2n);
  });

  it("A-4, Q-7: an account that keeps a position keeps its bond in escrow", async () => {
    const { world, alice, keeper } = await liquidatedOnce("20");
    expect((await lastLiquidation(world)).bondPaid).to.equal(false);
    expect((await world.pool.poolReport()).escrow).to.equal(20_000_000n);
    expect(await world.pool.keeperClaims(keeper)).to.equal(3_902_343n); // φ, no bond
    expect(await world.pool.balanceOf(alice, 0)).to.equal(2_900_000_000n - 301_973_488n);
  });

  it("A-4, Q-7: an account that is closed whole for φ gets its bond back", async () => {
    const world = await plainWorld((p) => (p.pool.keeperBond = "20"));
    const alice = await world.trader();
    await alice.deposits("2921", "USDC");
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "171.5" }); // E = 50: all is closed, φ takes what is left (liquidation-legs.test.ts)
    await world.liquidates(alice.account);
    const done = await lastLiquidation(world);
    expect([done.class, done.bondPaid]).to.deep.equal(["Solvent", false]);
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(20_000_000n);
  });
});
