import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { crossAccount, isolatedAccount, type AccountId } from "../../keeper/util/account-id.js";
import { scaled } from "../../scripts/deployment/parameters.js";
import type { World } from "./deploy-pool.js";

/** Largest price an order accepts: no limit for a buyer. */
export const ANY_PRICE = (1n << 80n) - 1n;

export interface OrderOptions {
  account?: AccountId;
  /** USD WAD per contract unit. */
  limit?: bigint;
}

/** A person with accounts; methods are what the person does. Amounts are decimal text in whole tokens or contract units. */
export class Trader {
  readonly account: AccountId;

  constructor(
    readonly world: World,
    readonly signer: HardhatEthersSigner,
  ) {
    this.account = crossAccount(signer.address);
  }

  get pool() {
    return this.world.pool.connect(this.signer);
  }

  isolated(symbol: string): AccountId {
    return isolatedAccount(this.signer.address, this.world.market(symbol));
  }

  async deposits(amount: string, symbol: string, account: AccountId = this.account) {
    const asset = this.world.asset(symbol);
    return this.pool.deposit(account, asset, scaled(amount, this.world.parameters.assets[asset]!.decimals));
  }

  async withdraws(amount: string, symbol: string, account: AccountId = this.account) {
    const asset = this.world.asset(symbol);
    const units = scaled(amount, this.world.parameters.assets[asset]!.decimals);
    return this.pool.withdraw(account, asset, units, this.signer.address);
  }

  async commits(size: string, symbol: string, options: OrderOptions = {}) {
    const units = scaled(size, 18);
    const limit = options.limit ?? (units > 0n ? ANY_PRICE : 0n);
    return this.pool.commitOrder(options.account ?? this.account, this.world.market(symbol), units, limit);
  }

  /** Commits, lets the delay pass, publishes the same price again and has the keeper settle at it. */
  async trades(size: string, symbol: string, options: OrderOptions = {}) {
    await this.commits(size, symbol, options);
    await this.world.passes(this.world.parameters.pool.minDelay + 1);
    await this.world.refreshes();
    return this.settles(symbol, options.account);
  }

  /** Has the keeper settle the pending order at the latest round. */
  async settles(symbol: string, account: AccountId = this.account) {
    const proof = await this.world.proof(this.world.market(symbol));
    return this.world.pool.connect(await this.world.keeper()).settleOrder(account, proof);
  }

  async report(account: AccountId = this.account) {
    return this.world.pool.accountReport(account);
  }
}
