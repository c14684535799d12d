import type { Header } from "../chain/rpc.js";
import type { MarketParameters, Moment, Observation } from "../mirror/state.js";
import type { AggregatorPrices } from "./aggregator-prices.js";

/** What every market's source says at one block. */
export async function observe(
  prices: AggregatorPrices,
  markets: readonly MarketParameters[],
  block: Header,
): Promise<Moment> {
  const observations = await Promise.all(
    markets.map(async ({ source }): Promise<Observation | undefined> => {
      const round = await prices.latest(source, block.number);
      // a round from the future is none, as in ChainlinkSource.sol
      if (round === undefined || round.publishedAt > block.timestamp) return undefined;
      return { answer: round.answer, publishedAt: round.publishedAt };
    }),
  );
  return { now: block.timestamp, observations };
}
