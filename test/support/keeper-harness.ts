import { Writable } from "node:stream";

import type { DestinationStream } from "pino";

import { configSchema, type Config } from "../../keeper/config.js";
import { openKeeper, type OpenKeeper } from "../../keeper/open-keeper.js";
import { createLogger } from "../../keeper/telemetry/logger.js";
import type { LocalNode } from "./local-node.js";

/** One line of the keeper's log. */
export interface LogLine {
  readonly event: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A keeper in this process, moved on step by step, with its log. */
export class KeeperHarness {
  constructor(
    readonly open: OpenKeeper,
    readonly lines: readonly LogLine[],
  ) {}

  get keeper() {
    return this.open.keeper;
  }

  get state() {
    return this.keeper.state!;
  }

  /** Log lines of one kind. */
  events(event: string): LogLine[] {
    return this.lines.filter((line) => line.event === event);
  }

  /** Steps until nothing is left to do. */
  async settles(): Promise<void> {
    for (let step = 0; step < 100; step++) if (await this.keeper.step()) return;
    throw new Error("the keeper finds no end");
  }
}

/** Key of the world's keeper: the second of the well-known development mnemonic, published with every local node. */
export const KEEPER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/** Opens a keeper in this process that sends as the world's keeper. */
export async function startKeeper(
  node: LocalNode,
  change: Partial<Config> = {},
  privateKey?: string,
): Promise<KeeperHarness> {
  const lines: LogLine[] = [];
  const from = (await node.world.keeper()).address;
  const config = configSchema.parse({ rpcUrl: node.url, pollMs: 20, from, logLevel: "debug", ...change });
  const log = createLogger("debug", true, collector(lines));
  return new KeeperHarness(await openKeeper(config, node.manifest, log, privateKey), lines);
}

function collector(lines: LogLine[]): DestinationStream {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as LogLine);
      done();
    },
  });
}
