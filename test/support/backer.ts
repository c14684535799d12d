import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";

import { crossAccount } from "../../keeper/util/account-id.js";
import { plainWorld } from "./plain-world.js";
import type { World } from "./deploy-pool.js";
import type { Trader } from "./trader.js";

/** Settlement tokens, 6 decimals: whole and fraction as text. */
export function usdc(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replaceAll(",", "").split(".");
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** A pool with round numbers (see plainWorld) and people who back it. After every step the books are checked (U-2). */
export class VaultWorld {
  readonly backers: Backer[] = [];
  /** Settlement tokens that a test sent past the books: to each of the two contracts. */
  donated = { pool: 0n, vault: 0n };

  constructor(readonly world: World) {}

  get vault() {
    return this.world.vault;
  }

  get pool() {
    return this.world.pool;
  }

  async period() {
    return Number(await this.vault.PERIOD());
  }

  /** Batch that a request joins now. */
  async batch() {
    return BigInt(await this.world.now()) / (await this.vault.PERIOD());
  }

  /** Lets time pass until `batch` is open to fulfilment and publishes all prices again. */
  async opens(batch: bigint, kind: "deposits" | "redemptions") {
    const delay = kind === "deposits" ? await this.vault.DEPOSIT_DELAY() : await this.vault.REDEMPTION_DELAY();
    const ready = Number((batch + 1n) * (await this.vault.PERIOD()) + delay);
    if ((await this.world.now()) < ready) await this.world.connection.networkHelpers.time.increaseTo(ready);
    await this.world.refreshes();
  }

  async backer(tokens = "10,000,000"): Promise<Backer> {
    // the last signers: traders take the first
    const signer = (await this.world.connection.ethers.getSigners()).at(-1 - this.backers.length)!;
    await this.world.tokens[0]!.mint(signer.address, usdc(tokens));
    await this.world.tokens[0]!.connect(signer).approve(this.vault, 2n ** 256n - 1n);
    const backer = new Backer(this, signer);
    this.backers.push(backer);
    return backer;
  }

  /** Requests, fulfilment and claim in one go, each depositor alone in nobody's way. */
  async deposits(...parts: readonly (readonly [Backer, string])[]): Promise<void> {
    let batch = 0n;
    for (const [backer, amount] of parts) batch = await backer.requestsDeposit(usdc(amount));
    await this.opens(batch, "deposits");
    await this.step(() => this.vault.fulfilDeposits(batch));
    for (const [backer] of parts) await backer.claimsShares(batch);
  }

  /** Does something, then checks that every token is in a named bucket and none in the vault contract. */
  async step<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = await action();
    await this.checks();
    return result;
  }

  async checks(): Promise<void> {
    const token = this.world.tokens[0]!;
    const { cross, isolated, inventory, total } = await this.pool.assetReport(0);
    const { vaultCash, insurance, pullClaims, escrow, vaultRequests, vaultClaims } = await this.pool.poolReport();
    expect(await token.balanceOf(this.pool), "U-2 the pool's tokens are its buckets").to.equal(
      total + this.donated.pool,
    );
    expect(total, "U-2 the total is its parts").to.equal(
      cross + isolated + inventory + vaultCash + insurance + pullClaims + escrow + vaultRequests + vaultClaims,
    );
    expect(await token.balanceOf(this.vault), "V-1 no token stays in the vault contract").to.equal(this.donated.vault);
  }

  /** Puts a trader's account in the pool. */
  async trader(amount: string): Promise<Trader> {
    const trader = await this.world.trader();
    await this.step(() => trader.deposits(amount, "USDC"));
    return trader;
  }
}

/** Somebody with shares or the wish for some. */
export class Backer {
  constructor(
    readonly home: VaultWorld,
    readonly signer: HardhatEthersSigner,
  ) {}

  get vault() {
    return this.home.vault.connect(this.signer);
  }

  get account() {
    return crossAccount(this.signer.address);
  }

  async tokens() {
    return this.home.world.tokens[0]!.balanceOf(this.signer);
  }

  async shares() {
    return this.home.vault.balanceOf(this.signer);
  }

  /** Returns the batch that the request joined. */
  async requestsDeposit(units: bigint): Promise<bigint> {
    const tx = await this.home.step(() => this.vault.requestDeposit(units));
    return this.joined(tx.blockNumber!);
  }

  async requestsRedemption(shares: bigint): Promise<bigint> {
    const tx = await this.home.step(() => this.vault.requestRedemption(shares));
    return this.joined(tx.blockNumber!);
  }

  async claimsShares(batch: bigint): Promise<bigint> {
    const before = await this.shares();
    await this.home.step(() => this.vault.claimShares(batch, this.signer.address));
    return (await this.shares()) - before;
  }

  async claimsAssets(batch: bigint): Promise<bigint> {
    const before = await this.tokens();
    await this.home.step(() => this.vault.claimAssets(batch, this.signer.address));
    return (await this.tokens()) - before;
  }

  private async joined(blockNumber: number): Promise<bigint> {
    const block = await this.home.world.connection.ethers.provider.getBlock(blockNumber);
    return BigInt(block!.timestamp) / (await this.home.vault.PERIOD());
  }
}

export async function vaultWorld(...how: Parameters<typeof plainWorld>): Promise<VaultWorld> {
  return new VaultWorld(await plainWorld(...how));
}
