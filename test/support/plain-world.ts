import type { NetworkParameters } from "../../scripts/deployment/parameters.js";
import { deployPool, type World } from "./deploy-pool.js";

/**
 * A pool whose numbers can be checked by hand: BTC at 8,000 USD (0.1 BTC a unit: 800), ETH at 200, no fees, no bond, no
 * funding, no size slope, and K of 1,000,000 units of ETH and BTC each.
 */
export async function plainWorld(
  change?: Parameters<typeof deployPool>[0],
  tokenKinds?: Parameters<typeof deployPool>[2],
): Promise<World> {
  const plain = (parameters: NetworkParameters) => {
    Object.assign(parameters.pool, { keeperBond: "0", orderFee: "0", failedOrderFee: "0", feeInsurance: "0" });
    parameters.pool.debtRate = "0";
    for (const asset of parameters.assets) asset.concentration = "0";
    for (const market of parameters.markets) {
      Object.assign(market, {
        makerFee: "0",
        takerFee: "0",
        fundingVelocity: "0",
        sizeSlope: "0",
        openInterestSlope: "0",
      });
    }
    const [btc, eth] = [parameters.markets[0]!, parameters.markets[1]!];
    Object.assign(btc, { initialPrice: "8000", skewScaleUsd: "800000000" });
    Object.assign(eth, { initialPrice: "200", skewScaleUsd: "200000000", maxOpenInterestUsd: "2000000" });
    change?.(parameters);
  };
  return deployPool(plain, undefined, tokenKinds);
}

export const WAD = 10n ** 18n;

/** USD text to WAD. */
export function usd(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replaceAll(",", "").split(".");
  const negative = whole.startsWith("-");
  const magnitude = BigInt(whole.replace("-", "")) * WAD + BigInt(fraction.padEnd(18, "0").slice(0, 18));
  return negative ? -magnitude : magnitude;
}
