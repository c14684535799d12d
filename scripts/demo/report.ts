import type { ConservationCheck } from "./conservation.js";
import type { HealthHistogram } from "./histogram.js";

/**
 * What `out/demo/report.json` holds. Amounts are exact decimal text: USD, or whole tokens where a field says so. Times are
 * Unix seconds in the path's own time. Account ids are hexadecimal: owner (40 digits), then sub-account (8 digits).
 */
export interface DemoReport {
  readonly schemaVersion: 1;
  /** Every conservation check holds and the keeper left nobody liquidatable at the end. */
  readonly passed: boolean;
  readonly prices: {
    /** The file, or how the prices were made. */
    readonly source: string;
    /** True when no market ever traded at these prices. */
    readonly synthetic: boolean;
    readonly notes: readonly string[];
    readonly from: number;
    readonly to: number;
    readonly steps: number;
    readonly symbols: readonly SymbolOutcome[];
  };
  readonly options: { readonly accounts: number; readonly seed: string; readonly speed: number };
  readonly seconds: { readonly setup: number; readonly replay: number; readonly total: number };
  readonly population: {
    readonly accounts: number;
    readonly cross: number;
    readonly isolated: number;
    readonly byStyle: Readonly<Record<string, number>>;
    readonly orders: {
      readonly settled: number;
      readonly expired: number;
      readonly cancelled: readonly CancelledOrder[];
    };
  };
  /** In the order of execution. */
  readonly liquidations: readonly LiquidationOutcome[];
  readonly totals: {
    readonly liquidations: number;
    readonly accountsLiquidated: number;
    readonly byClass: Readonly<Record<string, number>>;
    readonly closedNotional: string;
    readonly liquidationFeesToInsurance: string;
    readonly liquidationFeesToKeeper: string;
    readonly tradingFees: string;
    readonly badDebt: string;
    readonly badDebtFromInsurance: string;
    readonly badDebtFromVault: string;
  };
  readonly vault: Change;
  /** The settlement asset's own whole tokens. */
  readonly insurance: Change;
  /** ρ at the end: the part of junior profit that the pool could pay. */
  readonly rho: string;
  readonly keeper: {
    readonly address: string;
    /** Claims at the pool, whole tokens, and what they are made of. */
    readonly income: string;
    readonly orderFees: string;
    readonly liquidationFees: string;
    readonly bonds: string;
    /** Steps at whose end somebody was left liquidatable, and who was at the end of the last. */
    readonly unfinishedSteps: number;
    readonly leftLiquidatable: readonly string[];
  };
  readonly healthAtEnd: HealthHistogram;
  readonly conservation: readonly ConservationOutcome[];
}

export interface SymbolOutcome {
  readonly symbol: string;
  readonly first: string;
  readonly lowest: string;
  readonly last: string;
}

export interface CancelledOrder {
  readonly account: string;
  readonly label: string;
  readonly symbol: string;
  readonly reason: string;
}

export interface LiquidationOutcome {
  /** From 1. */
  readonly order: number;
  readonly account: string;
  readonly label: string;
  readonly at: number;
  readonly class: "INSOLVENT" | "SOLVENT" | "DUST" | "HEALTHY";
  /** Equity over maintenance margin when the pool judged it. */
  readonly health: string;
  readonly equity: string;
  readonly margin: string;
  readonly closed: readonly {
    readonly symbol: string;
    /** Contract units traded; what is left of the position. */
    readonly size: string;
    readonly left: string;
    readonly fillPrice: string;
    readonly realised: string;
  }[];
  readonly seized: readonly { readonly symbol: string; readonly amount: string; readonly credit: string }[];
  readonly closedNotional: string;
  /** Fee that insurance got, and that the keeper may claim without the bond: whole settlement tokens. */
  readonly insured: string;
  readonly earned: string;
  readonly bondPaid: boolean;
  readonly badDebt: string;
  readonly fromInsurance: string;
  readonly block: number;
  readonly transaction: string;
}

export interface Change {
  /** When all positions were open and the path began. */
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

export interface ConservationOutcome {
  readonly name: string;
  readonly unit: string;
  readonly left: string;
  readonly right: string;
  readonly difference: string;
  readonly holds: boolean;
}

export function conservationOutcome({ name, unit, left, right, difference }: ConservationCheck): ConservationOutcome {
  return { name, unit, left: `${left}`, right: `${right}`, difference: `${difference}`, holds: difference === 0n };
}
