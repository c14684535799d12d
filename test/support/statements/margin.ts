import { Exact, exact, fromWad } from "./exact.js";

// M-1…M-4 as the protocol states them, over lists of factors rather than sums by class; USD in wei.

export interface FactorCase {
  readonly class: number;
  /** n = q·P, positive long. */
  readonly notional: bigint;
  readonly weight: bigint;
  /** C ≥ 0, priced by the same feed. */
  readonly collateral: bigint;
  readonly haircut: bigint;
}

/** m = min(1, m0 + m1·|q|/K), as a WAD. */
export function legWeight(base: bigint, slope: bigint, size: bigint, scale: bigint): Exact {
  return Exact.min("1e18", exact(base).plus(exact(slope).mul(exact(size).abs()).div(exact(scale))));
}

/** m0 + slope·min(1, OI/cap), as a WAD; nothing is open: m0. */
export function initialBase(base: bigint, slope: bigint, openInterest: bigint, cap: bigint): Exact {
  if (openInterest === 0n) return exact(base);
  if (cap === 0n || openInterest >= cap) return exact(base).plus(exact(slope));
  return exact(base).plus(exact(slope).mul(exact(openInterest)).div(exact(cap)));
}

/** y_f = N_f × the average weight of the side N_f is on: longs with collateral at hc, or shorts. */
export function weighted({ notional, weight, collateral, haircut }: FactorCase): Exact {
  const [n, c, m, hc] = [exact(notional), exact(collateral), fromWad(weight), fromWad(haircut)];
  const net = n.plus(c);
  if (net.isZero()) return net;
  if (net.isNegative()) return net.mul(m);
  const longs = Exact.max(n, 0);
  return net.mul(m.mul(longs).plus(hc.mul(c))).div(longs.plus(c));
}

/** m·|n| + hc·C */
export function gross({ notional, weight, collateral, haircut }: FactorCase): Exact {
  return fromWad(weight)
    .mul(exact(notional).abs())
    .plus(fromWad(haircut).mul(exact(collateral)));
}

/** A² + B² − 2·Σ ρ_fg·y_f⁺·y_g⁻ over pairs of factors, for any exact y of each. */
export function radicand(ys: readonly (readonly [class_: number, y: Exact])[], table: readonly bigint[]): Exact {
  const longs = ys.filter(([, y]) => y.gt(0));
  const shorts = ys.filter(([, y]) => y.lt(0)).map(([class_, y]) => [class_, y.neg()] as const);
  const sum = (side: readonly (readonly [number, Exact])[]) => side.reduce((s, [, y]) => s.plus(y), new Exact(0));
  let hedge = new Exact(0);
  for (const [f, y] of longs) {
    for (const [g, z] of shorts) {
      const [low, high] = f < g ? [f, g] : [g, f];
      const rho = exact(table[(high * (high + 1)) / 2 + low]!).div(100);
      hedge = hedge.plus(rho.mul(y).mul(z));
    }
  }
  return sum(longs).pow(2).plus(sum(shorts).pow(2)).minus(hedge.mul(2));
}

export interface MarginCase {
  readonly isolated: boolean;
  readonly kappa: bigint;
  readonly lambda: bigint;
  readonly lambdaSlope: bigint;
  /** hc_d·debt */
  readonly debtMargin: bigint;
}

/** M(λ) = [(1−λ)·max(κ·gross, root) + λ·gross]·(1 + σλ) + hc_d·debt; isolated: gross in place of the max. */
export function margin(gross_: Exact, root: Exact, c: MarginCase): Exact {
  const hedged = c.isolated ? gross_ : Exact.max(gross_.mul(fromWad(c.kappa)), root);
  const lambda = fromWad(c.lambda);
  const mixed = hedged.mul(new Exact(1).minus(lambda)).plus(gross_.mul(lambda));
  return mixed.mul(new Exact(1).plus(fromWad(c.lambdaSlope).mul(lambda))).plus(exact(c.debtMargin));
}

/** E = collateral + p, a profit p counted at ρ. */
export function equity(collateral: bigint, profit: bigint, rho: bigint): Exact {
  return exact(collateral).plus(profit > 0n ? exact(profit).mul(fromWad(rho)) : exact(profit));
}

/** exposure·min(s, growth·age) */
export function staleAllowance(exposure: bigint, shock: bigint, growth: bigint, age: bigint): Exact {
  return exact(exposure).mul(Exact.min(fromWad(shock), fromWad(growth).mul(exact(age))));
}
