import { expect } from "chai";

import { deployBarePool } from "../support/bare-pool.js";
import { deployPool, type World } from "../support/deploy-pool.js";
import { signsOperator, type SignedTerms } from "../support/signing.js";
import type { Trader } from "../support/trader.js";

async function twoTraders() {
  const world = await deployPool();
  const [alice, bob] = [await world.trader(), await world.trader()];
  await alice.deposits("5000", "USDC");
  return { world, alice, bob };
}

/** Alice's signature that names bob; anything may be changed. */
const signs = (world: World, alice: Trader, bob: Trader, change: Partial<SignedTerms> = {}) =>
  signsOperator(world, alice, bob.signer.address, change);

type Order = Awaited<ReturnType<typeof signs>>;

async function sends(world: World, from: Trader, { owner, operator, expiry, deadline, signature }: Order) {
  return world.pool.connect(from.signer).setOperatorBySignature(owner, operator, expiry, deadline, signature);
}

describe("Operators", () => {
  it("A-3: trade on all accounts of the owner until their right expires, to the second", async () => {
    const { world, alice, bob } = await twoTraders();
    await expect(bob.commits("1", "ETH", { account: alice.account }))
      .to.be.revertedWithCustomError(world.pool, "NotAccountTrader")
      .withArgs(alice.account, bob.signer.address);
    const expiry = (await world.now()) + 100;
    await expect(alice.pool.setOperator(bob.signer.address, expiry))
      .to.emit(world.pool, "OperatorSet")
      .withArgs(alice.signer.address, bob.signer.address, expiry);
    await world.connection.networkHelpers.time.setNextBlockTimestamp(expiry);
    await bob.commits("1", "ETH", { account: alice.account });
    await alice.deposits("100", "USDC", alice.isolated("ETH"));
    await expect(bob.commits("1", "ETH", { account: alice.isolated("ETH") })).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountTrader",
    );
    await alice.pool.setOperator(bob.signer.address, expiry + 1000);
    await bob.commits("1", "ETH", { account: alice.isolated("ETH") });
  });

  it("A-3: lose the right when it is taken back", async () => {
    const { world, alice, bob } = await twoTraders();
    await alice.pool.setOperator(bob.signer.address, 2n ** 256n - 1n);
    await alice.pool.setOperator(bob.signer.address, 0);
    expect(await world.pool.operatorExpiry(alice.signer.address, bob.signer.address)).to.equal(0n);
    await expect(bob.commits("1", "ETH", { account: alice.account })).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountTrader",
    );
  });

  it("A-3: never withdraw, convert, or name operators for the owner", async () => {
    const { world, alice, bob } = await twoTraders();
    await alice.pool.setOperator(bob.signer.address, 2n ** 256n - 1n);
    await expect(bob.withdraws("1", "USDC", alice.account)).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountOwner",
    );
    await expect(bob.pool.convert(alice.account, 1)).to.be.revertedWithCustomError(world.pool, "NotAccountOwner");
    const carol = await world.trader();
    await bob.pool.setOperator(carol.signer.address, 2n ** 256n - 1n); // bob's own accounts alone
    await expect(carol.commits("1", "ETH", { account: alice.account })).to.be.revertedWithCustomError(
      world.pool,
      "NotAccountTrader",
    );
  });

  it("A-3: are neither nobody nor the owner himself", async () => {
    const { world, alice } = await twoTraders();
    for (const operator of ["0x0000000000000000000000000000000000000000", alice.signer.address]) {
      await expect(alice.pool.setOperator(operator, 1))
        .to.be.revertedWithCustomError(world.pool, "InvalidOperator")
        .withArgs(operator);
    }
  });
});

describe("Operators by signature", () => {
  it("A-3: anyone may bring the owner's signature, once", async () => {
    const { world, alice, bob } = await twoTraders();
    const order = await signs(world, alice, bob);
    await sends(world, bob, order);
    expect(await world.pool.operatorExpiry(alice.signer.address, bob.signer.address)).to.equal(BigInt(order.expiry));
    expect(await world.pool.nonces(alice.signer.address)).to.equal(1n);
    await bob.commits("1", "ETH", { account: alice.account });
    await expect(sends(world, bob, order))
      .to.be.revertedWithCustomError(world.pool, "InvalidSignature")
      .withArgs(alice.signer.address, 1n);
  });

  it("A-3: a signature is good until its deadline, to the second", async () => {
    const { world, alice, bob } = await twoTraders();
    const order = await signs(world, alice, bob);
    const { time } = world.connection.networkHelpers;
    await time.setNextBlockTimestamp(order.deadline + 1);
    await expect(sends(world, bob, order))
      .to.be.revertedWithCustomError(world.pool, "SignatureExpired")
      .withArgs(order.deadline, order.deadline + 1);
    const next = await signs(world, alice, bob);
    await time.setNextBlockTimestamp(next.deadline);
    await sends(world, bob, next);
  });

  const wrong: readonly (readonly [string, Partial<SignedTerms>])[] = [
    ["another chain", { chainId: 1n }],
    ["another contract", { contract: "0x00000000000000000000000000000000000000aa" }],
    ["another nonce", { nonce: 1n }],
  ];
  for (const [what, change] of wrong) {
    it(`A-3: a signature for ${what} is no good here`, async () => {
      const { world, alice, bob } = await twoTraders();
      await expect(sends(world, bob, await signs(world, alice, bob, change))).to.be.revertedWithCustomError(
        world.pool,
        "InvalidSignature",
      );
    });
  }

  it("A-3: nor is one over other values, of somebody else, cut short, or turned into its malleable twin", async () => {
    const { world, alice, bob } = await twoTraders();
    const order = await signs(world, alice, bob);
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const { signature } = order;
    const s = (n - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, "0");
    const v = signature.slice(130) === "1b" ? "1c" : "1b";
    for (const bad of [
      { ...order, expiry: order.expiry + 1 },
      { ...order, operator: alice.signer.address },
      { ...order, owner: bob.signer.address },
      { ...order, signature: signature.slice(0, -2) },
      { ...order, signature: "0x" },
      { ...order, signature: signature.slice(0, 66) + s + v },
    ]) {
      await expect(sends(world, bob, bad)).to.be.revertedWithCustomError(world.pool, "InvalidSignature");
    }
    await sends(world, bob, order);
  });
});

describe("Several calls at once", () => {
  it("A-3: a deposit and an order in one transaction; the first that fails undoes all", async () => {
    const { world, alice } = await twoTraders();
    const encode = world.pool.interface;
    const deposit = encode.encodeFunctionData("deposit", [alice.account, 0, 1_000_000n]);
    const commit = encode.encodeFunctionData("commitOrder", [alice.account, 1, 10n ** 18n, 2n ** 80n - 1n]);
    await alice.pool.multicall([deposit, commit]);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(5_000_000_000n); // 1 in, 1 into escrow
    await expect(alice.pool.multicall([deposit, commit])).to.be.revertedWithCustomError(
      world.pool,
      "OrderAlreadyPending",
    );
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(5_000_000_000n);
  });
});

describe("Deposits by permit", () => {
  it("A-3: need no approval, and a permit that somebody else used first does not brick them", async () => {
    const bare = await deployBarePool();
    const { ethers } = bare.connection;
    const [, ann, mallory] = await ethers.getSigners();
    const token = await ethers.deployContract("MockPermitToken", ["P"]);
    const pool = await bare.deploysPool({}, token);
    await token.mint(ann!.address, 1000n);
    const account = BigInt(ann!.address) << 32n;
    const deadline = 2n ** 256n - 1n;
    const signed = async (value: bigint) => {
      const domain = { name: "P", version: "1", chainId: 31337, verifyingContract: await token.getAddress() };
      const fields = ["owner", "spender"].map((name) => ({ name, type: "address" }));
      const numbers = ["value", "nonce", "deadline"].map((name) => ({ name, type: "uint256" }));
      const nonce = await token.nonces(ann!.address);
      const message = { owner: ann!.address, spender: await pool.getAddress(), value, nonce, deadline };
      const signature = await ann!.signTypedData(domain, { Permit: [...fields, ...numbers] }, message);
      return ethers.Signature.from(signature);
    };
    const first = await signed(400n);
    await pool.connect(ann).depositWithPermit(account, 0, 400n, { deadline, v: first.v, r: first.r, s: first.s });
    expect(await pool.balanceOf(account, 0)).to.equal(400n);

    const { v, r, s } = await signed(600n);
    await token.connect(mallory).permit(ann!.address, await pool.getAddress(), 600n, deadline, v, r, s);
    await pool.connect(ann).depositWithPermit(account, 0, 600n, { deadline, v, r, s });
    expect(await pool.balanceOf(account, 0)).to.equal(1000n);
    // without allowance a used permit is no way in
    await token.mint(ann!.address, 5n);
    await expect(
      pool.connect(ann).depositWithPermit(account, 0, 5n, { deadline, v, r, s }),
    ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
  });
});
