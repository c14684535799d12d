import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../setup/root.js";
import { FuzzOptionError } from "./options.js";

/** A test file whose cases follow from a seed. */
export interface FuzzSuite {
  readonly file: string;
  readonly runner: "solidity" | "mocha";
  /** Which of its tests: those that a seed changes. */
  readonly grep: string;
}

/** How a TypeScript test comes by a seed. */
const TAKES_A_SEED = /\btestSeed\(\)|\bSEED\b.*support\/differential/;
/**
 * A suite's own check that it has reached what it claims is about the sizes and the seed of `npm test`: a single history of
 * another seed may miss a kind of event, and that is no finding.
 */
const NOT_ABOUT_REACH = "^(?!.*\\b(?:saw|reached) every\\b)";

/** All suites that take a seed, or those of them that are named. */
export function findSuites(files: readonly string[] = []): FuzzSuite[] {
  const all = [
    ...globSync("test/**/*.t.sol", { cwd: root })
      .filter((file) => /function (testFuzz|invariant_)/.test(read(file)))
      .map((file): FuzzSuite => ({ file, runner: "solidity", grep: "testFuzz|invariant_" })),
    ...globSync("test/**/*.test.ts", { cwd: root })
      .filter((file) => TAKES_A_SEED.test(read(file)))
      .map((file): FuzzSuite => ({ file, runner: "mocha", grep: NOT_ABOUT_REACH })),
  ].sort((a, b) => (a.file < b.file ? -1 : 1));
  const unknown = files.filter((file) => !all.some((suite) => suite.file === file));
  if (unknown.length > 0) {
    const known = all.map(({ file }) => file).join(", ");
    throw new FuzzOptionError(`No randomised suite is called ${unknown.join(", ")}; there are ${known}`);
  }
  return files.length === 0 ? all : all.filter(({ file }) => files.includes(file));
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
