import { expect } from "chai";

import type { MockToken } from "../../typechain-types/index.js";
import {
  ASSET_PARAMETERS,
  deployBarePool,
  MARKET_PARAMETERS,
  POOL_PARAMETERS,
  SETTLEMENT_PARAMETERS,
  type AssetSettings,
  type BarePool,
  type MarketSettings,
} from "../support/bare-pool.js";
import { readPage } from "../support/parameter-page.js";

const GAS_LIMIT = 16_777_216n; // of a transaction, EIP-7825

/** Market `m` with settings that no other market has. */
function marketSettings(m: number): MarketSettings {
  const n = BigInt(m);
  return {
    ...MARKET_PARAMETERS,
    maxAge: 3600n + n,
    unitExponent: n % 2n === 0n ? -n / 8n : n / 8n,
    correlationClass: n % 8n,
    skewScale: MARKET_PARAMETERS.skewScale + n,
    maxOpenInterest: MARKET_PARAMETERS.maxOpenInterest - n,
    maxOpenInterestUsd: 999_999_000n + n,
    maintenancePpm: 50_000n + n,
    sizeSlopePpm: 9_000_000n + n,
    initialPpm: 100_000n + n,
    profitWeightPpm: 800_000n + n,
    makerFeePpm: 200n + n,
    takerFeePpm: 9_000n + n,
    maxPremiumPpm: 10_000n + n,
    maxMovePpm: 5_000n + n,
    moveRefill: 300n + n,
    confirmDelay: 60n + n,
    openInterestSlopePpm: 60_000n + n,
    maxFundingRatePpm: 290_000n + n,
    fundingVelocityPpm: 99_000_000n + n,
    staleShockPpm: 900_000n + n,
    staleGrowthPpb: 4_000_000_000n + n,
  };
}

function assetSettings(a: number): AssetSettings {
  return {
    ...ASSET_PARAMETERS,
    haircutPpm: 900_000n + BigInt(a),
    poolCap: 2n ** 128n - 1n - BigInt(a),
    accountCap: 2n ** 127n + BigInt(a),
    priceMarket: BigInt(2 * a - 1), // neither the asset's own id nor in a row
  };
}

/** What the page must say of a market, field by field. */
function marketFields(settings: MarketSettings, source: string, collateralAsset: number) {
  const { unitExponent, secondary, ...rest } = settings;
  return {
    ...rest,
    source: BigInt(source),
    sourceDecimals: 8n,
    secondary: BigInt(secondary),
    secondaryDecimals: 0n,
    unitExponent: BigInt.asUintN(8, unitExponent),
    collateralAsset: BigInt(collateralAsset),
  };
}

async function addressOf(token: MockToken) {
  return BigInt(await token.getAddress());
}

const { correlationPct, ...poolFields } = POOL_PARAMETERS;

describe("The parameter page", () => {
  it("U-1: says at first what the pool was deployed with, and its settlement asset without a haircut", async () => {
    const bare = await deployBarePool();
    expect(await readPage(bare.connection, bare.pool)).to.deep.equal({
      pool: poolFields,
      correlationPct,
      counts: { markets: 0n, assets: 1n, settlementDecimals: 6n },
      markets: [],
      assets: [{ ...SETTLEMENT_PARAMETERS, token: await addressOf(bare.settlement), decimals: 6n }],
    });
    expect(await bare.pool.settlementToken()).to.equal(await bare.settlement.getAddress());
  });

  it("U-1: says of 32 markets and 16 assets, listed in turns, exactly what each was listed with, and takes no more", async () => {
    const bare = await deployBarePool();
    const sources: string[] = [];
    const tokens: MockToken[] = [];
    for (let m = 0; m < 32; ++m) {
      const { proxy } = await bare.feed(2_00000000n);
      const source = await proxy.getAddress();
      sources.push(source);
      expect(await bare.pool.listMarket.staticCall({ ...marketSettings(m), source })).to.equal(m);
      const receipt = await (await bare.lists(proxy, marketSettings(m))).wait();
      expect(receipt!.gasUsed, `market ${m}`).to.be.lessThan(GAS_LIMIT / 2n);
      if (m % 2 === 0 || m > 30) continue;
      tokens.push(await bare.token(6 + (m % 13)));
      await bare.listsAsset(tokens.at(-1)!, assetSettings(tokens.length));
    }
    const page = await readPage(bare.connection, bare.pool);
    expect(page.pool).to.deep.equal(poolFields);
    expect(page.correlationPct).to.deep.equal(correlationPct);
    expect(page.counts).to.deep.equal({ markets: 32n, assets: 16n, settlementDecimals: 6n });
    for (const [m, market] of page.markets.entries()) {
      const asset = m % 2 === 1 && m < 30 ? (m + 1) / 2 : 0;
      expect(market, `market ${m}`).to.deep.equal(marketFields(marketSettings(m), sources[m]!, asset));
    }
    for (const [index, token] of tokens.entries()) {
      const expected = { ...assetSettings(index + 1), token: await addressOf(token), decimals: await token.decimals() };
      expect(page.assets[index + 1], `asset ${index + 1}`).to.deep.equal(expected);
    }
    await expect(bare.lists((await bare.feed(2_00000000n)).proxy))
      .to.be.revertedWithCustomError(bare.pool, "TooManyListings")
      .withArgs(32);
    await expect(bare.listsAsset(await bare.token(18), { priceMarket: 31n }))
      .to.be.revertedWithCustomError(bare.pool, "TooManyListings")
      .withArgs(16);
  });

  it("U-1: a listing refused leaves the page as it was", async () => {
    const bare = await deployBarePool();
    const before = await bare.pool.parameterPage();
    const { proxy } = await bare.feed(1n, 18);
    await expect(bare.lists(proxy)).to.be.revertedWithCustomError(bare.pool, "PriceOutOfListingRange");
    expect(await bare.pool.parameterPage()).to.equal(before);
  });

  it("U-1: a page cannot be called into anything, and nobody can send it to its end", async () => {
    const bare = await deployBarePool();
    const [signer] = await bare.connection.ethers.getSigners();
    const location = await bare.pool.parameterPage();
    const code = await bare.connection.ethers.provider.getCode(location);
    await signer!.sendTransaction({ to: location, data: "0x12345678" });
    expect(await bare.connection.ethers.provider.getCode(location)).to.equal(code);
    expect(await signer!.call({ to: location })).to.equal("0x");
  });
});

describe("Listing", () => {
  async function twoMarkets(): Promise<BarePool> {
    const bare = await deployBarePool();
    await bare.listsMarkets(2);
    return bare;
  }

  it("C-1: a token is listed once, the settlement token included", async () => {
    const bare = await twoMarkets();
    const token = await bare.token(18);
    await bare.listsAsset(token);
    for (const again of [token, bare.settlement]) {
      await expect(bare.listsAsset(again, { priceMarket: 1n }))
        .to.be.revertedWithCustomError(bare.pool, "AlreadyListed")
        .withArgs(await again.getAddress());
    }
  });

  it("M-1: a market prices one asset at most, so that a factor has one collateral", async () => {
    const bare = await twoMarkets();
    await bare.listsAsset(await bare.token(18), { priceMarket: 1n });
    await expect(bare.listsAsset(await bare.token(18), { priceMarket: 1n }))
      .to.be.revertedWithCustomError(bare.pool, "MarketAlreadyPricesAsset")
      .withArgs(1, 1);
    await bare.listsAsset(await bare.token(18), { priceMarket: 0n });
  });

  it("C-1: an asset is priced by a market that is listed", async () => {
    const bare = await twoMarkets();
    for (const priceMarket of [2n, 255n]) {
      await expect(bare.listsAsset(await bare.token(18), { priceMarket }))
        .to.be.revertedWithCustomError(bare.pool, "UnknownMarket")
        .withArgs(priceMarket);
    }
  });

  it("M-1: a source prices one market at most, so that a risk factor is exactly one feed", async () => {
    const bare = await deployBarePool();
    const [first, second] = [await bare.feed(2000_00000000n), await bare.feed(2000_00000000n)];
    for (const { proxy } of [first, second]) await bare.lists(proxy);
    for (const { proxy } of [first, second]) {
      await expect(bare.lists(proxy, { unitExponent: -1n, correlationClass: 7n }))
        .to.be.revertedWithCustomError(bare.pool, "AlreadyListed")
        .withArgs(await proxy.getAddress());
    }
    expect((await readPage(bare.connection, bare.pool)).counts.markets).to.equal(2n);
  });

  it("L: a market starts with its price, its age and nothing else, and says so after it says that it is listed", async () => {
    const bare = await deployBarePool();
    const { proxy, aggregator } = await bare.feed(1n);
    const start = (BigInt(await bare.connection.networkHelpers.time.latest()) / 16n + 2n) * 16n;
    await aggregator.pushAt(2000_00000000n, start);
    await bare.connection.networkHelpers.time.setNextBlockTimestamp(start + 50n); // ⌈50/16⌉ = 4
    const receipt = (await (await bare.lists(proxy)).wait())!;
    const logs = receipt.logs.map((log) => bare.pool.interface.parseLog(log)!);
    expect(logs.map((log) => log.name)).to.deep.equal(["MarketListed", "MarketUpdated"]);
    const parameters = Object.values({ source: await proxy.getAddress(), ...MARKET_PARAMETERS });
    expect([...logs[0]!.args].flat(1).map(String)).to.have.members(
      ["0", ...parameters, 2000n * 10n ** 18n].map(String),
    );
    // price, then 122 bits of funding, rate and skew that are zero, the time at bit 202 and the age at bit 234
    const word = 2000n * 10n ** 18n + ((start + 50n) << 202n) + (4n << 234n);
    expect([...logs[1]!.args]).to.deep.equal([0n, word]);
    const r = await bare.pool.marketReport(0);
    expect([...r]).to.deep.equal([2000n * 10n ** 18n, 0n, 0n, 0n, start + 50n, 4n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
  });

  it("B-6: only the authorised may list or bind", async () => {
    const bare = await twoMarkets();
    const { proxy } = await bare.feed(2000_00000000n);
    const [, mallory] = await bare.connection.ethers.getSigners();
    const pool = bare.pool.connect(mallory);
    const market = { ...MARKET_PARAMETERS, source: await proxy.getAddress() };
    const asset = { ...ASSET_PARAMETERS, token: await (await bare.token(18)).getAddress() };
    const calls = [() => pool.listMarket(market), () => pool.listAsset(asset), () => pool.bindVault(mallory!.address)];
    for (const call of calls) {
      await expect(call())
        .to.be.revertedWithCustomError(bare.pool, "AccessManagedUnauthorized")
        .withArgs(mallory!.address);
    }
    expect((await readPage(bare.connection, bare.pool)).counts).to.deep.include({ markets: 2n, assets: 1n });
  });

  it("B-6: a role for markets is no role for assets or for the vault", async () => {
    const bare = await twoMarkets();
    const { proxy } = await bare.feed(2000_00000000n);
    const [, lister] = await bare.connection.ethers.getSigners();
    const selector = bare.pool.interface.getFunction("listMarket").selector;
    await bare.authority.setTargetFunctionRole(await bare.pool.getAddress(), [selector], 7);
    await bare.authority.grantRole(7, lister!.address, 0);
    const pool = bare.pool.connect(lister);
    await pool.listMarket({ ...MARKET_PARAMETERS, source: await proxy.getAddress() });
    const asset = { ...ASSET_PARAMETERS, token: await (await bare.token(18)).getAddress() };
    await expect(pool.listAsset(asset)).to.be.revertedWithCustomError(bare.pool, "AccessManagedUnauthorized");
    await expect(pool.bindVault(lister!.address)).to.be.revertedWithCustomError(bare.pool, "AccessManagedUnauthorized");
  });

  it("V-1: the vault is bound once and for all", async () => {
    const bare = await deployBarePool();
    const [, first, second] = await bare.connection.ethers.getSigners();
    await expect(bare.pool.bindVault(first!.address)).to.emit(bare.pool, "VaultBound").withArgs(first!.address);
    for (const again of [second!, first!]) {
      await expect(bare.pool.bindVault(again.address))
        .to.be.revertedWithCustomError(bare.pool, "VaultAlreadyBound")
        .withArgs(first!.address);
    }
    expect(await bare.pool.vault()).to.equal(first!.address);
  });

  it("V-1: the vault is not bound to nobody, which would leave it unbound and say otherwise", async () => {
    const bare = await deployBarePool();
    const nobody = bare.connection.ethers.ZeroAddress;
    await expect(bare.pool.bindVault(nobody)).to.be.revertedWithCustomError(bare.pool, "NotVault").withArgs(nobody);
  });
});
