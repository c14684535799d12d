import fc from "fast-check";

// Generators for differential tests. Sizes are drawn by number of bits, so that small, middling and huge values are
// equally likely; zero, one, the ends of the range and round numbers come often.

const WAD = 10n ** 18n;
const ROUND = [1n, 2n, 100n, 10n ** 6n, 10n ** 9n, WAD - 1n, WAD, WAD + 1n, 10n ** 27n];

/** An unsigned number of at most `bits` bits. */
export function unsigned(bits: number): fc.Arbitrary<bigint> {
  const max = 2n ** BigInt(bits) - 1n;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(0n, 1n, max - 1n, max) },
    { weight: 1, arbitrary: fc.constantFrom(...ROUND.filter((value) => value <= max)) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: bits }).chain((b) => fc.bigInt(0n, 2n ** BigInt(b) - 1n)) },
  );
}

/** A signed number of `bits` bits, as Solidity counts them: −2^(bits−1) … 2^(bits−1) − 1. */
export function signed(bits: number): fc.Arbitrary<bigint> {
  const max = 2n ** BigInt(bits - 1) - 1n;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(-max - 1n, -max, -1n, 0n, 1n, max) },
    { weight: 4, arbitrary: unsigned(bits - 1) },
    { weight: 4, arbitrary: unsigned(bits - 1).map((value) => -value) },
  );
}

/** A signed number with |x| ≤ 2^bits − 1. */
export function magnitude(bits: number): fc.Arbitrary<bigint> {
  return fc.tuple(unsigned(bits), fc.boolean()).map(([value, negative]) => (negative ? -value : value));
}

/** A fraction in WAD, 0…`max`, with the ends. */
export function fraction(max = WAD): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(0n, 1n, max - 1n, max) },
    { weight: 2, arbitrary: fc.bigInt(0n, 10n ** 6n).map((ppm) => (ppm * max) / 10n ** 6n) },
    { weight: 2, arbitrary: fc.bigInt(0n, max) },
  );
}

/** A price as a market word holds it: 1…2^80 − 1, mostly between 1e-4 and 1e4 USD. */
export function price(): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(1n, 2n ** 80n - 1n, WAD) },
    { weight: 4, arbitrary: fc.bigInt(10n ** 14n, 10n ** 22n) },
    { weight: 1, arbitrary: fc.bigInt(1n, 2n ** 80n - 1n) },
  );
}

/** Two values of one kind that are often equal or next to each other. */
export function near(arbitrary: fc.Arbitrary<bigint>): fc.Arbitrary<[bigint, bigint]> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.tuple(arbitrary, arbitrary) },
    {
      weight: 1,
      arbitrary: fc.tuple(arbitrary, fc.constantFrom(0n, 1n)).map(([a, step]): [bigint, bigint] => [a, a + step]),
    },
  );
}
