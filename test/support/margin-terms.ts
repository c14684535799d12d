import fc from "fast-check";

import { add, factor } from "../../keeper/mirror/margin-math.js";
import { CORRELATION_CLASSES, emptyMarginTerms, type MarginTerms } from "../../keeper/mirror/risk-terms.js";
import { fraction, magnitude, unsigned } from "./arbitraries.js";

/** Sums as an account's factors make them: gross is what belongs to the longs and shorts. */
export const terms = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: CORRELATION_CLASSES - 1 }),
      magnitude(100),
      fraction(),
      fc.oneof(fc.constant(0n), unsigned(100)),
      fraction(),
    ),
    { maxLength: 12 },
  )
  .map((factors) => {
    const sums = emptyMarginTerms();
    for (const [class_, ...rest] of factors) add(sums, class_, factor(...rest));
    return sums as Terms;
  });

/** Any sums at all, empty classes often among them. */
export const wildTerms = sums(256);

/** Any sums within what the contracts' sums are bounded by. */
export const wideTerms = sums(214);

function sums(bits: number) {
  const length = CORRELATION_CLASSES;
  const side = fc.oneof(
    ...[120, 128, bits].map((most) => fc.array(unsigned(most), { minLength: length, maxLength: length })),
  );
  return fc
    .tuple(unsigned(bits), unsigned(bits), unsigned(bits), side, side)
    .map(([gross, longSum, shortSum, longs, shorts]) => ({ gross, longSum, shortSum, longs, shorts }));
}

/** Sums that can be passed as an argument. */
export type Terms = MarginTerms & { readonly [key: string]: bigint | readonly bigint[] };

export function copyOf(sums: MarginTerms): Terms {
  return { ...sums, longs: [...sums.longs], shorts: [...sums.shorts] };
}

/** Correlations that a pool may have: 0…99 per cent, both ends often. */
export const tables = fc.oneof(
  fc.constantFrom(0n, 99n).map((pct) => Array<bigint>(36).fill(pct)),
  fc.array(fc.bigInt(0n, 99n), { minLength: 36, maxLength: 36 }),
);

/** Everything that seven bits hold. */
export const wildTables = fc.array(fc.bigInt(0n, 127n), { minLength: 36, maxLength: 36 });

export const classes = fc.bigInt(0n, BigInt(CORRELATION_CLASSES - 1));

/** The table as the parameter page packs it. */
export function packed(table: readonly bigint[]): bigint {
  return table.reduce((word, pct, pair) => word | (pct << BigInt(7 * pair)), 0n);
}
