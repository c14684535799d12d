import type { LogDescription } from "ethers";

import type { AccountId } from "../../keeper/util/account-id.js";
import type { Chain } from "./chain.js";
import type { Stage } from "./stage.js";

export const LIQUIDATION_CLASSES = ["HEALTHY", "SOLVENT", "DUST", "INSOLVENT"] as const;
export type LiquidationClass = (typeof LIQUIDATION_CLASSES)[number];

const CANCEL_REASONS = [
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

export interface ClosedLeg {
  readonly market: number;
  /** What was traded, contract units WAD, and what is left. */
  readonly delta: bigint;
  readonly left: bigint;
  /** USD WAD. */
  readonly fillPrice: bigint;
  readonly realised: bigint;
}

export interface SeizedCollateral {
  readonly asset: number;
  /** The token's own units. */
  readonly amount: bigint;
  /** USD WAD. */
  readonly credit: bigint;
}

/** One liquidation, as the pool's events tell it. USD WAD unless said otherwise. */
export interface Liquidation {
  /** In the order of execution, from 1. */
  readonly order: number;
  readonly account: AccountId;
  readonly class: LiquidationClass;
  readonly block: number;
  readonly transaction: string;
  readonly executor: string;
  readonly equity: bigint;
  readonly margin: bigint;
  readonly legs: readonly ClosedLeg[];
  readonly seized: readonly SeizedCollateral[];
  readonly closedNotional: bigint;
  /** Asset-0 units of the fee: what insurance got, and what the executor may claim, bond not included. */
  readonly insured: bigint;
  readonly earned: bigint;
  readonly bondPaid: boolean;
  /** Debt that nothing of the account covered, and what of it shared insurance refunded; the vault bears the rest. */
  readonly badDebt: bigint;
  readonly fromInsurance: bigint;
}

export interface Cancellation {
  readonly account: AccountId;
  readonly market: number;
  readonly reason: string;
  readonly penalty: bigint;
}

interface RawLog {
  readonly blockNumber: string;
  readonly transactionHash: string;
  readonly topics: string[];
  readonly data: string;
}

/** What happened to an account in a transaction before the event that closes the liquidation. */
interface Draft {
  readonly legs: ClosedLeg[];
  readonly seized: SeizedCollateral[];
  badDebt: bigint;
  fromInsurance: bigint;
}

/** Everything that the pool's events have told since the deployment, read block by block. */
export class EventLog {
  /** Every account that any event has named. */
  readonly accounts = new Set<AccountId>();
  readonly liquidations: Liquidation[] = [];
  readonly cancellations: Cancellation[] = [];
  /** Keepers' order fees, executor fees and bonds are counted by these. */
  ordersSettled = 0;
  ordersExpired = 0;
  /** Trading fees, USD WAD. */
  tradingFees = 0n;
  #next: number;
  #drafts = new Map<AccountId, Draft>();
  #draftsOf = "";

  constructor(
    readonly chain: Chain,
    readonly stage: Stage,
  ) {
    this.#next = stage.manifest.fromBlock;
  }

  get ordersDone(): number {
    return this.ordersSettled + this.ordersExpired + this.cancellations.length;
  }

  /** Reads up to the newest block; the liquidations that are new since the last call. */
  async read(): Promise<readonly Liquidation[]> {
    const { number } = await this.chain.head();
    if (number < this.#next) return [];
    const known = this.liquidations.length;
    const hex = (value: number): string => `0x${value.toString(16)}`;
    const filter = { address: this.stage.manifest.pool, fromBlock: hex(this.#next), toBlock: hex(number) };
    for (const log of await this.chain.send<RawLog[]>("eth_getLogs", filter)) this.#take(log);
    this.#next = number + 1;
    return this.liquidations.slice(known);
  }

  #take(log: RawLog): void {
    const event = this.stage.pool.interface.parseLog(log);
    if (event === null) return;
    if (log.transactionHash !== this.#draftsOf) {
      this.#drafts = new Map();
      this.#draftsOf = log.transactionHash;
    }
    const account = event.fragment.inputs[0]?.name === "account" ? (event.args[0] as AccountId) : undefined;
    if (account !== undefined) this.#takeOf(account, event, log);
  }

  #takeOf(account: AccountId, { name, args }: LogDescription, log: RawLog): void {
    this.accounts.add(account);
    const draft = this.#drafts.get(account) ?? { legs: [], seized: [], badDebt: 0n, fromInsurance: 0n };
    this.#drafts.set(account, draft);
    const value = (key: string): bigint => {
      const found: unknown = args.getValue(key);
      if (typeof found === "bigint") return found;
      throw new TypeError(`Event ${name} has no whole number ${key}: build the contracts and their types anew`);
    };
    switch (name) {
      case "OrderSettled":
        this.ordersSettled++;
        this.tradingFees += value("fee");
        break;
      case "OrderExpired":
        this.ordersExpired++;
        break;
      case "OrderCancelled":
        this.cancellations.push({
          account,
          market: Number(value("market")),
          reason: CANCEL_REASONS[Number(value("reason"))] ?? String(value("reason")),
          penalty: value("penalty"),
        });
        break;
      case "PositionChanged":
        draft.legs.push({
          market: Number(value("market")),
          delta: value("delta"),
          left: value("size"),
          fillPrice: value("fillPrice"),
          realised: value("realised"),
        });
        break;
      case "CollateralSeized":
        draft.seized.push({ asset: Number(value("asset")), amount: value("amount"), credit: value("credit") });
        break;
      case "BadDebtWrittenOff":
        draft.badDebt += value("debt");
        draft.fromInsurance += value("fromInsurance");
        break;
      case "AccountLiquidated":
        this.#drafts.delete(account);
        this.liquidations.push({
          order: this.liquidations.length + 1,
          account,
          class: LIQUIDATION_CLASSES[Number(value("class"))]!,
          block: Number(log.blockNumber),
          transaction: log.transactionHash,
          executor: args.getValue("executor") as string,
          equity: value("equity"),
          margin: value("margin"),
          ...draft,
          closedNotional: value("closedNotional"),
          insured: value("insured"),
          earned: value("earned"),
          bondPaid: args.getValue("bondPaid") as boolean,
        });
        break;
    }
  }
}
