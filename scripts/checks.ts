// The project's own checks: npm run check [-- NAME...]. Prints one line for each, and what is wrong below it.
import { assemblyIsMemorySafe } from "./checks/assembly-is-memory-safe.js";
import { contractSize } from "./checks/contract-size.js";
import { docLinks } from "./checks/doc-links.js";
import { facadeInterface } from "./checks/facade-interface.js";
import { fileLength } from "./checks/file-length.js";
import { functionOrder } from "./checks/function-order.js";
import { generatedTypes } from "./checks/generated-types.js";
import { machineTraces } from "./checks/machine-traces.js";
import { promisesAreTested } from "./checks/promises-are-tested.js";
import { unaryMinus } from "./checks/unary-minus.js";

/** A check returns one sentence for every place that breaks its rule. */
const checks: Record<string, () => string[] | Promise<string[]>> = {
  "assembly-is-memory-safe": assemblyIsMemorySafe,
  "unary-minus": unaryMinus,
  "function-order": functionOrder,
  "file-length": fileLength,
  "machine-traces": machineTraces,
  "doc-links": docLinks,
  "promises-are-tested": promisesAreTested,
  "generated-types": generatedTypes,
  "contract-size": contractSize,
  "facade-interface": facadeInterface,
};

/** Problems of one check that are printed. */
const SHOWN_MAX = 30;

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
let failed = 0;
for (const name of names) {
  const check = checks[name];
  if (check === undefined) throw new Error(`No check is called "${name}"; there are ${Object.keys(checks).join(", ")}`);
  const problems = await check();
  console.log(problems.length === 0 ? `ok    ${name}` : `FAIL  ${name}`);
  for (const problem of problems.slice(0, SHOWN_MAX)) console.log(`      ${problem}`);
  if (problems.length > SHOWN_MAX) console.log(`      … and ${problems.length - SHOWN_MAX} more`);
  if (problems.length > 0) failed++;
}
console.log(`\n${names.length - failed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
