import { isIsolated, type AccountId } from "../../keeper/util/account-id.js";
import { scaled } from "../deployment/parameters.js";
import type { Buckets } from "./buckets.js";
import type { ConservationCheck } from "./conservation.js";
import { LIQUIDATION_CLASSES, type EventLog, type Liquidation } from "./event-log.js";
import { exact } from "./format.js";
import type { HealthHistogram } from "./histogram.js";
import type { DemoOptions } from "./options.js";
import type { Participant } from "./participant.js";
import type { PriceSource } from "./price-source.js";
import type { ReplayResult } from "./replay.js";
import {
  conservationOutcome,
  type Change,
  type DemoReport,
  type LiquidationOutcome,
  type SymbolOutcome,
} from "./report.js";
import type { Stage } from "./stage.js";

/** A liquidation and where in the path it happened. */
export interface TimedLiquidation {
  readonly liquidation: Liquidation;
  /** Unix seconds. */
  readonly at: number;
}

/** All that a finished run knows. */
export interface RunRecord {
  readonly options: DemoOptions;
  readonly prices: PriceSource;
  readonly stage: Stage;
  readonly participants: readonly Participant[];
  readonly events: EventLog;
  readonly liquidations: readonly TimedLiquidation[];
  readonly replay: ReplayResult;
  readonly before: Buckets;
  readonly after: Buckets;
  /** Asset-0 units. */
  readonly keeperClaims: bigint;
  readonly histogram: HealthHistogram;
  readonly checks: readonly ConservationCheck[];
  readonly setupMs: number;
  readonly totalMs: number;
}

export function buildReport(run: RunRecord): DemoReport {
  const { options, prices, participants, events, replay, before, after, checks } = run;
  const { steps } = prices.path;
  return {
    schemaVersion: 1,
    passed: checks.every(({ difference }) => difference === 0n) && replay.leftOver.length === 0,
    prices: {
      source: prices.path.source,
      synthetic: prices.path.synthetic,
      notes: prices.notes.map((note) => note.trim()),
      from: steps[0]!.at,
      to: steps.at(-1)!.at,
      steps: steps.length,
      symbols: prices.path.symbols.map((symbol) => symbolOutcome(symbol, prices)),
    },
    options: { accounts: options.accounts, seed: `${options.seed}`, speed: options.speed },
    seconds: { setup: seconds(run.setupMs), replay: seconds(replay.elapsedMs), total: seconds(run.totalMs) },
    population: {
      accounts: participants.length,
      cross: participants.filter(({ account }) => !isIsolated(account)).length,
      isolated: participants.filter(({ account }) => isIsolated(account)).length,
      byStyle: tally(participants.map(({ plan }) => plan.style)),
      orders: {
        settled: events.ordersSettled,
        expired: events.ordersExpired,
        cancelled: events.cancellations.map(({ account, market, reason }) => ({
          account: hex(account),
          label: labelOf(run, account),
          symbol: run.stage.symbols[market]!,
          reason,
        })),
      },
    },
    liquidations: run.liquidations.map((timed) => liquidationOutcome(run, timed)),
    totals: totals(run),
    vault: changeOf(before.nav, after.nav, 18),
    insurance: changeOf(before.insurance, after.insurance, after.assets[0]!.decimals),
    rho: exact(after.rho),
    keeper: keeperOutcome(run),
    healthAtEnd: run.histogram,
    conservation: checks.map(conservationOutcome),
  };
}

function symbolOutcome(symbol: string, { path }: PriceSource): SymbolOutcome {
  const all = path.steps.map(({ prices }) => prices.get(symbol)!);
  const lowest = all.reduce((least, price) => (price < least ? price : least));
  return { symbol, first: exact(all[0]!), lowest: exact(lowest), last: exact(all.at(-1)!) };
}

export function liquidationOutcome(
  run: Pick<RunRecord, "stage" | "participants">,
  { liquidation, at }: TimedLiquidation,
): LiquidationOutcome {
  const { order, account, equity, margin, block, transaction, bondPaid } = liquidation;
  const { symbols, manifest } = run.stage;
  return {
    order,
    account: hex(account),
    label: labelOf(run, account),
    at,
    class: liquidation.class,
    health: healthOf(liquidation).toFixed(6),
    equity: exact(equity),
    margin: exact(margin),
    closed: liquidation.legs.map(({ market, delta, left, fillPrice, realised }) => ({
      symbol: symbols[market]!,
      size: exact(delta),
      left: exact(left),
      fillPrice: exact(fillPrice),
      realised: exact(realised),
    })),
    seized: liquidation.seized.map(({ asset, amount, credit }) => {
      const { symbol, decimals } = manifest.assets[asset]!;
      return { symbol, amount: exact(amount, decimals), credit: exact(credit) };
    }),
    closedNotional: exact(liquidation.closedNotional),
    insured: exact(liquidation.insured, manifest.assets[0]!.decimals),
    earned: exact(liquidation.earned, manifest.assets[0]!.decimals),
    bondPaid,
    badDebt: exact(liquidation.badDebt),
    fromInsurance: exact(liquidation.fromInsurance),
    block,
    transaction,
  };
}

function totals({ events, stage }: RunRecord): DemoReport["totals"] {
  const { decimals } = stage.manifest.assets[0]!;
  const { liquidations } = events;
  const sum = (of: (liquidation: Liquidation) => bigint): bigint =>
    liquidations.reduce((total, liquidation) => total + of(liquidation), 0n);
  const badDebt = sum((liquidation) => liquidation.badDebt);
  const fromInsurance = sum((liquidation) => liquidation.fromInsurance);
  const classes = tally(liquidations.map((liquidation) => liquidation.class));
  return {
    liquidations: liquidations.length,
    accountsLiquidated: new Set(liquidations.map(({ account }) => account)).size,
    byClass: Object.fromEntries(LIQUIDATION_CLASSES.slice(1).map((name) => [name, classes[name] ?? 0])),
    closedNotional: exact(sum(({ closedNotional }) => closedNotional)),
    liquidationFeesToInsurance: exact(
      sum(({ insured }) => insured),
      decimals,
    ),
    liquidationFeesToKeeper: exact(
      sum(({ earned }) => earned),
      decimals,
    ),
    tradingFees: exact(events.tradingFees),
    badDebt: exact(badDebt),
    badDebtFromInsurance: exact(fromInsurance),
    badDebtFromVault: exact(badDebt - fromInsurance),
  };
}

/** What the keeper earned, in asset-0 units. */
export function keeperIncome({ events, stage }: Pick<RunRecord, "events" | "stage">): {
  orderFees: bigint;
  liquidationFees: bigint;
  bonds: bigint;
} {
  const { decimals } = stage.manifest.assets[0]!;
  const { keeperBond, orderFee } = stage.parameters.pool;
  return {
    orderFees: scaled(orderFee, decimals) * BigInt(events.ordersDone),
    liquidationFees: events.liquidations.reduce((sum, { earned }) => sum + earned, 0n),
    bonds: scaled(keeperBond, decimals) * BigInt(events.liquidations.filter(({ bondPaid }) => bondPaid).length),
  };
}

function keeperOutcome(run: RunRecord): DemoReport["keeper"] {
  const { decimals } = run.stage.manifest.assets[0]!;
  const { orderFees, liquidationFees, bonds } = keeperIncome(run);
  return {
    address: run.stage.keeper,
    income: exact(run.keeperClaims, decimals),
    orderFees: exact(orderFees, decimals),
    liquidationFees: exact(liquidationFees, decimals),
    bonds: exact(bonds, decimals),
    unfinishedSteps: run.replay.unfinishedSteps,
    leftLiquidatable: run.replay.leftOver.map(hex),
  };
}

/** Equity over margin; an account with debt and no margin is as unhealthy as can be. */
export function healthOf({ equity, margin }: Pick<Liquidation, "equity" | "margin">): number {
  return margin === 0n ? Number.NEGATIVE_INFINITY : Number((equity * 1_000_000n) / margin) / 1e6;
}

export function labelOf({ participants }: Pick<RunRecord, "participants">, account: AccountId): string {
  return participants.find((participant) => participant.account === account)?.label ?? hex(account);
}

function changeOf(before: bigint, after: bigint, decimals: number): Change {
  return { before: exact(before, decimals), after: exact(after, decimals), change: exact(after - before, decimals) };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function hex(account: AccountId): string {
  return `0x${account.toString(16).padStart(48, "0")}`;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
