import { abs, max, min, mulDivDown, mulDivUp, negateUnsigned, positive, toInt, WAD } from "./fixed-point-math.js";
import { uint256 } from "./solidity-range.js";

// Twin of contracts/math/LiquidationMath.sol. USD WAD unless said otherwise.

/** Slices of a leg are measured in 1/8192: 1/256 and five halvings. */
export const SLICES = 8192n;
export const SMALLEST_SLICE = 32n;

/** Part of `size` that `slices`/8192 of it is, magnitude up, sign of `size`. */
export function slice(size: bigint, slices: bigint): bigint {
  const part = mulDivUp(abs(size), slices, SLICES);
  return size < 0n ? negateUnsigned(part) : toInt(part);
}

/** φ of the closed notional, up, at most the equity that is left. */
export function fee(closedNotional: bigint, rate: bigint, equity: bigint): bigint {
  return min(mulDivUp(closedNotional, rate, WAD), positive(equity));
}

/** Cost of closing a leg: φ of its notional and the premium if it is adverse. Up. */
export function closingCost(notional: bigint, rate: bigint, premiumUsd: bigint): bigint {
  return uint256(mulDivUp(notional, rate, WAD) + positive(premiumUsd));
}

/** Margin relief per cost, WAD, down; relief ≤ 0 scores nothing. */
export function score(relief: bigint, cost: bigint): bigint {
  return relief <= 0n ? 0n : mulDivDown(positive(relief), WAD, max(cost, 1n));
}

/** Value after haircut of `amount` worth `value`: what a seizure credits. Down. */
export function seizureCredit(value: bigint, haircut: bigint): bigint {
  return mulDivDown(value, uint256(WAD - haircut), WAD);
}

/** Amount of a holding to seize for `debt`: amount·debt/credit, up, at most all of it. */
export function seizureAmount(amount: bigint, credit: bigint, debt: bigint): bigint {
  return debt >= credit ? amount : mulDivUp(amount, debt, credit);
}

/** Mean of two times weighted by amounts, down: the clock of an inventory that a lot is added to. */
export function meanTime(time: bigint, amount: bigint, addedTime: bigint, addedAmount: bigint): bigint {
  const sum = uint256(amount + addedAmount);
  return sum === 0n ? addedTime : uint256(uint256(time * amount) + uint256(addedTime * addedAmount)) / sum;
}

/** Discount of an inventory at an age: it rises along a line to its largest. WAD, down. */
export function discount(age: bigint, duration: bigint, largest: bigint): bigint {
  return age >= duration ? largest : mulDivDown(largest, age, duration);
}

/** What `value` of inventory costs at a discount: value·(1 − discount), up. */
export function discountedPrice(value: bigint, discount_: bigint): bigint {
  return mulDivUp(value, uint256(WAD - discount_), WAD);
}
