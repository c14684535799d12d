// Shows the parameters that are in force, and where a running ramp leads:
//   npm run parameters -- --network localhost [--rpc URL] [--json]
import { Command } from "commander";

import { MarginPool__factory } from "../typechain-types/index.js";
import { manifestPath, readManifest } from "./deployment/manifest.js";
import { readPage, type ReadablePage, type Values } from "./deployment/read-page.js";
import { connect } from "./setup/connect.js";
import { runCommand } from "./setup/run-command.js";

const command = new Command("parameters")
  .description("Show a pool's parameters, and where a running ramp of them leads")
  .requiredOption("--network <name>", "network of hardhat.config.ts, with a deployment's manifest")
  .option("--manifest <file>", "manifest; default: deployments/<network>.json")
  .option("--rpc <url>", "endpoint; default: the network's")
  .option("--json", "print them as JSON", false)
  .action(async (options: { network: string; manifest?: string; rpc?: string; json: boolean }) => {
    const manifest = readManifest(options.manifest ?? manifestPath(options.network));
    const { ethers } = await connect(options.network, options.rpc);
    const pool = MarginPool__factory.connect(manifest.pool, ethers.provider);
    const page = await readPage(ethers.provider, await pool.parameterPage());
    const { target: location, stepsLeft, stepAt } = await pool.ramp();
    const target = stepsLeft === 0n ? undefined : await readPage(ethers.provider, location);
    const ramp = target && {
      target,
      stepsLeft: Number(stepsLeft),
      stepAt: new Date(Number(stepAt) * 1000).toISOString(),
    };
    if (options.json) {
      console.log(JSON.stringify({ pool: manifest.pool, page, ramp: ramp ?? null }, null, 2));
      return;
    }
    console.log(`Pool ${manifest.pool} on ${manifest.network}, page ${page.address}`);
    if (ramp === undefined) console.log("No ramp is running");
    else console.log(`A ramp is running: ${ramp.stepsLeft} steps left, the next from ${ramp.stepAt} on`);
    const symbols = [manifest.markets, manifest.assets].map((list) => list.map(({ symbol }) => symbol));
    for (const line of linesOf(page, target, symbols[0]!, symbols[1]!)) console.log(line);
  });

/** Correlations of zero, which stay so, are left out. */
function linesOf(
  page: ReadablePage,
  target: ReadablePage | undefined,
  markets: readonly string[],
  assets: readonly string[],
): string[] {
  const section = (title: string, now: Values, then: Values | undefined): string[] => [
    "",
    title,
    ...Object.entries(now)
      .filter(
        ([name, value]) => !(name.startsWith("correlation ") && value === "0 %" && (then?.[name] ?? value) === value),
      )
      .map(([name, value]) => {
        const next = then?.[name] ?? value;
        return `  ${name.padEnd(22)} ${value}${next === value ? "" : ` → ${next}`}`;
      }),
  ];
  return [
    ...section("Pool", page.pool, target?.pool),
    ...page.markets.flatMap((values, m) => section(`Market ${m} ${markets[m] ?? ""}`, values, target?.markets[m])),
    ...page.assets.flatMap((values, a) => section(`Asset ${a} ${assets[a] ?? ""}`, values, target?.assets[a])),
  ];
}

await runCommand(command);
