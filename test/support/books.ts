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

export async function readAccount(world: World, account: bigint): Promise<AccountBook> {
  const word = await world.pool.accountWord(account);
  return {
    settlement: word & ((1n << 80n) - 1n),
    quote: signed((word >> 80n) & ((1n << 96n) - 1n), 96),
    balances: await Promise.all(world.tokens.map((_, asset) => world.pool.balanceOf(account, asset))),
    positions: await Promise.all(
      world.feeds.map(async (_, market) => {
        const { size, cost } = await world.pool.position(account, market);
        return { size, cost };
      }),
    ),
  };
}

export async function readBooks(world: World, accounts: readonly bigint[]): Promise<Books> {
  const entries = await Promise.all(accounts.map(async (id) => [id, await readAccount(world, id)] as const));
  return {
    accounts: new Map(entries),
    pool: await world.pool.poolReport(),
    markets: await Promise.all(world.feeds.map((_, market) => world.pool.marketReport(market))),
    assets: await Promise.all(world.tokens.map((_, asset) => world.pool.assetReport(asset))),
    tokenBalances: await Promise.all(world.tokens.map((token) => token.balanceOf(world.pool))),
  };
}
