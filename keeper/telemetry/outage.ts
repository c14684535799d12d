import type { Logger } from "pino";

import { sentenceOf } from "../errors.js";

/** Says once that the node fails and once that it is back, however often it is asked in between. */
export class Outage {
  #since: number | undefined;

  constructor(
    readonly log: Logger,
    /** Milliseconds. */
    readonly clock: () => number = Date.now,
  ) {}

  began(error: unknown): void {
    if (this.#since !== undefined) {
      this.log.debug({ event: "rpc-error", error: sentenceOf(error) }, `Still failing: ${sentenceOf(error)}`);
      return;
    }
    this.#since = this.clock();
    this.log.warn({ event: "outage", error: sentenceOf(error) }, `The node fails, trying on: ${sentenceOf(error)}`);
  }

  ended(): void {
    if (this.#since === undefined) return;
    const seconds = (this.clock() - this.#since) / 1000;
    this.#since = undefined;
    this.log.info({ event: "recovered", seconds }, `The node answers again after ${seconds.toFixed(1)} s`);
  }
}
