import { expect } from "chai";
import type { FunctionFragment, Interface } from "ethers";

import { crossAccount } from "../../keeper/util/account-id.js";
import type { HookToken, Intruder } from "../../typechain-types/index.js";
import { checkBuckets, TokenLife } from "../support/token-life.js";

const ALL = 2n ** 256n - 1n;
const NOBODY = "0x0000000000000000000000000000000000000000";

/** What an entry point answers while the pool is at work, where that is not a refusal of its guard. */
const OTHERWISE: Record<string, string> = {
  // authority comes before the guard
  ...Object.fromEntries(
    [
      "listMarket",
      "listAsset",
      "bindVault",
      "setAuthority",
      "changePool",
      "changeMarket",
      "changeAsset",
      "stopRamp",
    ].map((f) => [f, "AccessManagedUnauthorized"]),
  ),
  ...Object.fromEntries(
    ["receiveVaultDeposit", "admitVaultDeposit", "reserveVaultRedemption", "payVaultRedemption"].map((f) => [
      f,
      "NotVault",
    ]),
  ),
  // views that follow from several slots
  ...Object.fromEntries(
    ["accountReport", "poolReport", "assetReport", "marketReport", "inventoryQuote", "availableVaultCash"].map((f) => [
      f,
      "PoolLocked",
    ]),
  ),
  // views of one slot or of code, which are never half done, and a right over the caller's own accounts only
  ...Object.fromEntries(
    [
      "accountWord",
      "position",
      "orderWord",
      "balanceOf",
      "operatorExpiry",
      "nonces",
      "keeperClaims",
      "parameterPage",
      "ramp",
    ].map((f) => [f, "ok"]),
  ),
  ...Object.fromEntries(
    ["vault", "settlementToken", "authority", "isConsumingScheduledOp", "eip712Domain", "setOperator"].map((f) => [
      f,
      "ok",
    ]),
  ),
};

/** A pool in which an intruder has an account, shares, a redemption to collect and fees to claim, and calls back. */
class Break {
  readonly plans: string[] = [];

  private constructor(
    readonly life: TokenLife,
    readonly intruder: Intruder,
    readonly account: bigint,
    readonly batch: bigint,
  ) {}

  static async begins(): Promise<Break> {
    const life = await TokenLife.begins("HookToken");
    const { world } = life;
    const intruder = await world.connection.ethers.deployContract("Intruder");
    const account = crossAccount(await intruder.getAddress());
    const does = async (
      target: { getAddress(): Promise<string>; interface: Interface },
      name: string,
      args: unknown[],
    ) => intruder.does(await target.getAddress(), target.interface.encodeFunctionData(name, args));
    for (const token of [life.usdc, life.weth]) {
      await token.mint(intruder, life.units("1000000"));
      for (const spender of [world.pool, world.vault]) await does(token, "approve", [await spender.getAddress(), ALL]);
    }
    await life.owesEverybody();
    await does(world.pool, "deposit", [account, 0, life.units("5000")]);
    await does(world.vault, "requestDeposit", [life.units("1000")]);
    const bought = BigInt(await world.now()) / (await world.vault.PERIOD());
    await world.passes(3700);
    await world.refreshes();
    await world.vault.fulfilDeposits(bought);
    await does(world.vault, "claimShares", [bought, await intruder.getAddress()]);
    await does(world.vault, "requestRedemption", [life.units("500") * 1000n]);
    const batch = BigInt(await world.now()) / (await world.vault.PERIOD());
    await world.passes(3600 + 259_200 + 10);
    await world.refreshes();
    await world.vault.fulfilRedemptions(batch);
    // it earns as a keeper: an order of alice's expires
    await life.alice.commits("1", "ETH");
    await world.passes(601);
    await does(world.pool, "expireOrder", [life.alice.account]);
    await world.refreshes();
    return new Break(life, intruder, account, batch);
  }

  async does(target: { getAddress(): Promise<string>; interface: Interface }, name: string, args: unknown[]) {
    return this.intruder.does(await target.getAddress(), target.interface.encodeFunctionData(name, args));
  }

  /** Plans one call of every function of an interface. */
  async plansAll(target: { getAddress(): Promise<string>; interface: Interface }, prefix: string): Promise<void> {
    for (const fragment of target.interface.fragments.filter((f): f is FunctionFragment => f.type === "function")) {
      const args = await this.argumentsOf(fragment);
      await this.intruder.plans(await target.getAddress(), target.interface.encodeFunctionData(fragment, args));
      this.plans.push(`${prefix}.${fragment.name}`);
    }
  }

  /** Registers the intruder as the hook of somebody, for both tokens. */
  async listens(holder: string): Promise<void> {
    for (const token of [this.life.usdc, this.life.weth]) {
      const hooked: HookToken = await this.life.world.connection.ethers.getContractAt(
        "HookToken",
        await token.getAddress(),
      );
      await hooked.setHook(holder, await this.intruder.getAddress());
    }
  }

  /** What every planned call answered at the last callback: "ok", or the name of the error. */
  async answers(): Promise<Map<string, string>> {
    const { pool, vault } = this.life.world;
    const named = (data: string) =>
      pool.interface.parseError(data)?.name ?? vault.interface.parseError(data)?.name ?? data.slice(0, 10);
    const answers = await this.intruder.answers();
    expect(answers.length, "called back with everything planned").to.equal(this.plans.length);
    return new Map(answers.map(({ ok, returned }, i) => [this.plans[i]!, ok ? "ok" : named(returned)]));
  }

  /** Arguments that would do something if the pool let them. */
  private async argumentsOf({ name, inputs }: FunctionFragment): Promise<unknown[]> {
    const { world } = this.life;
    const self = await this.intruder.getAddress();
    const byName: Record<string, unknown[]> = {
      deposit: [this.account, 0, 1_000_000n],
      withdraw: [this.account, 0, 1_000_000n, self],
      claimKeeperFees: [self],
      buyInventory: [1, 1_000n, ALL, self],
      fundInsurance: [1n],
      multicall: [[world.pool.interface.encodeFunctionData("withdraw", [this.account, 0, 1n, self])]],
      claimAssets: [this.batch, self],
      requestDeposit: [1_000_000n],
      transfer: [self, 1n],
    };
    return byName[name] ?? inputs.map((input) => emptyOf(input));
  }
}

/** A value of a type that decodes. */
function emptyOf(input: FunctionFragment["inputs"][number]): unknown {
  if (input.baseType === "array") {
    return input.arrayLength === -1
      ? []
      : Array.from({ length: input.arrayLength! }, () => emptyOf(input.arrayChildren!));
  }
  if (input.baseType === "tuple") return input.components!.map((component) => emptyOf(component));
  if (input.type === "address") return "0x0000000000000000000000000000000000000001";
  if (input.type === "bytes") return "0x";
  if (input.type.startsWith("bytes")) return `0x${"00".repeat(Number(input.type.slice(5)))}`;
  if (input.type === "string") return "";
  return input.type === "bool" ? false : 1;
}

describe("A token that calls back in the middle", function () {
  this.timeout(300_000);

  /** Each way in which tokens move while the pool is at work; who is told of it. */
  const ways: readonly (readonly [string, (b: Break) => Promise<string>, (b: Break) => Promise<unknown>])[] = [
    ["deposit", self, (b) => b.does(b.life.world.pool, "deposit", [b.account, 0, 1_000_000n])],
    ["deposit of collateral", self, (b) => b.does(b.life.world.pool, "deposit", [b.account, 1, 1_000_000n])],
    ["withdrawal", self, async (b) => b.does(b.life.world.pool, "withdraw", [b.account, 0, ALL, await self(b)])],
    ["payment of keeper fees", self, async (b) => b.does(b.life.world.pool, "claimKeeperFees", [await self(b)])],
    ["gift to insurance", self, (b) => b.does(b.life.world.pool, "fundInsurance", [1_000_000n])],
    [
      "purchase of inventory",
      self,
      async (b) => b.does(b.life.world.pool, "buyInventory", [1, 10n ** 18n, ALL, await self(b)]),
    ],
    ["vault deposit, on its way to the pool", pool, (b) => b.does(b.life.world.vault, "requestDeposit", [1_000_000n])],
    ["vault redemption", self, async (b) => b.does(b.life.world.vault, "claimAssets", [b.batch, await self(b)])],
  ];
  async function self(b: Break) {
    return b.intruder.getAddress();
  }
  async function pool(b: Break) {
    return b.life.world.pool.getAddress();
  }

  for (const [what, whose, act] of ways) {
    it(`T-6, L: during a ${what} no entry point does anything and no view of several slots answers`, async () => {
      const b = await Break.begins();
      await b.plansAll(b.life.world.pool, "pool");
      await b.listens(await whose(b));
      await act(b);
      for (const [call, answer] of await b.answers()) {
        expect(answer, call).to.equal(OTHERWISE[call.replace("pool.", "")] ?? "ReentrancyGuardReentrantCall");
      }
      await b.listens(NOBODY);
      await checkWithIntruder(b);
    });
  }

  it("T-6, V-1: during a withdrawal the vault deals with nobody and shows no price", async () => {
    const b = await Break.begins();
    await b.plansAll(b.life.world.vault, "vault");
    await b.listens(await self(b));
    await b.does(b.life.world.pool, "withdraw", [b.account, 0, ALL, await self(b)]);
    const answers = await b.answers();
    for (const call of ["vault.requestDeposit", "vault.claimAssets"]) {
      expect(answers.get(call), call).to.equal("ReentrancyGuardReentrantCall");
    }
    for (const view of ["vault.totalAssets", "vault.convertToAssets"]) {
      expect(answers.get(view), view).to.equal("PoolLocked");
    }
    await checkWithIntruder(b);
  });

  it("T-6, V-1: during a redemption the vault itself is shut", async () => {
    const b = await Break.begins();
    await b.plansAll(b.life.world.vault, "vault");
    await b.listens(await self(b));
    await b.does(b.life.world.vault, "claimAssets", [b.batch, await self(b)]);
    const answers = await b.answers();
    for (const name of [
      "requestDeposit",
      "fulfilDeposits",
      "claimShares",
      "requestRedemption",
      "fulfilRedemptions",
      "claimAssets",
    ]) {
      expect(answers.get(`vault.${name}`), name).to.equal("ReentrancyGuardReentrantCall");
    }
    await checkWithIntruder(b);
  });

  it("T-6, V-1: who is called back on the way into the vault, before the pool is at work, gains nothing by using the pool", async () => {
    const b = await Break.begins();
    const { world, usdc } = b.life;
    const address = await self(b);
    const wealth = async () =>
      (await usdc.balanceOf(address)) +
      (await world.pool.balanceOf(b.account, 0)) +
      (await world.pool.keeperClaims(address));
    const vault = await world.vault.getAddress();
    const before = await wealth();
    const { vaultRequests } = await world.pool.poolReport();
    // deposits into the pool, claims fees, and sends the vault tokens behind its back while it measures what arrives
    await b.intruder.plans(
      await world.pool.getAddress(),
      world.pool.interface.encodeFunctionData("deposit", [b.account, 0, 5n]),
    );
    await b.intruder.plans(
      await world.pool.getAddress(),
      world.pool.interface.encodeFunctionData("claimKeeperFees", [address]),
    );
    await b.intruder.plans(await usdc.getAddress(), usdc.interface.encodeFunctionData("transfer", [vault, 7n]));
    b.plans.push("deposit", "claim", "donation");
    await b.listens(address);
    await b.does(world.vault, "requestDeposit", [1_000_000n]);
    const requested = (await world.pool.poolReport()).vaultRequests - vaultRequests;
    expect(requested, "what arrived, the intruder's own 7 units included").to.equal(1_000_007n);
    expect((await wealth()) - before, `gained beyond the request: ${(await wealth()) - before + requested}`).to.equal(
      -requested,
    );
    await checkWithIntruder(b);
  });
});

/** Buckets, with the intruder's account among those that hold principal. */
async function checkWithIntruder({ life, account }: Break): Promise<void> {
  const { world } = life;
  const held = await Promise.all([0, 1].map((asset) => world.pool.balanceOf(account, asset)));
  await checkBuckets(world, [], held);
}
