import { randomBytes } from "node:crypto";

/** The seed of a run that asks for none: the same cases on every machine. */
const FIXED_SEED = "0x" + "b0".repeat(32);

/**
 * The seed of every randomised test as 32 bytes of hex. `BULKHEAD_FUZZ_SEED` sets it: a decimal or hexadecimal number,
 * or `random` for a new one, which the test run prints so that it can be repeated.
 */
export function fuzzSeed(setting: string | undefined = process.env["BULKHEAD_FUZZ_SEED"]): string {
  if (setting === undefined || setting === "") return FIXED_SEED;
  if (setting === "random") return "0x" + randomBytes(32).toString("hex");
  let value: bigint;
  try {
    value = BigInt(setting);
  } catch (cause) {
    throw new Error(`BULKHEAD_FUZZ_SEED must be a number or "random", not "${setting}"`, { cause });
  }
  if (value < 0n || value >= 1n << 256n) throw new Error("BULKHEAD_FUZZ_SEED must fit 256 bits");
  return "0x" + value.toString(16).padStart(64, "0");
}
