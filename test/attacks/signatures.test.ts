import { expect } from "chai";
import { network } from "hardhat";

import { crossAccount } from "../../keeper/util/account-id.js";
import { deployBarePool } from "../support/bare-pool.js";
import { deployPool } from "../support/deploy-pool.js";
import { bringsSignature, signsOperator, type SignedTerms } from "../support/signing.js";

/** Answers of a MockWallet, in its order. */
enum Mood {
  Refuses,
  Agrees,
  Reverts,
  AnswersNothing,
  AnswersTooMuch,
  BurnsGas,
}

async function setting() {
  const world = await deployPool();
  const [alice, mallory] = [await world.trader(), await world.trader()];
  await alice.deposits("5000", "USDC");
  const refused = (call: Promise<unknown>, error = "InvalidSignature") =>
    expect(call).to.be.revertedWithCustomError(world.pool, error);
  return { world, alice, mallory, refused };
}

describe("A signature that names an operator", () => {
  it("A-3: is made for the domain that the pool itself describes", async () => {
    const { world } = await setting();
    const [fields, name, version, chainId, contract, salt, extensions] = await world.pool.eip712Domain();
    expect([fields, name, version, chainId, contract]).to.deep.equal([
      "0x0f",
      "Bulkhead",
      "1",
      31337n,
      await world.pool.getAddress(),
    ]);
    expect([BigInt(salt), extensions.length]).to.deep.equal([0n, 0]);
  });

  const wrong: readonly (readonly [what: string, change: Partial<SignedTerms>])[] = [
    ["another chain id", { chainId: 31338n }],
    ["chain 0", { chainId: 0n }],
    ["another name", { name: "bulkhead" }],
    ["another version", { version: "2" }],
    ["a nonce that is not due yet", { nonce: 1n }],
    ["the greatest nonce", { nonce: 2n ** 256n - 1n }],
  ];
  for (const [what, change] of wrong) {
    it(`A-3: is worth nothing when made for ${what}`, async () => {
      const { world, alice, mallory, refused } = await setting();
      const signed = await signsOperator(world, alice, mallory.signer.address, change);
      await refused(bringsSignature(world, signed));
      expect(await world.pool.nonces(alice.signer.address), "and uses up no nonce").to.equal(0n);
    });
  }

  it("A-3: cannot be replayed on another pool with the same code, owner and nonce", async () => {
    const { world, alice, mallory } = await setting();
    const bare = await deployBarePool();
    const [first, second] = [await bare.deploysPool(), await bare.deploysPool()];
    const contract = await first.getAddress();
    const signed = await signsOperator(world, alice, mallory.signer.address, {
      contract,
      nonce: 0n,
      deadline: 2 ** 40,
    });
    await expect(bringsSignature(world, signed, second)).to.be.revertedWithCustomError(second, "InvalidSignature");
    await bringsSignature(world, signed, first);
  });

  it("A-3: cannot be replayed when the chain splits: each branch takes what was signed for its own id", async () => {
    const { world, alice, mallory } = await setting();
    const { ethers } = world.connection;
    // the other branch: the same code, with all that it has cached of chain 31337, at the same address on chain 31338
    const branch = await network.create({ network: "default", override: { chainId: 31338 } });
    const address = await world.pool.getAddress();
    const code = await ethers.provider.getCode(address);
    await branch.provider.request({ method: "hardhat_setCode", params: [address, code] });
    const there = await branch.ethers.getContractAt("MarginPool", address);
    const terms = { deadline: 2 ** 40, nonce: 0n };
    const signed = await signsOperator(world, alice, mallory.signer.address, terms);
    await expect(bringsSignature(world, signed, there)).to.be.revertedWithCustomError(there, "InvalidSignature");
    const forThere = await signsOperator(world, alice, mallory.signer.address, { ...terms, chainId: 31338n });
    await bringsSignature(world, forThere, there);
    expect(await there.operatorExpiry(alice.signer.address, mallory.signer.address)).to.equal(BigInt(forThere.expiry));
    expect((await there.eip712Domain())[3], "and says so").to.equal(31338n);
  });

  it("A-3: signed twice for one nonce is good once, whichever is brought first", async () => {
    const { world, alice, mallory, refused } = await setting();
    const first = await signsOperator(world, alice, mallory.signer.address);
    const second = await signsOperator(world, alice, mallory.signer.address, { expiry: 0 });
    await bringsSignature(world, second);
    await refused(bringsSignature(world, first));
    expect(await world.pool.operatorExpiry(alice.signer.address, mallory.signer.address)).to.equal(0n);
  });

  it("A-3: does not outlive a right that the owner took back: bringing it again does not bring the right back", async () => {
    const { world, alice, mallory, refused } = await setting();
    const signed = await signsOperator(world, alice, mallory.signer.address);
    await bringsSignature(world, signed);
    await alice.pool.setOperator(mallory.signer.address, 0);
    await refused(bringsSignature(world, signed));
    await refused(mallory.commits("1", "ETH", { account: alice.account }), "NotAccountTrader");
  });

  it("A-3: is refused in every other form: short, long, compact, with a high s, with v of 0, 1, 29 or 255", async () => {
    const { world, alice, mallory, refused } = await setting();
    const { ethers } = world.connection;
    const signed = await signsOperator(world, alice, mallory.signer.address);
    const { r, s, v, compactSerialized } = ethers.Signature.from(signed.signature);
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const high = (n - BigInt(s)).toString(16).padStart(64, "0");
    const body = r + s.slice(2);
    const forms = [
      "0x",
      "0x00",
      body,
      signed.signature + "00",
      compactSerialized,
      ...["00", "01", "1d", "ff", v === 27 ? "1c" : "1b"].map((last) => body + last),
      ...["1b", "1c"].map((last) => r + high + last),
      `0x${"00".repeat(65)}`,
      `0x${"ff".repeat(65)}`,
    ];
    for (const signature of forms) await refused(bringsSignature(world, { ...signed, signature }));
    await bringsSignature(world, signed);
  });

  it("A-3: of nobody cannot be forged: no signature names an operator of the zero address", async () => {
    const { world, alice, mallory, refused } = await setting();
    const signed = await signsOperator(world, alice, mallory.signer.address, { owner: `0x${"00".repeat(20)}` });
    for (const signature of [signed.signature, `0x${"00".repeat(65)}`, "0x"]) {
      await refused(bringsSignature(world, { ...signed, signature }));
    }
  });

  it("A-3: cannot name the owner or nobody, and one that tries is not used up", async () => {
    const { world, alice, refused } = await setting();
    for (const operator of [alice.signer.address, `0x${"00".repeat(20)}`]) {
      await refused(bringsSignature(world, await signsOperator(world, alice, operator)), "InvalidOperator");
    }
    expect(await world.pool.nonces(alice.signer.address)).to.equal(0n);
  });
});

describe("The signature of a contract wallet", () => {
  it("A-3: counts as long as the wallet says so, and what it has named stays named when it changes its mind", async () => {
    const { world, mallory, refused } = await setting();
    const wallet = await world.connection.ethers.deployContract("MockWallet");
    const owner = await wallet.getAddress();
    const deadline = (await world.now()) + 1_000;
    const signed = { owner, operator: mallory.signer.address, expiry: 2 ** 40, deadline, signature: "0x1234" };
    for (const mood of [Mood.Refuses, Mood.Reverts, Mood.AnswersNothing, Mood.AnswersTooMuch]) {
      await wallet.setMood(mood);
      await refused(bringsSignature(world, signed));
    }
    expect(await world.pool.nonces(owner)).to.equal(0n);
    await wallet.setMood(Mood.Agrees);
    await bringsSignature(world, signed);
    await wallet.setMood(Mood.Refuses);
    await refused(bringsSignature(world, signed));
    expect(await world.pool.operatorExpiry(owner, mallory.signer.address), "the right stands").to.equal(2n ** 40n);
    // it is taken back like anybody's
    const takesBack = world.pool.interface.encodeFunctionData("setOperator", [mallory.signer.address, 0]);
    await wallet.does(await world.pool.getAddress(), takesBack);
    await refused(mallory.commits("1", "ETH", { account: crossAccount(owner) }), "NotAccountTrader");
  });

  it("A-3: that burns all its gas wastes the caller's and nothing else", async () => {
    const { world, mallory } = await setting();
    const wallet = await world.connection.ethers.deployContract("MockWallet");
    await wallet.setMood(Mood.BurnsGas);
    const deadline = (await world.now()) + 1_000;
    const call = world.pool.setOperatorBySignature(wallet, mallory.signer.address, 2 ** 40, deadline, "0x", {
      gasLimit: 1_000_000,
    });
    await expect(call).to.be.revertedWithCustomError(world.pool, "InvalidSignature");
    expect(await world.pool.operatorExpiry(wallet, mallory.signer.address)).to.equal(0n);
  });

  it("A-3: an owner who becomes a contract is asked as one: the old key is worth nothing", async () => {
    const { world, alice, mallory, refused } = await setting();
    const signed = await signsOperator(world, alice, mallory.signer.address);
    const wallet = await world.connection.ethers.deployContract("MockWallet");
    const code = await world.connection.ethers.provider.getCode(wallet);
    await world.connection.provider.request({ method: "hardhat_setCode", params: [alice.signer.address, code] });
    await refused(bringsSignature(world, signed)); // its mood is the first: it refuses
  });
});

describe("A permit", () => {
  async function permitPool() {
    const bare = await deployBarePool();
    const { ethers } = bare.connection;
    const [, ann, mallory] = await ethers.getSigners();
    const token = await ethers.deployContract("MockPermitToken", ["P"]);
    const pool = await bare.deploysPool({}, token);
    await token.mint(ann!.address, 1000n);
    const deadline = 2n ** 256n - 1n;
    const permit = async (value: bigint, spender: string, until = deadline) => {
      const domain = { name: "P", version: "1", chainId: 31337, verifyingContract: await token.getAddress() };
      const addresses = ["owner", "spender"].map((name) => ({ name, type: "address" }));
      const numbers = ["value", "nonce", "deadline"].map((name) => ({ name, type: "uint256" }));
      const nonce = await token.nonces(ann!.address);
      const message = { owner: ann!.address, spender, value, nonce, deadline: until };
      const signature = await ann!.signTypedData(domain, { Permit: [...addresses, ...numbers] }, message);
      const { v, r, s } = ethers.Signature.from(signature);
      return { deadline: until, v, r, s };
    };
    return { bare, pool, token, ann: ann!, mallory: mallory!, permit, address: await pool.getAddress() };
  }

  it("A-3: for another spender, another value, or past its deadline brings nothing in", async () => {
    const { bare, pool, token, ann, mallory, permit, address } = await permitPool();
    const account = crossAccount(ann.address);
    const past = BigInt(await bare.connection.networkHelpers.time.latest()) - 1n;
    for (const bad of [
      await permit(400n, mallory.address),
      await permit(399n, address),
      await permit(401n, address),
      await permit(400n, address, past),
    ]) {
      await expect(pool.connect(ann).depositWithPermit(account, 0, 400n, bad)).to.be.revertedWithCustomError(
        token,
        "ERC20InsufficientAllowance",
      );
    }
    expect(await token.balanceOf(ann)).to.equal(1000n);
  });

  it("A-3: of somebody else brings in nothing of theirs: the pool takes from its caller only", async () => {
    const { pool, token, ann, mallory, permit, address } = await permitPool();
    const signed = await permit(400n, address);
    // mallory brings ann's permit for an account of her own, or for ann's
    for (const account of [crossAccount(mallory.address), crossAccount(ann.address)]) {
      await expect(pool.connect(mallory).depositWithPermit(account, 0, 400n, signed)).to.be.revertedWithCustomError(
        token,
        "ERC20InsufficientAllowance",
      );
    }
    // nor does an allowance that ann has given let mallory deposit ann's tokens
    await token.connect(ann).approve(address, 1000n);
    await expect(
      pool.connect(mallory).depositWithPermit(crossAccount(mallory.address), 0, 400n, signed),
    ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
    expect(await token.balanceOf(ann), "mallory's gain is zero").to.equal(1000n);
  });

  it("A-3: asked of a token without permits is no reason to fail when there is an allowance", async () => {
    const world = await deployPool();
    const alice = await world.trader();
    const none = { deadline: 0n, v: 0, r: `0x${"00".repeat(32)}`, s: `0x${"00".repeat(32)}` };
    await alice.pool.depositWithPermit(alice.account, 0, 7n, none);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(7n);
  });
});
