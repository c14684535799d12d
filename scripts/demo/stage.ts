import type { Manifest } from "../deployment/manifest.js";
import type { NetworkParameters } from "../deployment/parameters.js";
import {
  BackstopVault__factory,
  MarginPool__factory,
  MockAggregator__factory,
  MockFeed__factory,
  MockToken__factory,
} from "../../typechain-types/index.js";
import type { BackstopVault, MarginPool } from "../../typechain-types/index.js";
import { parseWad, type Wad } from "../prices/wad.js";
import type { Chain, Transaction } from "./chain.js";
import { feedAnswer } from "./pool-parameters.js";

const TOKEN = MockToken__factory.createInterface();
/** Enough for every market that a pool can list. */
export const SYNC_GAS = 4_000_000n;
const AGGREGATOR = MockAggregator__factory.createInterface();

/** A deployed pool and whom the demo plays on it. */
export class Stage {
  readonly pool: MarginPool;
  readonly vault: BackstopVault;

  private constructor(
    readonly chain: Chain,
    readonly manifest: Manifest,
    readonly parameters: NetworkParameters,
    /** Aggregators behind the feeds, by market id. */
    readonly aggregators: readonly string[],
    readonly deployer: string,
    readonly keeper: string,
    /** Owners of the accounts. */
    readonly owners: readonly string[],
  ) {
    this.pool = MarginPool__factory.connect(manifest.pool, chain.provider);
    this.vault = BackstopVault__factory.connect(manifest.vault, chain.provider);
  }

  static async on(chain: Chain, manifest: Manifest, parameters: NetworkParameters): Promise<Stage> {
    const aggregators = await Promise.all(
      manifest.markets.map(({ source }) => MockFeed__factory.connect(source, chain.provider).aggregator()),
    );
    const [deployer, keeper, ...owners] = (await chain.accounts()) as [string, string, ...string[]];
    return new Stage(chain, manifest, parameters, aggregators, deployer, keeper, owners);
  }

  get symbols(): readonly string[] {
    return this.manifest.markets.map(({ symbol }) => symbol);
  }

  /** Prices at listing, by market id. */
  get listingPrices(): readonly Wad[] {
    return this.parameters.markets.map(({ initialPrice }) => parseWad(initialPrice));
  }

  /** Publishes a price of every market, by market id, in one block; none is left to grow stale. */
  async publishes(at: number, prices: readonly Wad[]): Promise<number> {
    return this.chain.mineAt(at, (time) =>
      prices.map((price, market): Transaction => {
        const data = AGGREGATOR.encodeFunctionData("pushAt", [feedAnswer(price), time]);
        return { from: this.deployer, to: this.aggregators[market]!, data };
      }),
    );
  }

  /** Brings every market up to date in storage, as anybody may: net assets are then at present prices. */
  async syncs(): Promise<void> {
    const data = this.pool.interface.encodeFunctionData("syncAll");
    await this.chain.mine([{ from: this.deployer, to: this.manifest.pool, data, gas: SYNC_GAS }]);
  }

  mint(asset: number, to: string, amount: bigint): Transaction {
    const data = TOKEN.encodeFunctionData("mint", [to, amount]);
    return { from: this.deployer, to: this.manifest.assets[asset]!.token, data };
  }

  approve(asset: number, from: string, spender: string): Transaction {
    const data = TOKEN.encodeFunctionData("approve", [spender, 2n ** 256n - 1n]);
    return { from, to: this.manifest.assets[asset]!.token, data };
  }

  /** Tokens that a contract really holds. */
  async tokenBalance(asset: number, holder: string): Promise<bigint> {
    const data = TOKEN.encodeFunctionData("balanceOf", [holder]);
    return BigInt(await this.chain.call(this.manifest.assets[asset]!.token, data));
  }
}
