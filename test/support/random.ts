/** Seed of all random tests: BULKHEAD_SEED, or a constant. It is printed by whoever uses it. */
export function testSeed(): bigint {
  return BigInt(process.env["BULKHEAD_SEED"] ?? 20200312);
}

/** A small deterministic generator (SplitMix64), so that a printed seed repeats a run exactly. */
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
    return low + Number(this.next() % BigInt(high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }
}
