import { lineAt, soliditySources } from "./solidity-source.js";

/**
 * One assembly block that is not declared memory-safe switches off the compiler's way out of "stack too deep" for the
 * whole contract.
 */
export function assemblyIsMemorySafe(): string[] {
  return soliditySources("contracts", "test").flatMap(({ path, text, code }) =>
    [...code.matchAll(/\bassembly\b/g)]
      .filter(({ index }) => !/^assembly\s*\(\s*"memory-safe"\s*\)/.test(text.slice(index)))
      .map(({ index }) => `${path}:${lineAt(text, index)}: declare this block assembly ("memory-safe")`),
  );
}
