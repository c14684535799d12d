import hre from "hardhat";

/** Compiles what has changed since the last build; everything on a bare clone. */
export async function buildContracts(): Promise<void> {
  await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
}
