import type { AccountId } from "../../keeper/util/account-id.js";
import { scaled } from "../deployment/parameters.js";
import { readBuckets, type Buckets } from "./buckets.js";
import type { Stage } from "./stage.js";

export interface PositionBook {
  /** Contract units WAD. */
  readonly size: bigint;
  /** USD WAD. */
  readonly cost: bigint;
}

/** One account as the pool stores it. */
export interface AccountBook {
  readonly account: AccountId;
  /** USD WAD: ≥ 0 junior profit, < 0 debt over the debt index. */
  readonly quote: bigint;
  /** A keeper bond of it is in escrow. */
  readonly bonded: boolean;
  /** An order of it is pending, and its fee in escrow. */
  readonly ordering: boolean;
  /** By asset id, the token's own units. */
  readonly balances: readonly bigint[];
  /** By market id. */
  readonly positions: readonly PositionBook[];
}

/** A market's totals as the pool stores them. */
export interface MarketBook {
  readonly symbol: string;
  /** USD WAD per contract unit. */
  readonly price: bigint;
  readonly fundingIndex: bigint;
  readonly longSize: bigint;
  readonly longCost: bigint;
  readonly shortSize: bigint;
  readonly shortCost: bigint;
}

/** Everything that the pool stores at one block. */
export interface Books {
  readonly accounts: readonly AccountBook[];
  readonly markets: readonly MarketBook[];
  readonly buckets: Buckets;
  /** Asset-0 units that keepers may claim, summed over keepers. */
  readonly keeperClaims: bigint;
  /** Asset-0 units of one bond and of one order's fee. */
  readonly keeperBond: bigint;
  readonly orderFee: bigint;
}

// bits of an account's word (see AccountWord.sol)
const QUOTE_SHIFT = 80n;
const FLAGS_SHIFT = 224n;
const FLAG_BONDED = 1n;
const FLAG_ORDER = 2n;

/** Reads complete books. Nothing may be sent meanwhile: they are of one block only if the chain stands still. */
export async function readBooks(stage: Stage, accounts: Iterable<AccountId>): Promise<Books> {
  const { pool, manifest } = stage;
  const books: AccountBook[] = [];
  for (const account of accounts) books.push(await readAccount(stage, account));
  const markets = await Promise.all(
    manifest.markets.map(async ({ symbol }, market): Promise<MarketBook> => {
      const { price, fundingIndex, longSize, longCost, shortSize, shortCost } = await pool.marketReport(market);
      return { symbol, price, fundingIndex, longSize, longCost, shortSize, shortCost };
    }),
  );
  const { decimals } = manifest.assets[0]!;
  const { keeperBond, orderFee } = stage.parameters.pool;
  return {
    accounts: books,
    markets,
    buckets: await readBuckets(stage),
    keeperClaims: await pool.keeperClaims(stage.keeper),
    keeperBond: scaled(keeperBond, decimals),
    orderFee: scaled(orderFee, decimals),
  };
}

async function readAccount({ pool, manifest }: Stage, account: AccountId): Promise<AccountBook> {
  const [word, balances, positions] = await Promise.all([
    pool.accountWord(account),
    Promise.all(manifest.assets.map((_, asset) => pool.balanceOf(account, asset))),
    Promise.all(
      manifest.markets.map(async (_, market): Promise<PositionBook> => {
        const { size, cost } = await pool.position(account, market);
        return { size, cost };
      }),
    ),
  ]);
  const flags = word >> FLAGS_SHIFT;
  return {
    account,
    quote: BigInt.asIntN(96, word >> QUOTE_SHIFT),
    bonded: (flags & FLAG_BONDED) !== 0n,
    ordering: (flags & FLAG_ORDER) !== 0n,
    balances,
    positions,
  };
}
