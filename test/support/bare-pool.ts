import { network } from "hardhat";

import type { AccessManager, MarginPool, MockAggregator, MockFeed, MockToken } from "../../typechain-types/index.js";
import type { Connection } from "./deploy-pool.js";
import { POOL_LIBRARIES } from "./deploy-pool.js";

/** What a pool is deployed with: values that differ from each other, so that no two fields can be mistaken. */
export const POOL_PARAMETERS = {
  kappaPpm: 500_000n,
  debtHaircutPpm: 50_000n,
  initialRatioPpm: 1_250_000n,
  targetHealthPpm: 1_150_000n,
  lambdaSlopePpm: 1_000_001n,
  liquidationFeePpm: 5_000n,
  feeInsurancePpm: 510_000n,
  failedOrderFeePpm: 200n,
  minDelay: 2n,
  maxDelay: 600n,
  juniorDelay: 900n,
  keeperBond: 20_000_000n,
  orderFee: 1_000_000n,
  dust: 10_000_000n,
  vaultFloor: 1_500_000n,
  sequencer: "0x0000000000000000000000000000000000000000",
  sequencerGrace: 0n,
  debtRatePpm: 100_001n,
  accountDebtCapUsd: 100_002n,
  correlationPct: Array.from({ length: 36 }, (_, pair) => BigInt(pair + 3)),
};
export type PoolSettings = typeof POOL_PARAMETERS;

export const MARKET_PARAMETERS = {
  sourceKind: 0n,
  secondary: "0x0000000000000000000000000000000000000000",
  maxDeviationPpm: 0n,
  maxConfidencePpm: 0n,
  maxAge: 3600n,
  unitExponent: 0n,
  correlationClass: 3n,
  skewScale: 4_000_000n * 10n ** 18n,
  maxOpenInterest: 40_000n * 10n ** 18n, // 1 % of K
  maxOpenInterestUsd: 8_000_000n,
  maintenancePpm: 50_000n,
  sizeSlopePpm: 1_000_000n,
  initialPpm: 100_000n,
  profitWeightPpm: 500_000n,
  makerFeePpm: 200n,
  takerFeePpm: 600n,
  fundingVelocityPpm: 510_000n,
  maxFundingRatePpm: 110_000n,
  maxPremiumPpm: 10_000n,
  staleShockPpm: 120_000n,
  staleGrowthPpb: 20_000n,
  maxMovePpm: 9_999n, // with premium and liquidation fee just within κ·m0: 9,999 + 10,000 + 5,000 ≤ 25,000
  moveRefill: 301n,
  confirmDelay: 61n,
  openInterestSlopePpm: 50_001n,
};
export type MarketSettings = typeof MARKET_PARAMETERS;

export const ASSET_PARAMETERS = {
  priceMarket: 0n,
  haircutPpm: 90_000n,
  concentrationPpm: 100_003n,
  maxDiscountPpm: 30_001n,
  auctionMinutes: 61n,
  poolCap: 10n ** 30n,
  accountCap: 10n ** 28n,
};
export type AssetSettings = typeof ASSET_PARAMETERS;

/** What the settlement asset is listed with: caps and nothing else, at most 10^10 tokens of 6 decimals an account. */
export const SETTLEMENT_PARAMETERS: AssetSettings = {
  priceMarket: 0n,
  haircutPpm: 0n,
  concentrationPpm: 0n,
  maxDiscountPpm: 0n,
  auctionMinutes: 0n,
  poolCap: 10n ** 30n,
  accountCap: 10n ** 16n,
};

/** Most that a transaction may use (EIP-7825). Named, because finding less by trial takes longer than the listing. */
const LISTING_GAS = 16_777_216n;

/** A pool with its settlement asset and nothing else listed. */
export class BarePool {
  constructor(
    readonly connection: Connection,
    readonly authority: AccessManager,
    readonly libraries: Record<string, string>,
    readonly pool: MarginPool,
    readonly settlement: MockToken,
  ) {}

  /** Deploys another pool with the same libraries and authority. */
  async deploysPool(
    change: Partial<PoolSettings> = {},
    token: MockToken = this.settlement,
    settlementChange: Partial<AssetSettings> = {},
  ): Promise<MarginPool> {
    const { ethers } = this.connection;
    const settlement = { ...SETTLEMENT_PARAMETERS, token: await token.getAddress(), ...settlementChange };
    const parameters = [await this.authority.getAddress(), { ...POOL_PARAMETERS, ...change }, settlement];
    return await ethers.deployContract("MarginPool", parameters, {
      libraries: this.libraries,
    });
  }

  async token(decimals: number): Promise<MockToken> {
    return await this.connection.ethers.deployContract("MockToken", ["T", "T", decimals]);
  }

  /** A feed with one fresh answer. */
  async feed(answer: bigint, decimals = 8): Promise<{ proxy: MockFeed; aggregator: MockAggregator }> {
    const { ethers } = this.connection;
    const aggregator = await ethers.deployContract("MockAggregator", [decimals]);
    const proxy = await ethers.deployContract("MockFeed", [await aggregator.getAddress(), 1]);
    await aggregator.push(answer);
    return { proxy, aggregator };
  }

  /** Lists markets on feeds of their own, each at 2,000 USD. */
  async listsMarkets(count: number): Promise<void> {
    for (let m = 0; m < count; ++m) await this.lists((await this.feed(2000_00000000n)).proxy);
  }

  async lists(proxy: MockFeed, change: Partial<MarketSettings> = {}) {
    const market = { ...MARKET_PARAMETERS, source: await proxy.getAddress(), ...change };
    return this.pool.listMarket(market, { gasLimit: LISTING_GAS });
  }

  async listsAsset(token: MockToken, change: Partial<AssetSettings> = {}) {
    return this.pool.listAsset({ ...ASSET_PARAMETERS, token: await token.getAddress(), ...change });
  }
}

export async function deployBarePool(change: Partial<PoolSettings> = {}): Promise<BarePool> {
  const connection = await network.create();
  const { ethers } = connection;
  const [deployer] = await ethers.getSigners();
  const libraries: Record<string, string> = {};
  for (const name of POOL_LIBRARIES) libraries[name] = await (await ethers.deployContract(name)).getAddress();
  const settlement = await ethers.deployContract("MockToken", ["USDC", "USDC", 6]);
  const authority = await ethers.deployContract("AccessManager", [deployer!.address]);
  // the pool of a bare pool is deployed by its own method, so that both ways are one
  const empty = new BarePool(connection, authority, libraries, undefined as never, settlement);
  return new BarePool(connection, authority, libraries, await empty.deploysPool(change), settlement);
}
