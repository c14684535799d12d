import { toBeHex } from "ethers";

import type { MarketParameters, Moment, PoolState } from "../mirror/state.js";
import type { AccountId } from "../util/account-id.js";
import type { PriceSources } from "./price-sources.js";
import { pullProof } from "./pull-prices.js";

/** Proofs of the prices at which pending orders fill, for those that have one at this block. */
export async function proveOrders(
  prices: PriceSources,
  state: PoolState,
  moment: Moment,
  blockTag: number,
): Promise<Map<AccountId, string>> {
  const proofs = new Map<AccountId, string>();
  for (const { id, order } of state.accounts.values()) {
    if (order === undefined || moment.now > order.expiry) continue;
    const newest = moment.observations[order.market]?.primary;
    if (newest === undefined || newest.publishedAt < order.earliest) continue;
    const proof = await proofOf(prices, state.markets[order.market]!, order, blockTag);
    if (proof !== undefined) proofs.set(id, proof);
  }
  return proofs;
}

async function proofOf(
  prices: PriceSources,
  { source, sourceKind }: MarketParameters,
  { earliest, expiry }: { earliest: bigint; expiry: bigint },
  blockTag: number,
): Promise<string | undefined> {
  if (sourceKind === "pull") {
    const publishedAt = await prices.pulls.firstSince(source, earliest, blockTag);
    return publishedAt === undefined || publishedAt > expiry ? undefined : pullProof(publishedAt);
  }
  const round = await prices.aggregators.firstSince(source, earliest, blockTag);
  return round === undefined || round.publishedAt > expiry ? undefined : toBeHex(round.id, 32);
}
