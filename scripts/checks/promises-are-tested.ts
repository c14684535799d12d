import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { repositoryFiles } from "../setup/repository-files.js";
import { root } from "../setup/root.js";

const LIST = "test/INVARIANTS.md";

/**
 * test/INVARIANTS.md lists the promises, one a line: `- **INV-7** text`. Each is named by a test, as `INV-7` in the title
 * of a TypeScript test or as `INV_7` in the name of a Solidity test, and no test names one that is not listed.
 */
export function promisesAreTested(): string[] {
  if (!existsSync(join(root, LIST))) return [`${LIST} is missing`];
  const listed = [...read(LIST).matchAll(/^- \*\*INV-(\d+)\*\*/gm)].map(([, number]) => Number(number));
  const cited = new Map<number, string>();
  for (const path of repositoryFiles("test")) {
    for (const name of testNames(path)) {
      for (const [, number] of name.matchAll(/INV[-_](\d+)/g)) cited.set(Number(number), path);
    }
  }
  return [
    ...(listed.length === 0 ? [`${LIST} lists no promise`] : []),
    ...listed.filter((number, at) => listed.indexOf(number) !== at).map((n) => `${LIST} lists INV-${n} twice`),
    ...listed.filter((number) => !cited.has(number)).map((number) => `no test names INV-${number}`),
    ...[...cited].filter(([n]) => !listed.includes(n)).map(([n, path]) => `${path} names INV-${n}, not in ${LIST}`),
  ];
}

/** Names of Solidity tests; in TypeScript, every string or template that is the first argument of a call. */
function testNames(path: string): string[] {
  if (path.endsWith(".sol"))
    return [...read(path).matchAll(/\bfunction\s+((?:test|invariant)\w*)/g)].map(([, n]) => n ?? "");
  if (!path.endsWith(".ts")) return [];
  return [...read(path).matchAll(/\w\(\s*(["'`])((?:\\.|(?!\1)[\s\S])*?)\1/g)].map(([, , title]) => title ?? "");
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
