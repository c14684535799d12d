import type { Logger } from "pino";

import type { Manifest } from "../scripts/deployment/manifest.js";
import { Keeper } from "./app.js";
import { openPool } from "./chain/pool.js";
import { connectRpc } from "./chain/rpc.js";
import { openSigner } from "./chain/signer.js";
import type { Config } from "./config.js";
import { ActionRunner } from "./executor/action-runner.js";
import { Executor } from "./executor/executor.js";
import { Indexer } from "./indexer/indexer.js";
import { judgeAt } from "./mirror/liquidation-logic.js";
import { poolNow } from "./mirror/pool-now.js";
import { PriceSources } from "./prices/price-sources.js";

export interface OpenKeeper {
  readonly keeper: Keeper;
  readonly close: () => void;
}

/** Connects to the node, makes sure that it is the right one, and puts a keeper together. */
export async function openKeeper(
  config: Config,
  manifest: Manifest,
  log: Logger,
  privateKey: string | undefined,
): Promise<OpenKeeper> {
  const rpc = await connectRpc(config.rpcUrl, manifest.chainId, config.pollMs);
  try {
    const pool = await openPool(rpc, manifest.pool);
    const { from, dryRun } = config;
    const signer = await openSigner(rpc.provider, { privateKey, from, dryRun });
    const executor = new Executor(pool, signer, dryRun, log);
    const marketSymbol = (market: number): string => manifest.markets[market]?.symbol ?? `market ${market}`;
    const naming = { marketSymbol, settlement: manifest.assets[0]! };
    const contract = { address: manifest.pool, interface: pool.interface };
    const keeper = new Keeper({
      config,
      rpc,
      indexer: new Indexer(rpc, pool, manifest.pool, manifest.fromBlock),
      prices: new PriceSources(rpc.provider),
      judgeAt: (state, moment) => {
        const now = poolNow(state, moment);
        return (account) => judgeAt(account, now);
      },
      runner: (rests) => new ActionRunner(executor, rests, contract, naming, log),
      log,
    });
    log.info(
      { event: "started", pool: manifest.pool, chainId: manifest.chainId, from: await signer.getAddress(), dryRun },
      `Keeper of pool ${manifest.pool} on chain ${manifest.chainId}, ` +
        (dryRun ? "dry run" : `sending as ${await signer.getAddress()}`),
    );
    return { keeper, close: rpc.close };
  } catch (error) {
    rpc.close();
    throw error;
  }
}
