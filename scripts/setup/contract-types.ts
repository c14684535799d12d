import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { createHardhatRuntimeEnvironment } from "hardhat/hre";

import hardhatConfig from "../../hardhat.config.js";
import { pruneBuildInfo } from "./prune-build-info.js";
import { root } from "./root.js";

/** Compiles what has changed and writes the contract types of the whole project into an empty folder. */
export async function generateTypesInto(folder: string): Promise<void> {
  const config = { ...hardhatConfig, typechain: { ...hardhatConfig.typechain, outDir: folder } };
  const hre = await createHardhatRuntimeEnvironment(config, {}, root);
  await hre.tasks.getTask("build").run({});
  await pruneBuildInfo();
}

/** Runs `use` with a folder of freshly generated types, and removes the folder afterwards. */
export async function withFreshTypes(use: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(join(root, "cache"), { recursive: true });
  const folder = await mkdtemp(join(root, "cache", "typechain-types-"));
  try {
    await generateTypesInto(folder);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Builds the project and replaces typechain-types as a whole; leaves it alone when the build fails. */
export async function replaceTypes(): Promise<void> {
  const target = join(root, "typechain-types");
  await withFreshTypes(async (folder) => {
    await rm(target, { recursive: true, force: true });
    await cp(folder, target, { recursive: true });
  });
}
