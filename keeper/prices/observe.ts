import type { Header } from "../chain/rpc.js";
import type { Moment, PoolState } from "../mirror/state.js";
import type { PriceSources } from "./price-sources.js";

/** What every market's sources say at one block. A price from the future is none, which the mirror says itself. */
export async function observe(prices: PriceSources, state: PoolState, block: Header): Promise<Moment> {
  const [sequencerDown, ...observations] = await Promise.all([
    prices.sequencer.isDown(state.parameters, block),
    ...state.markets.map((market) => prices.observe(market, block.number)),
  ]);
  return { now: block.timestamp, observations, sequencerDown };
}
