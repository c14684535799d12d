import { Random as Generator } from "../../scripts/prices/random.js";

/** Seed of all random tests: BULKHEAD_SEED, or a constant. It is printed by whoever uses it. */
export function testSeed(): bigint {
  return BigInt(process.env["BULKHEAD_SEED"] ?? 20200312);
}

/** The generator of the price paths, with what histories draw besides numbers: a printed seed repeats a run exactly. */
export class Random extends Generator {
  /** A whole number in [low, high]. */
  override between(low: number, high: number): number {
    return low + Number(this.next() % BigInt(high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }
}
