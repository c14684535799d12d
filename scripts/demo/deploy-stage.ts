import { rm } from "node:fs/promises";
import { join } from "node:path";

import hre from "hardhat";

import { deploy, deploymentIdOf } from "../deployment/deploy.js";
import { writeManifest } from "../deployment/manifest.js";
import type { NetworkParameters } from "../deployment/parameters.js";
import { connect } from "../setup/connect.js";
import type { Chain } from "./chain.js";
import { Stage } from "./stage.js";

const NETWORK = "localhost";

/** Deploys by the same way as everybody, writes the manifest for the keeper, and keeps nothing else of it. */
export async function deployStage(chain: Chain, parameters: NetworkParameters, manifestFile: string): Promise<Stage> {
  const connection = await connect(NETWORK, chain.url);
  try {
    const manifest = await deploy(connection, NETWORK, parameters);
    writeManifest(manifestFile, manifest);
    // The chain ends with the demo, so the journal of its deployment is of no more use.
    const { chainId } = await connection.ethers.provider.getNetwork();
    const journal = join(hre.config.paths.ignition, "deployments", await deploymentIdOf(connection, chainId));
    await rm(journal, { recursive: true, force: true });
    return await Stage.on(chain, manifest, parameters);
  } finally {
    await connection.close();
  }
}
