import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { JsonRpcProvider, type BaseContract, type FunctionFragment } from "ethers";

import { decodeRevert } from "../../keeper/chain/revert.js";
import { requireDelays } from "../../scripts/deployment/deploy.js";
import { toAssetParameters, toMarketParameters, toPoolParameters } from "../../scripts/deployment/parameters.js";
import { ROLE_FUNCTIONS } from "../../scripts/deployment/roles.js";
import type { AccessManager } from "../../typechain-types/index.js";
import type { World } from "../support/deploy-pool.js";
import { authorityOf, governs } from "../support/governance.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";
import { POOL_CALLERS, VAULT_CALLERS, type Caller } from "../support/role-table.js";
import type { Trader } from "../support/trader.js";

/** The last of the well-known development accounts hold one role each. */
const HOLDERS = {
  admin: "0x71bE63f3384f5fb98995898A86B02Fb2426c5788",
  listing: "0xbDA5747bFD65F08deb54cb465eB87D40e51B197E",
  parameters: "0xdD2FD4581271e230360230F9337D5c0430Bf44C0",
  guardian: "0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199",
} as const;
type Role = keyof typeof HOLDERS;
const ROLES = Object.keys(HOLDERS) as Role[];

/** Errors that say "not you". */
const REFUSALS: Partial<Record<Caller, string>> = {
  owner: "NotAccountOwner",
  trader: "NotAccountTrader",
  signature: "InvalidSignature",
  vault: "NotVault",
  authority: "AccessManagedUnauthorized",
  listing: "AccessManagedUnauthorized",
  parameters: "AccessManagedUnauthorized",
  guardian: "AccessManagedUnauthorized",
  admin: "AccessManagedUnauthorized",
};
const ALL_REFUSALS = new Set(Object.values(REFUSALS));

const ZERO_32 = `0x${"00".repeat(32)}`;

const isRole = (caller: Caller): caller is Role => (ROLES as readonly string[]).includes(caller);

function mutating(contract: BaseContract): FunctionFragment[] {
  const fragments: FunctionFragment[] = [];
  contract.interface.forEachFunction((fragment) => {
    if (!["view", "pure"].includes(fragment.stateMutability)) fragments.push(fragment);
  });
  return fragments;
}

describe("Who may call what", () => {
  let node: LocalNode;
  let provider: JsonRpcProvider;
  let world: World;
  let authority: AccessManager;
  let alice: Trader;
  let stranger: HardhatEthersSigner;
  let operator: HardhatEthersSigner;
  const holders = {} as Record<Role, HardhatEthersSigner>;
  /** Arguments with which a function would get as far as it can; zeros for all that are not here. */
  let arguments_: Record<string, readonly unknown[]>;

  before(async () => {
    node = await startLocalNode((parameters) => Object.assign(parameters.governance, HOLDERS));
    world = node.world;
    provider = new JsonRpcProvider(node.url, undefined, { cacheTimeout: -1 });
    authority = await authorityOf(world);
    const signers = await world.connection.ethers.getSigners();
    for (const role of ROLES) holders[role] = signers.find(({ address }) => address === HOLDERS[role])!;
    alice = await world.trader();
    [stranger, operator] = [signers[9]!, signers[10]!];
    await alice.deposits("1000", "USDC");
    await alice.pool.setOperator(operator.address, 2n ** 40n);
    arguments_ = await argumentsOf(world, alice, stranger);
  });

  after(async () => {
    provider.destroy();
    await node.close();
  });

  function dataOf(contract: BaseContract, { name, inputs }: FunctionFragment): string {
    const values = arguments_[name] ?? inputs.map(({ type }) => zeroOf(type));
    return contract.interface.encodeFunctionData(name, values);
  }

  /** Name of the error that a call would end with; undefined when it would go through. */
  async function refusal(
    contract: BaseContract,
    { address: from }: { address: string },
    data: string,
  ): Promise<string | undefined> {
    try {
      await provider.call({ from, to: await contract.getAddress(), data });
      return undefined;
    } catch (error) {
      const revert = decodeRevert(error, contract.interface);
      if (revert === undefined) throw error;
      return revert.name;
    }
  }

  const calldata = (name: string) => dataOf(world.pool, world.pool.interface.getFunction(name as "withdraw"));

  it("B-6, A-3: every function that changes state is in the table, and nothing else is", () => {
    const names = (contract: BaseContract) =>
      mutating(contract)
        .map(({ name }) => name)
        .sort();
    expect(names(world.pool)).to.deep.equal(Object.keys(POOL_CALLERS).sort());
    expect(names(world.vault)).to.deep.equal(Object.keys(VAULT_CALLERS).sort());
  });

  for (const [name, caller] of Object.entries(POOL_CALLERS)) {
    const error = REFUSALS[caller];
    it(`B-6, A-3: ${name} of the pool is for ${caller}: a stranger ${error === undefined ? "may" : "may not"}`, async () => {
      const ended = await refusal(world.pool, stranger, calldata(name));
      if (error !== undefined) expect(ended).to.equal(error);
      else expect(ALL_REFUSALS.has(ended ?? ""), ended).to.equal(false);
    });
  }

  for (const name of Object.keys(VAULT_CALLERS)) {
    it(`V-1: ${name} of the vault is for anyone, with what is their own`, async () => {
      const data = dataOf(world.vault, world.vault.interface.getFunction(name as "requestDeposit"));
      const ended = await refusal(world.vault, stranger, data);
      expect(ALL_REFUSALS.has(ended ?? ""), ended).to.equal(false);
    });
  }

  it("A-3: an operator trades, and neither withdraws nor converts", async () => {
    for (const [name, caller] of Object.entries(POOL_CALLERS)) {
      if (caller === "trader") expect(await refusal(world.pool, operator, calldata(name)), name).to.equal(undefined);
      if (caller === "owner")
        expect(await refusal(world.pool, operator, calldata(name)), name).to.equal("NotAccountOwner");
    }
  });

  it("A-3: the owner does all of it", async () => {
    for (const [name, caller] of Object.entries(POOL_CALLERS)) {
      if (caller !== "owner" && caller !== "trader") continue;
      const ended = await refusal(world.pool, alice.signer, calldata(name));
      expect(ALL_REFUSALS.has(ended ?? ""), `${name}: ${ended}`).to.equal(false);
    }
  });

  it("V-1: no holder of a role passes for the vault, and none for an account's owner", async () => {
    for (const [name, caller] of Object.entries(POOL_CALLERS)) {
      if (!["vault", "owner", "trader"].includes(caller)) continue;
      for (const role of ROLES) {
        expect(await refusal(world.pool, holders[role], calldata(name)), `${name} by ${role}`).to.equal(
          REFUSALS[caller],
        );
      }
    }
  });

  it("B-6: each role calls its own functions and no other's, and only the guardian at once", async () => {
    const pool = await world.pool.getAddress();
    const { listingDelay, parameterDelay, adminDelay } = world.parameters.governance;
    const delays: Record<Role, number> = {
      admin: adminDelay,
      listing: listingDelay,
      parameters: parameterDelay,
      guardian: 0,
    };
    for (const [name, caller] of Object.entries(POOL_CALLERS)) {
      if (!isRole(caller)) continue;
      const { selector } = world.pool.interface.getFunction(name as "stopRamp");
      for (const role of ROLES) {
        const [immediate, delay] = await authority.canCall(holders[role].address, pool, selector);
        const expected = role === caller ? [delays[role] === 0, BigInt(delays[role])] : [false, 0n];
        expect([immediate, delay], `${name} by ${role}`).to.deep.equal(expected);
      }
    }
    for (const [role, functions] of Object.entries(ROLE_FUNCTIONS)) {
      for (const name of functions) expect(POOL_CALLERS[name]).to.equal(role);
    }
  });

  it("B-6: each role really does what it may, after its delay and not before", async () => {
    // the change of the pool comes last, because it begins a ramp
    for (const name of [...ROLE_FUNCTIONS.listing, "changeMarket", "changeAsset", "changePool"]) {
      const holder = holders[POOL_CALLERS[name] as Role];
      await world.refreshes();
      const data = calldata(name);
      await expect(
        holder.sendTransaction({ to: world.pool, data }),
        `${name} unscheduled`,
      ).to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled");
      await governs(world, holder, data);
    }
    expect((await world.pool.ramp()).stepsLeft).to.equal(6n);
    await world.pool.connect(holders.guardian).stopRamp();
    expect((await world.pool.ramp()).stepsLeft).to.equal(0n);
  });

  it("V-1, B-6: the admin binds no second vault", async () => {
    await expect(governs(world, holders.admin, calldata("bindVault"))).to.be.revertedWithCustomError(
      world.pool,
      "VaultAlreadyBound",
    );
  });

  it("B-6: the guardian cancels what is scheduled, a stranger does not", async () => {
    const pool = await world.pool.getAddress();
    const data = calldata("changePool");
    await authority.connect(holders.parameters).schedule(pool, data, 0);
    const cancel = (signer: HardhatEthersSigner) =>
      authority.connect(signer).cancel(holders.parameters.address, pool, data);
    await expect(cancel(stranger)).to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCancel");
    await cancel(holders.guardian);
    await world.passes(world.parameters.governance.parameterDelay);
    await expect(authority.connect(holders.parameters).execute(pool, data)).to.be.revertedWithCustomError(
      authority,
      "AccessManagerNotScheduled",
    );
  });

  it("B-6: the deploying account has nothing left, and the admin does nothing at once", async () => {
    const [deployer] = await world.connection.ethers.getSigners();
    for (let role = 0; role <= 3; role++)
      expect((await authority.hasRole(role, deployer!.address)).isMember).to.equal(false);
    const grant = authority.interface.encodeFunctionData("grantRole", [1, holders.admin.address, 0]);
    await expect(authority.connect(holders.admin).grantRole(1, holders.admin.address, 0)).to.be.revertedWithCustomError(
      authority,
      "AccessManagerNotScheduled",
    );
    await authority.connect(holders.admin).schedule(authority, grant, 0);
    await world.passes(world.parameters.governance.adminDelay);
    await authority.connect(holders.admin).grantRole(1, holders.admin.address, 0);
  });

  it("B-6: off local chains the admin waits for more than three days, and listing and parameters for a day", () => {
    const parameters = structuredClone(world.parameters);
    const deploysWith = (change: object) => () => {
      Object.assign(
        parameters.governance,
        { adminDelay: 259_201, listingDelay: 86_400, parameterDelay: 86_400 },
        change,
      );
      requireDelays(parameters, 1n);
    };
    expect(deploysWith({})).to.not.throw();
    expect(deploysWith({ adminDelay: 259_200 })).to.throw(
      /adminDelay must be above 259200 seconds \(3 days\), not 259200/,
    );
    expect(deploysWith({ listingDelay: 86_399 })).to.throw(/listingDelay must be at least 86400.*not 86399/);
    expect(deploysWith({ parameterDelay: 0 })).to.throw(/parameterDelay must be at least 86400.*not 0/);
    requireDelays(parameters, 31337n);
  });
});

/** What would succeed but for the right to do it, where zeros would end earlier. */
async function argumentsOf(world: World, alice: Trader, stranger: HardhatEthersSigner) {
  const { parameters, connection } = world;
  const [market, asset] = [parameters.markets[1]!, parameters.assets[1]!];
  const feed = world.feeds[1]!;
  const { ethers } = connection;
  const source = await (await ethers.deployContract("MockFeed", [await feed.aggregator.getAddress(), 7])).getAddress();
  const token = await (await ethers.deployContract("MockToken", ["New", "NEW", 18])).getAddress();
  const second = await feed.second.getAddress();
  const listed = await world.tokens[1]!.getAddress();
  return {
    deposit: [alice.account, 0, 1],
    depositWithPermit: [alice.account, 0, 1, { deadline: 0, v: 0, r: ZERO_32, s: ZERO_32 }],
    withdraw: [alice.account, 0, 1, alice.signer.address],
    convert: [alice.account, 1],
    commitOrder: [alice.account, 0, 10n ** 18n, 2n ** 80n - 1n],
    setOperator: [alice.signer.address, 1],
    setOperatorBySignature: [alice.signer.address, stranger.address, 2n ** 40n, 2n ** 40n, "0x"],
    listMarket: [toMarketParameters({ ...market, symbol: "NEW" }, source, second)],
    listAsset: [toAssetParameters(asset, token, 2)], // priced by SOL, which prices nothing yet
    changePool: [{ ...toPoolParameters(parameters.pool, 6), kappaPpm: 600_000n }],
    changeMarket: [1, toMarketParameters({ ...market, takerFee: "0.0007" }, await feed.proxy.getAddress(), second)],
    changeAsset: [1, toAssetParameters({ ...asset, auctionMinutes: 30 }, listed, 1)],
    bindVault: [stranger.address],
    transfer: [alice.signer.address, 0],
    transferFrom: [stranger.address, alice.signer.address, 0],
    approve: [alice.signer.address, 1],
  } as Record<string, readonly unknown[]>;
}

function zeroOf(type: string): unknown {
  if (type.endsWith("[]")) return [];
  if (type === "bytes") return "0x";
  if (type === "address") return `0x${"00".repeat(20)}`;
  return 0;
}
