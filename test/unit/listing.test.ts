import { expect } from "chai";

import {
  ASSET_PARAMETERS,
  deployBarePool,
  MARKET_PARAMETERS,
  POOL_PARAMETERS,
  type AssetSettings,
  type BarePool,
  type MarketSettings,
  type PoolSettings,
} from "../support/bare-pool.js";
import type { MockFeed } from "../../typechain-types/index.js";

/** [field, least, most, what else has to be so]. */
type Bound<Settings> = readonly [name: keyof Settings & string, min: bigint, max: bigint, rest?: Partial<Settings>];

const POOL_BOUNDS: readonly Bound<PoolSettings>[] = [
  ["kappaPpm", 1n, 1_000_000n],
  ["debtHaircutPpm", 1n, 1_000_000n],
  ["initialRatioPpm", 1_000_000n, 10_000_000n],
  ["targetHealthPpm", 1_000_001n, 10_000_000n],
  ["lambdaSlopePpm", 0n, 10_000_000n],
  ["liquidationFeePpm", 0n, 100_000n],
  ["feeInsurancePpm", 0n, 1_000_000n],
  ["failedOrderFeePpm", 0n, 10_000n],
  ["minDelay", 1n, 3600n, { maxDelay: 65_535n }],
  ["maxDelay", 3n, 65_535n], // above a minDelay of 2
  ["maxDelay", 3601n, 65_535n, { minDelay: 3600n }],
  ["dust", 0n, 1_000_000_000n], // 1,000 USD
  ["vaultFloor", 0n, 1_000_000_000_000n], // 1,000,000 USD
  ["sequencerGrace", 0n, 14_400n],
  ["debtRatePpm", 0n, 1_000_000n],
];

const K = MARKET_PARAMETERS.skewScale;
/** Nothing can be opened, so that no envelope has to hold. */
const PRICE_ONLY = { maxOpenInterest: 0n };
const MARKET_BOUNDS: readonly Bound<MarketSettings>[] = [
  ["maxAge", 64n, 65_504n], // 4 and 4,094 units of 16 s
  ["correlationClass", 0n, 7n],
  ["skewScale", 10n ** 18n, 2n ** 112n - 1n, PRICE_ONLY],
  ["maxPremiumPpm", 0n, 100_000n, PRICE_ONLY],
  ["maxOpenInterest", 0n, K / 100n],
  ["maxOpenInterest", 0n, K / 10n, { maxPremiumPpm: 100_000n, maintenancePpm: 250_000n, initialPpm: 250_000n }],
  ["maxOpenInterest", 0n, 0n, { maxPremiumPpm: 0n }],
  ["maxOpenInterestUsd", 0n, 1_000_000_000n],
  ["maintenancePpm", 1n, 1_000_000n, { initialPpm: 1_000_000n, ...PRICE_ONLY }],
  ["initialPpm", 50_000n, 1_000_000n],
  ["initialPpm", 70_000n, 1_000_000n, { maintenancePpm: 70_000n }],
  ["sizeSlopePpm", 0n, 10_000_000n],
  ["profitWeightPpm", 0n, 900_000n],
  ["openInterestSlopePpm", 0n, 1_000_000n],
  ["maxMovePpm", 1n, 1_000_000n, PRICE_ONLY],
  ["moveRefill", 1n, 1023n],
  ["confirmDelay", 1n, 120n],
  ["maxDeviationPpm", 0n, 0n],
  ["maxConfidencePpm", 0n, 0n],
  ["makerFeePpm", 0n, 10_000n, { takerFeePpm: 10_000n }],
  ["takerFeePpm", 200n, 10_000n],
  ["takerFeePpm", 0n, 10_000n, { makerFeePpm: 0n }],
  ["fundingVelocityPpm", 0n, 100_000_000n],
  ["maxFundingRatePpm", 0n, 300_000n],
  ["staleShockPpm", 0n, 1_000_000n],
  // ⌈shock / 65,520 s⌉: 0.12 / 65,520 = 1831.5·10^-9, 1 / 65,520 = 15262.5·10^-9
  ["staleGrowthPpb", 1832n, 2n ** 32n - 1n],
  ["staleGrowthPpb", 15_263n, 2n ** 32n - 1n, { staleShockPpm: 1_000_000n }],
  ["staleGrowthPpb", 1n, 2n ** 32n - 1n, { staleShockPpm: 1n }],
  ["staleGrowthPpb", 0n, 2n ** 32n - 1n, { staleShockPpm: 0n }],
];
const ASSET_BOUNDS: readonly Bound<AssetSettings>[] = [
  ["haircutPpm", 20_000n, 999_999n, { maxDiscountPpm: 0n }],
  ["concentrationPpm", 0n, 1_000_000n],
  ["auctionMinutes", 1n, 255n],
  ["accountCap", 1n, 2n ** 128n - 1n],
];
/** Bounds that are what the field's Solidity type can carry. */
const TYPE_MAXIMA = [2n ** 128n - 1n, 2n ** 112n - 1n, 2n ** 32n - 1n, 2n ** 16n - 1n, 255n];

const name32 = (bare: BarePool, name: string) => bare.connection.ethers.encodeBytes32String(name);

/** Values just outside a bound that their Solidity type can still carry. */
function outside(min: bigint, max: bigint): bigint[] {
  return [...(min > 0n ? [min - 1n] : []), ...(TYPE_MAXIMA.includes(max) ? [] : [max + 1n])];
}

describe("Bounds of what can be listed", () => {
  for (const [name, min, max, rest = {}] of POOL_BOUNDS) {
    it(`M, P, Q: ${name} of a pool is ${min}…${max}${given(rest)}`, async () => {
      const bare = await deployBarePool();
      for (const value of [min, max]) await bare.deploysPool({ ...rest, [name]: value });
      for (const value of outside(min, max)) {
        await expect(bare.deploysPool({ ...rest, [name]: value }), `${value}`)
          .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
          .withArgs(name32(bare, name), value, min, max);
      }
    });
  }

  it("M-2: each of the 36 correlations is 0…99 %: two feeds are never one", async () => {
    const bare = await deployBarePool();
    await bare.deploysPool({ correlationPct: new Array<bigint>(36).fill(99n) });
    for (let pair = 0; pair < 36; ++pair) {
      const correlationPct = new Array<bigint>(36).fill(0n);
      correlationPct[pair] = 100n;
      await expect(bare.deploysPool({ correlationPct }), `pair ${pair}`)
        .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
        .withArgs(name32(bare, "correlationPct"), 100, 0, 99);
    }
  });

  for (const [name, min, max, rest = {}] of MARKET_BOUNDS) {
    it(`M-6, P-1, P-2, Q-4: ${name} of a market is ${min}…${max}${given(rest)}`, async () => {
      const bare = await deployBarePool();
      for (const value of [min, max]) {
        await bare.lists((await bare.feed(2000_00000000n)).proxy, { ...rest, [name]: value });
      }
      const { proxy } = await bare.feed(2000_00000000n);
      for (const value of outside(min, max)) {
        await expect(bare.lists(proxy, { ...rest, [name]: value }), `${value}`)
          .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
          .withArgs(name32(bare, name), value, min, max);
      }
    });
  }

  it("P: unitExponent of a market is −6…18", async () => {
    const bare = await deployBarePool();
    await bare.lists((await bare.feed(2000_00000000n)).proxy, { unitExponent: -6n });
    // a price of 2,000 · 10^18 would be out of range for another reason
    await bare.lists((await bare.feed(5n, 18)).proxy, { unitExponent: 18n });
    const { proxy } = await bare.feed(2000_00000000n);
    for (const unitExponent of [-128n, -7n, 19n, 127n]) {
      await expect(bare.lists(proxy, { unitExponent }), `${unitExponent}`)
        .to.be.revertedWithCustomError(bare.pool, "UnitExponentOutOfRange")
        .withArgs(unitExponent, -6, 18);
    }
  });

  it("U-1: an account holds at most 10^10 settlement tokens, whatever their decimals", async () => {
    const bare = await deployBarePool();
    for (const decimals of [6, 8]) {
      const token = await bare.token(decimals);
      const most = 10n ** 10n * 10n ** BigInt(decimals);
      for (const accountCap of [0n, most]) await bare.deploysPool({}, token, { accountCap });
      for (const accountCap of [most + 1n, 2n ** 128n - 1n]) {
        await expect(bare.deploysPool({}, token, { accountCap }), `${accountCap} of ${decimals} decimals`)
          .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
          .withArgs(name32(bare, "accountCap"), accountCap, 0, most);
      }
    }
  });

  for (const [name, min, max, rest = {}] of ASSET_BOUNDS) {
    it(`C-1, Q-8: ${name} of an asset is ${min}…${max}${given(rest)}`, async () => {
      const bare = await deployBarePool();
      for (const [priceMarket, value] of [min, max].entries()) {
        // 1 ppm of unconfirmed move, so that the envelope asks for nearly nothing
        await bare.lists((await bare.feed(2000_00000000n)).proxy, { maxMovePpm: 1n });
        await bare.listsAsset(await bare.token(18), { ...rest, [name]: value, priceMarket: BigInt(priceMarket) });
      }
      await bare.listsMarkets(1);
      const token = await bare.token(18);
      for (const value of outside(min, max)) {
        await expect(bare.listsAsset(token, { ...rest, [name]: value, priceMarket: 2n }), `${value}`)
          .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
          .withArgs(name32(bare, name), value, min, max);
      }
    });
  }

  it("Q-8: seized collateral is sold at a discount of at most its haircut", async () => {
    const bare = await deployBarePool();
    await bare.listsMarkets(1);
    await expect(bare.listsAsset(await bare.token(18), { maxDiscountPpm: 90_001n })) // hc 90,000
      .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
      .withArgs(name32(bare, "maxDiscountPpm"), 90_001, 0, 90_000);
  });

  it("C-1: the settlement asset has caps and nothing else", async () => {
    const bare = await deployBarePool();
    for (const name of ["priceMarket", "haircutPpm", "concentrationPpm", "maxDiscountPpm", "auctionMinutes"]) {
      await expect(bare.deploysPool({}, bare.settlement, { [name]: 1n }), name)
        .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
        .withArgs(name32(bare, name), 1, 0, 0);
    }
  });

  it("B-1: a market with a second source says by how much it may differ, at most a free move; one without says nothing", async () => {
    const bare = await deployBarePool();
    const { proxy } = await bare.feed(2000_00000000n);
    const secondary = await (await bare.feed(2000_00000000n)).proxy.getAddress();
    for (const [settings, value, min, max] of [
      [{ secondary }, 0n, 1n, 9_999n],
      [{ secondary }, 10_000n, 1n, 9_999n],
      [{}, 1n, 0n, 0n],
    ] as const) {
      await expect(bare.lists(proxy, { ...settings, maxDeviationPpm: value }), `${value}`)
        .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
        .withArgs(name32(bare, "maxDeviationPpm"), value, min, max);
    }
    await expect(bare.lists(proxy, { secondary: await proxy.getAddress(), maxDeviationPpm: 1n }))
      .to.be.revertedWithCustomError(bare.pool, "SecondSourceIsFirst")
      .withArgs(await proxy.getAddress());
    await bare.lists(proxy, { secondary, maxDeviationPpm: 9_999n });
  });

  it("B-1: a source is an aggregator or a pull oracle", async () => {
    const bare = await deployBarePool();
    const { proxy } = await bare.feed(2000_00000000n);
    await expect(bare.lists(proxy, { sourceKind: 2n }))
      .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
      .withArgs(name32(bare, "sourceKind"), 2, 0, 1);
  });

  it("B-1: a pull oracle's price is at most as uncertain as it may move unconfirmed, and some uncertainty is allowed", async () => {
    const bare = await deployBarePool();
    const { proxy } = await bare.feed(2000_00000000n);
    for (const maxConfidencePpm of [0n, 10_000n]) {
      await expect(bare.lists(proxy, { sourceKind: 1n, maxConfidencePpm }))
        .to.be.revertedWithCustomError(bare.pool, "ParameterOutOfRange")
        .withArgs(name32(bare, "maxConfidencePpm"), maxConfidencePpm, 1, 9_999);
    }
  });

  it("U-1: the settlement token has 6…8 decimals, another asset 6…18", async () => {
    const bare = await deployBarePool();
    for (const decimals of [5, 9, 18]) {
      const token = await bare.token(decimals);
      await expect(bare.deploysPool({}, token))
        .to.be.revertedWithCustomError(bare.pool, "UnsupportedDecimals")
        .withArgs(await token.getAddress(), decimals, 6, 8);
    }
    for (const decimals of [6, 7, 8]) await bare.deploysPool({}, await bare.token(decimals));
    await bare.listsMarkets(2);
    for (const decimals of [5, 19]) {
      const token = await bare.token(decimals);
      await expect(bare.listsAsset(token))
        .to.be.revertedWithCustomError(bare.pool, "UnsupportedDecimals")
        .withArgs(await token.getAddress(), decimals, 6, 18);
    }
    await bare.listsAsset(await bare.token(6), { priceMarket: 0n });
    await bare.listsAsset(await bare.token(18), { priceMarket: 1n });
  });

  it("P: a feed has at most 18 decimals", async () => {
    const bare = await deployBarePool();
    const { proxy } = await bare.feed(10n ** 19n, 19);
    await expect(bare.lists(proxy))
      .to.be.revertedWithCustomError(bare.pool, "UnsupportedDecimals")
      .withArgs(await proxy.getAddress(), 19, 0, 18);
    await bare.lists((await bare.feed(10n ** 18n, 18)).proxy);
    await bare.lists((await bare.feed(1n, 0)).proxy);
  });

  it("U-1: a market is listed at a price of 1e-4…1e4 USD a unit, both included", async () => {
    const bare = await deployBarePool();
    for (const answer of [10n ** 14n, 10n ** 22n]) await bare.lists((await bare.feed(answer, 18)).proxy);
    for (const answer of [10n ** 14n - 1n, 10n ** 22n + 1n]) {
      const { proxy } = await bare.feed(answer, 18);
      await refusesPrice(bare, proxy, answer);
    }
  });

  it("U-1: a market is listed only with a price: not for a stale, silent or reverting feed", async () => {
    const bare = await deployBarePool();
    const { proxy, aggregator } = await bare.feed(2000_00000000n);
    for (const fault of [1, 2, 3, 4]) {
      await proxy.setFault(fault);
      await refusesPrice(bare, proxy, 0n);
    }
    await proxy.setFault(0);
    const [, publishedAt] = await aggregator.round(1);
    const unit = Math.floor(Number(publishedAt) / 16) * 16;
    await bare.connection.networkHelpers.time.setNextBlockTimestamp(unit + 4000);
    await expect(bare.lists(proxy)) // the last it has published is 250 units of 16 s old
      .to.be.revertedWithCustomError(bare.pool, "PriceUnavailable")
      .withArgs(0, 4000, MARKET_PARAMETERS.maxAge);
    await aggregator.push(0);
    await refusesPrice(bare, proxy, 0n);
    await aggregator.push(2000_00000000n);
    await bare.lists(proxy);
  });
});

async function refusesPrice(bare: BarePool, proxy: MockFeed, price: bigint) {
  await expect(bare.lists(proxy))
    .to.be.revertedWithCustomError(bare.pool, "PriceOutOfListingRange")
    .withArgs(await proxy.getAddress(), price, 10n ** 14n, 10n ** 22n);
}

function given(rest: object): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return parts.length === 0 ? "" : `, given ${parts.join(", ")}`;
}

/** Names all that a pool, market or asset can be listed with, so that a new field cannot go without a bound unseen. */
describe("Fields without a bound of their own", () => {
  it("are these and no others: their type bounds them", () => {
    const free = (settings: object, bounded: readonly string[]) =>
      Object.keys(settings).filter((name) => !bounded.includes(name));
    const names = (bounds: readonly (readonly [string, ...unknown[]])[]) => bounds.map(([name]) => name);
    expect(free(POOL_PARAMETERS, [...names(POOL_BOUNDS), "correlationPct"])).to.deep.equal([
      "juniorDelay",
      "keeperBond",
      "orderFee",
      "sequencer",
      "accountDebtCapUsd",
    ]);
    expect(free(MARKET_PARAMETERS, [...names(MARKET_BOUNDS), "unitExponent"])).to.deep.equal([
      "sourceKind",
      "secondary",
    ]);
    expect(free(ASSET_PARAMETERS, names(ASSET_BOUNDS))).to.deep.equal(["priceMarket", "maxDiscountPpm", "poolCap"]);
  });
});
