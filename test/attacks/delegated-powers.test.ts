import { expect } from "chai";
import type { FunctionFragment } from "ethers";

import { deployPool, type World } from "../support/deploy-pool.js";
import { ANY_PRICE, type Trader } from "../support/trader.js";

const FOREVER = 2n ** 256n - 1n;
const WAD = 10n ** 18n;

/** What an operator gets when it does it with the owner's account. Every function of the pool that changes state is here. */
const POWERS: Record<string, "trades" | "anyone" | "own" | "refused"> = {
  commitOrder: "trades",
  // anyone may do these for or to any account, operator or not
  ...{ deposit: "anyone", depositWithPermit: "anyone", fundInsurance: "anyone", buyInventory: "anyone" },
  ...{ settleOrder: "anyone", expireOrder: "anyone", liquidate: "anyone", liquidateMany: "anyone" },
  ...{ syncMarkets: "anyone", syncAll: "anyone", coverDebt: "anyone", setOperatorBySignature: "anyone" },
  stepParameters: "anyone",
  // these touch the caller's own things alone, whatever is asked for
  ...{ setOperator: "own", claimKeeperFees: "own", multicall: "own" },
  // and these are not for an operator
  ...{ withdraw: "refused", convert: "refused" },
  ...{ listMarket: "refused", listAsset: "refused", bindVault: "refused", setAuthority: "refused" },
  ...{ changePool: "refused", changeMarket: "refused", changeAsset: "refused", stopRamp: "refused" },
  ...{ receiveVaultDeposit: "refused", admitVaultDeposit: "refused" },
  ...{ reserveVaultRedemption: "refused", payVaultRedemption: "refused" },
};

/** alice with principal, ripe profit and a position; mallory is her operator for ever. */
async function delegated(): Promise<{ world: World; alice: Trader; mallory: Trader }> {
  const world = await deployPool();
  await world.fundsVault("100000");
  const [alice, mallory] = [await world.trader(), await world.trader()];
  await alice.deposits("20000", "USDC");
  await alice.trades("100", "ETH");
  await world.publishes({ ETH: "213.4" });
  await alice.trades("-100", "ETH");
  await world.publishes({ ETH: "194" });
  await world.passes(1000);
  await world.refreshes();
  await alice.pool.setOperator(mallory.signer.address, FOREVER);
  expect((await alice.report()).matureProfit > 1000n * WAD).to.equal(true);
  return { world, alice, mallory };
}

describe("What an operator may do", () => {
  it("A-3: is decided here for every function that changes anything", async () => {
    const { world } = await delegated();
    const functions = world.pool.interface.fragments.filter((f): f is FunctionFragment => f.type === "function");
    const changing = functions
      .filter(({ stateMutability }) => stateMutability === "nonpayable")
      .map(({ name }) => name);
    expect(Object.keys(POWERS).sort()).to.deep.equal(changing.sort());
    expect(
      functions.filter(({ payable }) => payable),
      "nothing takes ether",
    ).to.deep.equal([]);
  });

  it("A-3: what is refused is refused on every kind of account of the owner, directly and in a multicall", async () => {
    const { world, alice, mallory } = await delegated();
    await alice.deposits("100", "USDC", alice.isolated("ETH"));
    const encode = world.pool.interface;
    const [to, vault] = [mallory.signer.address, await world.vault.getAddress()];
    const attempts: (readonly [string, string])[] = [
      ["listMarket", "AccessManagedUnauthorized"],
      ["listAsset", "AccessManagedUnauthorized"],
      ["bindVault", "AccessManagedUnauthorized"],
      ["setAuthority", "AccessManagedUnauthorized"],
      ...["changePool", "changeMarket", "changeAsset", "stopRamp"].map(
        (f) => [f, "AccessManagedUnauthorized"] as const,
      ),
      ["receiveVaultDeposit", "NotVault"],
      ["admitVaultDeposit", "NotVault"],
      ["reserveVaultRedemption", "NotVault"],
      ["payVaultRedemption", "NotVault"],
      ["withdraw", "NotAccountOwner"],
      ["convert", "NotAccountOwner"],
    ];
    expect(attempts.map(([name]) => name).sort()).to.deep.equal(
      Object.keys(POWERS)
        .filter((name) => POWERS[name] === "refused")
        .sort(),
    );
    const before = await world.tokens[0]!.balanceOf(to);
    for (const account of [alice.account, alice.isolated("ETH")]) {
      const args: Record<string, unknown[]> = {
        withdraw: [account, 0, 1n, to],
        convert: [account, WAD],
        payVaultRedemption: [to, 1n],
        bindVault: [vault],
        setAuthority: [to],
        ...Object.fromEntries(
          ["receiveVaultDeposit", "admitVaultDeposit", "reserveVaultRedemption"].map((f) => [f, [1n]]),
        ),
      };
      for (const [name, error] of attempts) {
        const data =
          args[name] === undefined
            ? emptyCall(world, name)
            : encode.encodeFunctionData(name as "convert", args[name] as never);
        const direct = mallory.signer.sendTransaction({ to: await world.pool.getAddress(), data });
        await expect(direct, name).to.be.revertedWithCustomError(world.pool, error);
        await expect(mallory.pool.multicall([data]), `${name} in a multicall`).to.be.revertedWithCustomError(
          world.pool,
          error,
        );
      }
    }
    expect((await world.tokens[0]!.balanceOf(to)) - before, "mallory's gain").to.equal(0n);
  });

  it("A-3: what it does with its own, it does with its own: names, claims and batches are the caller's", async () => {
    const { world, alice, mallory } = await delegated();
    const carol = await world.trader();
    await mallory.pool.setOperator(carol.signer.address, FOREVER);
    await expect(carol.commits("1", "ETH", { account: alice.account })).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountTrader",
    );
    expect(await world.pool.operatorExpiry(alice.signer.address, carol.signer.address)).to.equal(0n);
    await expect(mallory.pool.claimKeeperFees(mallory.signer.address)).to.be.revertedWithCustomError(
      world.pool,
      "NothingToClaim",
    );
  });

  it("A-3, U-3: at worst it wastes fees and premium: what alice loses by it, mallory's other account cannot win from her principal", async () => {
    const { world, alice, mallory } = await delegated();
    await mallory.deposits("20000", "USDC");
    const worth = async (trader: Trader) => {
      const { collateral, quote, pnl } = await trader.report();
      return collateral + quote + pnl;
    };
    const [hers, his] = [await worth(alice), await worth(mallory)];
    // it moves the skew with alice's account and trades against it with its own: sells dear to her, buys back cheap
    for (const [trader, size] of [
      [alice, "200"],
      [mallory, "-200"],
      [alice, "-200"],
      [mallory, "200"],
    ] as const) {
      await mallory.pool.commitOrder(trader.account, 1, BigInt(size) * WAD, Number(size) > 0 ? ANY_PRICE : 0n);
      await world.passes(3);
      await world.refreshes();
      await trader.settles("ETH");
    }
    const [loss, gain] = [(await worth(alice)) - hers, (await worth(mallory)) - his];
    // K = 800,000,000/194 units, 200/K = 4.85e-5: mallory sells at 194 · (1 + 100/K) and buys at 194 · (1 − 100/K), and has
    // 38,800 · 4.85e-5 = 1.88 of it, less twice 0.02 % of 38,800 and two orders of 1
    expect(gain < -15n * WAD, `mallory's gain is ${gain}`).to.equal(true);
    expect(loss < 0n && loss > -100n * WAD, `alice's loss is ${loss}`).to.equal(true);
  });
});

/** A call with zeros for all arguments. */
function emptyCall(world: World, name: string): string {
  const { selector } = world.pool.interface.getFunction(name as "listMarket");
  return selector + "00".repeat(32 * 80);
}

describe("When an operator may do it", () => {
  it("A-3: to the second of its expiry and not after, for direct calls and in a multicall", async () => {
    const { world, alice, mallory } = await delegated();
    const { time } = world.connection.networkHelpers;
    const encode = world.pool.interface;
    const order = encode.encodeFunctionData("commitOrder", [alice.account, 1, WAD, ANY_PRICE]);
    const expiry = (await world.now()) + 1000;
    await alice.pool.setOperator(mallory.signer.address, expiry);
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    for (const commits of [
      () => mallory.pool.commitOrder(alice.account, 1, WAD, ANY_PRICE),
      () => mallory.pool.multicall([order]),
    ]) {
      await time.setNextBlockTimestamp(expiry + 1);
      await expect(commits())
        .to.be.revertedWithCustomError(world.pool, "NotAccountTrader")
        .withArgs(alice.account, mallory.signer.address);
      await snapshot.restore();
      await time.setNextBlockTimestamp(expiry);
      await commits();
      await snapshot.restore();
    }
  });

  it("A-3, P-4: an order that it committed in time is settled after its expiry, or after the right was taken back", async () => {
    const { world, alice, mallory } = await delegated();
    await mallory.commits("10", "ETH", { account: alice.account });
    await alice.pool.setOperator(mallory.signer.address, 0);
    await world.passes(3);
    await world.refreshes();
    await expect(alice.settles("ETH")).to.emit(world.pool, "OrderSettled");
  });

  it("A-3: a right of the past is no right, and the greatest expiry never ends", async () => {
    const { world, alice, mallory } = await delegated();
    await alice.pool.setOperator(mallory.signer.address, await world.now());
    await expect(mallory.commits("1", "ETH", { account: alice.account })).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountTrader",
    );
    await alice.pool.setOperator(mallory.signer.address, FOREVER);
    await world.passes(4_000_000_000 - (await world.now()));
    await mallory.commits("1", "ETH", { account: alice.account });
  });
});

describe("Several calls at once", () => {
  it("A-3: carry no ether: no call of the pool takes any, so none can be counted twice", async () => {
    const { world, alice } = await delegated();
    const to = await world.pool.getAddress();
    const data = world.pool.interface.encodeFunctionData("multicall", [[]]);
    for (const call of [
      { to, value: 1n },
      { to, value: 1n, data },
    ]) {
      await expect(alice.signer.sendTransaction(call)).to.be.revertedWithoutReason(world.connection.ethers);
    }
    expect(await world.connection.ethers.provider.getBalance(to)).to.equal(0n);
  });

  it("A-3: may nest, each call with the caller of the outermost, and what fails inside undoes all", async () => {
    const { world, alice, mallory } = await delegated();
    const encode = world.pool.interface;
    const deposit = (account: bigint) => encode.encodeFunctionData("deposit", [account, 0, 1_000_000n]);
    const nest = (...calls: string[]) => encode.encodeFunctionData("multicall", [calls]);
    const before = await world.pool.balanceOf(alice.account, 0);
    await alice.pool.multicall([deposit(alice.account), nest(deposit(alice.account), nest(deposit(alice.account)))]);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(before + 3_000_000n);
    const steals = encode.encodeFunctionData("withdraw", [alice.account, 0, 1n, mallory.signer.address]);
    await expect(mallory.pool.multicall([nest(nest(deposit(mallory.account), steals))])).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountOwner",
    );
    expect(await world.pool.balanceOf(mallory.account, 0)).to.equal(0n);
  });

  it("A-3, P-4: do not let an order settle in the transaction that commits it", async () => {
    const { world, alice } = await delegated();
    const encode = world.pool.interface;
    const commit = encode.encodeFunctionData("commitOrder", [alice.account, 1, WAD, ANY_PRICE]);
    const settle = encode.encodeFunctionData("settleOrder", [alice.account, await world.proof(1)]);
    await expect(alice.pool.multicall([commit, settle])).to.be.revertedWithCustomError(world.pool, "OrderNotReady");
  });
});
