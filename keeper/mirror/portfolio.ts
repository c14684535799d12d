import type { AccountId } from "../util/account-id.js";
import type { MarketWord } from "./state.js";

// Twin of contracts/types/Portfolio.sol.

/** One risk factor of an account: its position in a market and the collateral priced by the same feed. */
export interface Factor {
  readonly market: number;
  /** The market projected to the moment. */
  readonly hot: MarketWord;
  /** The price is fresh enough to trade and to liquidate at. */
  readonly valid: boolean;
  /** Contract units WAD, zero when there is no position. */
  readonly size: bigint;
  /** USD WAD. */
  readonly cost: bigint;
  /** Collateral asset priced by this market; 0 when the account holds none. */
  readonly asset: number;
  /** Of the asset, in the token's own units. */
  readonly amount: bigint;
  /** Its value at the price, USD WAD, down. */
  readonly collateral: bigint;
  /** Of the market's larger side, contract units WAD; known only where initial margin needs it (P-5). */
  readonly openInterest?: bigint;
}

/** An account at one moment. */
export interface Portfolio {
  readonly id: AccountId;
  /** USD WAD: junior profit, or minus the debt with interest. */
  readonly quote: bigint;
  /** Asset-0 principal, USD WAD. */
  readonly settlement: bigint;
  /** Ascending by market. */
  readonly factors: readonly Factor[];
}

/** Whether any position is open, stale ones included: the contracts ask the account's market bitmap. */
export function hasPositions(portfolio: Portfolio): boolean {
  return portfolio.factors.some(({ size }) => size !== 0n);
}
