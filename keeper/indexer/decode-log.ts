import type { Result } from "ethers";

import { MarginPool__factory } from "../../typechain-types/index.js";
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

type Decoder = (args: Result, timestamp: bigint) => PoolEvent;

const market = (args: Result): number => Number(args["market"] as bigint);
const asset = (args: Result): number => Number(args["asset"] as bigint);
const account = (args: Result): bigint => args["account"] as bigint;
const value = (args: Result, name: string): bigint => args[name] as bigint;

const balanceSet: Decoder = (args) => ({
  kind: "balance-set",
  account: account(args),
  asset: asset(args),
  balance: value(args, "balance"),
});
const orderEnded: Decoder = (args) => ({ kind: "order-ended", account: account(args) });

/** Events that change the state. All others of the pool (fees claimed, insurance funded …) repeat what these say. */
const DECODERS: Record<string, Decoder> = {
  PoolConfigured: (args) => ({ kind: "pool-configured", parameters: poolParameters(args["parameters"] as Result) }),
  MarketListed: (args) => ({
    kind: "market-listed",
    market: market(args),
    listed: marketParameters(args["parameters"] as Result),
  }),
  AssetListed: (args) => ({
    kind: "asset-listed",
    asset: asset(args),
    listed: assetParameters(args["parameters"] as Result),
  }),
  MarketUpdated: (args, timestamp) => ({
    kind: "market-updated",
    market: market(args),
    price: value(args, "price"),
    fundingIndex: value(args, "fundingIndex"),
    rate: value(args, "rate"),
    skewFraction: value(args, "skewFraction"),
    priceAge: value(args, "priceAge"),
    timestamp,
  }),
  AccountUpdated: (args) => ({
    kind: "account-updated",
    account: account(args),
    settlement: value(args, "settlement"),
    quote: value(args, "quote"),
    flags: value(args, "flags"),
  }),
  PositionChanged: (args) => ({
    kind: "position-changed",
    account: account(args),
    market: market(args),
    size: value(args, "size"),
    cost: value(args, "cost"),
  }),
  Deposited: balanceSet,
  Withdrawn: balanceSet,
  CollateralSeized: (args) => ({
    kind: "collateral-seized",
    account: account(args),
    asset: asset(args),
    amount: value(args, "amount"),
    credit: value(args, "credit"),
  }),
  OrderCommitted: (args) => ({
    kind: "order-committed",
    account: account(args),
    order: {
      market: market(args),
      size: value(args, "size"),
      limitPrice: value(args, "limitPrice"),
      nonce: value(args, "nonce"),
      earliest: value(args, "earliest"),
      expiry: value(args, "expiry"),
    },
  }),
  OrderSettled: orderEnded,
  OrderCancelled: orderEnded,
  OrderExpired: orderEnded,
  OrderVoided: orderEnded,
  TotalsUpdated: (args) => ({
    kind: "totals-updated",
    totals: {
      vaultCash: value(args, "vaultCash"),
      insurance: value(args, "insurance"),
      quotePlus: value(args, "quotePlus"),
      scaledDebt: value(args, "scaledDebt"),
      traderPnl: value(args, "traderPnl"),
      juniorPnl: value(args, "juniorPnl"),
      skewPremium: value(args, "skewPremium"),
      inventoryCredit: value(args, "inventoryCredit"),
    },
  }),
};

/** The event in a log of the pool; undefined when the state does not depend on it. */
export function decodeLog(log: RawLog): PoolEvent | undefined {
  const parsed = POOL.parseLog(log);
  if (parsed === null) return undefined;
  return DECODERS[parsed.name]?.(parsed.args, log.timestamp);
}
