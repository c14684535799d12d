import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";

import { toAssetParameters, toMarketParameters, toPoolParameters } from "../../scripts/deployment/parameters.js";
import type {
  AssetSettings as HumanAsset,
  MarketSettings as HumanMarket,
} from "../../scripts/deployment/parameters.js";
import type { NetworkParameters } from "../../scripts/deployment/parameters.js";
import {
  ASSET_PARAMETERS,
  deployBarePool,
  MARKET_PARAMETERS,
  POOL_PARAMETERS,
  type AssetSettings,
  type BarePool,
  type MarketSettings,
  type PoolSettings,
} from "./bare-pool.js";
import type { World } from "./deploy-pool.js";

/** Seconds from a change, or from a step, to the next step of a ramp (M-6). */
export const STEP_INTERVAL = 600;
/** Steps of a ramp (M-6). */
export const STEPS = 6;

/** A bare pool with one market and one asset priced by it, and what it takes to change them. */
export class Governed {
  constructor(
    readonly bare: BarePool,
    readonly source: string,
    readonly token: string,
  ) {}

  get pool() {
    return this.bare.pool;
  }

  changesPool(change: Partial<PoolSettings>) {
    return this.pool.changePool({ ...POOL_PARAMETERS, ...change });
  }

  changesMarket(change: Partial<MarketSettings & { source: string }>) {
    return this.pool.changeMarket(0, { ...MARKET_PARAMETERS, source: this.source, ...change });
  }

  changesAsset(change: Partial<AssetSettings & { token: string }>) {
    return this.pool.changeAsset(1, { ...ASSET_PARAMETERS, token: this.token, ...change });
  }

  async passes(seconds: number): Promise<void> {
    await this.bare.connection.networkHelpers.time.increase(seconds);
  }

  /** Lets the time of the next step come and takes it, as anybody may. */
  async steps(): Promise<ContractTransactionResponse> {
    await this.passes(STEP_INTERVAL);
    const [, , stranger] = await this.bare.connection.ethers.getSigners();
    return this.pool.connect(stranger).stepParameters();
  }
}

/** Names of a transaction's events, in their order. */
export function eventNames(governed: { pool: BarePool["pool"] }, receipt: ContractTransactionReceipt | null): string[] {
  return receipt!.logs.map((log) => governed.pool.interface.parseLog(log)!.name);
}

export async function deployGoverned(change: Partial<PoolSettings> = {}): Promise<Governed> {
  const bare = await deployBarePool(change);
  const { proxy } = await bare.feed(2000_00000000n);
  await bare.lists(proxy);
  const token = await bare.token(18);
  await bare.listsAsset(token);
  return new Governed(bare, await proxy.getAddress(), await token.getAddress());
}

// The same for a world, in the units of its parameter file.

export function changePoolOf(world: World, change: Partial<NetworkParameters["pool"]>) {
  Object.assign(world.parameters.pool, change);
  return world.pool.changePool(toPoolParameters(world.parameters.pool, world.parameters.assets[0]!.decimals));
}

export async function changeMarketOf(world: World, symbol: string, change: Partial<HumanMarket>) {
  const id = world.market(symbol);
  const market = Object.assign(world.parameters.markets[id]!, change);
  const { proxy, second } = world.feeds[id]!;
  const parameters = toMarketParameters(market, await proxy.getAddress(), await second.getAddress());
  return world.pool.changeMarket(id, parameters);
}

export async function changeAssetOf(world: World, symbol: string, change: Partial<HumanAsset>) {
  const id = world.asset(symbol);
  const asset = Object.assign(world.parameters.assets[id]!, change);
  const priceMarket = asset.priceMarket === undefined ? 0 : world.market(asset.priceMarket);
  return world.pool.changeAsset(id, toAssetParameters(asset, await world.tokens[id]!.getAddress(), priceMarket));
}

/** Lets the time of a ramp's next step come, with fresh prices, and takes it. */
export async function stepRampOf(world: World): Promise<void> {
  await world.passes(STEP_INTERVAL);
  await world.refreshes();
  await world.pool.connect(await world.keeper()).stepParameters();
}
