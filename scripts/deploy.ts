// Deploys a pool and writes its manifest:
//   npm run deploy -- --network localhost [--parameters FILE] [--json]
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

import { Command } from "commander";

import { deploy } from "./deployment/deploy.js";
import { manifestPath, writeManifest } from "./deployment/manifest.js";
import { readNetworkParameters } from "./deployment/parameters.js";
import { buildContracts } from "./setup/build-contracts.js";
import { connect, requireNetwork } from "./setup/connect.js";
import { runCommand } from "./setup/run-command.js";

const command = new Command("deploy")
  .description("Deploy a pool with everything its parameters list, and write the address manifest")
  .requiredOption("--network <name>", "network of hardhat.config.ts")
  .option("--parameters <file>", "parameter file; default: scripts/deployment/parameters/<network>.json")
  .option("--json", "print the manifest as JSON", false)
  .action(async (options: { network: string; parameters?: string; json: boolean }) => {
    const start = Date.now();
    const file =
      options.parameters ?? fileURLToPath(new URL(`./deployment/parameters/${options.network}.json`, import.meta.url));
    requireNetwork(options.network);
    const parameters = readNetworkParameters(file);
    const connection = await connect(options.network);
    const say = (line: string): void => {
      if (!options.json) console.log(line);
    };
    await buildContracts(say);
    say(`Deploying to ${options.network} with ${relative(process.cwd(), file)}`);
    const manifest = await deploy(connection, options.network, parameters);
    const path = manifestPath(options.network);
    writeManifest(path, manifest);
    if (options.json) console.log(JSON.stringify(manifest, null, 2));
    else {
      console.log(`Pool ${manifest.pool} on chain ${manifest.chainId}, vault ${manifest.vault}`);
      console.log(`${manifest.markets.length} markets, ${manifest.assets.length} collateral assets`);
      console.log(`Manifest: ${path} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    }
  });

await runCommand(command);
