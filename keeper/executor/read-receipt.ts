import { dataSlice, type ContractTransactionReceipt, type Interface, type LogDescription } from "ethers";

import type {
  AccountLiquidatedEvent,
  BadDebtWrittenOffEvent,
  LiquidationSkippedEvent,
  OrderCancelledEvent,
  OrderExpiredEvent,
  OrderSettledEvent,
  PageReplacedEvent,
  PriceContestedEvent,
  PriceContestEndedEvent,
} from "../../typechain-types/contracts/MarginPool.js";
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
      /** Of the fee, to insurance and to the keeper. Asset-0 units. */
      readonly insured: bigint;
      readonly earned: bigint;
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
  | { readonly kind: "expired"; readonly account: AccountId; readonly market: number }
  | { readonly kind: "contested"; readonly market: number; readonly print: bigint; readonly accepted: bigint }
  | { readonly kind: "uncontested"; readonly market: number; readonly price: bigint }
  | { readonly kind: "stepped"; readonly stepsLeft: number };

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
  "DebtCap",
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

/** Events of the pool that are effects, with the contract's own names for their values. */
interface EventValues {
  readonly AccountLiquidated: AccountLiquidatedEvent.OutputObject;
  readonly LiquidationSkipped: LiquidationSkippedEvent.OutputObject;
  readonly BadDebtWrittenOff: BadDebtWrittenOffEvent.OutputObject;
  readonly OrderSettled: OrderSettledEvent.OutputObject;
  readonly OrderCancelled: OrderCancelledEvent.OutputObject;
  readonly OrderExpired: OrderExpiredEvent.OutputObject;
  readonly PriceContested: PriceContestedEvent.OutputObject;
  readonly PriceContestEnded: PriceContestEndedEvent.OutputObject;
  readonly PageReplaced: PageReplacedEvent.OutputObject;
}

const READERS: {
  readonly [Name in keyof EventValues]: (values: EventValues[Name], contract: Interface) => Effect;
} = {
  AccountLiquidated: (values) => {
    const { account, equity, margin, closedNotional, insured, earned, bondPaid } = values;
    const class_ = CLASSES[Number(values.class)]!;
    return { kind: "liquidated", account, class: class_, equity, margin, closedNotional, insured, earned, bondPaid };
  },
  LiquidationSkipped: ({ account, reason }, contract) => {
    const selector = dataSlice(reason, 0, 4);
    return { kind: "skipped", account, reason: contract.getError(selector)?.name ?? selector };
  },
  BadDebtWrittenOff: ({ account, debt, fromInsurance }) => {
    return { kind: "written-off", account, debt, fromInsurance };
  },
  OrderSettled: ({ account, market, size, fillPrice, fee }) => {
    return { kind: "settled", account, market: Number(market), size, fillPrice, fee };
  },
  OrderCancelled: ({ account, market, reason }) => {
    return { kind: "cancelled", account, market: Number(market), reason: REASONS[Number(reason)]! };
  },
  OrderExpired: ({ account, market }) => {
    return { kind: "expired", account, market: Number(market) };
  },
  PriceContested: ({ market, print, accepted }) => ({ kind: "contested", market: Number(market), print, accepted }),
  PriceContestEnded: ({ market, price }) => ({ kind: "uncontested", market: Number(market), price }),
  PageReplaced: ({ stepsLeft }) => ({ kind: "stepped", stepsLeft: Number(stepsLeft) }),
};

function effectOf(event: LogDescription, contract: Interface): Effect | undefined {
  const read = (READERS as Record<string, ((values: never, contract: Interface) => Effect) | undefined>)[event.name];
  return read?.(event.args as never, contract);
}
