import { randomBytes } from "node:crypto";

import { z } from "zod";

/** What a person asks of a campaign. */
export interface FuzzOptions {
  readonly minutes: number;
  readonly seed: bigint;
  /** Only these suites; all when empty. */
  readonly files: readonly string[];
}

/** An option that cannot be used; the message names it, its value and what would do. */
export class FuzzOptionError extends Error {}

export const DEFAULT_MINUTES = "10";
const MINUTES_MAX = 10_080; // a week
const SEED_MAX = 2n ** 64n - 1n;

const schema = z.strictObject({
  minutes: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .refine((minutes) => minutes > 0 && minutes <= MINUTES_MAX),
  seed: z
    .string()
    .regex(/^(\d+|0x[0-9a-fA-F]+)$/)
    .transform(BigInt)
    .refine((seed) => seed <= SEED_MAX)
    .optional(),
  files: z.array(z.string()),
});

const WANTED: Record<string, string> = {
  minutes: `must be a number above 0 and at most ${MINUTES_MAX}`,
  seed: `must be a whole number from 0 to ${SEED_MAX}`,
};

/** Reads what the command line gave; without a seed a new one is drawn. */
export function readFuzzOptions(flags: Record<string, unknown>): FuzzOptions {
  const parsed = schema.safeParse(flags);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
    const problems = names.map((name) => `--${name} ${JSON.stringify(flags[name])} ${WANTED[name] ?? "is not usable"}`);
    throw new FuzzOptionError(problems.join("; "));
  }
  const { minutes, files, seed } = parsed.data;
  return { minutes, files, seed: seed ?? randomBytes(8).readBigUInt64BE() };
}
