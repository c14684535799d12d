import type { JsonRpcProvider } from "ethers";

import type { MarketObservation, MarketParameters } from "../mirror/state.js";
import { AggregatorPrices } from "./aggregator-prices.js";
import { PullPrices } from "./pull-prices.js";
import { SequencerUptime } from "./sequencer-uptime.js";

const NO_SOURCE = /^0x0{40}$/;

/** Everything that the pool asks about prices, asked the way it does. */
export class PriceSources {
  readonly aggregators: AggregatorPrices;
  readonly pulls: PullPrices;
  readonly sequencer: SequencerUptime;

  constructor(provider: JsonRpcProvider) {
    this.aggregators = new AggregatorPrices(provider);
    this.pulls = new PullPrices(provider);
    this.sequencer = new SequencerUptime(provider);
  }

  /** What a market's sources say at a block. */
  async observe(market: MarketParameters, blockTag: number): Promise<MarketObservation> {
    const { source, sourceKind, secondary } = market;
    const [primary, second] = await Promise.all([
      sourceKind === "pull" ? this.pulls.latest(source, blockTag) : this.aggregators.latest(source, blockTag),
      NO_SOURCE.test(secondary) ? undefined : this.aggregators.latest(secondary, blockTag),
    ]);
    return { primary, secondary: second };
  }
}
