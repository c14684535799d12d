import { expect } from "chai";

import { deployBarePool } from "../support/bare-pool.js";
import { checkBuckets, TokenLife } from "../support/token-life.js";

const ALL = 2n ** 256n - 1n;

/** A pool that owes everybody something, and every way in and out of it. */
async function movements(kind: string) {
  const life = await TokenLife.begins(kind);
  const batch = await life.owesEverybody();
  const { world, alice, keeper, backer } = life;
  const [self, held] = [alice.signer.address, life.units("1", 1)];
  const ways: Record<string, () => Promise<unknown>> = {
    deposit: () => alice.deposits("1", "USDC"),
    "deposit of collateral": () => alice.deposits("1", "WETH"),
    withdraw: () => alice.withdraws("1", "USDC"),
    "withdraw of collateral": () => alice.withdraws("1", "WETH"),
    fundInsurance: () => alice.pool.fundInsurance(1_000_000n),
    buyInventory: () => alice.pool.buyInventory(1, held, ALL, self),
    claimKeeperFees: () => world.pool.connect(keeper).claimKeeperFees(keeper.address),
    "vault deposit": () => world.vault.connect(backer).requestDeposit(life.units("1")),
    "vault redemption": () => world.vault.connect(backer).claimAssets(batch, backer.address),
  };
  return { life, ways, batch };
}

/** What must go on whatever the tokens do: bob and his collateral come to grief again, and the books stay right. */
async function lifeGoesOn(life: TokenLife): Promise<void> {
  const { world, alice } = life;
  await life.step(() => alice.trades("50", "BTC"));
  await world.publishes({ BTC: "6950" });
  // E = 5,000 + 10 · 200 − 21 of fee and bond − 50 · 105.02 = 1,728 is below M = 5 % of 34,750 + 10 % of 2,000 = 1,937.50
  await expect(life.step(() => world.liquidates(alice.account))).to.emit(world.pool, "AccountLiquidated");
  await life.step(() => world.pool.syncAll());
}

describe("A token that answers false instead of reverting", () => {
  it("T-6, U-1: moves nothing in the books either, in any way in or out", async () => {
    const { life, ways } = await movements("FalseReturningToken");
    const { ethers } = life.world.connection;
    for (const token of life.world.tokens.slice(0, 2)) {
      await (await ethers.getContractAt("FalseReturningToken", await token.getAddress())).setFailing(true);
    }
    const before = [await life.world.pool.poolReport(), await life.world.pool.accountReport(life.alice.account)];
    for (const [way, goes] of Object.entries(ways)) {
      await expect(goes(), way).to.be.revertedWithCustomError(life.world.pool, "SafeERC20FailedOperation");
    }
    const after = [await life.world.pool.poolReport(), await life.world.pool.accountReport(life.alice.account)];
    expect(after).to.deep.equal(before);
    await checkBuckets(life.world);
    await lifeGoesOn(life);
  });
});

describe("A token that is paused", () => {
  it("T-6, Q-4: holds payments back and nothing else: orders, liquidations and fulfilment go on, and later all is paid", async () => {
    const { life, ways } = await movements("BlockingToken");
    const { ethers } = life.world.connection;
    const paused = async (yes: boolean) => {
      for (const token of life.world.tokens.slice(0, 2)) {
        await (await ethers.getContractAt("BlockingToken", await token.getAddress())).setPaused(yes);
      }
    };
    await paused(true);
    for (const [way, goes] of Object.entries(ways)) {
      await expect(goes(), way).to.be.revertedWith("paused");
    }
    await lifeGoesOn(life);
    await paused(false);
    for (const way of ["claimKeeperFees", "vault redemption", "buyInventory", "deposit"]) {
      await life.step(ways[way]!);
    }
  });
});

describe("A token whose issuer blocks", () => {
  const blocking = async (life: TokenLife, who: string, yes = true) => {
    const { ethers } = life.world.connection;
    for (const token of life.world.tokens.slice(0, 2)) {
      await (await ethers.getContractAt("BlockingToken", await token.getAddress())).setBlocked(who, yes);
    }
  };

  it("T-6, Q-4: the pool: nothing is paid, yet accounts are liquidated and losses recognised", async () => {
    const { life, ways } = await movements("BlockingToken");
    await blocking(life, await life.world.pool.getAddress());
    for (const [way, goes] of Object.entries(ways)) await expect(goes(), way).to.be.revertedWith("blocked");
    await lifeGoesOn(life);
  });

  it("T-6: a user, a keeper or a backer: they have it sent elsewhere, and nobody else notices", async () => {
    const { life, ways, batch } = await movements("BlockingToken");
    const { world, alice, keeper, backer } = life;
    for (const { address } of [alice.signer, keeper, backer]) await blocking(life, address);
    for (const [way, goes] of Object.entries(ways)) await expect(goes(), way).to.be.revertedWith("blocked");
    const elsewhere = (await world.connection.ethers.getSigners()).at(-5)!.address;
    const { usdc, weth } = life;
    const to = { address: elsewhere };
    const draws = (asset: number) => () => alice.pool.withdraw(alice.account, asset, ALL, elsewhere);
    expect(await life.gains(usdc, to, draws(0))).to.equal(life.units("5000"));
    expect(await life.gains(weth, to, draws(1))).to.equal(life.units("10", 1));
    // one order fee of bob's and his bond
    const claims = () => world.pool.connect(keeper).claimKeeperFees(elsewhere);
    expect(await life.gains(usdc, to, claims)).to.equal(life.units("21"));
    const { proceeds } = await world.vault.redemptionBatch(batch);
    const collects = () => world.vault.connect(backer).claimAssets(batch, elsewhere);
    expect(await life.gains(usdc, to, collects)).to.equal(proceeds);
  });

  it("T-6, A-1: an account's owner: a stranger's top-up still arrives, and the account is still liquidated", async () => {
    const { life } = await movements("BlockingToken");
    await blocking(life, life.alice.signer.address);
    await life.step(() => life.bob.deposits("1", "USDC", life.alice.account));
    await lifeGoesOn(life);
  });
});

describe("A token that takes 2^256 − 1 for everything", () => {
  it("T-6, U-1: brings what arrived into an account and into the vault", async () => {
    const life = await TokenLife.begins("WholeBalanceToken");
    const { world, alice, backer, usdc } = life;
    await usdc.connect(alice.signer).transfer(world.vault.target, 0n); // nothing: the vault holds no tokens
    const spare = (await usdc.balanceOf(alice.signer)) - life.units("7");
    await usdc.connect(alice.signer).transfer(backer.address, spare);
    expect(await life.step(() => alice.pool.deposit.staticCall(alice.account, 0, ALL))).to.equal(life.units("7"));
    await life.step(() => alice.pool.deposit(alice.account, 0, ALL));
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(life.units("7"));
    await usdc.connect(backer).transfer(alice.signer.address, (await usdc.balanceOf(backer)) - life.units("9"));
    await life.step(() => world.vault.connect(backer).requestDeposit(ALL));
    expect((await world.pool.poolReport()).vaultRequests).to.equal(life.units("9"));
  });

  it("T-6, U-1: an ordinary token refuses it, and so does the pool as far as its own books go", async () => {
    const life = await TokenLife.begins("MockToken");
    const { world, alice, backer } = life;
    const refused = (call: Promise<unknown>) =>
      expect(call).to.be.revertedWithCustomError(life.usdc, "ERC20InsufficientBalance");
    await refused(alice.pool.deposit(alice.account, 0, ALL));
    await refused(alice.pool.fundInsurance(ALL));
    await refused(world.vault.connect(backer).requestDeposit(ALL));
    // 2^80 units and more do not fit an account, whose cap is far below
    await expect(alice.pool.deposit(alice.account, 0, 2n ** 80n)).to.be.revertedWithCustomError(
      world.pool,
      "AccountCapExceeded",
    );
    await expect(world.vault.connect(backer).requestDeposit(2n ** 80n)).to.be.revertedWithCustomError(
      world.pool,
      "SafeCastOverflowedUintDowncast",
    );
    await expect(alice.pool.fundInsurance(2n ** 80n)).to.be.revertedWithCustomError(
      world.pool,
      "SafeCastOverflowedUintDowncast",
    );
    await checkBuckets(world);
  });
});

describe("Tokens sent past the books", () => {
  it("U-2: are credited to no one, whatever is done after", async () => {
    const life = await TokenLife.begins("MockToken");
    const { world, alice, usdc, weth } = life;
    await life.step(() => alice.deposits("5000", "USDC"));
    await usdc.connect(alice.signer).transfer(world.pool, life.units("1000"));
    await weth.connect(alice.signer).transfer(world.pool, life.units("3", 1));
    const donated = [life.units("1000"), life.units("3", 1)];
    await checkBuckets(world, donated);
    const { nav, insurance } = await world.pool.poolReport();
    expect([nav, insurance]).to.deep.equal([0n, 0n]);
    await alice.trades("10", "ETH");
    await world.publishes({ ETH: "199" });
    await alice.trades("-10", "ETH");
    await alice.pool.withdraw(alice.account, 0, ALL, alice.signer.address);
    await checkBuckets(world, donated);
    // 10 · 1 lost to the vault and nothing else: the premium came back at 199, 10 · 5/10^6 less
    const report = await world.pool.poolReport();
    expect(report.vaultCash, "10 and the premium's part").to.be.within(life.units("10"), life.units("10.001"));
  });

  it("U-1: of a transfer of which nothing arrives, nothing is booked", async () => {
    const life = await TokenLife.begins("FeeOnTransferToken");
    // 1 % of 50 units is nothing, of 0 nothing: a deposit of nothing is refused by name
    await expect(life.alice.pool.deposit(life.alice.account, 0, 0n)).to.be.revertedWithCustomError(
      life.world.pool,
      "ZeroAmount",
    );
    await life.step(() => life.alice.pool.deposit(life.alice.account, 0, 1n)); // the smallest unit, no fee of it
    expect(await life.world.pool.balanceOf(life.alice.account, 0)).to.equal(1n);
  });
});

describe("Decimals beyond what the arithmetic is made for", () => {
  it("T-6, U-1: below 6, above 18, and above 8 for the settlement token, are refused", async () => {
    const bare = await deployBarePool();
    await bare.listsMarkets(1);
    for (const decimals of [0, 5, 19, 36, 255]) {
      await expect(bare.listsAsset(await bare.token(decimals)), String(decimals))
        .to.be.revertedWithCustomError(bare.pool, "UnsupportedDecimals")
        .withArgs((token: string) => token.startsWith("0x"), decimals, 6, 18);
    }
    for (const decimals of [5, 9, 18]) {
      await expect(bare.deploysPool({}, await bare.token(decimals)), String(decimals)).to.be.revertedWithCustomError(
        bare.pool,
        "UnsupportedDecimals",
      );
    }
  });
});
