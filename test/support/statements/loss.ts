import { Exact, exact, fromWad } from "./exact.js";

// U-3, U-4 and W-5 as the protocol states them; USD in wei.

/** ρ = clamp(1 + (NAV* − floor)/J, 0, 1), as a WAD; J = 0 ⇒ 1. */
export function rho(netAssets: bigint, floor: bigint, junior: bigint): Exact {
  if (junior === 0n) return new Exact("1e18");
  const raw = exact(netAssets - floor)
    .div(exact(junior))
    .plus(1);
  return Exact.max(0, Exact.min(1, raw)).mul("1e18");
}

/** The index grows by `rate` of one (RAY) a year of 365 days, along a line. */
export const debtIndexAfter = (index: bigint, rate: bigint, elapsed: bigint): Exact =>
  exact(index).plus(new Exact("1e27").mul(fromWad(rate)).mul(exact(elapsed)).div(31_536_000));

/** What of all debt is more than a quarter of cash and debt: x with debt − x = (cash + debt − x)/4. */
export const debtAboveShare = (debt: bigint, cash: bigint): Exact =>
  Exact.max(
    0,
    exact(debt)
      .mul(4)
      .minus(exact(cash).plus(exact(debt)))
      .div(3),
  );

/** A debt has grown as its index. */
export const debtOf = (scaled: bigint, index: bigint): Exact => exact(scaled).mul(exact(index)).div("1e27");

export const scaledDebt = (usd: bigint, index: bigint): Exact => exact(usd).div(exact(index).div("1e27"));

/** c = min(ρ·x, cash), in units of asset 0. */
export const received = (profit: bigint, rho_: bigint, cash: bigint, scale: bigint): Exact =>
  Exact.min(exact(profit).mul(fromWad(rho_)).div(exact(scale)), exact(cash));
