// Prints what every operation costs, beside what published peers cost for the same:
//   npm run gas [-- --check | --update] [--json]
// --check fails when a figure is above its ceiling or more than 1 % above the committed snapshot; --update writes the snapshot.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Command } from "commander";

import { aboveCeilings } from "./bench/gas-ceilings.js";
import { measureGas, type GasRow } from "./bench/gas-rows.js";
import { runCommand } from "./setup/run-command.js";

const SNAPSHOT = fileURLToPath(new URL("../snapshots/gas.json", import.meta.url));
const TOLERANCE = 1.01;

/** All steps of the same operation in other systems, as measured on their public deployments or test suites. */
const PEERS: Record<string, string> = {
  "deposit asset 0, again": "Synthetix v3 86k",
  "settle order, 1st position": "Synthetix v3 1.27M",
  "settle order, 10th position": "Synthetix v3 2.61M",
  "withdraw with 10 positions": "Synthetix v3 970k",
  "liquidate insolvent, 1 position": "Synthetix v3 585k · Derive v2 1.33M · Perp Curie 1.10M",
  "liquidate insolvent, 3 positions": "Synthetix v3 1.18M · Derive v2 2.56M · Perp Curie 4.5M",
  "liquidate insolvent, 5 positions": "Synthetix v3 1.79M · Derive v2 3.84M · Perp Curie 10.1M",
  "liquidate insolvent, 10 positions": "Synthetix v3 3.33M · Derive v2 7.39M · Perp Curie 33.3M",
};

const command = new Command("gas")
  .description("Measure the gas of every operation in one fixture")
  .option("--check", "compare with the ceilings and the committed snapshot", false)
  .option("--update", "write the snapshot", false)
  .option("--json", "print JSON", false)
  .action(async (options: { check: boolean; update: boolean; json: boolean }) => {
    const rows = await measureGas((what) => {
      if (!options.json) console.error(`measuring ${what}`);
    });
    if (options.json) console.log(JSON.stringify(rows, null, 2));
    else printTable(rows);
    if (options.update) writeFileSync(SNAPSHOT, JSON.stringify(rows, null, 2) + "\n");
    if (options.check) check(rows);
  });

await runCommand(command);

function printTable(rows: GasRow[]): void {
  const header = ["operation", "gas", "prices accepted", "peers"];
  const cells = rows.map((row) => [
    row.name,
    thousands(row.gas),
    row.accepted ? thousands(row.accepted) : "",
    PEERS[row.name] ?? "",
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...[header, ...cells].map((line) => line[column]!.length)));
  for (const line of [header, ...cells]) {
    console.log(
      `${line[0]!.padEnd(widths[0]!)}  ${line[1]!.padStart(widths[1]!)}  ${line[2]!.padStart(widths[2]!)}  ${line[3]}`.trimEnd(),
    );
  }
}

function thousands(gas: number): string {
  return gas.toLocaleString("en-US");
}

function check(rows: GasRow[]): void {
  const before = JSON.parse(readFileSync(SNAPSHOT, "utf8")) as GasRow[];
  const above = aboveCeilings(rows);
  if (above.length > 0) throw new Error(`Gas is above its ceilings: ${above.join("; ")}`);
  const problems: string[] = [];
  for (const row of rows) {
    const old = before.find(({ name }) => name === row.name);
    if (old === undefined) problems.push(`${row.name} is not in the snapshot`);
    else if (row.gas > old.gas * TOLERANCE) problems.push(`${row.name}: ${row.gas} is above ${old.gas}`);
    else if ((row.accepted ?? 0) > (old.accepted ?? 0) * TOLERANCE) {
      problems.push(`${row.name}, prices accepted: ${row.accepted} is above ${old.accepted}`);
    }
  }
  for (const { name } of before)
    if (!rows.some((row) => row.name === name)) problems.push(`${name} is no longer measured`);
  if (problems.length > 0) {
    throw new Error(
      `Gas differs from snapshots/gas.json: ${problems.join("; ")}. If it should: npm run gas -- --update`,
    );
  }
  console.log(`Gas snapshot holds: ${rows.length} rows within 1 % of snapshots/gas.json`);
}
