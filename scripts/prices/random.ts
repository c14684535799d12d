import { WAD, wad, type Wad } from "./wad.js";

/** Uniform numbers that are added up for one normal number: the sum of 12 has a variance of exactly 1. */
const IRWIN_HALL_TERMS = 12;
const TWO_POW_32 = 1n << 32n;

/**
 * A deterministic generator (SplitMix64). One seed gives the same numbers on every platform, because all arithmetic is
 * on integers: `Math.log`, `Math.exp` and `Math.cos` may differ in the last digit from one engine to another, so that
 * normal numbers are sums of uniform ones (Irwin–Hall) instead of Box–Muller pairs.
 *
 * Limitations: not for secrets. Normal numbers never leave [-6, 6], and their tails are thinner than the true ones.
 */
export class Random {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = BigInt.asUintN(64, seed);
  }

  /** 64 random bits. */
  next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return Number(this.betweenWad(BigInt(low), BigInt(high)));
  }

  /** A fixed-point number in [low, high]; biased by at most (high - low) / 2^64. */
  betweenWad(low: bigint, high: bigint): Wad {
    return wad(low + ((this.next() * (high - low + 1n)) >> 64n));
  }

  /** A number of mean 0 and variance 1, in [-6, 6]. */
  normalWad(): Wad {
    let sum = 0n;
    for (let term = 0; term < IRWIN_HALL_TERMS; term++) sum += this.next() >> 32n;
    return wad(((sum - (BigInt(IRWIN_HALL_TERMS) / 2n) * TWO_POW_32) * WAD) / TWO_POW_32);
  }

  /** A generator of its own, so that what is drawn from it does not shift what is drawn here later. */
  fork(): Random {
    return new Random(this.next());
  }
}
