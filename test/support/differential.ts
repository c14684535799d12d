import { expect } from "chai";
import type { Interface } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { fuzzSeed } from "../../scripts/setup/fuzz-seed.js";

/** Cases a function gets, about: so many batches of at most so many. */
const BATCHES = Number(process.env["BULKHEAD_BATCHES"] ?? 30);
const BATCH_SIZE = 150;

/** fast-check takes 32 bits of the run's seed. */
export const SEED = Number(BigInt.asIntN(32, BigInt(fuzzSeed())));

/** Settings of every property; `SEED` stands in the test's name. */
export const RUNS = { seed: SEED, numRuns: BATCHES, endOnFailure: false } as const;

export type Value = bigint | boolean | readonly Value[] | { readonly [key: string]: Value };

/** One function in two languages, and what a third says of its result. */
export interface Differential<Args extends readonly Value[]> {
  /** Arguments as the contracts use them: nearly all of them return. */
  readonly typical: fc.Arbitrary<Args>;
  /** Arguments up to the widths that the contract gives as its bounds, within which it never reverts. */
  readonly wide?: fc.Arbitrary<Args>;
  /** Arguments of any width, so that both revert at the same place. */
  readonly wild?: fc.Arbitrary<Args>;
  /** The mirror; what Solidity returns, in its order. */
  readonly twin: (...args: Args) => Value;
  /** What the function is called with in Solidity, where that differs. */
  readonly encode?: (...args: Args) => readonly Value[];
  /** Batches, where the cases are large. */
  readonly batches?: number;
  /** Asserts what the formula says of a result. */
  readonly statement?: (result: readonly bigint[], ...args: Args) => void;
}

/** A harness contract that is called in batches. */
export class Harness {
  /** What was asked of each function so far: returned, reverted. */
  readonly counts = new Map<string, { returned: number; reverted: number }>();

  private constructor(
    readonly provider: { request(args: { method: string; params: unknown[] }): Promise<unknown> },
    readonly address: string,
    readonly abi: Interface,
  ) {}

  static async deploy(name: string): Promise<Harness> {
    const connection = await network.create();
    const contract = await connection.ethers.deployContract(name);
    return new Harness(connection.provider, await contract.getAddress(), contract.interface);
  }

  /** Results of a function for many arguments; undefined where it reverted. */
  async call(name: string, cases: readonly (readonly Value[])[]): Promise<(readonly unknown[] | undefined)[]> {
    const calls = cases.map((args) => this.abi.encodeFunctionData(name, args));
    const data = this.abi.encodeFunctionData("batch", [calls]);
    const output = await this.provider.request({ method: "eth_call", params: [{ to: this.address, data }] });
    const [ok, results] = this.abi.decodeFunctionResult("batch", output as string) as unknown as [boolean[], string[]];
    return ok.map((returned, i) =>
      returned ? (this.abi.decodeFunctionResult(name, results[i]!).toArray(true) as unknown[]) : undefined,
    );
  }

  /** Compares the two languages, and the statement with them, over generated arguments. */
  async compares<Args extends readonly Value[]>(name: string, differential: Differential<Args>): Promise<void> {
    const {
      typical,
      wide = typical,
      wild,
      twin,
      encode = (...args: Args) => args,
      statement,
      batches = BATCHES,
    } = differential;
    const count = { returned: 0, reverted: 0 };
    this.counts.set(name, count);
    const args = fc.oneof(
      { weight: 3, arbitrary: typical },
      { weight: 1, arbitrary: wide },
      ...(wild === undefined ? [] : [{ weight: 2, arbitrary: wild }]),
    );
    const batch = fc.array(args, { minLength: 1, maxLength: BATCH_SIZE, size: "max" });
    await fc.assert(
      fc.asyncProperty(batch, async (cases) => {
        const results = await this.call(
          name,
          cases.map((each) => encode(...each)),
        );
        for (const [i, each] of cases.entries()) {
          const solidity = results[i];
          const [ours, theirs] = [text(attempt(() => twin(...each))), text((solidity ?? "reverts") as Value)];
          if (ours !== theirs) expect(ours, `the mirror of ${name}(${text(each)})`).to.equal(theirs);
          if (solidity === undefined) count.reverted++;
          else {
            count.returned++;
            statement?.(flat(solidity as Value), ...each);
          }
        }
      }),
      { ...RUNS, numRuns: batches },
    );
    expect(count.returned, `${name} returned too rarely to prove anything`).to.be.greaterThan(batches);
    if (wild !== undefined) expect(count.reverted, `${name} never reverted`).to.be.greaterThan(0);
  }
}

/** A result, or "reverts" where the mirror's range check said no. */
function attempt(act: () => Value): Value | string {
  try {
    const result = act();
    return isList(result) ? result : [result];
  } catch (error) {
    if (error instanceof RangeError) return "reverts";
    throw error;
  }
}

function text(value: Value | string): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === "bigint") return each.toString();
    return each !== null && typeof each === "object" && !Array.isArray(each) ? Object.values(each) : each;
  });
}

function flat(value: Value): bigint[] {
  if (typeof value === "bigint") return [value];
  return isList(value) ? value.flatMap(flat) : [];
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
