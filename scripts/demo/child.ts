import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of the demo ended by itself; the message says which, how, and what it said last. */
export class ChildEndedError extends Error {}

const STOP_GRACE_MS = 5_000;
const KEPT_LINES = 20;
const LAST_WORDS_MS = 50;

/**
 * A process that the demo started and ends. If it ends by itself, `onEnded` hears of it. Whatever happens to the demo,
 * the process does not outlive it: leaving without `stop` kills it.
 */
export class Child {
  readonly #ended: Promise<void>;
  readonly #kill = (): void => void this.process.kill("SIGKILL");
  readonly #complaints: string[] = [];
  #stopping = false;

  constructor(
    readonly name: string,
    readonly process: ChildProcess,
    onEnded: (error: ChildEndedError) => void,
  ) {
    globalThis.process.once("exit", this.#kill);
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        globalThis.process.off("exit", this.#kill);
        if (!this.#stopping) onEnded(this.#error(how));
        resolve();
      };
      process.once("error", (cause) => {
        end(`cannot start: ${cause.message}`);
      });
      process.once("exit", (code, signal) => {
        // what it said last may still be on its way
        setTimeout(() => {
          end(`ended (${signal ?? `exit code ${String(code)}`})`);
        }, LAST_WORDS_MS);
      });
    });
    process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.complains(text);
    });
  }

  /** Remembers what the process said, for the case that it ends. */
  complains(text: string): void {
    this.#complaints.push(...text.split("\n").filter((line) => line.trim() !== ""));
    this.#complaints.splice(0, Math.max(0, this.#complaints.length - KEPT_LINES));
  }

  /** Asks the process to end, and kills it when it has not after a while. */
  async stop(ask: () => void = () => void this.process.kill("SIGTERM")): Promise<void> {
    this.#stopping = true;
    if (this.process.exitCode === null && this.process.signalCode === null && this.process.pid !== undefined) ask();
    else return;
    await Promise.race([this.#ended, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
    this.#kill();
    await this.#ended;
  }

  #error(how: string): ChildEndedError {
    const said = this.#complaints.find((line) => /error|fatal/i.test(line)) ?? this.#complaints.at(-1);
    return new ChildEndedError(`${this.name} ${how}${said === undefined ? "" : `: ${said.slice(0, 300)}`}`);
  }
}
