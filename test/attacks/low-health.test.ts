import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const [BTC, ETH] = [0, 1];
const ALL = 2n ** 256n - 1n;

/** mallory is long 125 units of BTC at 800.05 on 100 WETH at 200 and no asset 0: what she loses becomes debt. */
async function onCollateral(): Promise<{ world: World; mallory: Trader }> {
  const world = await plainWorld();
  await world.fundsVault("100000");
  const mallory = await world.trader();
  await mallory.deposits("100", "WETH");
  await mallory.trades("125", "BTC");
  return { world, mallory };
}

/** What an account has lost by its trades, in USD WAD, as the pool recorded it. */
async function realised(world: World, account: bigint): Promise<bigint> {
  const events = await world.pool.queryFilter(world.pool.filters.PositionChanged(account));
  return events.reduce((sum, { args }) => sum + args.realised, 0n);
}

/** Tokens of somebody at 200 a WETH, in USD WAD. */
async function tokens(world: World, trader: Trader): Promise<bigint> {
  const [usdc, weth] = [
    await world.tokens[0]!.balanceOf(trader.signer),
    await world.tokens[1]!.balanceOf(trader.signer),
  ];
  return usdc * 10n ** 12n + weth * 200n;
}

describe("Letting one's own collateral be seized, and buying it back at a discount", () => {
  for (const [btc, what] of [
    ["7200", "a debt well within the collateral"],
    ["6800", "a debt near the value after haircut"],
    ["6450", "hardly any equity left"],
    ["6000", "less than nothing left"],
    ["2000", "a loss greater than everything"],
  ] as const) {
    it(`Q-6, Q-8, T-2: gains nothing beyond what was written off: ${what}`, async () => {
      const { world, mallory } = await onCollateral();
      const before = (await tokens(world, mallory)) + usd("20000"); // with the 100 WETH in the account
      await world.publishes({ BTC: btc });
      await mallory.pool.liquidate(mallory.account).catch(refusedWith("NotLiquidatable"));
      await mallory.trades("-125", "BTC").catch(refusedWith("ReductionWorsens"));
      await world.passes(3600); // the discount is at its end
      await world.refreshes();
      const { inventory } = await world.pool.assetReport(1);
      if (inventory > 0n) await mallory.pool.buyInventory(1, inventory, ALL, mallory.signer.address);
      if ((await world.pool.balanceOf(mallory.account, 1)) > 0n) {
        const debt = -(await mallory.report()).quote;
        if (debt > 0n) await mallory.pool.deposit(mallory.account, 0, debt / 10n ** 12n + 1n);
        if ((await world.pool.position(mallory.account, BTC)).size === 0n) {
          await mallory.pool.withdraw(mallory.account, 1, ALL, mallory.signer.address);
        }
      }
      if ((await mallory.pool.keeperClaims(mallory.signer.address)) > 0n) {
        await mallory.pool.claimKeeperFees(mallory.signer.address);
      }
      const left = await mallory.report();
      const after = (await tokens(world, mallory)) + left.collateral + left.quote + left.pnl;
      const profit = after - before - (await realised(world, mallory.account)) - left.pnl;
      const losses = await world.pool.queryFilter(world.pool.filters.BadDebtWrittenOff(mallory.account));
      const written = losses.reduce((sum, { args }) => sum + args.debt, 0n);
      expect(profit <= written, `mallory's profit besides her trades is ${profit}, written off ${written}`).to.equal(
        true,
      );
      if (written === 0n) expect(profit <= 0n, `mallory's profit is ${profit}`).to.equal(true);
    });
  }

  it("Q-6, Q-8: a seizure may lower health and is not stopped by it; afterwards there is no debt to be unhealthy with", async () => {
    const { world, mallory } = await onCollateral();
    await world.publishes({ BTC: "6700" });
    // loss 125 · 130.05 and more: E = 3,700 or so of 20,000, M = 5 % of 83,750 + 10 % of 20,000
    const before = await mallory.report();
    expect(before.health > 0n && before.health < WAD, String(before.health)).to.equal(true);
    await world.liquidates(mallory.account);
    const after = await mallory.report();
    expect(after.quote >= 0n, "what was lost is paid").to.equal(true);
    expect((await world.pool.assetReport(1)).inventory > 0n).to.equal(true);
    // she has lost no more than the loss, φ, and the haircut of what was taken
    const taken = (await world.pool.assetReport(1)).inventory * 200n;
    const cost = before.equity - after.equity;
    expect(cost <= taken / 10n + usd("418.75"), `cost ${cost} of ${taken} taken`).to.equal(true); // φ ≤ 0.5 % of 83,750
  });
});

describe("Closing one side of a hedge", () => {
  /** long 1,000 ETH and short 250 BTC units, 200,000 each way, on 12,600 USDC: M = κ·20,000 = 10,000. */
  async function hedge(): Promise<{ world: World; mallory: Trader }> {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const mallory = await world.trader();
    await mallory.deposits("13000", "USDC");
    for (const size of ["500", "500"]) {
      await mallory.trades(size, "ETH");
      await mallory.trades("-125", "BTC");
    }
    return { world, mallory };
  }

  it("Q-6, M-5: whatever part of whichever leg the owner closes, what is accepted leaves E ≥ 0 and health or margin no worse, or the initial margin", async () => {
    const { world, mallory } = await hedge();
    await world.publishes({ ETH: "198" }); // 2,000 lost: between maintenance and initial
    const before = await mallory.report();
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    const accepted: string[] = [];
    for (const [symbol, market, full] of [
      ["ETH", ETH, -1000],
      ["BTC", BTC, 250],
    ] as const) {
      for (const share of [0.01, 0.1, 0.3, 0.5, 0.9, 1]) {
        const { size } = await world.pool.position(mallory.account, market);
        await mallory.trades((full * share).toFixed(2), symbol);
        const after = await mallory.report();
        if ((await world.pool.position(mallory.account, market)).size !== size) {
          accepted.push(`${symbol} ${share}`);
          const initial = after.initialEquity >= after.initialRequirement;
          const noWorse = after.health >= before.health || after.margin <= before.margin;
          expect(after.equity >= 0n && (noWorse || initial), `${symbol} ${share}: health ${after.health}`).to.equal(
            true,
          );
        } else {
          expect(after.equity, "refused: nothing has changed").to.equal(before.equity);
        }
        await snapshot.restore();
      }
    }
    // closing all of a leg leaves 10 % of 200,000 to be found: refused. A hundredth costs no margin but κ's part.
    expect(accepted).to.include("ETH 0.01");
    expect(accepted).to.not.include("ETH 1");
    expect(accepted).to.not.include("BTC 1");
  });

  it("Q-6: a liquidation never leaves a hedged account less healthy than it was, however near to ruin", async () => {
    for (const eth of ["197", "196", "193", "190", "187.5"]) {
      const { world, mallory } = await hedge();
      await world.publishes({ ETH: eth });
      const before = await mallory.report();
      const refused = await world.liquidates(mallory.account).then(
        () => false,
        (error: unknown) => {
          expect((error as Error).message).to.include("NotLiquidatable");
          return true;
        },
      );
      const after = await mallory.report();
      expect(refused, `at ${eth}`).to.equal(before.equity >= before.margin);
      if (!refused)
        expect(after.health > before.health, `at ${eth}: ${before.health} → ${after.health}`).to.equal(true);
    }
  });
});

/** Lets one refusal pass, nothing else. */
function refusedWith(error: string) {
  return (reason: unknown) => {
    expect((reason as Error).message).to.include(error);
  };
}
