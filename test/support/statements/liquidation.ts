import { Exact, exact, fromWad } from "./exact.js";

// Q-6…Q-8 as the protocol states them; USD in wei.

/** `slices` of 8192 of a size. */
export const slice = (size: bigint, slices: bigint): Exact => exact(size).mul(exact(slices)).div(8192);

/** φ of the closed notional, at most the equity that remains. */
export const fee = (notional: bigint, rate: bigint, equity: bigint): Exact =>
  Exact.min(exact(notional).mul(fromWad(rate)), Exact.max(exact(equity), 0));

/** φ of the notional and the premium, if it is adverse. */
export const closingCost = (notional: bigint, rate: bigint, premium: bigint): Exact =>
  exact(notional)
    .mul(fromWad(rate))
    .plus(Exact.max(exact(premium), 0));

/** Margin relief per cost, as a WAD; a cost below a wei counts as one. */
export const score = (relief: bigint, cost: bigint): Exact =>
  Exact.max(exact(relief), 0)
    .div(Exact.max(exact(cost), 1))
    .mul("1e18");

/** P·(1 − hc) of what is seized. */
export const seizureCredit = (value: bigint, haircut: bigint): Exact =>
  exact(value).mul(new Exact(1).minus(fromWad(haircut)));

/** The share debt/credit of a holding, at most all of it. */
export const seizureAmount = (amount: bigint, credit: bigint, debt: bigint): Exact =>
  debt >= credit ? exact(amount) : exact(amount).mul(exact(debt)).div(exact(credit));

/** Time of an inventory's lots, weighted by what is of each. */
export const meanTime = (time: bigint, amount: bigint, addedTime: bigint, addedAmount: bigint): Exact =>
  amount + addedAmount === 0n
    ? exact(addedTime)
    : exact(time)
        .mul(exact(amount))
        .plus(exact(addedTime).mul(exact(addedAmount)))
        .div(exact(amount).plus(exact(addedAmount)));

/** largest·min(1, age/duration), as a WAD. */
export const discount = (age: bigint, duration: bigint, largest: bigint): Exact =>
  age >= duration ? exact(largest) : exact(largest).mul(exact(age)).div(exact(duration));

/** value·(1 − discount) */
export const discountedPrice = (value: bigint, discount_: bigint): Exact =>
  exact(value).mul(new Exact(1).minus(fromWad(discount_)));
