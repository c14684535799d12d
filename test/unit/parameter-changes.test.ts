import { expect } from "chai";

import { ASSET_PARAMETERS, MARKET_PARAMETERS, POOL_PARAMETERS } from "../support/bare-pool.js";
import { deployGoverned, eventNames, STEP_INTERVAL, STEPS, type Governed } from "../support/change-parameters.js";
import { readPage, type Page } from "../support/parameter-page.js";

const page = (governed: Governed) => readPage(governed.bare.connection, governed.pool);
const bytes32 = (governed: Governed, name: string) => governed.bare.connection.ethers.encodeBytes32String(name);

/** What is on a page of that layout, by the names in which governance speaks. */
function marketOn({ markets }: Page) {
  return markets[0]!;
}

describe("A change that takes nothing away from anybody", () => {
  const POOL_AT_ONCE = {
    kappaPpm: 499_960n, // 0.49996 · 50,000 = 24,998 still covers 9,999 + 10,000 + 4,999
    debtHaircutPpm: 40_000n,
    initialRatioPpm: 1_200_000n,
    targetHealthPpm: 1_200_000n,
    lambdaSlopePpm: 900_000n,
    liquidationFeePpm: 4_999n,
    feeInsurancePpm: 400_000n,
    failedOrderFeePpm: 300n,
    juniorDelay: 1_800n,
    dust: 9_000_000n,
    vaultFloor: 1_400_000n,
    sequencer: "0x00000000000000000000000000000000000000A1",
    sequencerGrace: 600n,
    debtRatePpm: 200_000n,
    accountDebtCapUsd: 200_000n,
    correlationPct: POOL_PARAMETERS.correlationPct.map((rho) => rho + 1n),
  };

  it("M-6: of the pool is in force at once, field by field, and nothing else changes", async () => {
    const governed = await deployGoverned();
    const before = await page(governed);
    const receipt = await (await governed.changesPool(POOL_AT_ONCE)).wait();
    const { correlationPct, ...fields } = { ...POOL_PARAMETERS, ...POOL_AT_ONCE };
    const after = await page(governed);
    expect(after.pool).to.deep.equal({ ...fields, sequencer: BigInt(fields.sequencer) });
    expect(after.correlationPct).to.deep.equal(correlationPct);
    expect({ ...after, pool: 0, correlationPct: 0 }).to.deep.equal({ ...before, pool: 0, correlationPct: 0 });
    expect([...(await governed.pool.ramp())]).to.deep.equal([governed.bare.connection.ethers.ZeroAddress, 0n, 0n]);
    expect(eventNames(governed, receipt).filter((name) => name !== "MarketUpdated")).to.deep.equal([
      "DebtIndexStored",
      "TotalsUpdated",
      "PoolChanged",
      "PageReplaced",
    ]);
  });

  it("M-6, B-1: of a market is in force at once, a new source with its own decimals among it", async () => {
    const governed = await deployGoverned();
    const { proxy } = await governed.bare.feed(2001_000000n, 6);
    const second = await (await governed.bare.feed(2001_0000n, 4)).proxy.getAddress();
    const change = {
      source: await proxy.getAddress(),
      sourceKind: 1n,
      secondary: second,
      maxDeviationPpm: 9_000n,
      maxConfidencePpm: 8_000n,
      maxAge: 1_800n,
      maxOpenInterestUsd: 9_000_000n,
      profitWeightPpm: 600_000n,
      makerFeePpm: 100n,
      takerFeePpm: 500n,
      fundingVelocityPpm: 500_000n,
      maxFundingRatePpm: 100_000n,
      maxMovePpm: 9_001n,
      maxPremiumPpm: 10_998n,
      moveRefill: 200n,
      confirmDelay: 30n,
    };
    const before = await page(governed);
    await expect(governed.changesMarket(change)).to.emit(governed.pool, "MarketChanged");
    const after = await page(governed);
    expect(marketOn(after)).to.deep.equal({
      ...MARKET_PARAMETERS,
      ...change,
      source: BigInt(change.source),
      sourceDecimals: 6n,
      secondary: BigInt(second),
      secondaryDecimals: 4n,
      collateralAsset: 1n,
    });
    expect({ ...after, markets: [] }).to.deep.equal({ ...before, markets: [] });
  });

  it("M-6: of an asset is in force at once, and so are the caps of the settlement asset", async () => {
    const governed = await deployGoverned();
    await governed.changesAsset({ maxDiscountPpm: 20_000n, auctionMinutes: 30n, poolCap: 7n });
    const settlement = {
      ...ASSET_PARAMETERS,
      token: await governed.bare.settlement.getAddress(),
      haircutPpm: 0n,
      concentrationPpm: 0n,
      maxDiscountPpm: 0n,
      auctionMinutes: 0n,
      poolCap: 8n,
      accountCap: 9n,
    };
    await governed.pool.changeAsset(0, settlement);
    const { assets } = await page(governed);
    expect(assets[1]).to.deep.include({
      maxDiscountPpm: 20_000n,
      auctionMinutes: 30n,
      poolCap: 7n,
      haircutPpm: 90_000n,
    });
    expect(assets[0]).to.deep.include({ poolCap: 8n, accountCap: 9n, decimals: 6n });
  });

  it("M-6: events say what is on the page, so that it can be followed from them alone", async () => {
    const governed = await deployGoverned();
    const changed = { ...MARKET_PARAMETERS, source: governed.source, takerFeePpm: 700n };
    const receipt = (await (await governed.changesMarket({ takerFeePpm: 700n })).wait())!;
    const event = receipt.logs
      .map((log) => governed.pool.interface.parseLog(log)!)
      .find(({ name }) => name === "MarketChanged")!;
    const said = event.args["parameters"] as Record<string, unknown>;
    for (const [name, value] of Object.entries(changed)) expect(said[name], name).to.equal(value);
    const pool = { ...POOL_PARAMETERS, dust: 1n };
    await expect(governed.pool.changePool(pool))
      .to.emit(governed.pool, "PoolChanged")
      .withArgs((parameters: Record<string, unknown>) =>
        Object.entries(pool).every(([name, value]) => String(parameters[name]) === String(value)),
      );
  });

  it("M-6: that changes nothing is refused: it would only cost", async () => {
    const governed = await deployGoverned();
    for (const call of [
      () => governed.changesPool({}),
      () => governed.changesMarket({}),
      () => governed.changesAsset({}),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(governed.pool, "NothingChanges");
    }
  });
});

describe("What a change may not touch", () => {
  const POOL_FIXED = { keeperBond: 1n, orderFee: 1n, minDelay: 3n, maxDelay: 601n } as const;
  const MARKET_FIXED = { unitExponent: 1n, correlationClass: 4n, skewScale: MARKET_PARAMETERS.skewScale + 1n } as const;

  it("A-4, P-4: bonds, order fee and the delays of orders: what is escrowed and pending was agreed on them", async () => {
    const governed = await deployGoverned();
    for (const [name, value] of Object.entries(POOL_FIXED)) {
      await expect(governed.changesPool({ [name]: value }), name)
        .to.be.revertedWithCustomError(governed.pool, "FixedParameter")
        .withArgs(bytes32(governed, name));
    }
  });

  it("P-1, M-2: a market's unit, class and skew scale, in which positions are on record", async () => {
    const governed = await deployGoverned();
    for (const [name, value] of Object.entries(MARKET_FIXED)) {
      await expect(governed.changesMarket({ [name]: value }), name)
        .to.be.revertedWithCustomError(governed.pool, "FixedParameter")
        .withArgs(bytes32(governed, name));
    }
  });

  it("U-1: an asset's token and the market that prices it", async () => {
    const governed = await deployGoverned();
    await governed.bare.listsMarkets(1);
    const other = await (await governed.bare.token(18)).getAddress();
    for (const [name, value] of [
      ["token", other],
      ["priceMarket", 1n],
    ] as const) {
      await expect(governed.changesAsset({ [name]: value }), name)
        .to.be.revertedWithCustomError(governed.pool, "FixedParameter")
        .withArgs(bytes32(governed, name));
    }
  });

  it("M-1: a market's source is not another market's", async () => {
    const governed = await deployGoverned();
    const { proxy } = await governed.bare.feed(2000_00000000n);
    await governed.bare.lists(proxy);
    await expect(governed.changesMarket({ source: await proxy.getAddress() }))
      .to.be.revertedWithCustomError(governed.pool, "AlreadyListed")
      .withArgs(await proxy.getAddress());
  });

  it("M-6: a market or asset that is not listed", async () => {
    const { pool, source, token } = await deployGoverned();
    await expect(pool.changeMarket(1, { ...MARKET_PARAMETERS, source })).to.be.revertedWithCustomError(
      pool,
      "UnknownMarket",
    );
    await expect(pool.changeAsset(2, { ...ASSET_PARAMETERS, token })).to.be.revertedWithCustomError(
      pool,
      "UnknownAsset",
    );
  });

  it("M-6: the bounds of a listing, which hold for every change", async () => {
    const governed = await deployGoverned();
    for (const call of [
      () => governed.changesPool({ debtRatePpm: 1_000_001n }),
      () => governed.changesMarket({ confirmDelay: 121n }),
      () => governed.changesAsset({ haircutPpm: 19_999n }),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(governed.pool, "ParameterOutOfRange");
    }
  });
});

describe("The listing envelope", () => {
  it("M-6: a market is listed within it to the ppm, and not beyond", async () => {
    const { bare } = await deployGoverned();
    const { proxy } = await bare.feed(2000_00000000n);
    // κ·m0 = 25,000; premium 10,000, φ 5,000
    await expect(bare.lists(proxy, { maxMovePpm: 10_001n }))
      .to.be.revertedWithCustomError(bare.pool, "MarketOutsideEnvelope")
      .withArgs(1, 25_001, 25_000);
    // 0.5 · 50,003 = 25,001.5, down
    await expect(bare.lists(proxy, { maxMovePpm: 10_002n, maintenancePpm: 50_003n }))
      .to.be.revertedWithCustomError(bare.pool, "MarketOutsideEnvelope")
      .withArgs(1, 25_002, 25_001);
    await bare.lists(proxy, { maxMovePpm: 10_000n });
  });

  it("M-6: an asset is listed within it to the ppm, and not beyond", async () => {
    const { bare } = await deployGoverned();
    await bare.listsMarkets(1);
    const token = await bare.token(18);
    // κ·hc = 45,000; move 9,999
    await expect(bare.listsAsset(token, { priceMarket: 1n, maxDiscountPpm: 35_002n }))
      .to.be.revertedWithCustomError(bare.pool, "AssetOutsideEnvelope")
      .withArgs(2, 45_001, 45_000);
    await bare.listsAsset(token, { priceMarket: 1n, maxDiscountPpm: 35_001n });
  });

  it("M-6: a market that only prices needs none, until positions may be opened in it", async () => {
    const governed = await deployGoverned();
    const { bare } = governed;
    const { proxy } = await bare.feed(2000_00000000n);
    const wild = { source: await proxy.getAddress(), maxOpenInterest: 0n, maxMovePpm: 500_000n };
    await bare.lists(proxy, wild);
    await bare.pool.changeMarket(1, { ...MARKET_PARAMETERS, ...wild, takerFeePpm: 700n });
    await expect(bare.pool.changeMarket(1, { ...MARKET_PARAMETERS, ...wild, maxOpenInterest: 1n }))
      .to.be.revertedWithCustomError(bare.pool, "MarketOutsideEnvelope")
      .withArgs(1, 515_000, 25_000);
    // but whatever it prices does: 500,000 + 30,001 > 45,000
    await expect(bare.listsAsset(await bare.token(18), { priceMarket: 1n }))
      .to.be.revertedWithCustomError(bare.pool, "AssetOutsideEnvelope")
      .withArgs(2, 530_001, 45_000);
  });

  it("M-6: an open market does not leave it by closing its doors, as long as positions may be opened meanwhile", async () => {
    const governed = await deployGoverned();
    await expect(governed.changesMarket({ maxOpenInterest: 0n, maxMovePpm: 10_001n }))
      .to.be.revertedWithCustomError(governed.pool, "MarketOutsideEnvelope")
      .withArgs(0, 25_001, 25_000);
  });

  it("M-6: no change of the pool, of a market or of an asset leads out of it", async () => {
    const governed = await deployGoverned();
    const outsideMarket: [() => Promise<unknown>, bigint, bigint][] = [
      [() => governed.changesPool({ kappaPpm: 499_960n }), 24_999n, 24_998n],
      [() => governed.changesPool({ liquidationFeePpm: 5_002n }), 25_001n, 25_000n],
      [() => governed.changesMarket({ maintenancePpm: 49_997n }), 24_999n, 24_998n],
      [() => governed.changesMarket({ maxPremiumPpm: 10_002n }), 25_001n, 25_000n],
    ];
    for (const [call, jump, cover] of outsideMarket) {
      await expect(call())
        .to.be.revertedWithCustomError(governed.pool, "MarketOutsideEnvelope")
        .withArgs(0, jump, cover);
    }
    await expect(governed.changesAsset({ haircutPpm: 79_998n }))
      .to.be.revertedWithCustomError(governed.pool, "AssetOutsideEnvelope")
      .withArgs(1, 40_000, 39_999);
    // a market's move is its asset's as well: with m0 20 % the market itself could bear it
    await expect(governed.changesMarket({ maxMovePpm: 15_000n, maintenancePpm: 200_000n, initialPpm: 200_000n }))
      .to.be.revertedWithCustomError(governed.pool, "AssetOutsideEnvelope")
      .withArgs(1, 45_001, 45_000);
  });

  it("M-6: a ramp's first page is within it too: what is at once may not run ahead of what ramps", async () => {
    const governed = await deployGoverned();
    // at the end 0.5 · 62,000 = 31,000 ≥ 30,999; after the first step m0 is 52,000, κ·m0 26,000
    await expect(governed.changesMarket({ maintenancePpm: 62_000n, maxPremiumPpm: 16_000n }))
      .to.be.revertedWithCustomError(governed.pool, "MarketOutsideEnvelope")
      .withArgs(0, 30_999, 26_000);
  });

  it("P-1: the premium's bound stays above what is open or may be opened", async () => {
    const governed = await deployGoverned();
    const bound = (MARKET_PARAMETERS.skewScale * 9_000n) / 1_000_000n;
    await expect(governed.changesMarket({ maxPremiumPpm: 9_000n, maxOpenInterest: bound }))
      .to.be.revertedWithCustomError(governed.pool, "PremiumBelowOpenInterest")
      .withArgs(0, bound, MARKET_PARAMETERS.maxOpenInterest);
    await governed.changesMarket({ maxOpenInterest: bound });
    for (let step = 0; step < STEPS; step++) await governed.steps();
    await governed.changesMarket({ maxPremiumPpm: 9_000n, maxOpenInterest: bound });
  });

  it("B-6: the first step comes an interval after the change", async () => {
    const governed = await deployGoverned();
    await governed.changesPool({ kappaPpm: 600_000n });
    const [, left, stepAt] = await governed.pool.ramp();
    expect([left, stepAt]).to.deep.equal([
      BigInt(STEPS),
      BigInt((await governed.bare.connection.networkHelpers.time.latest()) + STEP_INTERVAL),
    ]);
  });
});
