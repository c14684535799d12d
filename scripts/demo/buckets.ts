import type { Stage } from "./stage.js";

/** Buckets of one asset, in the token's own units, and what the token contract says that the pool holds. */
export interface AssetBuckets {
  readonly symbol: string;
  readonly decimals: number;
  readonly cross: bigint;
  readonly isolated: bigint;
  readonly inventory: bigint;
  readonly total: bigint;
  readonly held: bigint;
}

/** The pool at one moment. Asset-0 units, or USD WAD where said. */
export interface Buckets {
  readonly vaultCash: bigint;
  readonly insurance: bigint;
  readonly pullClaims: bigint;
  readonly escrow: bigint;
  readonly vaultRequests: bigint;
  readonly vaultClaims: bigint;
  /** USD WAD from here on. */
  readonly quotePlus: bigint;
  readonly debt: bigint;
  /** Σ debt over the debt index. */
  readonly scaledDebt: bigint;
  /** RAY. */
  readonly debtIndex: bigint;
  readonly traderPnl: bigint;
  readonly juniorPnl: bigint;
  readonly skewPremium: bigint;
  readonly inventoryCredit: bigint;
  readonly nav: bigint;
  readonly rho: bigint;
  readonly assets: readonly AssetBuckets[];
}

export async function readBuckets(stage: Stage): Promise<Buckets> {
  const { pool, manifest } = stage;
  const [report, assets] = await Promise.all([
    pool.poolReport(),
    Promise.all(
      manifest.assets.map(async ({ symbol, decimals }, asset): Promise<AssetBuckets> => {
        const [buckets, held] = await Promise.all([pool.assetReport(asset), stage.tokenBalance(asset, manifest.pool)]);
        const { cross, isolated, inventory, total } = buckets;
        return { symbol, decimals, cross, isolated, inventory, total, held };
      }),
    ),
  ]);
  const { vaultCash, insurance, pullClaims, escrow, vaultRequests, vaultClaims } = report;
  const { quotePlus, debt, scaledDebt, debtIndex, traderPnl, juniorPnl, skewPremium } = report;
  const { inventoryCredit, nav, rho } = report;
  const cash = { vaultCash, insurance, pullClaims, escrow, vaultRequests, vaultClaims };
  const sums = { quotePlus, debt, scaledDebt, debtIndex, traderPnl, juniorPnl, skewPremium };
  return { ...cash, ...sums, inventoryCredit, nav, rho, assets };
}
