// Runs the keeper:
//   npm run keeper -- run [--rpc URL] [--manifest FILE] [--from ADDRESS] [--dry-run] [--json] …
import { Command } from "commander";

import { readManifest } from "../scripts/deployment/manifest.js";
import { runCommand } from "../scripts/setup/run-command.js";
import { loadConfig } from "./config.js";
import { openKeeper } from "./open-keeper.js";
import { createLogger } from "./telemetry/logger.js";

/** Milliseconds that a step has to end by itself after a signal. */
const GRACE_MS = 1_000;

const program = new Command("keeper")
  .showSuggestionAfterError(false) // an error is one line
  .description("Keep a pool: settle orders, expire orders, liquidate accounts");

program
  .command("run")
  .description("Follow the chain and act until SIGINT or SIGTERM. Flags come before BULKHEAD_… variables.")
  .option("--rpc <url>", "JSON-RPC endpoint (BULKHEAD_RPC_URL; default http://127.0.0.1:8545)")
  .option("--manifest <file>", "manifest of the deployment (BULKHEAD_MANIFEST; default deployments/localhost.json)")
  .option("--poll <ms>", "milliseconds between looks at the chain (BULKHEAD_POLL_MS; default 500)")
  .option("--max-batch <n>", "most accounts in one liquidation transaction (BULKHEAD_MAX_BATCH; default 10)")
  .option("--from <address>", "account that the node has unlocked (BULKHEAD_FROM); BULKHEAD_PRIVATE_KEY comes first")
  .option("--dry-run", "do everything but send")
  .option("--log-level <level>", "trace, debug, info, warn, error or silent (BULKHEAD_LOG_LEVEL; default info)")
  .option("--json", "log lines as JSON")
  .action(async ({ rpc, poll, ...flags }: Record<string, unknown>) => {
    const config = loadConfig({ ...flags, rpcUrl: rpc, pollMs: poll });
    const manifest = readManifest(config.manifest);
    const log = createLogger(config.logLevel, config.json);
    const stop = new AbortController();
    const work = async (): Promise<void> => {
      const { keeper, close } = await openKeeper(config, manifest, log, process.env["BULKHEAD_PRIVATE_KEY"]);
      try {
        await keeper.run(stop.signal);
      } finally {
        close();
      }
    };
    await Promise.race([work(), graceAfterSignal(stop)]);
    log.info({ event: "stopped" }, "Stopped");
    process.exit(0);
  });

await runCommand(program);

/** Aborts on SIGINT or SIGTERM. Resolves a little later: a step that still waits for the node is then abandoned. */
async function graceAfterSignal(stop: AbortController): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
  stop.abort();
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
}
