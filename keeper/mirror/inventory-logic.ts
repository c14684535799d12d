import { value } from "./collateral-math.js";
import { min } from "./fixed-point-math.js";
import { seizureCredit } from "./liquidation-math.js";
import type { MarketNow } from "./market-logic.js";
import { uint256 } from "./solidity-range.js";
import type { PoolState } from "./state.js";

// Twin of contracts/collateral/InventoryLogic.sol.

/** What all inventory counts for in NAV: each asset at min(credit given, amount·P·(1 − hc)), USD WAD (U-4). */
export function inventoryCredit(state: PoolState, markets: readonly MarketNow[]): bigint {
  return state.inventories.reduce((sum, { amount, credit }, asset) => {
    if (amount === 0n) return sum;
    const { priceMarket, decimals, haircut } = state.assets[asset]!;
    const { unitExponent } = state.markets[priceMarket]!;
    const worth = value(amount, markets[priceMarket]!.word.price, decimals, unitExponent);
    return uint256(sum + min(seizureCredit(worth, haircut), credit));
  }, 0n);
}
