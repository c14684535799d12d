import { readFileSync } from "node:fs";
import { join } from "node:path";

import { repositoryFiles } from "../setup/repository-files.js";
import { root } from "../setup/root.js";

export interface SoliditySource {
  readonly path: string;
  /** The text with its line breaks, and with every comment and the inside of every string blanked. */
  readonly code: string;
  /** The text as it stands. */
  readonly text: string;
}

/** Every Solidity file of the project under the folders named. */
export function soliditySources(...folders: string[]): SoliditySource[] {
  const paths = repositoryFiles(...folders).filter((path) => path.endsWith(".sol"));
  return paths.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return { path, text, code: blankCommentsAndStrings(text) };
  });
}

/** The number, from 1, of the line that holds the character at `index`. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function blankCommentsAndStrings(text: string): string {
  const commentOrString = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(commentOrString, (found) => {
    if (found.startsWith("/")) return found.replace(/[^\n]/g, " ");
    const quote = found.charAt(0);
    return quote + " ".repeat(found.length - 2) + quote;
  });
}
