import { MarginPool__factory } from "../../typechain-types/index.js";
import type {
  AccountUpdatedEvent,
  AssetListedEvent,
  CollateralSeizedEvent,
  DepositedEvent,
  MarketListedEvent,
  MarketUpdatedEvent,
  OrderCommittedEvent,
  OrderSettledEvent,
  PoolConfiguredEvent,
  PositionChangedEvent,
  TotalsUpdatedEvent,
} from "../../typechain-types/contracts/MarginPool.js";
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

type Decoder = (args: unknown, timestamp: bigint) => PoolEvent;

/** A decoder of an event whose values have the names of the contract's own type. */
function of<Values>(decode: (values: Values, timestamp: bigint) => PoolEvent): Decoder {
  return (args, timestamp) => decode(args as Values, timestamp);
}

const balanceSet = of<DepositedEvent.OutputObject>(({ account, asset, balance }) => ({
  kind: "balance-set",
  account,
  asset: Number(asset),
  balance,
}));
const orderEnded = of<Pick<OrderSettledEvent.OutputObject, "account">>(({ account }) => ({
  kind: "order-ended",
  account,
}));

/** Events that change the state. All others of the pool (fees claimed, insurance funded …) repeat what these say. */
const DECODERS: Record<string, Decoder> = {
  PoolConfigured: of<PoolConfiguredEvent.OutputObject>(({ parameters }) => ({
    kind: "pool-configured",
    parameters: poolParameters(parameters),
  })),
  MarketListed: of<MarketListedEvent.OutputObject>(({ market, parameters }) => ({
    kind: "market-listed",
    market: Number(market),
    listed: marketParameters(parameters),
  })),
  AssetListed: of<AssetListedEvent.OutputObject>(({ asset, parameters }) => ({
    kind: "asset-listed",
    asset: Number(asset),
    listed: assetParameters(parameters),
  })),
  MarketUpdated: of<MarketUpdatedEvent.OutputObject>((values, timestamp) => {
    const { price, fundingIndex, rate, skewFraction, priceAge } = values;
    const market = Number(values.market);
    return { kind: "market-updated", market, price, fundingIndex, rate, skewFraction, priceAge, timestamp };
  }),
  AccountUpdated: of<AccountUpdatedEvent.OutputObject>(({ account, settlement, quote, flags }) => ({
    kind: "account-updated",
    account,
    settlement,
    quote,
    flags,
  })),
  PositionChanged: of<PositionChangedEvent.OutputObject>(({ account, market, size, cost }) => ({
    kind: "position-changed",
    account,
    market: Number(market),
    size,
    cost,
  })),
  Deposited: balanceSet,
  Withdrawn: balanceSet,
  CollateralSeized: of<CollateralSeizedEvent.OutputObject>(({ account, asset, amount, credit }) => ({
    kind: "collateral-seized",
    account,
    asset: Number(asset),
    amount,
    credit,
  })),
  OrderCommitted: of<OrderCommittedEvent.OutputObject>((values) => {
    const { account, size, limitPrice, nonce, earliest, expiry } = values;
    const order = { market: Number(values.market), size, limitPrice, nonce, earliest, expiry };
    return { kind: "order-committed", account, order };
  }),
  OrderSettled: orderEnded,
  OrderCancelled: orderEnded,
  OrderExpired: orderEnded,
  OrderVoided: orderEnded,
  TotalsUpdated: of<TotalsUpdatedEvent.OutputObject>((values) => {
    const { vaultCash, insurance, quotePlus, scaledDebt, traderPnl, juniorPnl, skewPremium, inventoryCredit } = values;
    return {
      kind: "totals-updated",
      totals: { vaultCash, insurance, quotePlus, scaledDebt, traderPnl, juniorPnl, skewPremium, inventoryCredit },
    };
  }),
};

/** The event in a log of the pool; undefined when the state does not depend on it. */
export function decodeLog(log: RawLog): PoolEvent | undefined {
  const parsed = POOL.parseLog(log);
  if (parsed === null) return undefined;
  return DECODERS[parsed.name]?.(parsed.args, log.timestamp);
}
