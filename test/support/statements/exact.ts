import { expect } from "chai";
import { Decimal } from "decimal.js";

// The third statement of every formula: decimal.js at 400 digits, where every quotient of two 256-bit numbers that is a
// whole number is exact and every other is told apart from the whole numbers beside it. So a statement multiplies first and
// divides once: a fraction without end on the way to a whole number would miss it.

export const Exact = Decimal.clone({ precision: 400, toExpNeg: -9e15, toExpPos: 9e15 });
export type Exact = Decimal;

export const exact = (value: bigint): Exact => new Exact(value.toString());

/** A WAD as the number it stands for. */
export const fromWad = (value: bigint): Exact => exact(value).div("1e18");

/** result ∈ (formula − units, formula]: rounded down by less than `units`. */
export function expectDown(result: bigint, formula: Exact, units: Decimal.Value = 1): void {
  const short = formula.minus(result.toString());
  expect(short.gte(0) && short.lt(units), `${result} is ${short.toFixed(6)} below the formula`).to.equal(true);
}

/** result ∈ [formula, formula + units): rounded up by less than `units`. */
export function expectUp(result: bigint, formula: Exact, units: Decimal.Value = 1): void {
  const over = exact(result).minus(formula);
  expect(over.gte(0) && over.lt(units), `${result} is ${over.toFixed(6)} above the formula`).to.equal(true);
}

/** |result − formula| ≤ units. */
export function expectWithin(result: bigint, formula: Exact, units: Decimal.Value): void {
  const distance = exact(result).minus(formula).abs();
  const message = `${result} is ${distance.toFixed(6)} from the formula, more than ${new Exact(units).toFixed(6)}`;
  expect(distance.lte(units), message).to.equal(true);
}

/** Nothing is rounded. */
export function expectExactly(result: bigint, formula: Exact): void {
  expect(formula.eq(result.toString()), `${result} is not ${formula.toString()}`).to.equal(true);
}
