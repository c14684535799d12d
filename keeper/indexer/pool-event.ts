import type { AccountId } from "../util/account-id.js";
import type {
  AssetParameters,
  MarketParameters,
  MarketWord,
  ParameterRamp,
  PendingOrder,
  PoolParameters,
  PoolTotals,
} from "../mirror/state.js";

/** What a listing says of an asset; its token's decimals are not in the event (see listing-decimals.ts). */
export type ListedAsset = Omit<AssetParameters, "decimals">;
/** What a listing says of a market; its source's decimals are not in the event. */
export type ListedMarket = Omit<MarketParameters, "sourceDecimals" | "secondaryDecimals">;

/** Every event of the pool that changes what the keeper knows, in the units of the mirror. */
export type PoolEvent =
  | {
      readonly kind: "pool-configured";
      readonly parameters: PoolParameters;
      /** Timestamp of the block. */
      readonly timestamp: bigint;
    }
  | { readonly kind: "market-listed"; readonly market: number; readonly listed: ListedMarket }
  | { readonly kind: "asset-listed"; readonly asset: number; readonly listed: ListedAsset }
  | { readonly kind: "pool-changed"; readonly parameters: PoolParameters }
  | { readonly kind: "market-changed"; readonly market: number; readonly listed: ListedMarket }
  | { readonly kind: "asset-changed"; readonly asset: number; readonly listed: ListedAsset }
  | {
      readonly kind: "debt-index-stored";
      /** RAY, at `timestamp`. */
      readonly debtIndex: bigint;
      readonly timestamp: bigint;
    }
  /** The running ramp of parameters, undefined when none runs any more. */
  | { readonly kind: "ramp-updated"; readonly ramp: ParameterRamp | undefined }
  | { readonly kind: "market-updated"; readonly market: number; readonly word: MarketWord }
  /** A print waits for confirmation since a time; zero when the contest is over. */
  | { readonly kind: "contest-updated"; readonly market: number; readonly since: bigint }
  | {
      readonly kind: "account-updated";
      readonly account: AccountId;
      readonly settlement: bigint;
      readonly quote: bigint;
      readonly flags: bigint;
    }
  | {
      readonly kind: "position-changed";
      readonly account: AccountId;
      readonly market: number;
      readonly size: bigint;
      readonly cost: bigint;
    }
  | { readonly kind: "balance-set"; readonly account: AccountId; readonly asset: number; readonly balance: bigint }
  | {
      readonly kind: "collateral-seized";
      readonly account: AccountId;
      readonly asset: number;
      readonly amount: bigint;
      /** USD WAD. */
      readonly credit: bigint;
      /** Timestamp of the block. */
      readonly timestamp: bigint;
    }
  | {
      readonly kind: "inventory-sold";
      readonly asset: number;
      readonly amount: bigint;
      /** USD WAD, of what was given for it. */
      readonly credit: bigint;
    }
  | { readonly kind: "order-committed"; readonly account: AccountId; readonly order: PendingOrder }
  | { readonly kind: "order-ended"; readonly account: AccountId }
  | { readonly kind: "totals-updated"; readonly totals: PoolTotals };
