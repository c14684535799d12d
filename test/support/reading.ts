import type { World } from "./deploy-pool.js";

/** Names of LiquidationClass, in its order. */
export const CLASSES = ["Healthy", "Solvent", "Dust", "Insolvent"] as const;

/** What decides about an account: its class by name, E and M. */
export async function judgement(world: World, account: bigint): Promise<[string, bigint, bigint]> {
  const { class: index, equity, margin } = await world.pool.accountReport(account);
  return [CLASSES[Number(index)]!, equity, margin];
}

/** The last event of a name that the pool emitted in the latest block. */
export async function lastEvent<Name extends "AccountLiquidated" | "BadDebtWrittenOff" | "ProfitConverted">(
  world: World,
  name: Name,
) {
  const events = await world.pool.queryFilter(world.pool.filters[name](), -1);
  const event = events.at(-1);
  if (event === undefined) throw new Error(`no ${name} in the last block`);
  return event.args;
}

/** Names of CancelReason, in its order. */
export const CANCEL_REASONS = [
  "LimitPrice",
  "OpenInterestCap",
  "TooManyPositions",
  "PositionTooSmall",
  "InsufficientBond",
  "InitialMargin",
  "ReductionWorsens",
  "StalePrice",
] as const;

/** How the last order of the latest block ended: "filled", or why it was cancelled. */
export async function outcome(world: World): Promise<string> {
  const cancelled = (await world.pool.queryFilter(world.pool.filters.OrderCancelled(), -1)).at(-1);
  if (cancelled !== undefined) return CANCEL_REASONS[Number(cancelled.args.reason)]!;
  const settled = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
  if (settled.length === 0) throw new Error("no order ended in the last block");
  return "filled";
}
