// Replays a crash through a real pool on a real local chain with a real keeper, and checks the books to the last unit:
//   npm run demo [-- --prices FILE.csv --accounts N --seed S --speed X --hours H --json …]      (--help lists all)
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { Command } from "commander";

import { ACCOUNTS_MAX, ACCOUNTS_MIN, DEFAULTS, readOptions } from "./demo/options.js";
import { runDemo } from "./demo/run-demo.js";
import { Screen } from "./demo/screen.js";
import { summaryLines } from "./demo/summary.js";
import { runCommand } from "./setup/run-command.js";

/** Somebody asked the demo to end. */
class Interrupted extends Error {}

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
const cleanUps: (() => Promise<void>)[] = [];
const stop = new AbortController();
let signalled: keyof typeof SIGNALS | undefined;

const command = new Command("demo")
  .description("Replay a crash through a real pool on a local chain with a real keeper, and check the books")
  .option("--prices <file>", "candle CSV; default: synthetic prices in the shape of 12-13 March 2020")
  .option("--symbols <list>", "only these symbols of the file, with commas between them")
  .option("--hours <h>", "hours to replay; default: 24 around the largest fall of a file, 30 of the synthetic shape")
  .option("--full", "replay the whole file", false)
  .option("--believe-prints", "replay suspect prints of the file as they stand", false)
  .option("--accounts <n>", `accounts, ${ACCOUNTS_MIN} to ${ACCOUNTS_MAX}`, String(DEFAULTS.accounts))
  .option("--seed <s>", "seed of accounts and synthetic prices", DEFAULTS.seed)
  .option("--speed <x>", "times real time; a busy keeper is waited for", String(DEFAULTS.speed))
  .option("--port <p>", "port of the local chain; 0 takes a free one", String(DEFAULTS.port))
  .option("--out <dir>", "folder of report.json", DEFAULTS.out)
  .option("--json", "print the report alone on stdout, progress on stderr", false)
  .action(async (flags: unknown) => {
    const options = readOptions(flags);
    const file = resolve(options.out, "report.json");
    mkdirSync(resolve(options.out), { recursive: true });
    const screen = new Screen(options.json ? process.stderr : process.stdout);
    cleanUps.push(() => {
      screen.close();
      return Promise.resolve();
    });
    const context = { screen, stop, onExit: (cleanUp: () => Promise<void>) => void cleanUps.unshift(cleanUp) };
    const report = await Promise.race([runDemo(options, context), stopped(stop.signal)]);
    const text = `${JSON.stringify(report, null, 2)}\n`;
    writeFileSync(file, text);
    screen.close();
    for (const line of summaryLines(report, join(options.out, "report.json"))) screen.line(line);
    if (options.json) process.stdout.write(text);
    if (!report.passed) process.exitCode = 1;
  });

for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) {
  process.once(name, () => {
    signalled = name;
    stop.abort(new Interrupted(`Stopped by ${name}`));
  });
}
await runCommand(withCleanUp(command));
process.exit(signalled === undefined ? process.exitCode : 128 + SIGNALS[signalled]);

/** Rejects when the run is stopped from outside: by a signal, or by a process of its own that ended. */
async function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}

/** Ends what the command has started before its error is told. */
function withCleanUp(own: Command): Command {
  const parse = own.parseAsync.bind(own);
  own.parseAsync = async (...args) => {
    try {
      return await parse(...args);
    } finally {
      for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    }
  };
  return own;
}
