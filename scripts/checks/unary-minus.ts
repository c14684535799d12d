import { lineAt, soliditySources } from "./solidity-source.js";

/** A minus sign where an operand is expected, before something that is neither a literal, a CONSTANT nor `type(…)`. */
const unary = /(?:[=(,?:{[<>&|^!~+*/%;}]|\breturn)\s*-\s*(?!type\b|[A-Z][A-Z0-9_]*\b(?!\s*[.(]))(?=[A-Za-z_$(])/g;

/**
 * `-x` reverts with a bare panic for the smallest integer, and neither the compiler nor its model checker says so.
 * Only contracts/math may negate; everything else calls it. A line, or the line above it, that says
 * `unary-minus: reason` is let through.
 */
export function unaryMinus(): string[] {
  return soliditySources("contracts")
    .filter(({ path }) => !path.startsWith("contracts/math/"))
    .flatMap(({ path, text, code }) => {
      const lines = text.split("\n");
      return [...code.matchAll(unary)]
        .map(({ 0: found, index }) => lineAt(text, index + found.lastIndexOf("-")))
        .filter((line) => !lines.slice(Math.max(line - 2, 0), line).some((said) => said.includes("unary-minus:")))
        .map((line) => `${path}:${line}: negate through contracts/math`);
    });
}
