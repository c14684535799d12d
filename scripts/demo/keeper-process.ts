import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { root } from "../setup/root.js";
import { Child, type ChildEndedError } from "./child.js";

export interface KeeperProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

const POLL_MS = 20;
/** Accounts a transaction: what a local chain simulates in a moment, on a busy machine too. */
const MAX_BATCH = 4;
const READY_TIMEOUT_MS = 60_000;

/** Starts the keeper as anybody would, in a process of its own that knows only an RPC URL and a manifest. */
export async function startKeeper(
  url: string,
  manifest: string,
  from: string,
  onEnded: (error: ChildEndedError) => void,
): Promise<KeeperProcess> {
  const flags = [
    "--rpc",
    url,
    "--manifest",
    manifest,
    "--poll",
    String(POLL_MS),
    "--max-batch",
    String(MAX_BATCH),
    "--from",
    from,
    "--json",
  ];
  const process = spawn(globalThis.process.execPath, ["--import", "tsx", "keeper/cli.ts", "run", ...flags], {
    cwd: root,
    env: plainEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const child = new Child("The keeper", process, onEnded);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The keeper was not ready after ${READY_TIMEOUT_MS / 1000} s`));
    }, READY_TIMEOUT_MS);
    createInterface({ input: process.stdout }).on("line", (line) => {
      const { event, level } = parseLine(line);
      if (event === "ready") {
        clearTimeout(timer);
        resolve();
      }
      // warnings and worse explain a keeper that ends
      if (typeof level === "number" ? level >= 40 : level === "warn" || level === "error" || level === "fatal") {
        child.complains(line);
      }
    });
    process.once("exit", () => {
      clearTimeout(timer);
    });
  });
  return { pid: process.pid!, stop: () => child.stop() };
}

function parseLine(line: string): { event?: unknown; level?: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Without the settings of some other keeper: they would come before what is said here. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(globalThis.process.env).filter(([name]) => !name.startsWith("BULKHEAD_"));
  return Object.fromEntries(others);
}
