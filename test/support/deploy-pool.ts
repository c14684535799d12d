import { fileURLToPath } from "node:url";

import { network } from "hardhat";

import type { BackstopVault, MarginPool, MockAggregator, MockFeed, MockToken } from "../../typechain-types/index.js";
import {
  readNetworkParameters,
  scaled,
  toAssetParameters,
  toMarketParameters,
  toPoolParameters,
  type NetworkParameters,
} from "../../scripts/deployment/parameters.js";
import { POOL_LIBRARIES } from "../../scripts/ignition/modules/bulkhead.js";
import { Trader } from "./trader.js";

const DEFAULT_PARAMETERS = fileURLToPath(
  new URL("../../scripts/deployment/parameters/localhost.json", import.meta.url),
);

export { POOL_LIBRARIES };

export type Connection = Awaited<ReturnType<typeof network.create>>;

export interface Feed {
  symbol: string;
  aggregator: MockAggregator;
  proxy: MockFeed;
  /** The second source: another proxy of the same aggregator, so that both agree unless a test makes one fail. */
  second: MockFeed;
}

/** A deployed pool with everything a test talks to. */
export class World {
  readonly traders: Trader[] = [];

  constructor(
    readonly connection: Connection,
    readonly parameters: NetworkParameters,
    readonly pool: MarginPool,
    readonly vault: BackstopVault,
    readonly tokens: MockToken[],
    readonly feeds: Feed[],
  ) {}

  /** Market id of a symbol, or of its first letters: "BTC". */
  market(symbol: string): number {
    const index = this.feeds.findIndex((feed) => feed.symbol.startsWith(symbol));
    if (index < 0) throw new Error(`no market ${symbol}`);
    return index;
  }

  /** Asset id of a symbol. */
  asset(symbol: string): number {
    const index = this.parameters.assets.findIndex((asset) => asset.symbol === symbol);
    if (index < 0) throw new Error(`no asset ${symbol}`);
    return index;
  }

  async now(): Promise<number> {
    return this.connection.networkHelpers.time.latest();
  }

  async passes(seconds: number): Promise<void> {
    await this.connection.networkHelpers.time.increase(seconds);
  }

  /** Publishes prices (USD a token, decimal text) in one go: {BTC: "7900"}. */
  async publishes(prices: Record<string, string>): Promise<void> {
    for (const [symbol, price] of Object.entries(prices)) {
      await this.feeds[this.market(symbol)]!.aggregator.push(scaled(price, 8));
    }
  }

  /** Publishes every feed's last price again, so that all are fresh. */
  async refreshes(): Promise<void> {
    for (const feed of this.feeds) {
      const [answer] = await feed.aggregator.round(await feed.aggregator.latestRound());
      await feed.aggregator.push(answer);
    }
  }

  /** Round id of a feed's latest round, with its phase, as a settlement proof. */
  async proof(market: number): Promise<string> {
    const round = (1n << 64n) | (await this.feeds[market]!.aggregator.latestRound());
    return this.connection.ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [round]);
  }

  /** A new trader with its own signer and plenty of every token. */
  async trader(): Promise<Trader> {
    const signers = await this.connection.ethers.getSigners();
    // signers 0 and 1 are the deployer and the keeper
    const signer = signers[2 + this.traders.length];
    if (signer === undefined) throw new Error("out of signers");
    const trader = new Trader(this, signer);
    for (const token of this.tokens) {
      await token.mint(signer.address, 10n ** 30n);
      await token.connect(signer).approve(await this.pool.getAddress(), 2n ** 256n - 1n);
    }
    this.traders.push(trader);
    return trader;
  }

  async keeper() {
    return (await this.connection.ethers.getSigners())[1]!;
  }

  async liquidates(account: bigint) {
    return this.pool.connect(await this.keeper()).liquidate(account);
  }

  /** Puts `amount` settlement tokens into the backstop vault and waits for the shares. */
  async fundsVault(amount: string): Promise<void> {
    const [deployer] = await this.connection.ethers.getSigners();
    const units = scaled(amount, this.parameters.assets[0]!.decimals);
    await this.tokens[0]!.mint(deployer!.address, units);
    await this.tokens[0]!.approve(await this.vault.getAddress(), units);
    await this.vault.requestDeposit(units);
    const batch = BigInt(await this.now()) / (await this.vault.PERIOD());
    await this.passes(Number((await this.vault.PERIOD()) + (await this.vault.DEPOSIT_DELAY())));
    await this.refreshes();
    await this.vault.fulfilDeposits(batch);
    await this.vault.claimShares(batch, deployer!.address);
  }
}

/**
 * Deploys a pool, its vault, tokens and feeds on a fresh in-process chain, or one that is given.
 * @param given chain to deploy on
 * @param tokenKinds contract of an asset's token by symbol, where it is not a plain one
 */
export async function deployPool(
  change?: (parameters: NetworkParameters) => void,
  given?: Connection,
  tokenKinds: Readonly<Record<string, string>> = {},
): Promise<World> {
  const connection = given ?? (await network.create());
  const { ethers } = connection;
  const parameters = readNetworkParameters(DEFAULT_PARAMETERS);
  change?.(parameters);
  const [deployer] = await ethers.getSigners();

  const libraries: Record<string, string> = {};
  for (const name of POOL_LIBRARIES) {
    libraries[name] = await (await ethers.deployContract(name)).getAddress();
  }
  const tokens: MockToken[] = [];
  for (const asset of parameters.assets) {
    const kind = tokenKinds[asset.symbol] ?? "MockToken";
    const token = await ethers.deployContract(kind, [asset.symbol, asset.symbol, asset.decimals]);
    tokens.push(await ethers.getContractAt("MockToken", await token.getAddress()));
  }
  const authority = await ethers.deployContract("AccessManager", [deployer!.address]);
  const settlement = parameters.assets[0]!;
  const pool = await ethers.deployContract(
    "MarginPool",
    [
      await authority.getAddress(),
      toPoolParameters(parameters.pool, settlement.decimals),
      toAssetParameters(settlement, await tokens[0]!.getAddress(), 0),
    ],
    { libraries },
  );

  const feeds: Feed[] = [];
  for (const market of parameters.markets) {
    const aggregator = await ethers.deployContract("MockAggregator", [8]);
    const proxy = await ethers.deployContract("MockFeed", [await aggregator.getAddress(), 1]);
    await aggregator.push(scaled(market.initialPrice, 8));
    const second = await ethers.deployContract("MockFeed", [await aggregator.getAddress(), 2]);
    await pool.listMarket(toMarketParameters(market, await proxy.getAddress(), await second.getAddress()));
    feeds.push({ symbol: market.symbol, aggregator, proxy, second });
  }
  for (const [index, asset] of parameters.assets.entries()) {
    if (index === 0) continue;
    const priceMarket = parameters.markets.findIndex((market) => market.symbol === asset.priceMarket);
    await pool.listAsset(toAssetParameters(asset, await tokens[index]!.getAddress(), priceMarket));
  }
  const { period, depositDelay, redemptionDelay } = parameters.vault;
  const vault = await ethers.deployContract("BackstopVault", [
    await pool.getAddress(),
    period,
    depositDelay,
    redemptionDelay,
  ]);
  await pool.bindVault(await vault.getAddress());
  return new World(connection, parameters, pool, vault, tokens, feeds);
}
