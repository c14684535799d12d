import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonFragment } from "ethers";

import { root } from "../setup/root.js";

export interface ContractArtifact {
  readonly contractName: string;
  /** Path of the source file from the root. */
  readonly sourceName: string;
  readonly abi: JsonFragment[];
  readonly deployedBytecode: string;
}

/** What the last build made of the contracts that can be deployed; mocks excluded. */
export function contractArtifacts(): ContractArtifact[] {
  const paths = globSync("artifacts/contracts/**/*.sol/*.json", { cwd: root }).sort();
  return paths
    .map((path) => JSON.parse(readFileSync(join(root, path), "utf8")) as ContractArtifact)
    .filter(({ sourceName }) => !sourceName.startsWith("contracts/mocks/"));
}
