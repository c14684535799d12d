import { abs, min, mulDivCeil, mulDivFloor, mulDivUp, negate, toInt, WAD } from "./fixed-point-math.js";
import { int256, uint256 } from "./solidity-range.js";

// Twin of contracts/math/PricingMath.sol.

/** P·(1 + (S + q/2)/K), USD WAD per contract unit, rounded against the trader (P-1). */
export function fillPrice(price: bigint, skew: bigint, size: bigint, scale: bigint): bigint {
  const twice = int256(int256(2n * skew) + size);
  const p = toInt(price);
  const premium = size > 0n ? mulDivCeil(p, twice, uint256(2n * scale)) : mulDivFloor(p, twice, uint256(2n * scale));
  return int256(p + premium);
}

/** P·S²/(2K): what the vault will pay back when the skew S is traded away (U-4). USD WAD, up. */
export function skewPremium(price: bigint, skew: bigint, scale: bigint): bigint {
  const s = abs(skew);
  return mulDivUp(price, mulDivUp(s, s, uint256(2n * scale)), WAD);
}

/** Trading fee: the part of the size that reduces |S| pays the maker rate, the rest the taker rate (P-4). USD WAD, up. */
export function tradingFee(fill: bigint, skew: bigint, size: bigint, makerFee: bigint, takerFee: bigint): bigint {
  const total = abs(size);
  const reduces = skew > 0n !== size > 0n && skew !== 0n;
  const maker = reduces ? min(total, abs(skew)) : 0n;
  const price = abs(fill);
  return uint256(
    mulDivUp(mulDivUp(maker, price, WAD), makerFee, WAD) + mulDivUp(mulDivUp(total - maker, price, WAD), takerFee, WAD),
  );
}

/** |size|·price, USD WAD, up. */
export function notionalUp(size: bigint, price: bigint): bigint {
  return mulDivUp(abs(size), price, WAD);
}

/** floor(size·A) − cost: what a position has gained, funding included (P-3). USD WAD. */
export function profit(size: bigint, cost: bigint, index: bigint): bigint {
  return int256(mulDivFloor(size, index, WAD) - cost);
}

export interface Trade {
  readonly newSize: bigint;
  readonly newCost: bigint;
  readonly realised: bigint;
}

/** A position after `delta` is traded at index A + premium (P-3); all roundings are against the trader. */
export function trade(size: bigint, cost: bigint, delta: bigint, index: bigint, premium: bigint): Trade {
  const tradeIndex = int256(index + premium);
  const newSize = int256(size + delta);
  if (size === 0n || size > 0n === delta > 0n) {
    return { newSize, newCost: int256(cost + mulDivCeil(delta, tradeIndex, WAD)), realised: 0n };
  }
  if (newSize === 0n || newSize > 0n === size > 0n) {
    const closedCost = abs(delta) === abs(size) ? cost : mulDivCeil(cost, toInt(abs(delta)), abs(size));
    const realised = int256(mulDivFloor(negate(delta), tradeIndex, WAD) - closedCost);
    return { newSize, newCost: int256(cost - closedCost), realised };
  }
  const realised = int256(mulDivFloor(size, tradeIndex, WAD) - cost);
  return { newSize, newCost: mulDivCeil(newSize, tradeIndex, WAD), realised };
}
