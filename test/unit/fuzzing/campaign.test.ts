import { expect } from "chai";

import { FuzzCampaign, repeatCommand, roundSeed } from "../../../scripts/fuzzing/campaign.js";
import { findSuites, type FuzzSuite } from "../../../scripts/fuzzing/find-suites.js";
import { readFuzzOptions } from "../../../scripts/fuzzing/options.js";
import type { SuiteRunner } from "../../../scripts/fuzzing/run-suite-with-seed.js";

const suite = (file: string): FuzzSuite => ({ file, runner: "mocha", grep: "" });
const [A, B] = [suite("a.test.ts"), suite("b.test.ts")];

/** A campaign of a day on two suites; `answers` says what each run comes to, and ends it after `most` runs. */
async function campaign(answers: (suite: FuzzSuite, run: number) => [passed: number, failed: number], most: number) {
  const seen: (readonly [string, bigint])[] = [];
  const lines: string[] = [];
  const run: SuiteRunner = async (which, seed) => {
    await Promise.resolve();
    if (seen.length === most) fuzz.stop();
    if (seen.length >= most) return undefined;
    seen.push([which.file, seed]);
    const [passed, failed] = answers(which, seen.length);
    return { passed, failed, output: `output of ${which.file}` };
  };
  const fuzz = new FuzzCampaign({ minutes: 1440, seed: 7n, files: [] }, [A, B], run, (line) => lines.push(line));
  return { outcome: await fuzz.run(), seen, lines };
}

describe("A fuzz campaign", () => {
  it("runs every suite with the campaign's seed first, then with new ones, the same for the same seed", async () => {
    const { outcome, seen } = await campaign(() => [3, 0], 6);
    const seeds = [7n, roundSeed(7n, 1), roundSeed(7n, 2)];
    expect(seen).to.deep.equal(seeds.flatMap((seed) => [A, B].map(({ file }) => [file, seed])));
    expect(new Set(seeds).size).to.equal(3);
    expect(outcome).to.deep.equal({ runs: 6, passed: 18, findings: [] });
  });

  it("keeps a finding with its output and the command that repeats it, and runs that suite no more", async () => {
    const { outcome, seen, lines } = await campaign(({ file }) => (file === A.file ? [2, 1] : [3, 0]), 5);
    expect(seen.filter(([file]) => file === A.file).length).to.equal(1);
    expect(outcome.findings.map(({ suite: { file }, seed, output }) => [file, seed, output])).to.deep.equal([
      [A.file, 7n, "output of a.test.ts"],
    ]);
    expect(outcome.findings[0]!.command).to.match(/^BULKHEAD_FUZZ_SEED=7 BULKHEAD_SEED=7 .*npm test -- a\.test\.ts$/);
    expect(lines.find((line) => line.includes(A.file))).to.include("seed 7 · FINDING");
  });

  it("takes a suite in which no test ran for a finding, and ends when all have one", async () => {
    const { outcome } = await campaign(() => [0, 0], 100);
    expect(outcome.runs).to.equal(2);
    expect(outcome.findings.length).to.equal(2);
  });

  it("repeats a finding with the sizes it was made with", () => {
    const environment = { BULKHEAD_STEPS: "500", BULKHEAD_PRIVATE_KEY: "secret", PATH: "/bin" };
    expect(repeatCommand(A, 9n, environment)).to.equal(
      "BULKHEAD_FUZZ_SEED=9 BULKHEAD_SEED=9 BULKHEAD_STEPS=500 npm test -- a.test.ts",
    );
  });
});

describe("The suites of a campaign", () => {
  it("are those that take a seed, in both languages", () => {
    const files = findSuites().map(({ file }) => file);
    expect(files).to.include.members([
      "test/invariants/Pool.t.sol",
      "test/invariants/random-histories.test.ts",
      "test/differential/accounts.test.ts",
      "test/differential/pricing-math.test.ts",
      "test/unit/math/LossMath.t.sol",
    ]);
    expect(files).to.not.include("test/integration/losses.test.ts");
  });

  it("can be named, and one that is not randomised is refused with those that are", () => {
    expect(findSuites(["test/invariants/Pool.t.sol"]).map(({ runner }) => runner)).to.deep.equal(["solidity"]);
    expect(() => findSuites(["test/integration/losses.test.ts"])).to.throw(
      /^No randomised suite is called test\/integration\/losses\.test\.ts; there are .*Pool\.t\.sol/,
    );
  });

  it("leave out their own checks of what a history has reached: another seed may miss a kind of event", () => {
    const { grep } = findSuites(["test/differential/accounts.test.ts"])[0]!;
    const takes = new RegExp(grep);
    expect(takes.test("Whole accounts in two languages saw every state that the terms depend on")).to.equal(false);
    expect(takes.test("Random histories reached every kind of action: a history without one proves nothing")).to.equal(
      false,
    );
    expect(takes.test("Whole accounts in two languages M-1…M-5 every term of every account is equal")).to.equal(true);
  });
});

describe("The options of a campaign", () => {
  it("are minutes and a seed in decimal or hexadecimal; without one a new seed is drawn each time", () => {
    expect(readFuzzOptions({ minutes: "0.5", seed: "0x10", files: [] })).to.deep.equal({
      minutes: 0.5,
      seed: 16n,
      files: [],
    });
    const drawn = () => readFuzzOptions({ minutes: "1", files: [] }).seed;
    expect(drawn()).to.not.equal(drawn());
  });

  it("that cannot be used are named with their value and what would do", () => {
    for (const [flags, message] of [
      [{ minutes: "0" }, '--minutes "0" must be a number above 0 and at most 10080'],
      [{ minutes: "long" }, '--minutes "long" must be a number above 0 and at most 10080'],
      [{ minutes: "1", seed: "-1" }, '--seed "-1" must be a whole number from 0 to 18446744073709551615'],
      [{ minutes: "1", seed: "18446744073709551616" }, '--seed "18446744073709551616" must be a whole number'],
    ] as const) {
      expect(() => readFuzzOptions({ files: [], ...flags }), message).to.throw(message);
    }
  });
});
