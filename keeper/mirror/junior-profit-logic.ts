import { totalDebt } from "./ledger-logic.js";
import * as lossMath from "./loss-math.js";
import { settlementScale } from "./risk-logic.js";
import { int256, uint256 } from "./solidity-range.js";
import type { PoolState } from "./state.js";

// Twin of contracts/waterfall/JuniorProfitLogic.sol. Trader PnL counts as it stands in the totals, debt at the
// debt index of the state: accrue it first (ledger-logic.ts).

/** NAV* = NAV without the skew premium, USD WAD. */
export function netAssets(state: PoolState): bigint {
  const { vaultCash, inventoryCredit, quotePlus, traderPnl } = state.totals;
  return lossMath.netAssets(
    uint256(vaultCash * settlementScale(state)),
    inventoryCredit,
    totalDebt(state),
    quotePlus,
    traderPnl,
  );
}

/** NAV, USD WAD; the skew premium will be paid back on exit (U-4). */
export function nav(state: PoolState): bigint {
  return int256(netAssets(state) - state.totals.skewPremium);
}

/** J = Σquote⁺ + Σ_sides max(0, U_side), USD WAD. */
export function junior(state: PoolState): bigint {
  return uint256(state.totals.quotePlus + state.totals.juniorPnl);
}

/** ρ as the totals stand, WAD; at present prices it is `rho` of pool-now.ts. */
export function rho(state: PoolState): bigint {
  return lossMath.rho(netAssets(state), state.parameters.vaultFloor, junior(state));
}
