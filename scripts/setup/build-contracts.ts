import hre from "hardhat";

import { pruneBuildInfo } from "./prune-build-info.js";

/** Compiles the contracts where they have changed, so that a script works on a fresh clone. Says so when asked. */
export async function buildContracts(say: (line: string) => void): Promise<void> {
  const start = Date.now();
  say("Building the contracts (about half a minute the first time)");
  await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
  await pruneBuildInfo();
  say(`Built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
