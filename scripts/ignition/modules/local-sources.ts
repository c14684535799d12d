import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractFuture } from "@nomicfoundation/ignition-core";

import { hasSecondSource, scaled, type NetworkParameters } from "../../deployment/parameters.js";

/** Decimals of the answers of feeds of our own. */
export const LOCAL_FEED_DECIMALS = 8;

/** Tokens and price feeds of our own, for whatever the parameters name no address for. Local networks only. */
export function localSources(parameters: NetworkParameters) {
  return buildModule("LocalSources", (m) => {
    const tokens = parameters.assets.map((asset) =>
      asset.token === undefined
        ? m.contract("MockToken", [asset.symbol, asset.symbol, asset.decimals], { id: `Token_${idOf(asset.symbol)}` })
        : m.contractAt("MockToken", asset.token, { id: `Token_${idOf(asset.symbol)}` }),
    );
    const seconds: ContractFuture<string>[] = [];
    const feeds = parameters.markets.map((market, index) => {
      if (market.secondary !== undefined) {
        seconds[index] = m.contractAt("MockFeed", market.secondary, { id: `SecondFeed_${idOf(market.symbol)}` });
      }
      if (market.source !== undefined)
        return m.contractAt("MockFeed", market.source, { id: `Feed_${idOf(market.symbol)}` });
      const aggregator = m.contract("MockAggregator", [LOCAL_FEED_DECIMALS], {
        id: `Aggregator_${idOf(market.symbol)}`,
      });
      const first = m.call(aggregator, "push", [scaled(market.initialPrice, LOCAL_FEED_DECIMALS)], {
        id: `FirstPrice_${idOf(market.symbol)}`,
      });
      if (hasSecondSource(market)) {
        seconds[index] ??= m.contract("MockFeed", [aggregator, 2], {
          id: `SecondFeed_${idOf(market.symbol)}`,
          after: [first],
        });
      }
      return m.contract("MockFeed", [aggregator, 1], { id: `Feed_${idOf(market.symbol)}`, after: [first] });
    });
    const sources: Record<string, ContractFuture<string>> = {};
    for (const [index, token] of tokens.entries()) sources[`token${index}`] = token;
    for (const [index, feed] of feeds.entries()) {
      sources[`feed${index}`] = feed;
      sources[`second${index}`] = seconds[index] ?? feed;
    }
    return sources;
  });
}

/** Ids of the deployment framework have letters, digits and underscores only; symbols may have more (BTC-PERP). */
function idOf(symbol: string): string {
  return symbol.replace(/\W/g, "_");
}
