import { readFileSync } from "node:fs";
import { join } from "node:path";

import { repositoryFiles } from "../setup/repository-files.js";
import { root } from "../setup/root.js";
import { lineAt } from "./solidity-source.js";

const traces = [
  {
    pattern: /(?<![\w.*$}/-])\/(?:home|root|Users|work|mnt|opt|private)\/[\w.-]+/g,
    what: "an absolute path of one machine",
  },
  { pattern: /\b[A-Z]:\\Users\\/g, what: "an absolute path of one machine" },
  {
    pattern: /\bregistry\.[a-z-]+\.(?:org|com|io|dev)\b|\b(?:npmmirror|yarnpkg)\.com\b/g,
    what: "the host of a registry",
  },
  { pattern: /"resolved": "https?:/g, what: "a download address" },
];

/** Nothing that is committed depends on, or tells of, the machine that it was written on. */
export function machineTraces(): string[] {
  return repositoryFiles().flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8");
    if (text.includes("\0")) return [];
    return traces.flatMap(({ pattern, what }) =>
      [...text.matchAll(pattern)].map(({ 0: found, index }) => `${path}:${lineAt(text, index)}: ${what}: ${found}`),
    );
  });
}
