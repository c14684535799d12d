import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { root } from "./root.js";

const FOLDER = join(root, "artifacts", "build-info");
const OUTPUT = ".output.json";
/**
 * Removes what a compilation left that yielded no contract: files that only hold types and free functions, compiled on
 * their own. Nothing refers to it, and the node refuses to start beside it.
 */
export async function pruneBuildInfo(): Promise<void> {
  const names = await readdir(FOLDER).catch(() => []);
  for (const name of names.filter((each) => each.endsWith(OUTPUT))) {
    const { output } = JSON.parse(await readFile(join(FOLDER, name), "utf8")) as { output?: { contracts?: unknown } };
    if (output?.contracts !== undefined) continue;
    await rm(join(FOLDER, name));
    await rm(join(FOLDER, name.replace(OUTPUT, ".json")), { force: true });
  }
}
