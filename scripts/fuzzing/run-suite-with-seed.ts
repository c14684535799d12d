import { startSuite } from "../testing/run-in-process.js";
import type { FuzzSuite } from "./find-suites.js";

/** What one run of a suite came to. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** Runs a suite with a seed; undefined when it was stopped before its end. */
export type SuiteRunner = (suite: FuzzSuite, seed: bigint, stop: AbortSignal) => Promise<SuiteResult | undefined>;

/** Variables that a seed goes to: Solidity fuzz and functions in two languages, and random histories. */
export function seedVariables(seed: bigint): Record<string, string> {
  return { BULKHEAD_FUZZ_SEED: String(seed), BULKHEAD_SEED: String(seed) };
}

/** In a process of its own, which is ended when `stop` says so. */
export const runSuiteWithSeed: SuiteRunner = async ({ runner, grep, file }, seed, stop) => {
  const run = startSuite([runner, "--grep", grep, file], seedVariables(seed));
  const end = (): void => {
    run.stop();
  };
  stop.addEventListener("abort", end, { once: true });
  const { passed, failed } = await run.totals;
  stop.removeEventListener("abort", end);
  return stop.aborted ? undefined : { passed, failed, output: run.output() };
};
