import { valueUp } from "./collateral-math.js";
import { divUp, max } from "./fixed-point-math.js";
import { discount as discountAt, discountedPrice } from "./liquidation-math.js";
import type { PoolNow } from "./pool-now.js";
import { settlementScale } from "./risk-logic.js";
import { uint256 } from "./solidity-range.js";

// Twin of the price in contracts/collateral/AuctionLogic.sol.

export interface Offer {
  /** Asset-0 units. */
  readonly paid: bigint;
  /** On the market's price, WAD. */
  readonly discount: bigint;
}

/** What `amount` of an asset's inventory costs; its market's price must be valid and so much must be there. */
export function quote({ state, markets }: PoolNow, asset: number, amount: bigint): Offer {
  const { priceMarket, decimals, maxDiscount, auctionDuration } = state.assets[asset]!;
  const { unitExponent } = state.markets[priceMarket]!;
  const value = valueUp(amount, markets[priceMarket]!.word.price, decimals, unitExponent);
  // an accrued pool's debt index is of its moment
  const age = uint256(state.debtIndexAt - state.inventories[asset]!.clock);
  const discount = discountAt(age, auctionDuration, maxDiscount);
  return { paid: max(divUp(discountedPrice(value, discount), settlementScale(state)), 1n), discount };
}
