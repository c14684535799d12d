import { createRequire } from "node:module";

import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

import { fuzzSeed } from "./scripts/setup/fuzz-seed.js";
import { stableArtifactOrder } from "./scripts/setup/stable-artifact-order.js";

const require = createRequire(import.meta.url);

/** Reads a positive whole number from the environment. */
function count(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`${name} must be a positive whole number`);
  return value;
}

// One compiler and one set of settings for everything, so that what is deployed is what was tested: deployments use the
// profile `production`, which would otherwise have defaults of its own. The compiler comes from the npm package, so that
// nothing is downloaded at build time.
const compiler = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  isolated: false,
  settings: {
    evmVersion: "cancun",
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
    // The hash of the metadata changes with how a compilation was put together, and the code would with it.
    metadata: { bytecodeHash: "none", appendCBOR: false },
  },
};

// Networks keep the default limits: 16,777,216 gas a transaction (EIP-7825) and 24,576 bytes a contract.
export default defineConfig({
  plugins: [stableArtifactOrder, hardhatToolboxMochaEthers],
  paths: {
    tests: { mocha: "test", solidity: "test" },
    ignition: "scripts/ignition",
  },
  solidity: {
    profiles: { default: compiler, production: compiler },
    npmFilesToBuild: [
      "@openzeppelin/contracts/access/manager/AccessManager.sol",
      // Pyth's own stand-in for tests
      "@pythnetwork/pyth-sdk-solidity/MockPyth.sol",
    ],
  },
  typechain: { outDir: "typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    localhost: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545" },
  },
  test: {
    mocha: { timeout: 120_000, forbidOnly: true, forbidPending: true },
    solidity: {
      fuzz: { runs: count("BULKHEAD_FUZZ_RUNS", 256), seed: fuzzSeed() },
      invariant: {
        runs: count("BULKHEAD_INVARIANT_RUNS", 24),
        depth: count("BULKHEAD_INVARIANT_DEPTH", 64),
        // A handler predicts every refusal of the pool, so a call of its own that reverts is a finding.
        failOnRevert: true,
      },
    },
  },
});
