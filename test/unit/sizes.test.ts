import { expect } from "chai";
import hre from "hardhat";

const SIZE_LIMIT = 24_576; // bytes of code, EIP-170

interface AbiEntry {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly { readonly type: string; readonly indexed?: boolean }[];
}

async function artifact(name: string) {
  return hre.artifacts.readArtifact(name);
}

/** Events with what is indexed, errors with their types. */
async function signatures(name: string, type: "event" | "error"): Promise<string[]> {
  const abi = (await artifact(name)).abi as readonly AbiEntry[];
  const argument = (input: { type: string; indexed?: boolean }) =>
    `${input.type}${input.indexed === true ? " indexed" : ""}`;
  return abi
    .filter((entry) => entry.type === type)
    .map((entry) => `${type} ${entry.name}(${entry.inputs!.map(argument).join(",")})`);
}

async function linkedLibraries(): Promise<string[]> {
  return Object.values((await artifact("MarginPool")).linkReferences).flatMap((file) => Object.keys(file));
}

describe("What is deployed", () => {
  it("fits the code size limit, contract by contract", async () => {
    const names = await hre.artifacts.getAllFullyQualifiedNames();
    const sizes = new Map<string, number>();
    for (const name of names) {
      const size = ((await artifact(name)).deployedBytecode.length - 2) / 2;
      if (name.startsWith("contracts/") && size > 0) sizes.set(name.split(":")[1]!, size);
    }
    expect([...sizes.keys()]).to.include.members(["MarginPool", "BackstopVault", ...(await linkedLibraries())]);
    for (const [name, size] of sizes) expect(size, name).to.be.lessThan(SIZE_LIMIT);
  });

  it("the pool links exactly the libraries that deployments and tests deploy", async () => {
    const { POOL_LIBRARIES } = await import("../support/deploy-pool.js");
    expect((await linkedLibraries()).sort()).to.deep.equal([...POOL_LIBRARIES].sort());
    for (const name of POOL_LIBRARIES) expect((await artifact(name)).linkReferences, name).to.deep.equal({});
  });

  it("every event of a linked library is in the pool's ABI, so that logs can be read with it alone", async () => {
    const known = new Set(await signatures("MarginPool", "event"));
    let count = 0;
    for (const name of await linkedLibraries()) {
      for (const event of await signatures(name, "event")) {
        expect(known.has(event), `${event} of ${name}`).to.equal(true);
        ++count;
      }
    }
    expect(count).to.be.greaterThan(20);
  });

  it("every error that an interface declares is in the pool's ABI", async () => {
    const known = new Set(await signatures("MarginPool", "error"));
    const all = [...(await hre.artifacts.getAllFullyQualifiedNames())];
    const names = all.filter((name) => name.startsWith("contracts/interfaces/"));
    let count = 0;
    for (const name of names.filter((each) => !each.endsWith(":IBackstopVault"))) {
      for (const error of await signatures(name, "error")) {
        expect(known.has(error), `${error} of ${name}`).to.equal(true);
        ++count;
      }
    }
    expect(count).to.be.greaterThan(30);
  });
});
