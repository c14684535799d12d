import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import hre from "hardhat";

import { deploy } from "../../scripts/deployment/deploy.js";
import { writeManifest, type Manifest } from "../../scripts/deployment/manifest.js";
import { readNetworkParameters, type NetworkParameters } from "../../scripts/deployment/parameters.js";
import { connect } from "../../scripts/setup/connect.js";
import {
  BackstopVault__factory,
  MarginPool__factory,
  MockAggregator__factory,
  MockFeed__factory,
  MockToken__factory,
} from "../../typechain-types/index.js";
import { World } from "./deploy-pool.js";

const PARAMETERS = fileURLToPath(new URL("../../scripts/deployment/parameters/localhost.json", import.meta.url));
const JOURNALS = fileURLToPath(new URL("../../scripts/ignition/deployments/", import.meta.url));

/** A node that serves JSON-RPC on loopback, with a pool deployed the way operators deploy it. */
export interface LocalNode {
  readonly url: string;
  readonly world: World;
  readonly manifest: Manifest;
  /** Folder for files of the test; gone after close. */
  readonly folder: string;
  /** Where the manifest is written. */
  readonly manifestFile: string;
  close(): Promise<void>;
}

export async function startLocalNode(change?: (parameters: NetworkParameters) => void): Promise<LocalNode> {
  const override = { initialDate: firstMoment() };
  const server = await hre.network.createServer({ network: "default", override }, "127.0.0.1");
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const connection = await connect("localhost", url);
  const parameters = readNetworkParameters(PARAMETERS);
  change?.(parameters);
  const manifest = await deploy(connection, "localhost", parameters);

  const folder = mkdtempSync(join(tmpdir(), "bulkhead-keeper-"));
  const manifestFile = join(folder, "manifest.json");
  writeManifest(manifestFile, manifest);
  const genesis = await connection.ethers.provider.getBlock(0);
  return {
    url,
    world: await worldOf(connection, parameters, manifest),
    manifest,
    folder,
    manifestFile,
    async close() {
      await connection.close();
      await server.close();
      rmSync(folder, { recursive: true });
      // the deployment's journal is worth nothing without its chain
      rmSync(join(JOURNALS, `local-${genesis!.hash!.slice(2, 14)}`), { recursive: true });
    },
  };
}

let started = 0;

/** A first moment of its own for every node: two chains with the same first block would share a deployment journal. */
function firstMoment(): Date {
  return new Date(Date.UTC(2020, 2, 12) + ((process.pid % 100_000) * 100 + started++) * 1_000);
}

async function worldOf(
  connection: World["connection"],
  parameters: NetworkParameters,
  manifest: Manifest,
): Promise<World> {
  const [deployer] = await connection.ethers.getSigners();
  const feeds = await Promise.all(
    manifest.markets.map(async ({ symbol, source, secondary }) => {
      const proxy = MockFeed__factory.connect(source, deployer);
      const second = MockFeed__factory.connect(secondary ?? source, deployer);
      return { symbol, proxy, second, aggregator: MockAggregator__factory.connect(await proxy.aggregator(), deployer) };
    }),
  );
  return new World(
    connection,
    parameters,
    MarginPool__factory.connect(manifest.pool, deployer),
    BackstopVault__factory.connect(manifest.vault, deployer),
    manifest.assets.map(({ token }) => MockToken__factory.connect(token, deployer)),
    feeds,
  );
}
