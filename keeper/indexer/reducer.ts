import { FatalError } from "../errors.js";
import { meanTime } from "../mirror/liquidation-math.js";
import type {
  AccountState,
  AssetParameters,
  Inventory,
  MarketParameters,
  MarketWord,
  ParameterRamp,
  PoolParameters,
  PoolState,
  PoolTotals,
  Position,
} from "../mirror/state.js";
import type { AccountId } from "../util/account-id.js";
import type { ListedMarket, PoolEvent } from "./pool-event.js";

/** Decimals that the pool read when it listed a market or an asset or changed a source, and no event carries. */
export interface ListingDecimals {
  /** Of each market's source, by market id. */
  readonly sources: readonly bigint[];
  /** Of each market's second source, by market id; zero without one. */
  readonly secondaries: readonly bigint[];
  /** Of each asset's token, by asset id. */
  readonly tokens: readonly bigint[];
}

/** RAY: what the index is at a pool's creation. */
const INITIAL_DEBT_INDEX = 10n ** 27n;
const NO_TOTALS: PoolTotals = {
  vaultCash: 0n,
  insurance: 0n,
  quotePlus: 0n,
  scaledDebt: 0n,
  traderPnl: 0n,
  juniorPnl: 0n,
  skewPremium: 0n,
  inventoryCredit: 0n,
};

/**
 * Folds events, in the order of the chain, into a state. Pure: `state` is left as it was, and what no event touched is
 * shared with it. The result is the same however the events are cut into calls.
 * @param state undefined before the pool's first event
 */
export function fold(
  state: PoolState | undefined,
  events: readonly PoolEvent[],
  decimals: ListingDecimals,
): PoolState | undefined {
  if (events.length === 0) return state;
  const draft = draftOf(state, events[0]!);
  for (const event of events) apply(draft, event, decimals);
  return draft;
}

/** A state under construction: containers of its own, contents shared and never written. */
interface Draft extends PoolState {
  parameters: PoolParameters;
  ramp: ParameterRamp | undefined;
  debtIndex: bigint;
  debtIndexAt: bigint;
  readonly markets: MarketParameters[];
  readonly assets: AssetParameters[];
  readonly words: MarketWord[];
  readonly contests: bigint[];
  readonly inventories: Inventory[];
  totals: PoolTotals;
  readonly accounts: Map<AccountId, AccountState>;
}

function draftOf(state: PoolState | undefined, first: PoolEvent): Draft {
  if (state !== undefined) {
    const { markets, assets, words, contests, inventories, accounts } = state;
    return {
      ...state,
      markets: [...markets],
      assets: [...assets],
      words: [...words],
      contests: [...contests],
      inventories: [...inventories],
      accounts: new Map(accounts),
    };
  }
  if (first.kind !== "pool-configured") {
    throw new FatalError(
      `The first event found is ${first.kind}, not the pool's creation: "fromBlock" of the manifest is too late`,
    );
  }
  return {
    parameters: first.parameters,
    ramp: undefined,
    markets: [],
    assets: [],
    words: [],
    contests: [],
    inventories: [],
    totals: NO_TOTALS,
    debtIndex: INITIAL_DEBT_INDEX,
    debtIndexAt: first.timestamp,
    lambda: 0n,
    accounts: new Map(),
  };
}

function apply(draft: Draft, event: PoolEvent, decimals: ListingDecimals): void {
  switch (event.kind) {
    case "pool-configured":
    case "pool-changed":
      draft.parameters = event.parameters;
      break;
    case "market-listed":
      draft.markets[event.market] = marketOf(event.listed, event.market, decimals);
      draft.contests[event.market] = 0n;
      break;
    case "market-changed":
      draft.markets[event.market] = marketOf(event.listed, event.market, decimals);
      break;
    case "asset-listed":
      draft.assets[event.asset] = { ...event.listed, decimals: decimals.tokens[event.asset]! };
      draft.inventories[event.asset] = { amount: 0n, credit: 0n, clock: 0n };
      break;
    case "asset-changed":
      draft.assets[event.asset] = { ...event.listed, decimals: decimals.tokens[event.asset]! };
      break;
    case "debt-index-stored":
      draft.debtIndex = event.debtIndex;
      draft.debtIndexAt = event.timestamp;
      break;
    case "ramp-updated":
      draft.ramp = event.ramp;
      break;
    case "market-updated":
      draft.words[event.market] = event.word;
      break;
    case "contest-updated":
      draft.contests[event.market] = event.since;
      break;
    case "totals-updated":
      draft.totals = event.totals;
      break;
    case "collateral-seized": {
      const { amount, credit, clock } = draft.inventories[event.asset]!;
      draft.inventories[event.asset] = {
        amount: amount + event.amount,
        credit: credit + event.credit,
        clock: meanTime(clock, amount, event.timestamp, event.amount),
      };
      draft.accounts.set(event.account, withEvent(accountOf(draft, event.account), event));
      break;
    }
    case "inventory-sold": {
      const { amount, credit, clock } = draft.inventories[event.asset]!;
      draft.inventories[event.asset] = { amount: amount - event.amount, credit: credit - event.credit, clock };
      break;
    }
    default:
      draft.accounts.set(event.account, withEvent(accountOf(draft, event.account), event));
  }
}

function marketOf(listed: ListedMarket, market: number, decimals: ListingDecimals): MarketParameters {
  return {
    ...listed,
    sourceDecimals: decimals.sources[market]!,
    secondaryDecimals: decimals.secondaries[market]!,
  };
}

type AccountEvent = Extract<PoolEvent, { account: AccountId }>;

function withEvent(account: AccountState, event: AccountEvent): AccountState {
  switch (event.kind) {
    case "account-updated":
      return { ...account, settlement: event.settlement, quote: event.quote, flags: event.flags };
    case "position-changed":
      return { ...account, positions: withPosition(account.positions, event) };
    case "balance-set":
      return withBalance(account, event.asset, event.balance);
    case "collateral-seized":
      return withBalance(account, event.asset, (account.balances.get(event.asset) ?? 0n) - event.amount);
    case "order-committed":
      return { ...account, order: event.order };
    case "order-ended":
      return { ...account, order: undefined };
    default:
      return event satisfies never;
  }
}

function accountOf(draft: Draft, id: AccountId): AccountState {
  return (
    draft.accounts.get(id) ?? {
      id,
      settlement: 0n,
      quote: 0n,
      flags: 0n,
      positions: new Map(),
      balances: new Map(),
      order: undefined,
    }
  );
}

function withPosition(
  positions: ReadonlyMap<number, Position>,
  { market, size, cost }: { market: number; size: bigint; cost: bigint },
): ReadonlyMap<number, Position> {
  const next = new Map(positions);
  if (size === 0n) next.delete(market);
  else next.set(market, { size, cost });
  return next;
}

/** Asset 0 is the account's own slot and comes with account-updated. */
function withBalance(account: AccountState, asset: number, balance: bigint): AccountState {
  if (asset === 0) return account;
  if (balance < 0n) throw new FatalError(`Events leave account ${account.id} with ${balance} of asset ${asset}`);
  const balances = new Map(account.balances);
  if (balance === 0n) balances.delete(asset);
  else balances.set(asset, balance);
  return { ...account, balances };
}
