// The demo's local chain, run as a process of its own: a Hardhat node on loopback.
//   node --import tsx scripts/demo/chain-server.ts START_SECONDS PORT      PORT 0 takes a free one
// It tells its parent where it listens and ends with it: when the channel between them closes, so does the chain.
import { randomInt } from "node:crypto";

import hre from "hardhat";

/** What the process tells its parent, once. */
export interface ChainListening {
  readonly event: "listening";
  readonly port: number;
}

const HOST = "127.0.0.1";
const ETHER = 10n ** 18n;

process.once("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; this one lives until its parent has finished with it.
process.on("SIGINT", () => undefined);

const [startSeconds, port] = process.argv.slice(2).map(Number) as [number, number];
const server = await hre.network.createServer(
  {
    network: "default",
    override: {
      initialDate: new Date(startSeconds * 1000),
      // Deployments on local chains are told apart by the first block, so no two runs may share one.
      accounts: { accountsBalance: 1_000_000n * ETHER + BigInt(randomInt(2 ** 47)) },
    },
  },
  HOST,
  port,
);
const listening: ChainListening = { event: "listening", port: (await server.listen()).port };
process.send!(listening);
