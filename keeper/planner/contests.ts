import { project } from "../mirror/market-logic.js";
import type { Moment, PoolState } from "../mirror/state.js";

/**
 * Markets whose contest has begun or is over at a moment, and the pool does not know it (B-2). The time until a print far
 * off counts runs only from when somebody has put it on record.
 */
export function contestsToRecord(state: PoolState, moment: Moment): number[] {
  return state.markets.flatMap((parameters, market) => {
    const known = state.contests[market]!;
    const now = project(parameters, state.words[market]!, known, moment.observations[market], moment.now);
    return (known !== 0n) === (now.contestedAt !== 0n) ? [] : [market];
  });
}
