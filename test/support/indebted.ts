import { readSlot, SLOT } from "./mirror-state.js";
import { tradesAtMark } from "./at-mark.js";
import type { World } from "./deploy-pool.js";
import type { Trader } from "./trader.js";

/**
 * A trader without asset 0 who has lost on SOL: bought `units` at the mark of 20 and sold at 16, both exactly, so the debt is
 * 4 · `units`.
 * @param deposits of other collateral, as [amount, symbol]
 */
export async function owesAfterSolana(
  world: World,
  units: number,
  ...deposits: readonly (readonly [string, string])[]
): Promise<Trader> {
  const trader = await world.trader();
  for (const [amount, symbol] of deposits) await trader.deposits(amount, symbol);
  await losesOnSolana(world, trader, units);
  return trader;
}

/** The same for a trader who is there already. */
export async function losesOnSolana(world: World, trader: Trader, units: number): Promise<void> {
  await tradesAtMark(world, trader, String(units), "SOL");
  await world.publishes({ SOL: "16" });
  await trader.trades(String(-units), "SOL");
}

/** When the debt index began to grow at its rate. */
export async function debtIndexAt(world: World): Promise<number> {
  return Number(BigInt.asUintN(32, (await readSlot(world, SLOT.indices)) >> 128n));
}
