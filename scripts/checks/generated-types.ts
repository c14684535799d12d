import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { withFreshTypes } from "../setup/contract-types.js";
import { root } from "../setup/root.js";

const FOLDER = "typechain-types";

/** typechain-types is what the contracts generate, and all of it is committed or staged. */
export async function generatedTypes(): Promise<string[]> {
  const problems: string[] = [];
  await withFreshTypes((fresh) => {
    const here = filesOf(join(root, FOLDER));
    const there = filesOf(fresh);
    for (const path of new Set([...here.keys(), ...there.keys()])) {
      if (here.get(path) !== there.get(path)) problems.push(`${FOLDER}/${path} is stale: npm run build`);
    }
    return Promise.resolve();
  });
  for (const args of [
    ["diff", "--name-only"],
    ["ls-files", "--others", "--exclude-standard"],
  ]) {
    const listing = execFileSync("git", [...args, "--", FOLDER], { cwd: root, encoding: "utf8" });
    for (const path of listing.split("\n").filter(Boolean)) problems.push(`${path} is not committed or staged`);
  }
  return problems;
}

function filesOf(folder: string): Map<string, string> {
  return new Map(globSync("**/*.ts", { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
