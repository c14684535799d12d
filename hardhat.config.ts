import { createRequire } from "node:module";

import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

// One compiler for everything: what is deployed is what was tested. The compiler is the one from the npm package, so that
// nothing is downloaded at build time.
const solidity = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  isolated: false,
  settings: {
    evmVersion: "cancun",
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
  },
};

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  paths: {
    tests: { mocha: "test", solidity: "test" },
    ignition: "scripts/ignition",
  },
  solidity: { profiles: { default: solidity, production: solidity } },
  typechain: { outDir: "typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1" },
    localhost: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545" },
  },
  test: {
    mocha: { timeout: 120_000 },
    solidity: {
      fuzz: { runs: Number(process.env.BULKHEAD_FUZZ_RUNS ?? 256), seed: process.env.BULKHEAD_FUZZ_SEED },
      invariant: { runs: Number(process.env.BULKHEAD_INVARIANT_RUNS ?? 24), depth: 64 },
    },
  },
});
