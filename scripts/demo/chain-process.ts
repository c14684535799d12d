import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

import { root } from "../setup/root.js";
import type { ChainListening } from "./chain-server.js";
import { Child, type ChildEndedError } from "./child.js";
import { OptionError } from "./options.js";

export interface ChainProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";

/** Starts a local chain whose clock stands at `startSeconds`, and waits until it answers. */
export async function startChain(
  startSeconds: number,
  port: number,
  onEnded: (error: ChildEndedError) => void,
): Promise<ChainProcess> {
  await requireFree(port);
  const process = fork(join(root, "scripts/demo/chain-server.ts"), [String(startSeconds), String(port)], {
    cwd: root,
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const child = new Child("The local chain", process, onEnded);
  const [message] = (await once(process, "message")) as [ChainListening];
  return {
    url: `http://${HOST}:${message.port}`,
    pid: process.pid!,
    stop: () =>
      child.stop(() => {
        process.disconnect();
      }),
  };
}

/** Says at once that a port cannot be had, instead of letting the chain fail on it. */
async function requireFree(port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    probe.listen(port, HOST);
    await once(probe, "listening");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be had (${String(code)})`;
    throw new OptionError(`Port ${port} on ${HOST} ${why}: choose another with --port, or leave it out`, { cause });
  }
  probe.close();
  await once(probe, "close");
}
