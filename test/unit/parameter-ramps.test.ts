import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { ASSET_PARAMETERS, MARKET_PARAMETERS, POOL_PARAMETERS } from "../support/bare-pool.js";
import { deployGoverned, eventNames, Governed, STEP_INTERVAL, STEPS } from "../support/change-parameters.js";
import { readPage } from "../support/parameter-page.js";

const page = (governed: Governed) => readPage(governed.bare.connection, governed.pool);
const rampOf = async (governed: Governed) => [...(await governed.pool.ramp())];

/** Every single change that may take margin away from somebody, and what the field is after each of six steps. */
const RAMPED_POOL: readonly (readonly [string, bigint, readonly bigint[]])[] = [
  ["kappaPpm", 500_007n, [500_001n, 500_002n, 500_003n, 500_004n, 500_005n, 500_007n]],
  ["debtHaircutPpm", 56_000n, [51_000n, 52_000n, 53_000n, 54_000n, 55_000n, 56_000n]],
  ["initialRatioPpm", 1_250_001n, [1_250_000n, 1_250_000n, 1_250_000n, 1_250_000n, 1_250_000n, 1_250_001n]],
  ["lambdaSlopePpm", 1_600_001n, [1_100_001n, 1_200_001n, 1_300_001n, 1_400_001n, 1_500_001n, 1_600_001n]],
  ["vaultFloor", 7_500_000n, [2_500_000n, 3_500_000n, 4_500_000n, 5_500_000n, 6_500_000n, 7_500_000n]],
  ["accountDebtCapUsd", 94_002n, [99_002n, 98_002n, 97_002n, 96_002n, 95_002n, 94_002n]],
];

const K = MARKET_PARAMETERS;
const along = (from: bigint, step: bigint) => [1n, 2n, 3n, 4n, 5n, 6n].map((n) => from + n * step);
const RAMPED_MARKET: readonly (readonly [keyof typeof K, bigint, Partial<typeof K>?])[] = [
  ["maintenancePpm", 1_000n],
  ["maintenancePpm", -1_000n, { maxMovePpm: 6_999n }], // which leaves room in the envelope at once
  ["sizeSlopePpm", 1_000n],
  ["sizeSlopePpm", -1_000n],
  ["initialPpm", 1_000n],
  ["initialPpm", -1_000n],
  ["profitWeightPpm", -1_000n],
  ["staleShockPpm", 100n],
  ["staleShockPpm", -100n],
  ["staleGrowthPpb", 100n],
  ["staleGrowthPpb", -100n],
  ["openInterestSlopePpm", 100n],
  ["openInterestSlopePpm", -100n],
  ["maxOpenInterest", -(10n ** 18n)],
];
const RAMPED_ASSET: readonly (readonly [keyof typeof ASSET_PARAMETERS, bigint])[] = [
  ["haircutPpm", 1_000n],
  ["haircutPpm", -1_000n],
  ["concentrationPpm", 1_000n],
  ["concentrationPpm", -1_000n],
  ["accountCap", -(10n ** 18n)],
  ["accountCap", 10n ** 18n],
];

async function expectsSteps(
  governed: Governed,
  read: () => Promise<bigint>,
  from: bigint,
  values: readonly bigint[],
): Promise<void> {
  expect(await read(), "the change itself changes nothing").to.equal(from);
  for (const [index, value] of values.entries()) {
    await governed.steps();
    expect(await read(), `step ${index + 1}`).to.equal(value);
  }
  expect(await rampOf(governed)).to.deep.equal([governed.bare.connection.ethers.ZeroAddress, 0n, 0n]);
}

describe("A change that may take margin away", () => {
  for (const [name, target, values] of RAMPED_POOL) {
    it(`M-6: ramps ${name} of the pool in six steps, each toward the present value rounded`, async () => {
      const governed = await deployGoverned();
      await governed.changesPool({ [name]: target });
      const from = POOL_PARAMETERS[name as "kappaPpm"];
      await expectsSteps(governed, async () => (await page(governed)).pool[name]!, from, values);
    });
  }

  it("M-6, M-2: ramps every correlation that falls", async () => {
    const governed = await deployGoverned();
    const target = POOL_PARAMETERS.correlationPct.map((rho, pair) => (pair % 2 === 0 && rho > 12n ? rho - 12n : rho));
    await governed.changesPool({ correlationPct: target });
    await governed.steps();
    expect((await page(governed)).correlationPct).to.deep.equal(
      POOL_PARAMETERS.correlationPct.map((rho, pair) => (rho === target[pair] ? rho : rho - 2n)),
    );
    for (let step = 1; step < STEPS; step++) await governed.steps();
    expect((await page(governed)).correlationPct).to.deep.equal(target);
  });

  for (const [name, step, rest] of RAMPED_MARKET) {
    it(`M-6: ramps ${name} of a market, by ${step} a step`, async () => {
      const governed = await deployGoverned();
      const from = K[name] as bigint;
      await governed.changesMarket({ ...rest, [name]: from + 6n * step });
      const read = async () => (await page(governed)).markets[0]![name]!;
      await expectsSteps(governed, read, from, along(from, step));
    });
  }

  for (const [name, step] of RAMPED_ASSET) {
    it(`M-6: ramps ${name} of an asset, by ${step} a step`, async () => {
      const governed = await deployGoverned();
      const from = ASSET_PARAMETERS[name];
      await governed.changesAsset({ [name]: from + 6n * step });
      const read = async () => (await page(governed)).assets[1]![name]!;
      await expectsSteps(governed, read, from, along(from, step));
    });
  }

  it("M-6: brings what does not ramp to its new value with the first step", async () => {
    const governed = await deployGoverned();
    await governed.changesMarket({ maintenancePpm: 56_000n, takerFeePpm: 1_200n, maxAge: 1_000n });
    expect((await page(governed)).markets[0]).to.deep.include({ takerFeePpm: 600n, maxAge: 3600n });
    await governed.steps();
    expect((await page(governed)).markets[0]).to.deep.include({
      maintenancePpm: 51_000n,
      takerFeePpm: 1_200n,
      maxAge: 1_000n,
    });
  });
});

describe("The pace of a ramp", () => {
  it("M-6: a step can be taken from its time on, by anyone, and one second before by nobody", async () => {
    const governed = await deployGoverned();
    const { time } = governed.bare.connection.networkHelpers;
    const [deployer, , stranger] = await governed.bare.connection.ethers.getSigners();
    await governed.changesPool({ kappaPpm: 560_000n });
    for (let step = 1; step <= STEPS; step++) {
      const due = (await time.latest()) + STEP_INTERVAL;
      await time.setNextBlockTimestamp(due - 1);
      await expect(governed.pool.connect(deployer).stepParameters())
        .to.be.revertedWithCustomError(governed.pool, "RampStepTooEarly")
        .withArgs(due, due - 1);
      await time.setNextBlockTimestamp(due);
      const next = step === STEPS ? 0 : due + STEP_INTERVAL;
      await expect(governed.pool.connect(stranger).stepParameters())
        .to.emit(governed.pool, "PageReplaced")
        .withArgs((location: string) => location !== "", STEPS - step, next);
      expect((await page(governed)).pool["kappaPpm"]).to.equal(500_000n + BigInt(step) * 10_000n);
    }
    await expect(governed.pool.stepParameters()).to.be.revertedWithCustomError(governed.pool, "NoRampRunning");
  });

  it("M-6: a ramp that nobody poked for a day still goes one step at a time", async () => {
    const governed = await deployGoverned();
    await governed.changesPool({ kappaPpm: 560_000n });
    await governed.passes(86_400);
    await governed.pool.stepParameters();
    expect((await page(governed)).pool["kappaPpm"]).to.equal(510_000n);
    await expect(governed.pool.stepParameters()).to.be.revertedWithCustomError(governed.pool, "RampStepTooEarly");
  });

  it("M-6: two calls in one transaction are one step", async () => {
    const governed = await deployGoverned();
    await governed.changesPool({ kappaPpm: 560_000n });
    await governed.passes(STEP_INTERVAL);
    const call = governed.pool.interface.encodeFunctionData("stepParameters");
    await expect(governed.pool.multicall([call, call])).to.be.revertedWithCustomError(
      governed.pool,
      "RampStepTooEarly",
    );
  });

  it("M-6: while it runs no other change can bend it, of anything", async () => {
    const governed = await deployGoverned();
    await governed.changesPool({ kappaPpm: 560_000n });
    const [target] = await governed.pool.ramp();
    for (const call of [
      () => governed.changesPool({ kappaPpm: 500_001n }),
      () => governed.changesMarket({ takerFeePpm: 700n }),
      () => governed.changesAsset({ poolCap: 1n }),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(governed.pool, "RampRunning").withArgs(target, STEPS);
    }
  });

  it("M-6: it can be stopped where it stands, and only while it runs", async () => {
    const governed = await deployGoverned();
    await expect(governed.pool.stopRamp()).to.be.revertedWithCustomError(governed.pool, "NoRampRunning");
    await governed.changesPool({ kappaPpm: 560_000n });
    await governed.steps();
    const [target] = await governed.pool.ramp();
    await expect(governed.pool.stopRamp())
      .to.emit(governed.pool, "RampStopped")
      .withArgs(await governed.pool.parameterPage(), target, STEPS - 1);
    expect((await page(governed)).pool["kappaPpm"]).to.equal(510_000n);
    await expect(governed.pool.stepParameters()).to.be.revertedWithCustomError(governed.pool, "NoRampRunning");
    await governed.changesPool({ kappaPpm: 509_000n });
  });

  it("M-6: its events name the target at the start, and what is in force after every step", async () => {
    const governed = await deployGoverned();
    const start = await (await governed.changesMarket({ maintenancePpm: 56_000n })).wait();
    expect(eventNames(governed, start)).to.deep.equal(["RampStarted", "MarketRampAnnounced"]);
    const step = await (await governed.steps()).wait();
    const names = eventNames(governed, step).filter((name) => name !== "MarketUpdated");
    expect(names).to.deep.equal(["DebtIndexStored", "TotalsUpdated", "MarketChanged", "PageReplaced"]);
    const asset = await (async () => {
      for (let left = 1; left < STEPS; left++) await governed.steps();
      return (await governed.changesAsset({ haircutPpm: 96_000n })).wait();
    })();
    expect(eventNames(governed, asset)).to.deep.equal(["RampStarted", "AssetRampAnnounced"]);
  });
});

describe("A listing while a ramp runs", () => {
  it("M-6: a market and an asset come onto both pages, and the ramp goes on as if they had always been there", async () => {
    const governed = await deployGoverned();
    const { bare } = governed;
    await governed.changesMarket({ maintenancePpm: 56_000n });
    await governed.steps();
    const { proxy } = await bare.feed(1000_00000000n);
    await bare.lists(proxy, { takerFeePpm: 999n });
    await bare.listsAsset(await bare.token(8), { priceMarket: 1n, haircutPpm: 95_000n });
    const after = await page(governed);
    expect(after.counts).to.deep.equal({ markets: 2n, assets: 3n, settlementDecimals: 6n });
    for (let step = 2; step <= STEPS; step++) {
      await governed.steps();
      const now = await page(governed);
      const [changing, ...listed] = now.markets;
      expect(changing).to.deep.equal({ ...after.markets[0], maintenancePpm: 50_000n + 1_000n * BigInt(step) });
      expect(listed).to.deep.equal(after.markets.slice(1));
      expect({ ...now, markets: [] }).to.deep.equal({ ...after, markets: [] });
    }
    expect((await page(governed)).markets[1]).to.deep.include({ takerFeePpm: 999n, collateralAsset: 2n });
  });

  it("M-1: the source that a ramp leads to is taken, and so is the one that it leaves", async () => {
    const governed = await deployGoverned();
    const { bare } = governed;
    const { proxy } = await bare.feed(2000_00000000n);
    const [here, there] = [governed.source, await proxy.getAddress()];
    await governed.changesMarket({ source: there, maintenancePpm: 56_000n });
    for (const source of [here, there]) {
      await expect(bare.pool.listMarket({ ...MARKET_PARAMETERS, source }))
        .to.be.revertedWithCustomError(bare.pool, "AlreadyListed")
        .withArgs(source);
    }
  });

  it("M-6: it has to be within the envelope of every page to come", async () => {
    const governed = await deployGoverned();
    const { bare } = governed;
    // φ 5,500 with the first step, κ 0.51 then and 0.56 at last; the market listed first: 25,499 ≤ 0.51 · 50,000
    await governed.changesPool({ kappaPpm: 560_000n, liquidationFeePpm: 5_500n });
    const { proxy } = await bare.feed(2000_00000000n);
    const premium = { maxPremiumPpm: 5_000n, maxOpenInterest: (MARKET_PARAMETERS.skewScale * 5_000n) / 1_000_000n };
    // now 5,000 + 5,000 + 5,000 ≤ 0.5 · 30,000; at last 15,500 ≤ 0.56 · 30,000; but 15,500 > 0.51 · 30,000
    await expect(bare.lists(proxy, { ...premium, maxMovePpm: 5_000n, maintenancePpm: 30_000n }))
      .to.be.revertedWithCustomError(bare.pool, "MarketOutsideEnvelope")
      .withArgs(1, 15_500, 15_300);
    await bare.lists(proxy, { ...premium, maxMovePpm: 4_800n, maintenancePpm: 30_000n });
    for (let step = 0; step < STEPS; step++) await governed.steps();
  });
});

describe("The largest page", () => {
  it("T-8: with 32 markets and 16 assets every change and every step fits half of a transaction", async () => {
    const { bare } = await deployGoverned();
    const governed = new Governed(bare, "", "");
    await bare.listsMarkets(31);
    for (let asset = 2; asset < 16; asset++) {
      await bare.listsAsset(await bare.token(18), { priceMarket: BigInt(asset) });
    }
    const gas = { gasLimit: 16_777_216n };
    const half = gas.gasLimit / 2n;
    const used = async (transaction: Promise<ContractTransactionResponse>) =>
      (await (await transaction).wait())!.gasUsed;
    const pool = { ...POOL_PARAMETERS, correlationPct: POOL_PARAMETERS.correlationPct.map(() => 0n) };
    expect(await used(bare.pool.changePool({ ...POOL_PARAMETERS, dust: 1n }, gas)), "at once").to.be.lessThan(half);
    expect(await used(bare.pool.changePool(pool, gas)), "a ramp's beginning").to.be.lessThan(half);
    await governed.passes(STEP_INTERVAL);
    expect(await used(bare.pool.stepParameters(gas)), "a step").to.be.lessThan(half);
  });
});
