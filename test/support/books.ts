import type { World } from "./deploy-pool.js";

/** One account as stored. Native units for tokens, USD WAD for the rest. */
export interface AccountBook {
  readonly settlement: bigint;
  readonly quote: bigint;
  readonly balances: readonly bigint[];
  readonly positions: readonly { size: bigint; cost: bigint }[];
}

/** Everything the pool stores of the given accounts, and its own sums. */
export interface Books {
  readonly accounts: Map<bigint, AccountBook>;
  readonly pool: Awaited<ReturnType<World["pool"]["poolReport"]>>;
  readonly markets: Awaited<ReturnType<World["pool"]["marketReport"]>>[];
  readonly assets: Awaited<ReturnType<World["pool"]["assetReport"]>>[];
  readonly tokenBalances: readonly bigint[];
}

const signed = (value: bigint, bits: number) => BigInt.asIntN(bits, value);

/** What the account's bitmaps do not name is not asked for: it would be missing from the sums that books are checked by. */
export async function readAccount(world: World, account: bigint): Promise<AccountBook> {
  const word = await world.pool.accountWord(account);
  const [markets, assets] = [word >> 176n, word >> 208n];
  const [balances, positions] = await Promise.all([
    Promise.all(
      world.tokens.map(async (_, asset) => {
        const held = asset === 0 || ((assets >> BigInt(asset)) & 1n) === 1n;
        return held ? world.pool.balanceOf(account, asset) : 0n;
      }),
    ),
    Promise.all(
      world.feeds.map(async (_, market) => {
        if (((markets >> BigInt(market)) & 1n) === 0n) return { size: 0n, cost: 0n };
        const { size, cost } = await world.pool.position(account, market);
        return { size, cost };
      }),
    ),
  ]);
  return {
    settlement: word & ((1n << 80n) - 1n),
    quote: signed((word >> 80n) & ((1n << 96n) - 1n), 96),
    balances,
    positions,
  };
}

export async function readBooks(world: World, accounts: readonly bigint[]): Promise<Books> {
  const [entries, pool, markets, assets, tokenBalances] = await Promise.all([
    Promise.all(accounts.map(async (id) => [id, await readAccount(world, id)] as const)),
    world.pool.poolReport(),
    Promise.all(world.feeds.map((_, market) => world.pool.marketReport(market))),
    Promise.all(world.tokens.map((_, asset) => world.pool.assetReport(asset))),
    Promise.all(world.tokens.map((token) => token.balanceOf(world.pool))),
  ]);
  return { accounts: new Map(entries), pool, markets, assets, tokenBalances };
}
