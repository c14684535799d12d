import { expect } from "chai";

import { toMarketParameters } from "../../scripts/deployment/parameters.js";
import { checkBooks } from "../support/invariants.js";
import { readBooks } from "../support/books.js";
import {
  changeAssetOf,
  changeMarketOf,
  changePoolOf,
  STEP_INTERVAL,
  stepRampOf,
  STEPS,
} from "../support/change-parameters.js";
import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { judgement } from "../support/reading.js";
import { debtIndexAfter } from "../support/statements/debt-index.js";
import type { Trader } from "../support/trader.js";

const ETH = 1;

/**
 * 100 ETH bought at 200 · (1 + 50/1,000,000) = 200.01 on 2,900 USDC. At 180.02: E = 2,900 − 100 · (200.01 − 180.02) = 901
 * and M = 0.05 · 18,002 = 900.1.
 */
async function atHerMargin(world: World): Promise<Trader> {
  const alice = await world.trader();
  await alice.deposits("2900", "USDC");
  await alice.trades("100", "ETH");
  await world.publishes({ ETH: "180.02" });
  expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("901"), usd("900.1")]);
  return alice;
}

describe("An account at its margin when m0 is raised from 5 % to 8 %", () => {
  const RAISED = { maintenance: "0.08" } as const;

  it("M-6: is as healthy after the change as before it, until the first step ten minutes later", async () => {
    const world = await plainWorld();
    const alice = await atHerMargin(world);
    await changeMarketOf(world, "ETH", RAISED);
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("901"), usd("900.1")]);
    await world.passes(STEP_INTERVAL - 2);
    await world.refreshes();
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("901"), usd("900.1")]);
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
  });

  it("M-6: meets one sixth of the rise at every step, and who adds it in time is never liquidatable", async () => {
    const world = await plainWorld();
    const alice = await atHerMargin(world);
    await changeMarketOf(world, "ETH", RAISED);
    // 0.5 % of 18,002 a step: 90.01
    for (let step = 1; step <= STEPS; step++) {
      await alice.deposits("90.01", "USDC");
      await stepRampOf(world);
      const expected = 901_00n + BigInt(step) * 90_01n;
      expect(await judgement(world, alice.account), `step ${step}`).to.deep.equal([
        "Healthy",
        expected * 10n ** 16n,
        (900_10n + BigInt(step) * 90_01n) * 10n ** 16n,
      ]);
    }
    expect((await judgement(world, alice.account))[2]).to.equal(usd("1440.16")); // 0.08 · 18,002
  });

  it("M-6: who does nothing is liquidatable from the step on that her equity does not cover", async () => {
    const world = await plainWorld();
    const alice = await atHerMargin(world);
    await alice.deposits("100", "USDC"); // enough for one step and not for two
    await changeMarketOf(world, "ETH", RAISED);
    await stepRampOf(world);
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("1001"), usd("990.11")]);
    await stepRampOf(world);
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("1001"), usd("1080.12")]);
    await world.liquidates(alice.account);
  });

  it("M-6: keeps what she has when governance stops half-way", async () => {
    const world = await plainWorld();
    const alice = await atHerMargin(world);
    await alice.deposits("100", "USDC");
    await changeMarketOf(world, "ETH", RAISED);
    await stepRampOf(world);
    await world.pool.stopRamp();
    await world.passes(2 * STEP_INTERVAL);
    await world.refreshes();
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("1001"), usd("990.11")]);
  });
});

describe("A haircut raised from 10 % to 40 %", () => {
  it("M-6: reaches an account in steps of 5 % of its collateral", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("100", "USDC");
    await alice.deposits("20", "WETH"); // 4,000
    await alice.trades("50", "SOL"); // a little of another factor: 0.08 · 1,000 = 80
    const before = (await judgement(world, alice.account))[2];
    await changeAssetOf(world, "WETH", { haircut: "0.4" });
    for (let step = 1; step <= STEPS; step++) {
      await stepRampOf(world);
      expect((await judgement(world, alice.account))[2], `step ${step}`).to.equal(before + BigInt(step) * usd("200"));
    }
  });

  it("M-6, Q-8, U-4: takes its part of what the inventory counts for with every step, and the books stay exact", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("1000", "USDC");
    await alice.deposits("20", "WETH");
    await alice.trades("1000", "SOL");
    await world.publishes({ SOL: "14.9" });
    await world.liquidates(alice.account); // E = 5,000 − 5,100.5 < 0: everything is seized
    expect((await world.pool.assetReport(1)).inventory).to.equal(20n * WAD);
    expect((await world.pool.poolReport()).inventoryCredit).to.equal(usd("3600")); // 4,000 · 0.9
    await changeAssetOf(world, "WETH", { haircut: "0.4" });
    expect((await world.pool.poolReport()).inventoryCredit).to.equal(usd("3600"));
    for (let step = 1; step <= STEPS; step++) {
      await stepRampOf(world);
      const { inventoryCredit } = await world.pool.poolReport();
      expect(inventoryCredit, `step ${step}`).to.equal(usd("3600") - BigInt(step) * usd("200"));
      checkBooks(await readBooks(world, [alice.account]));
    }
  });
});

describe("What accrues", () => {
  it("M-6, P-2: funding up to the change is the old parameters', to the last unit", async () => {
    const world = await plainWorld((parameters) => (parameters.markets[ETH]!.fundingVelocity = "0.5"));
    const alice = await world.trader();
    await alice.deposits("20000", "USDC");
    await alice.trades("500", "ETH");
    const { time, takeSnapshot } = world.connection.networkHelpers;
    const moment = (await time.latest()) + 3_000;
    const snapshot = await takeSnapshot();
    await time.setNextBlockTimestamp(moment);
    await world.pool.syncAll();
    const { fundingIndex, rate } = await world.pool.marketReport(ETH);
    expect(fundingIndex).to.be.greaterThan(0n);
    await snapshot.restore();
    await time.setNextBlockTimestamp(moment);
    await changeMarketOf(world, "ETH", { fundingVelocity: "0" });
    const stored = await world.pool.marketReport(ETH);
    expect([stored.fundingIndex, stored.rate, stored.syncedAt]).to.deep.equal([fundingIndex, rate, BigInt(moment)]);
    await world.passes(3_000);
    await world.pool.syncAll();
    expect((await world.pool.marketReport(ETH)).rate, "without a velocity the rate stays").to.equal(rate);
  });

  it("M-6, C-3: interest up to the change is the old rate's, and from there on the new one's", async () => {
    const world = await plainWorld();
    const { time } = world.connection.networkHelpers;
    let index = 10n ** 27n;
    let since = 0n;
    let old = 0n; // plain worlds begin without interest
    for (const [debtRate, rate] of [
      ["0.1", 10n ** 17n],
      ["1", WAD],
      ["0", 0n],
      ["0.05", 5n * 10n ** 16n],
    ] as const) {
      await time.increase(40_000_000);
      const transaction = await changePoolOf(world, { debtRate });
      const now = BigInt(await time.latest());
      index = debtIndexAfter(index, old, since === 0n ? 0n : now - since);
      await expect(transaction).to.emit(world.pool, "DebtIndexStored").withArgs(index);
      [since, old] = [now, rate];
    }
  });
});

describe("A market's age limit", () => {
  it("M-6, Q-4: rises only while the price is valid: what a stale one was allowed is not taken away at once", async () => {
    const world = await plainWorld();
    const { pool } = world;
    await world.passes(7_200);
    await expect(changeMarketOf(world, "ETH", { maxAge: 14_400 })).to.be.revertedWithCustomError(
      pool,
      "PriceUnavailable",
    );
    await world.refreshes();
    await changeMarketOf(world, "ETH", { maxAge: 14_400 });
    await world.passes(7_200);
    await changeMarketOf(world, "ETH", { maxAge: 3_600 }); // the other way is nobody's loss
  });
});

describe("A market that is being closed", () => {
  /** 100 ETH are open, and no more than the cap may become so: the ramp to it has ended. */
  async function closing(maxPremium: string): Promise<World> {
    // K is 1,000,000 units, and the cap follows the premium: 10,000 units at 1 %
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("20000", "USDC");
    await alice.trades("100", "ETH");
    await world.pool.changeMarket(ETH, { ...(await marketOf(world)), maxOpenInterest: units(maxPremium) });
    for (let step = 0; step < STEPS; step++) await stepRampOf(world);
    return world;
  }

  const units = (premium: string) => (BigInt(Math.round(Number(premium) * 1e6)) * 1_000_000n * WAD) / 1_000_000n;

  async function marketOf(world: World) {
    const { proxy, second } = world.feeds[ETH]!;
    return toMarketParameters(world.parameters.markets[ETH]!, await proxy.getAddress(), await second.getAddress());
  }

  it("P-1: keeps a premium that what is open fits under, though the cap is lower", async () => {
    const world = await closing("0.00005"); // a cap of 50 units
    const market = { ...(await marketOf(world)), maxOpenInterest: 50n * WAD };
    await expect(world.pool.changeMarket(ETH, { ...market, maxPremiumPpm: 99 })) // 99 units
      .to.be.revertedWithCustomError(world.pool, "PremiumBelowOpenInterest")
      .withArgs(ETH, 99n * WAD, 100n * WAD);
    await world.pool.changeMarket(ETH, { ...market, maxPremiumPpm: 100 });
  });

  it("M-6: stays within the envelope until its last position is closed", async () => {
    const world = await closing("0");
    const [alice] = world.traders;
    const wild = { ...(await marketOf(world)), maxOpenInterest: 0n, maxMovePpm: 12_000 };
    // 12,000 + 10,000 + 5,000 > 0.5 · 50,000; as WETH's price it would be covered: 12,000 + 38,000 ≤ 0.5 · 100,000
    await changeAssetOf(world, "WETH", { maxDiscount: "0.038" });
    await expect(world.pool.changeMarket(ETH, wild))
      .to.be.revertedWithCustomError(world.pool, "MarketOutsideEnvelope")
      .withArgs(ETH, 27_000, 25_000);
    await alice!.trades("-100", "ETH");
    await world.pool.changeMarket(ETH, wild);
  });
});
