import { Exact, exact, fromWad } from "./exact.js";

// P-1, P-3, P-4 and U-4 as the protocol states them; sizes and prices in wei, so that size·price is divided by a WAD.

const usd = (size: Exact, price: Exact): Exact => size.mul(price).div("1e18");

/** P·(1 + (S + q/2)/K) */
export function fillPrice(price: bigint, skew: bigint, size: bigint, scale: bigint): Exact {
  return exact(price).plus(
    exact(price)
      .mul(exact(2n * skew + size))
      .div(exact(2n * scale)),
  );
}

/** P·S²/(2K) */
export function skewPremium(price: bigint, skew: bigint, scale: bigint): Exact {
  return exact(skew).pow(2).mul(exact(price)).div(exact(scale).mul("2e18"));
}

/** Crossing S = 0 pays maker and taker per part: maker as far as the trade brings |S| down. */
export function tradingFee(fill: bigint, skew: bigint, size: bigint, makerFee: bigint, takerFee: bigint): Exact {
  const opposite = (skew < 0n && size > 0n) || (skew > 0n && size < 0n);
  const reducing = opposite ? Exact.min(exact(size).abs(), exact(skew).abs()) : new Exact(0);
  const raising = exact(size).abs().minus(reducing);
  const price = exact(fill).abs();
  return usd(reducing, price)
    .mul(fromWad(makerFee))
    .plus(usd(raising, price).mul(fromWad(takerFee)));
}

export const notional = (size: bigint, price: bigint): Exact => usd(exact(size).abs(), exact(price));

/** q·A − cost */
export const profit = (size: bigint, cost: bigint, index: bigint): Exact =>
  usd(exact(size), exact(index)).minus(exact(cost));

export interface TradeStatement {
  readonly size: Exact;
  readonly cost: Exact;
  readonly realised: Exact;
}

/** A flip is a close at A + premium and an open at the same price; a close takes its share of the cost with it. */
export function trade(size: bigint, cost: bigint, delta: bigint, index: bigint, premium: bigint): TradeStatement {
  const at = exact(index).plus(exact(premium));
  const after = exact(size).plus(exact(delta));
  const opens = size === 0n || size > 0n === delta > 0n;
  if (opens) return { size: after, cost: exact(cost).plus(usd(exact(delta), at)), realised: new Exact(0) };
  const closed = Exact.min(exact(size).abs(), exact(delta).abs()).mul(size > 0n ? 1 : -1);
  const closedCost = exact(cost).mul(closed).div(exact(size));
  const rest = exact(delta).plus(closed); // what the flip opens
  return {
    size: after,
    cost: exact(cost).minus(closedCost).plus(usd(rest, at)),
    realised: usd(closed, at).minus(closedCost),
  };
}
