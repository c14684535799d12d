import { spawn } from "node:child_process";

import { root } from "../setup/root.js";
import type { SuiteTotals } from "./suite-totals.js";

export interface SuiteRun {
  readonly totals: Promise<SuiteTotals>;
  /** Prints what the suite has written so far and lets the rest through as it comes. */
  show(): void;
  /** What the suite has written and `show` has not printed. */
  output(): string;
  /** Ends the process; its totals are a failure unless it had reported them. */
  stop(): void;
}

/**
 * Starts run-suite.ts in a process of its own. Its output is held back until `show` is called.
 * @param variables added to the environment
 */
export function startSuite(args: string[], variables: Readonly<Record<string, string>> = {}): SuiteRun {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/testing/run-suite.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}), ...variables },
  });
  let held: Buffer[] | undefined = [];
  const write = (chunk: Buffer): void => {
    if (held === undefined) process.stdout.write(chunk);
    else held.push(chunk);
  };
  child.stdout?.on("data", write);
  child.stderr?.on("data", write);
  let reported: SuiteTotals | undefined;
  child.on("message", (message) => (reported = message as SuiteTotals));
  const totals = new Promise<SuiteTotals>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (reported === undefined) {
        write(Buffer.from(`The test process ended without a result (${signal ?? `exit code ${String(code)}`}).\n`));
      }
      resolve(reported ?? { passed: 0, failed: 1 });
    });
  });
  return {
    totals,
    show: () => {
      for (const chunk of held ?? []) process.stdout.write(chunk);
      held = undefined;
    },
    output: () => Buffer.concat(held ?? []).toString(),
    stop: () => {
      child.kill();
    },
  };
}
