import type { AccountId } from "../util/account-id.js";

// What the pool's events add up to, in the units of the contracts: the input of every mirrored formula. USD, prices and
// contract units are WAD (1e18), fractions are WAD, token amounts are in the token's own units, times are Unix seconds,
// unless a comment says otherwise. Nothing here imports ethers.

/** Parameters of the whole pool, as the parameter page returns them. */
export interface PoolParameters {
  readonly kappa: bigint;
  readonly debtHaircut: bigint;
  readonly initialRatio: bigint;
  readonly targetHealth: bigint;
  readonly lambdaSlope: bigint;
  readonly liquidationFee: bigint;
  readonly feeInsuranceShare: bigint;
  readonly failedOrderFee: bigint;
  readonly minDelay: bigint;
  readonly maxDelay: bigint;
  readonly juniorDelay: bigint;
  /** Asset-0 units. */
  readonly keeperBond: bigint;
  /** Asset-0 units. */
  readonly orderFee: bigint;
  readonly dust: bigint;
  readonly vaultFloor: bigint;
  /** Uptime feed of the chain's sequencer; the zero address for none. */
  readonly sequencer: string;
  readonly sequencerGrace: bigint;
  /** Interest on debt, WAD a year. */
  readonly debtRate: bigint;
  readonly accountDebtCap: bigint;
  /** ρ of two classes i ≤ j in per cent, at j·(j+1)/2 + i; 36 of them. */
  readonly correlationPct: readonly bigint[];
}

/** What a market's primary source speaks. */
export type SourceKind = "aggregator" | "pull";

/** Parameters of one market, as the parameter page returns them. */
export interface MarketParameters {
  readonly source: string;
  readonly sourceKind: SourceKind;
  /** The zero address for a market without a second source. */
  readonly secondary: string;
  readonly secondaryDecimals: bigint;
  readonly maxDeviation: bigint;
  readonly maxConfidence: bigint;
  readonly maxMove: bigint;
  readonly moveRefill: bigint;
  readonly confirmDelay: bigint;
  readonly maxAge: bigint;
  readonly sourceDecimals: bigint;
  readonly unitExponent: bigint;
  readonly correlationClass: number;
  readonly skewScale: bigint;
  readonly maxOpenInterest: bigint;
  readonly maxOpenInterestUsd: bigint;
  readonly maintenanceFraction: bigint;
  readonly sizeSlope: bigint;
  readonly initialFraction: bigint;
  readonly profitWeight: bigint;
  readonly makerFee: bigint;
  readonly takerFee: bigint;
  readonly maxPremium: bigint;
  /** 1e-11 per day. */
  readonly maxFundingRate: bigint;
  /** 1e-11 per day, per day. */
  readonly fundingVelocity: bigint;
  readonly staleShock: bigint;
  /** WAD per second. */
  readonly staleGrowth: bigint;
  /** Added to the initial fraction at the open-interest cap. */
  readonly openInterestSlope: bigint;
}

/** Parameters of one collateral asset, as the parameter page returns them. */
export interface AssetParameters {
  readonly token: string;
  readonly decimals: bigint;
  /** Market whose feed prices the asset; meaningless for asset 0. */
  readonly priceMarket: number;
  readonly haircut: bigint;
  /** Added to the haircut in the initial margin at the account cap. */
  readonly concentration: bigint;
  /** At the end of the rise. */
  readonly maxDiscount: bigint;
  /** Seconds of the rise. */
  readonly auctionDuration: bigint;
  readonly poolCap: bigint;
  readonly accountCap: bigint;
}

/** A market's stored word (see MarketWord.sol). */
export interface MarketWord {
  readonly price: bigint;
  readonly fundingIndex: bigint;
  /** 1e-11 per day. */
  readonly rate: bigint;
  /** S/K in 1/32767. */
  readonly skewFraction: bigint;
  readonly syncedAt: bigint;
  /** Age of the price at `syncedAt`, in units of 16 s, at most 4095. */
  readonly priceAge: bigint;
  /** Units of the move allowance that were spent at `syncedAt` (B-2). */
  readonly moveSpent: bigint;
}

/** A position that is open: size is never zero. */
export interface Position {
  readonly size: bigint;
  readonly cost: bigint;
}

/** An order that waits for its price. */
export interface PendingOrder {
  readonly market: number;
  readonly size: bigint;
  readonly limitPrice: bigint;
  readonly nonce: bigint;
  /** It fills at the first price published at or after this time, and can only expire after `expiry`. */
  readonly earliest: bigint;
  readonly expiry: bigint;
}

export interface AccountState {
  readonly id: AccountId;
  /** Asset-0 units. */
  readonly settlement: bigint;
  /** ≥ 0: junior profit, USD WAD; < 0: debt scaled by the debt index. */
  readonly quote: bigint;
  /** FLAG_… of AccountWord.sol. */
  readonly flags: bigint;
  /** By market id; only open positions. */
  readonly positions: ReadonlyMap<number, Position>;
  /** By asset id, assets ≥ 1; only balances above zero. */
  readonly balances: ReadonlyMap<number, bigint>;
  readonly order: PendingOrder | undefined;
}

/** The sums that every account's equity depends on (TotalsUpdated). */
export interface PoolTotals {
  /** Asset-0 units. */
  readonly vaultCash: bigint;
  /** Asset-0 units. */
  readonly insurance: bigint;
  readonly quotePlus: bigint;
  readonly scaledDebt: bigint;
  readonly traderPnl: bigint;
  readonly juniorPnl: bigint;
  readonly skewPremium: bigint;
  readonly inventoryCredit: bigint;
}

/** Seized collateral of one asset. */
export interface Inventory {
  /** The token's own units. */
  readonly amount: bigint;
  /** Credit given for it, USD WAD. */
  readonly credit: bigint;
  /** Mean time of its lots, weighted by amount: its discount rises from there. */
  readonly clock: bigint;
}

/** A change of parameters that comes into force step by step (M-6). */
export interface ParameterRamp {
  readonly stepsLeft: number;
  /** Time from which anyone may take the next step. */
  readonly stepAt: bigint;
}

export interface PoolState {
  readonly parameters: PoolParameters;
  /** Undefined when none runs. */
  readonly ramp: ParameterRamp | undefined;
  /** By market id. */
  readonly markets: readonly MarketParameters[];
  /** By asset id. */
  readonly assets: readonly AssetParameters[];
  /** Stored words by market id. */
  readonly words: readonly MarketWord[];
  /** Since when a print of each market waits for confirmation, by market id; zero for none (B-2). */
  readonly contests: readonly bigint[];
  readonly totals: PoolTotals;
  /** Seized and not yet sold, by asset id. */
  readonly inventories: readonly Inventory[];
  /** RAY (1e27), at `debtIndexAt`; it grows by itself since. */
  readonly debtIndex: bigint;
  readonly debtIndexAt: bigint;
  /** 1e-9, as stored. */
  readonly lambda: bigint;
  readonly accounts: ReadonlyMap<AccountId, AccountState>;
}

/** What one source says at one moment. */
export interface Observation {
  /** In the source's decimals, positive. */
  readonly answer: bigint;
  readonly publishedAt: bigint;
  /** Of a pull oracle's price, in the same decimals. */
  readonly confidence?: bigint;
}

/** What a market's sources say; undefined where one has no usable price. */
export interface MarketObservation {
  readonly primary: Observation | undefined;
  readonly secondary: Observation | undefined;
}

/** Observations of all markets at one block. */
export interface Moment {
  /** Timestamp at which accounts are judged. */
  readonly now: bigint;
  /** By market id. */
  readonly observations: readonly (MarketObservation | undefined)[];
  /** Whether the chain's sequencer is down or has only just returned. */
  readonly sequencerDown: boolean;
}
