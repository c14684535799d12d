import type { AccountId } from "../../keeper/util/account-id.js";
import { scaled } from "../../scripts/deployment/parameters.js";
import type { World } from "./deploy-pool.js";
import { ANY_PRICE, type Trader } from "./trader.js";

/**
 * A market maker brings the skew to −size/2. The next trade of `size` then fills at the mark exactly, for its premium is
 * that of the mean skew; afterwards the skew is size/2, so that the reverse trade does as well.
 */
export async function makesRoom(world: World, size: string, symbol: string): Promise<Trader> {
  const market = world.market(symbol);
  const { longSize, shortSize } = await world.pool.marketReport(market);
  const maker = await world.trader();
  await maker.deposits("10000000", "USDC");
  const wanted = -scaled(size, 18) / 2n - (longSize - shortSize);
  if (wanted === 0n) return maker;
  await maker.pool.commitOrder(maker.account, market, wanted, wanted > 0n ? ANY_PRICE : 0n);
  await world.passes(world.parameters.pool.minDelay + 1);
  await world.refreshes();
  await maker.settles(symbol);
  return maker;
}

/** Has `trader` trade `size` contract units at the mark exactly. Returns the market maker. */
export async function tradesAtMark(
  world: World,
  trader: Trader,
  size: string,
  symbol: string,
  account: AccountId = trader.account,
): Promise<Trader> {
  const maker = await makesRoom(world, size, symbol);
  await trader.trades(size, symbol, { account });
  const [settled] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
  const { price } = await world.pool.marketReport(world.market(symbol));
  if (settled?.args.fillPrice !== price)
    throw new Error(`filled at ${settled?.args.fillPrice}, not at the mark ${price}`);
  return maker;
}
