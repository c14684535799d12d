// Runs every randomised suite with ever new seeds for a time, and says how to repeat what it finds:
//   npm run fuzz -- --minutes 10 [--seed S] [FILE...]      (--help tells more)
// The exit code is zero only when something ran and nothing was found.
import { Command } from "commander";

import { FuzzCampaign, type Outcome } from "./fuzzing/campaign.js";
import { findSuites } from "./fuzzing/find-suites.js";
import { DEFAULT_MINUTES, readFuzzOptions } from "./fuzzing/options.js";
import { runSuiteWithSeed } from "./fuzzing/run-suite-with-seed.js";
import { replaceTypes } from "./setup/contract-types.js";
import { runCommand } from "./setup/run-command.js";

const command = new Command("fuzz")
  .description("Run the randomised suites with new seeds until the time is over, and say how to repeat a finding")
  .argument("[files...]", "only these suites; default: all that take a seed")
  .option("--minutes <n>", "how long", DEFAULT_MINUTES)
  .option(
    "--seed <s>",
    "seed of the first round, 0 to 2^64 − 1, from which those of the others follow; default: a new one",
  )
  .action(async (files: string[], flags: { minutes: string; seed?: string }) => {
    const options = readFuzzOptions({ ...flags, files });
    const suites = findSuites(options.files);
    console.log(`Seed ${options.seed}: ${suites.length} suites for ${options.minutes} minutes`);
    await replaceTypes();
    const campaign = new FuzzCampaign(options, suites, runSuiteWithSeed, console.log);
    const interrupt = (): void => {
      campaign.stop();
    };
    process.once("SIGINT", interrupt);
    report(await campaign.run());
    process.removeListener("SIGINT", interrupt);
  });

await runCommand(command);

function report({ runs, passed, findings }: Outcome): void {
  for (const { suite, command: repeat, output } of findings) {
    console.log(`\n── ${suite.file}\n${output.trimEnd()}\n\nRepeat it exactly:\n  ${repeat}`);
  }
  const found = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  console.log(`\n${runs} runs, ${passed} tests passed, ${found}`);
  if (runs === 0) console.error("Error: No suite was run to its end: give it more --minutes");
  if (runs === 0 || findings.length > 0) process.exitCode = 1;
}
