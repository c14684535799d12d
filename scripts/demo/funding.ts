import { scaled } from "../deployment/parameters.js";
import type { Transaction } from "./chain.js";
import { SYNC_GAS, type Stage } from "./stage.js";

/** What backs the pool at its start, in the settlement asset's own units. */
export interface Backing {
  readonly vault: bigint;
  readonly insurance: bigint;
}

/** For every account that the demo makes. */
const VAULT_PER_ACCOUNT = "6000";
const INSURANCE_PER_ACCOUNT = "50";

/** Puts settlement tokens behind the pool: shares of the backstop vault for a batch, and shared insurance. */
export async function fundBackstop(stage: Stage, accounts: number): Promise<Backing> {
  const { chain, deployer, pool, vault, manifest } = stage;
  const { decimals } = manifest.assets[0]!;
  const backing: Backing = {
    vault: scaled(VAULT_PER_ACCOUNT, decimals) * BigInt(accounts),
    insurance: scaled(INSURANCE_PER_ACCOUNT, decimals) * BigInt(accounts),
  };
  const from = deployer;
  const request = vault.interface.encodeFunctionData("requestDeposit", [backing.vault]);
  const insure = pool.interface.encodeFunctionData("fundInsurance", [backing.insurance]);
  await chain.mine([
    stage.mint(0, deployer, backing.vault + backing.insurance),
    stage.approve(0, deployer, manifest.vault),
    stage.approve(0, deployer, manifest.pool),
  ]);
  await chain.mine([
    { from, to: manifest.vault, data: request },
    { from, to: manifest.pool, data: insure },
  ]);

  // A request joins the batch of its period and is fulfilled at a full sync after the batch has closed.
  const { period, depositDelay } = stage.parameters.vault;
  const batch = BigInt(Math.floor((await chain.head()).timestamp / period));
  await stage.publishes((Number(batch) + 1) * period + depositDelay, stage.listingPrices);
  const calls: Transaction[] = [
    { from, to: manifest.vault, data: vault.interface.encodeFunctionData("fulfilDeposits", [batch]), gas: SYNC_GAS },
    { from, to: manifest.vault, data: vault.interface.encodeFunctionData("claimShares", [batch, from]) },
  ];
  for (const call of calls) await chain.mine([call]);
  return backing;
}
