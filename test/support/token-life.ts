import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";

import type { MockToken } from "../../typechain-types/index.js";
import { scaled } from "../../scripts/deployment/parameters.js";
import type { World } from "./deploy-pool.js";
import { plainWorld } from "./plain-world.js";
import type { Trader } from "./trader.js";

const USDC = 0;
const WETH = 1;

/**
 * Asserts for every asset that the pool's tokens are its buckets (U-2).
 * @param donated by asset, sent past the books
 * @param others by asset, principal of accounts that are not of the world's traders
 */
export async function checkBuckets(
  world: World,
  donated: readonly bigint[] = [],
  others: readonly bigint[] = [],
): Promise<void> {
  for (const [asset, token] of world.tokens.entries()) {
    const report = await world.pool.assetReport(asset);
    expect(await token.balanceOf(world.pool), `U-2 tokens of asset ${asset} are its buckets`).to.equal(
      report.total + (donated[asset] ?? 0n),
    );
    expect(await token.balanceOf(world.vault), `V-1 no token of asset ${asset} stays in the vault`).to.equal(0n);
    const principal = (await principalOf(world, asset)) + (others[asset] ?? 0n);
    expect(report.cross + report.isolated, `U-2 principal of asset ${asset} is what accounts hold`).to.equal(principal);
  }
  const { total, cross, isolated } = await world.pool.assetReport(USDC);
  const { vaultCash, insurance, pullClaims, escrow, vaultRequests, vaultClaims } = await world.pool.poolReport();
  const parts = vaultCash + insurance + pullClaims + escrow + vaultRequests + vaultClaims;
  expect(total, "U-2 the total of asset 0 is its parts").to.equal(cross + isolated + parts);
}

async function principalOf(world: World, asset: number): Promise<bigint> {
  let sum = 0n;
  for (const { account } of world.traders) sum += await world.pool.balanceOf(account, asset);
  return sum;
}

/**
 * Everything that moves tokens, in the order of a life: deposits, the vault, trading, conversion, withdrawal, a bankruptcy
 * with seized collateral, its sale, fees and a redemption. Both assets are of one kind of token. Buckets are checked after
 * every step. Prices are those of plainWorld; an order costs 1 and the bond is 20 settlement tokens.
 */
export class TokenLife {
  private constructor(
    readonly world: World,
    readonly alice: Trader,
    readonly bob: Trader,
    readonly backer: HardhatEthersSigner,
    readonly keeper: HardhatEthersSigner,
  ) {}

  static async begins(kind: string, settlementDecimals = 6, collateralDecimals = 18): Promise<TokenLife> {
    const world = await plainWorld(
      (parameters) => {
        Object.assign(parameters.pool, { orderFee: "1", keeperBond: "20" });
        const [usdc, weth] = [parameters.assets[USDC]!, parameters.assets[WETH]!];
        [usdc.decimals, weth.decimals] = [settlementDecimals, collateralDecimals];
      },
      { USDC: kind, WETH: kind },
    );
    const [alice, bob] = [await world.trader(), await world.trader()];
    const backer = (await world.connection.ethers.getSigners()).at(-2)!;
    await world.tokens[USDC]!.mint(backer.address, 10n ** 30n);
    await world.tokens[USDC]!.connect(backer).approve(world.vault, 2n ** 256n - 1n);
    return new TokenLife(world, alice, bob, backer, await world.keeper());
  }

  get usdc(): MockToken {
    return this.world.tokens[USDC]!;
  }

  get weth(): MockToken {
    return this.world.tokens[WETH]!;
  }

  /** Units of an asset. */
  units(amount: string, asset = USDC): bigint {
    return scaled(amount, this.world.parameters.assets[asset]!.decimals);
  }

  async step<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = await action();
    await checkBuckets(this.world);
    return result;
  }

  /** What somebody's balance of a token grows by. */
  async gains(token: MockToken, who: { address: string }, action: () => Promise<unknown>): Promise<bigint> {
    const before = await token.balanceOf(who.address);
    await this.step(action);
    return (await token.balanceOf(who.address)) - before;
  }

  /** Returns the shares that were bought. */
  async backs(amount: string): Promise<bigint> {
    const { world, backer } = this;
    await this.step(() => world.vault.connect(backer).requestDeposit(this.units(amount)));
    const batch = await this.batch();
    await this.opens(batch, await world.vault.DEPOSIT_DELAY());
    await this.step(() => world.vault.fulfilDeposits(batch));
    await this.step(() => world.vault.connect(backer).claimShares(batch, backer.address));
    return world.vault.balanceOf(backer.address);
  }

  /** Asks for all shares back and has it fulfilled; returns the batch, ready to be collected. */
  async redeems(): Promise<bigint> {
    const { world, backer } = this;
    const shares = await world.vault.balanceOf(backer.address);
    await this.step(() => world.vault.connect(backer).requestRedemption(shares));
    const batch = await this.batch();
    await this.opens(batch, await world.vault.REDEMPTION_DELAY());
    await this.step(() => world.vault.fulfilRedemptions(batch));
    return batch;
  }

  /** alice buys 100 ETH at 200.01 and sells them at 220.011: +2,000.1, old enough to be converted. */
  async profits(): Promise<void> {
    await this.step(() => this.alice.trades("100", "ETH"));
    await this.world.publishes({ ETH: "220" });
    await this.step(() => this.alice.trades("-100", "ETH"));
    await this.world.publishes({ ETH: "200" });
    await this.world.passes(900);
    await this.world.refreshes();
  }

  /** bob is long 100 units of BTC at 800 with 50 WETH behind them; at 620 he is bankrupt and all of it is seized. */
  async bankruptsBob(): Promise<void> {
    await this.step(() => this.bob.deposits("5000", "USDC"));
    await this.step(() => this.bob.deposits("50", "WETH"));
    await this.step(() => this.bob.trades("100", "BTC"));
    await this.world.publishes({ BTC: "6200" });
    await this.step(() => this.world.liquidates(this.bob.account));
    await this.world.publishes({ BTC: "8000" });
  }

  /** Everybody is owed something: alice principal, the keeper fees, the backer a redemption; the inventory is full. */
  async owesEverybody(): Promise<bigint> {
    await this.step(() => this.alice.deposits("5000", "USDC"));
    await this.step(() => this.alice.deposits("10", "WETH"));
    await this.backs("100000");
    await this.bankruptsBob();
    return this.redeems();
  }

  private async batch(): Promise<bigint> {
    return BigInt(await this.world.now()) / (await this.world.vault.PERIOD());
  }

  private async opens(batch: bigint, delay: bigint): Promise<void> {
    const ready = Number((batch + 1n) * (await this.world.vault.PERIOD()) + delay);
    await this.world.connection.networkHelpers.time.increaseTo(ready);
    await this.world.refreshes();
  }
}
