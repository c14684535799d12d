import { createHash } from "node:crypto";

import type { FuzzSuite } from "./find-suites.js";
import type { FuzzOptions } from "./options.js";
import { seedVariables, type SuiteRunner } from "./run-suite-with-seed.js";

/** A run of a suite in which a test failed. */
export interface Finding {
  readonly suite: FuzzSuite;
  readonly seed: bigint;
  /** Command that repeats it. */
  readonly command: string;
  readonly output: string;
}

export interface Outcome {
  readonly runs: number;
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/** Suites at a time: a machine for tests has two cores. */
const LANES = 2;
/** Variables that change how much a suite does; a finding must be repeated with those it was made with. */
const SIZES = /^BULKHEAD_(FUZZ_RUNS|INVARIANT_RUNS|INVARIANT_DEPTH|HISTORIES|STEPS|ROUNDS|BATCHES)$/;

/**
 * Seed of a round: the first is the campaign's own, so that it can be named by it; later ones are far from each other, because
 * histories of neighbouring seeds overlap.
 */
export function roundSeed(seed: bigint, round: number): bigint {
  if (round === 0) return seed;
  return createHash("sha256").update(`${seed} ${round}`).digest().readBigUInt64BE();
}

/** Command that repeats one run of a suite, sizes included. */
export function repeatCommand(suite: FuzzSuite, seed: bigint, environment: NodeJS.ProcessEnv = process.env): string {
  const sizes = Object.entries(environment).filter(([name]) => SIZES.test(name));
  const variables = [...Object.entries(seedVariables(seed)), ...sizes].map(([name, value]) => `${name}=${value}`);
  return `${variables.join(" ")} npm test -- ${suite.file}`;
}

/**
 * Runs suites in turn, round after round, each round with a seed of its own, until the time is over; what still runs then is
 * stopped and not counted. A suite with a finding is not run again: one that can be repeated is worth more than many.
 */
export class FuzzCampaign {
  private readonly stopped = new AbortController();
  private readonly findings: Finding[] = [];
  private readonly running = new Set<FuzzSuite>();
  private turn = 0;
  private runs = 0;
  private passed = 0;

  constructor(
    private readonly options: FuzzOptions,
    private readonly suites: readonly FuzzSuite[],
    private readonly runner: SuiteRunner,
    private readonly say: (line: string) => void,
  ) {}

  async run(): Promise<Outcome> {
    const end = Date.now() + this.options.minutes * 60_000;
    const timer = setTimeout(() => {
      this.stop();
    }, this.options.minutes * 60_000);
    await Promise.all(Array.from({ length: LANES }, () => this.works(end)));
    clearTimeout(timer);
    return { runs: this.runs, passed: this.passed, findings: this.findings };
  }

  stop(): void {
    this.stopped.abort();
  }

  private async works(end: number): Promise<void> {
    for (let next = this.takes(); next !== undefined; next = this.takes()) {
      const { suite, round } = next;
      const seed = roundSeed(this.options.seed, round);
      const start = Date.now();
      this.running.add(suite);
      const result = await this.runner(suite, seed, this.stopped.signal);
      this.running.delete(suite);
      if (result === undefined) return;
      this.runs++;
      this.passed += result.passed;
      // a suite that ran no test has been named or sifted wrongly
      const found = result.failed > 0 || result.passed === 0;
      if (found) this.findings.push({ suite, seed, command: repeatCommand(suite, seed), output: result.output });
      const what = found ? "FINDING" : `${result.passed} passed`;
      const took = ((Date.now() - start) / 1000).toFixed(1);
      this.say(
        `${clock(end - Date.now())} left · round ${round + 1} · ${suite.file} · seed ${seed} · ${what} in ${took} s`,
      );
    }
  }

  /** The next suite in turn that is not running and has no finding, and which round it belongs to. */
  private takes(): { suite: FuzzSuite; round: number } | undefined {
    if (this.stopped.signal.aborted) return undefined;
    for (let tried = 0; tried < this.suites.length; tried++) {
      const suite = this.suites[this.turn % this.suites.length]!;
      const round = Math.floor(this.turn / this.suites.length);
      this.turn++;
      if (this.running.has(suite) || this.findings.some((finding) => finding.suite === suite)) continue;
      return { suite, round };
    }
    return undefined;
  }
}

/** Minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
