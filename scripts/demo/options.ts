import { z } from "zod";

/** What a person asks of the demo. */
export interface DemoOptions {
  /** Candle file; the synthetic generator when absent. */
  readonly prices: string | undefined;
  /** Only these symbols of the file. */
  readonly symbols: readonly string[] | undefined;
  readonly accounts: number;
  readonly seed: bigint;
  /** Path seconds a second. */
  readonly speed: number;
  /** Length of the replayed window; a default of its source when absent. */
  readonly hours: number | undefined;
  /** The whole file instead of the window around its largest fall. */
  readonly full: boolean;
  /** Replay lows that stand alone as they are printed. */
  readonly believePrints: boolean;
  /** Port of the local chain; 0 takes a free one. */
  readonly port: number;
  readonly out: string;
  readonly json: boolean;
}

/** An option that cannot be used; the message names it, its value and what would do. */
export class OptionError extends Error {}

export const DEFAULTS = { accounts: 240, seed: "1", speed: 1200, out: "out/demo", port: 0 } as const;
export const ACCOUNTS_MIN = 4;
export const ACCOUNTS_MAX = 2000;

const number = (min: number, max: number, whole: boolean) => {
  const what = `must be a ${whole ? "whole " : ""}number from ${min} to ${max}`;
  return z
    .union([z.string(), z.number()])
    .refine((value) => String(value).trim() !== "" && Number.isFinite(Number(value)), { message: what })
    .transform(Number)
    .refine((value) => value >= min && value <= max && (!whole || Number.isInteger(value)), { message: what });
};

const schema = z.strictObject({
  prices: z.string().min(1, "must name a file").optional(),
  symbols: z
    .string()
    .transform((text) => text.split(",").map((symbol) => symbol.trim()))
    .refine((list) => list.every((symbol) => symbol !== ""), { message: "must be names with commas between them" })
    .optional(),
  accounts: number(ACCOUNTS_MIN, ACCOUNTS_MAX, true),
  seed: z
    .string()
    .regex(/^\d{1,20}$/, "must be a whole number of at most 20 digits")
    .transform(BigInt),
  speed: number(1, 1_000_000, false),
  hours: number(1, 10_000, false).optional(),
  full: z.boolean(),
  believePrints: z.boolean(),
  port: number(0, 65_535, true),
  out: z.string().min(1, "must name a folder"),
  json: z.boolean(),
});

/** Reads what the command line gave. Throws OptionError with one sentence about everything that is wrong. */
export function readOptions(flags: unknown): DemoOptions {
  const parsed = schema.safeParse(flags);
  if (!parsed.success) {
    const given = flags as Record<string, unknown>;
    const problems = parsed.error.issues.map(({ path: [name], message }) => {
      const key = String(name);
      return `--${kebab(key)} ${JSON.stringify(given[key])} ${message}`;
    });
    throw new OptionError(problems.join("; "));
  }
  const { prices, symbols, hours, ...rest } = parsed.data;
  const options: DemoOptions = { ...rest, prices, symbols, hours };
  if (options.full && hours !== undefined) throw new OptionError("--full and --hours exclude each other: give one");
  if (prices === undefined) {
    const lost = options.full
      ? "--full"
      : symbols !== undefined
        ? "--symbols"
        : options.believePrints
          ? "--believe-prints"
          : "";
    if (lost !== "") throw new OptionError(`${lost} chooses from a candle file: name one with --prices`);
  }
  return options;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
