// Runs one test runner in a process of its own and reports its totals to the parent process:
//   run-suite.ts solidity|mocha [--grep PATTERN] FILE...
import { parseArgs } from "node:util";

import hre from "hardhat";
import type { TestRunResult } from "hardhat/types/test";
import type { Result } from "hardhat/types/utils";
import Mocha from "mocha";

import type { SuiteTotals } from "./suite-totals.js";

interface SolidityRun extends TestRunResult {
  readonly suiteResults: { readonly testResults: { readonly status: string }[] }[];
}

const { values, positionals } = parseArgs({ options: { grep: { type: "string" } }, allowPositionals: true });
const [runner, ...testFiles] = positionals;
const options = values.grep === undefined ? {} : { grep: values.grep };
const totals = runner === "solidity" ? await runSolidity() : await runMocha();
await new Promise((resolve) => process.send?.(totals, resolve));
// A test that leaves a server or a timer behind must not keep the run from ending.
process.exit(totals.failed === 0 ? 0 : 1);

/** Counts from the results, since the runner's own summary stays empty here. A skipped test did not pass. */
async function runSolidity(): Promise<SuiteTotals> {
  const result = await runTask<SolidityRun>("solidity");
  const { suiteResults } = result.success ? result.value : result.error;
  const tests = suiteResults.flatMap(({ testResults }) => testResults);
  const passed = tests.filter(({ status }) => status === "Success").length;
  // A run that broke off reports an error without a failed test.
  return { passed, failed: Math.max(tests.length - passed, result.success ? 0 : 1) };
}

/** Counts tests as they end: a failed hook is a failure, and the tests that it kept from running did not pass. */
async function runMocha(): Promise<SuiteTotals> {
  const counted: SuiteTotals = { passed: 0, failed: 0 };
  class CountingReporter extends Mocha.reporters.Spec {
    public constructor(run: Mocha.Runner, runnerOptions: Mocha.MochaOptions) {
      super(run, runnerOptions);
      run.on("pass", () => counted.passed++);
      run.on("fail", () => counted.failed++);
    }
  }
  hre.config.test.mocha.reporter = CountingReporter;
  const result = await runTask("mocha");
  if (!result.success && counted.failed === 0) counted.failed = 1;
  return counted;
}

async function runTask<Run extends TestRunResult>(name: "solidity" | "mocha"): Promise<Result<Run, Run>> {
  const task = hre.tasks.getTask(["test", name]);
  return (await task.run({ testFiles, noCompile: true, ...options })) as Result<Run, Run>;
}
