import { AbiCoder } from "ethers";

import type { Moment, PoolState } from "../mirror/state.js";
import type { AccountId } from "../util/account-id.js";
import type { AggregatorPrices } from "./aggregator-prices.js";

/** Proofs of the prices at which pending orders fill, for those that have one at this block. */
export async function proveOrders(
  prices: AggregatorPrices,
  state: PoolState,
  moment: Moment,
  blockTag: number,
): Promise<Map<AccountId, string>> {
  const proofs = new Map<AccountId, string>();
  for (const { id, order } of state.accounts.values()) {
    if (order === undefined || moment.now > order.expiry) continue;
    const newest = moment.observations[order.market];
    if (newest === undefined || newest.publishedAt < order.earliest) continue;
    const round = await prices.firstSince(state.markets[order.market]!.source, order.earliest, blockTag);
    if (round === undefined || round.publishedAt > order.expiry) continue;
    proofs.set(id, AbiCoder.defaultAbiCoder().encode(["uint256"], [round.id]));
  }
  return proofs;
}
