import { inventoryCredit } from "./inventory-logic.js";
import { rho } from "./junior-profit-logic.js";
import { accrueDebt } from "./ledger-logic.js";
import { exposureOf, projectAll, sidesOf, type MarketNow, type Sides } from "./market-logic.js";
import { int256, uint256 } from "./solidity-range.js";
import type { Moment, PoolState, PoolTotals } from "./state.js";

/** A pool at one moment, as a sync of all its markets would leave it: what every account there is judged with. */
export interface PoolNow {
  /** As stored, but for the debt index, which is that of the moment. */
  readonly state: PoolState;
  /** By market id. */
  readonly markets: readonly MarketNow[];
  /** By market id. */
  readonly sides: readonly Sides[];
  readonly totals: PoolTotals;
  /** WAD. */
  readonly rho: bigint;
}

/** Projects the markets and sums up what follows: once for any number of accounts. */
export function poolNow(stored: PoolState, moment: Moment): PoolNow {
  const state = accrueDebt(stored, moment.now);
  const markets = projectAll(state, moment);
  const sides = sidesOf(state);
  const exposures = markets.map(({ word }, id) => exposureOf(word, sides[id]!, state.markets[id]!.skewScale));
  const totals = {
    ...state.totals,
    traderPnl: exposures.reduce((sum, { pnl }) => int256(sum + pnl), 0n),
    juniorPnl: exposures.reduce((sum, { junior }) => uint256(sum + junior), 0n),
    skewPremium: exposures.reduce((sum, { premium }) => uint256(sum + premium), 0n),
    inventoryCredit: inventoryCredit(state, markets),
  };
  return { state, markets, sides, totals, rho: rho({ ...state, totals }) };
}
