import { lineAt, soliditySources } from "./solidity-source.js";

/** In each contract what others can call comes first; below it the inner functions stand in the order of the story. */
export function functionOrder(): string[] {
  return soliditySources("contracts").flatMap(({ path, text, code }) => {
    const problems: string[] = [];
    let innerSeen = false;
    const contractOrFunction =
      /^(?:abstract\s+)?(?:contract|library|interface)\s+\w+|^[ \t]+function\s+(\w+)\s*\([^)]*\)([^{;]*)/gm;
    for (const { 1: name, 2: header = "", index } of code.matchAll(contractOrFunction)) {
      const outer = /\b(?:external|public)\b/.test(header);
      if (outer && innerSeen) problems.push(`${path}:${lineAt(text, index)}: move ${name} above the inner functions`);
      innerSeen = name !== undefined && (innerSeen || !outer);
    }
    return problems;
  });
}
