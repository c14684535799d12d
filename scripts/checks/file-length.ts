import { readFileSync } from "node:fs";
import { join } from "node:path";

import { repositoryFiles } from "../setup/repository-files.js";
import { root } from "../setup/root.js";

const LINES_MAX = 400;

/** A file holds one concept; one that is longer than this holds two. */
export function fileLength(): string[] {
  return repositoryFiles("contracts", "keeper", "scripts", "test")
    .filter((path) => /\.(sol|ts|mjs|js)$/.test(path))
    .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines; split it, ${LINES_MAX} is the most`);
}
