import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { root } from "./root.js";

/** Paths, relative to the root, of every file that is or would be committed. */
export function repositoryFiles(...folders: string[]): string[] {
  const listing = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...folders],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return [...new Set(listing.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path))).sort();
}
