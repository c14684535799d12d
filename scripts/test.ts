// Builds once, then runs the Solidity tests and the TypeScript tests:
//   npm test [-- [--grep PATTERN] [FILE...]]      files may be .sol and .test.ts
// The last line is the sum, "N passed, N failed"; the exit code is zero only when a test ran and none failed.
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { replaceTypes } from "./setup/contract-types.js";
import { fuzzSeed } from "./setup/fuzz-seed.js";
import { root } from "./setup/root.js";
import { startSuite } from "./testing/run-in-process.js";
import type { SuiteTotals } from "./testing/suite-totals.js";

const { values, positionals } = parseArgs({ options: { grep: { type: "string" } }, allowPositionals: true });
const grep = values.grep === undefined ? [] : ["--grep", values.grep];
const files = positionals.length > 0 ? positionals : globSync("test/**/*.{t.sol,test.ts}", { cwd: root }).sort();
const solidityFiles = files.filter((file) => file.endsWith(".sol"));
const mochaFiles = files.filter((file) => file.endsWith(".ts"));
const seed = (process.env["BULKHEAD_FUZZ_SEED"] = fuzzSeed());
const total: SuiteTotals = { passed: 0, failed: 0 };

await main();

async function main(): Promise<void> {
  if (await build()) {
    console.log(`\nFuzz seed ${seed} (set BULKHEAD_FUZZ_SEED to repeat it, or to "random")`);
    if (solidityFiles.length > 0) await runSuites("Solidity tests", [["solidity", ...grep, ...solidityFiles]]);
    const groups = inTwoGroups(mochaFiles).map((group) => ["mocha", ...grep, ...group]);
    if (groups.length > 0) await runSuites("TypeScript tests", groups);
  } else {
    total.failed++;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

async function build(): Promise<boolean> {
  console.log("Building the contracts and their types (about half a minute when all have changed)");
  const start = Date.now();
  try {
    await replaceTypes();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log(`The build failed after ${seconds(start)}`);
    return false;
  }
  console.log(`Built in ${seconds(start)}`);
  return true;
}

/** Runs suites side by side; each one's output is printed as a whole, in order. */
async function runSuites(title: string, suites: string[][]): Promise<void> {
  console.log(`\n${title}`);
  const start = Date.now();
  const sum: SuiteTotals = { passed: 0, failed: 0 };
  for (const suite of suites.map((args) => startSuite(args))) {
    suite.show();
    const { passed, failed } = await suite.totals;
    sum.passed += passed;
    sum.failed += failed;
  }
  total.passed += sum.passed;
  total.failed += sum.failed;
  console.log(`${title}: ${sum.passed} passed, ${sum.failed} failed in ${seconds(start)}`);
}

/** Splits files into two groups of about equal size, largest first: a machine for tests has two cores. */
function inTwoGroups(paths: string[]): string[][] {
  const bySize = paths.map((path) => ({ path, size: statSync(join(root, path)).size }));
  bySize.sort((a, b) => b.size - a.size);
  const groups = [0, 1].map(() => ({ paths: [] as string[], size: 0 }));
  for (const { path, size } of bySize) {
    const smaller = groups.reduce((a, b) => (b.size < a.size ? b : a));
    smaller.paths.push(path);
    smaller.size += size;
  }
  return groups.map((group) => group.paths.sort()).filter((group) => group.length > 0);
}

function seconds(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
