import type { World } from "./deploy-pool.js";

/** Names of LiquidationClass, in its order. */
export const CLASSES = ["Healthy", "Solvent", "Dust", "Insolvent"] as const;

/** What decides about an account: its class by name, E and M. */
export async function judgement(world: World, account: bigint): Promise<[string, bigint, bigint]> {
  const { class: index, equity, margin } = await world.pool.accountReport(account);
  return [CLASSES[Number(index)]!, equity, margin];
}

/** What the pool said of the last liquidation of the latest block. */
export async function lastLiquidation(world: World) {
  const events = await world.pool.queryFilter(world.pool.filters.AccountLiquidated(), -1);
  const event = events.at(-1);
  if (event === undefined) throw new Error("nothing was liquidated in the last block");
  const { account, equity, margin, closedNotional, insured, earned, bondPaid } = event.args;
  const name = CLASSES[Number(event.args.class)]!;
  return { account, class: name, equity, margin, closedNotional, insured, earned, bondPaid };
}

/** Which legs the last transaction traded, as [market, contract units traded], in order. */
export async function tradedLegs(world: World): Promise<[number, bigint][]> {
  const events = await world.pool.queryFilter(world.pool.filters.PositionChanged(), -1);
  return events.map(({ args }) => [Number(args.market), args.delta]);
}

/** What the last transaction seized, as [asset, amount, credit], in order. */
export async function seizures(world: World): Promise<[number, bigint, bigint][]> {
  const events = await world.pool.queryFilter(world.pool.filters.CollateralSeized(), -1);
  return events.map(({ args }) => [Number(args.asset), args.amount, args.credit]);
}

/** What the last transaction wrote off, as [account, debt, refunded by insurance]. */
export async function writeOffs(world: World): Promise<[bigint, bigint, bigint][]> {
  const events = await world.pool.queryFilter(world.pool.filters.BadDebtWrittenOff(), -1);
  return events.map(({ args }) => [args.account, args.debt, args.fromInsurance]);
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
  "DebtCap",
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
