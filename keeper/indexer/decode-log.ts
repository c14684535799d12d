import { MarginPool__factory } from "../../typechain-types/index.js";
import type {
  AccountUpdatedEvent,
  AssetChangedEvent,
  AssetListedEvent,
  CollateralSeizedEvent,
  DebtIndexStoredEvent,
  DepositedEvent,
  InventorySoldEvent,
  MarketChangedEvent,
  MarketListedEvent,
  MarketUpdatedEvent,
  OrderCancelledEvent,
  OrderCommittedEvent,
  OrderExpiredEvent,
  OrderSettledEvent,
  OrderVoidedEvent,
  PageReplacedEvent,
  PoolChangedEvent,
  PoolConfiguredEvent,
  PositionChangedEvent,
  PriceContestedEvent,
  PriceContestEndedEvent,
  RampStartedEvent,
  RampStoppedEvent,
  TotalsUpdatedEvent,
  WithdrawnEvent,
} from "../../typechain-types/contracts/MarginPool.js";
import { toMarketWord } from "../mirror/market-word.js";
import { assetParameters, marketParameters, poolParameters } from "./parameters.js";
import type { PoolEvent } from "./pool-event.js";

/** A log as a node returns it, as far as it matters here. */
export interface RawLog {
  readonly topics: readonly string[];
  readonly data: string;
  /** Timestamp of its block. */
  readonly timestamp: bigint;
}

const POOL = MarginPool__factory.createInterface();

/** Events that change the state, with the contract's own names for their values. All others repeat what these say. */
interface EventValues {
  readonly PoolConfigured: PoolConfiguredEvent.OutputObject;
  readonly MarketListed: MarketListedEvent.OutputObject;
  readonly AssetListed: AssetListedEvent.OutputObject;
  readonly PoolChanged: PoolChangedEvent.OutputObject;
  readonly MarketChanged: MarketChangedEvent.OutputObject;
  readonly AssetChanged: AssetChangedEvent.OutputObject;
  readonly DebtIndexStored: DebtIndexStoredEvent.OutputObject;
  readonly RampStarted: RampStartedEvent.OutputObject;
  readonly PageReplaced: PageReplacedEvent.OutputObject;
  readonly RampStopped: RampStoppedEvent.OutputObject;
  readonly MarketUpdated: MarketUpdatedEvent.OutputObject;
  readonly PriceContested: PriceContestedEvent.OutputObject;
  readonly PriceContestEnded: PriceContestEndedEvent.OutputObject;
  readonly AccountUpdated: AccountUpdatedEvent.OutputObject;
  readonly PositionChanged: PositionChangedEvent.OutputObject;
  readonly Deposited: DepositedEvent.OutputObject;
  readonly Withdrawn: WithdrawnEvent.OutputObject;
  readonly CollateralSeized: CollateralSeizedEvent.OutputObject;
  readonly InventorySold: InventorySoldEvent.OutputObject;
  readonly OrderCommitted: OrderCommittedEvent.OutputObject;
  readonly OrderSettled: OrderSettledEvent.OutputObject;
  readonly OrderCancelled: OrderCancelledEvent.OutputObject;
  readonly OrderExpired: OrderExpiredEvent.OutputObject;
  readonly OrderVoided: OrderVoidedEvent.OutputObject;
  readonly TotalsUpdated: TotalsUpdatedEvent.OutputObject;
}

function balanceSet({ account, asset, balance }: Pick<DepositedEvent.OutputObject, "account" | "asset" | "balance">) {
  return { kind: "balance-set", account, asset: Number(asset), balance } as const;
}

function orderEnded({ account }: Pick<OrderSettledEvent.OutputObject, "account">) {
  return { kind: "order-ended", account } as const;
}

const DECODERS: {
  readonly [Name in keyof EventValues]: (values: EventValues[Name], timestamp: bigint) => PoolEvent;
} = {
  PoolConfigured: ({ parameters }, timestamp) => ({
    kind: "pool-configured",
    parameters: poolParameters(parameters),
    timestamp,
  }),
  MarketListed: ({ market, parameters }) => ({
    kind: "market-listed",
    market: Number(market),
    listed: marketParameters(parameters),
  }),
  AssetListed: ({ asset, parameters }) => ({
    kind: "asset-listed",
    asset: Number(asset),
    listed: assetParameters(parameters),
  }),
  PoolChanged: ({ parameters }) => ({ kind: "pool-changed", parameters: poolParameters(parameters) }),
  MarketChanged: ({ market, parameters }) => ({
    kind: "market-changed",
    market: Number(market),
    listed: marketParameters(parameters),
  }),
  AssetChanged: ({ asset, parameters }) => ({
    kind: "asset-changed",
    asset: Number(asset),
    listed: assetParameters(parameters),
  }),
  DebtIndexStored: ({ debtIndex }, timestamp) => ({ kind: "debt-index-stored", debtIndex, timestamp }),
  RampStarted: ({ steps, stepAt }) => ({ kind: "ramp-updated", ramp: { stepsLeft: Number(steps), stepAt } }),
  PageReplaced: ({ stepsLeft, stepAt }) => ({
    kind: "ramp-updated",
    ramp: stepsLeft === 0n ? undefined : { stepsLeft: Number(stepsLeft), stepAt },
  }),
  RampStopped: () => ({ kind: "ramp-updated", ramp: undefined }),
  MarketUpdated: ({ market, word }) => ({ kind: "market-updated", market: Number(market), word: toMarketWord(word) }),
  PriceContested: ({ market }, timestamp) => ({ kind: "contest-updated", market: Number(market), since: timestamp }),
  PriceContestEnded: ({ market }) => ({ kind: "contest-updated", market: Number(market), since: 0n }),
  AccountUpdated: ({ account, settlement, quote, flags }) => ({
    kind: "account-updated",
    account,
    settlement,
    quote,
    flags,
  }),
  PositionChanged: ({ account, market, size, cost }) => ({
    kind: "position-changed",
    account,
    market: Number(market),
    size,
    cost,
  }),
  Deposited: balanceSet,
  Withdrawn: balanceSet,
  CollateralSeized: ({ account, asset, amount, credit }, timestamp) => ({
    kind: "collateral-seized",
    account,
    asset: Number(asset),
    amount,
    credit,
    timestamp,
  }),
  InventorySold: ({ asset, amount, credit }) => ({ kind: "inventory-sold", asset: Number(asset), amount, credit }),
  OrderCommitted: (values) => {
    const { account, size, limitPrice, nonce, earliest, expiry } = values;
    const order = { market: Number(values.market), size, limitPrice, nonce, earliest, expiry };
    return { kind: "order-committed", account, order };
  },
  OrderSettled: orderEnded,
  OrderCancelled: orderEnded,
  OrderExpired: orderEnded,
  OrderVoided: orderEnded,
  TotalsUpdated: (values) => {
    const { vaultCash, insurance, quotePlus, scaledDebt, traderPnl, juniorPnl, skewPremium, inventoryCredit } = values;
    return {
      kind: "totals-updated",
      totals: { vaultCash, insurance, quotePlus, scaledDebt, traderPnl, juniorPnl, skewPremium, inventoryCredit },
    };
  },
};

/** The event in a log of the pool; undefined when the state does not depend on it. */
export function decodeLog(log: RawLog): PoolEvent | undefined {
  const parsed = POOL.parseLog(log);
  if (parsed === null) return undefined;
  const decode = (DECODERS as Record<string, ((values: never, timestamp: bigint) => PoolEvent) | undefined>)[
    parsed.name
  ];
  return decode?.(parsed.args as never, log.timestamp);
}
