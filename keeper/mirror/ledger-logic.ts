import { debtAboveShare, debtIndexAfter, debtOf } from "./loss-math.js";
import { max, min } from "./fixed-point-math.js";
import { settlementScale } from "./risk-logic.js";
import { uint256 } from "./solidity-range.js";
import type { PoolState } from "./state.js";

// Twin of the debt in contracts/accounts/LedgerLogic.sol.

/** The same pool with its debt index brought to a moment: interest accrues by itself (C-3). */
export function accrueDebt(state: PoolState, now: bigint): PoolState {
  const { debtIndex, debtIndexAt, parameters } = state;
  return {
    ...state,
    debtIndex: debtIndexAfter(debtIndex, parameters.debtRate, uint256(now - debtIndexAt)),
    debtIndexAt: now,
  };
}

/** All debt of an accrued pool, USD WAD (C-3). */
export function totalDebt(state: PoolState): bigint {
  return debtOf(state.totals.scaledDebt, state.debtIndex);
}

/** What of an account's debt is above what one account, or the pool, may have: anyone may have it covered (C-3). USD WAD. */
export function debtAboveCap(state: PoolState, debt: bigint): bigint {
  const own = debt - min(debt, state.parameters.accountDebtCap);
  const cash = uint256(state.totals.vaultCash * settlementScale(state));
  return max(own, min(debtAboveShare(totalDebt(state), cash), debt));
}
