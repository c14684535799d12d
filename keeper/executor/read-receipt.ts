import { dataSlice, type ContractTransactionReceipt, type Interface, type LogDescription } from "ethers";

import type { AccountId } from "../util/account-id.js";

/** What one transaction of the keeper did, as the pool's events tell it. */
export type Effect =
  | {
      readonly kind: "liquidated";
      readonly account: AccountId;
      readonly class: string;
      /** USD WAD. */
      readonly equity: bigint;
      readonly margin: bigint;
      readonly closedNotional: bigint;
      readonly insuranceFee: bigint;
      readonly executorFee: bigint;
      readonly bondPaid: boolean;
    }
  | { readonly kind: "skipped"; readonly account: AccountId; readonly reason: string }
  | { readonly kind: "written-off"; readonly account: AccountId; readonly debt: bigint; readonly fromInsurance: bigint }
  | {
      readonly kind: "settled";
      readonly account: AccountId;
      readonly market: number;
      readonly size: bigint;
      readonly fillPrice: bigint;
      readonly fee: bigint;
    }
  | { readonly kind: "cancelled"; readonly account: AccountId; readonly market: number; readonly reason: string }
  | { readonly kind: "expired"; readonly account: AccountId; readonly market: number };

/** LiquidationClass and CancelReason in the order of their Solidity enums. */
const CLASSES = ["healthy", "solvent", "dust", "insolvent"];
const REASONS = [
  "LimitPrice",
  "OpenInterestCap",
  "TooManyPositions",
  "PositionTooSmall",
  "InsufficientBond",
  "InitialMargin",
  "ReductionWorsens",
  "StalePrice",
];

/** The effects that a receipt tells of, in order. */
export function readReceipt(receipt: ContractTransactionReceipt, pool: string, contract: Interface): Effect[] {
  return receipt.logs.flatMap((log) => {
    if (log.address !== pool) return [];
    const event = contract.parseLog(log);
    return event === null ? [] : (effectOf(event, contract) ?? []);
  });
}

function effectOf(event: LogDescription, contract: Interface): Effect | undefined {
  const value = (name: string): bigint => event.args[name] as bigint;
  const account = event.args["account"] as AccountId;
  const market = (): number => Number(value("market"));
  switch (event.name) {
    case "AccountLiquidated":
      return {
        kind: "liquidated",
        account,
        class: CLASSES[Number(value("class"))]!,
        equity: value("equity"),
        margin: value("margin"),
        closedNotional: value("closedNotional"),
        insuranceFee: value("insuranceFee"),
        executorFee: value("executorFee"),
        bondPaid: event.args["bondPaid"] as boolean,
      };
    case "LiquidationSkipped": {
      const selector = dataSlice(event.args["reason"] as string, 0, 4);
      return { kind: "skipped", account, reason: contract.getError(selector)?.name ?? selector };
    }
    case "BadDebtWrittenOff":
      return { kind: "written-off", account, debt: value("debt"), fromInsurance: value("fromInsurance") };
    case "OrderSettled": {
      const [size, fillPrice, fee] = [value("size"), value("fillPrice"), value("fee")];
      return { kind: "settled", account, market: market(), size, fillPrice, fee };
    }
    case "OrderCancelled":
      return { kind: "cancelled", account, market: market(), reason: REASONS[Number(value("reason"))]! };
    case "OrderExpired":
      return { kind: "expired", account, market: market() };
    default:
      return undefined;
  }
}
