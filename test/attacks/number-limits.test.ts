import { expect } from "chai";

import { crossAccount } from "../../keeper/util/account-id.js";
import { scaled } from "../../scripts/deployment/parameters.js";
import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks } from "../support/invariants.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { outcome } from "../support/reading.js";
import { ANY_PRICE, type Trader } from "../support/trader.js";

const ETH = 1;
const INT112 = 2n ** 111n - 1n;
const INT256 = 2n ** 255n - 1n;
const UINT256 = 2n ** 256n - 1n;

async function setting(): Promise<{ world: World; alice: Trader }> {
  const world = await plainWorld();
  await world.fundsVault("100000");
  const alice = await world.trader();
  await alice.deposits("50000", "USDC");
  return { world, alice };
}

describe("Numbers at the ends of their types", () => {
  it("P-4: an order of nothing, of more than 112 bits, or of −2^255 is refused by name", async () => {
    const { world, alice } = await setting();
    for (const size of [0n, INT112 + 1n, 0n - INT112 - 1n, INT256, 0n - INT256, 0n - INT256 - 1n]) {
      await expect(alice.pool.commitOrder(alice.account, ETH, size, ANY_PRICE), String(size))
        .to.be.revertedWithCustomError(world.pool, "OrderSizeOutOfRange")
        .withArgs(size, INT112);
    }
    for (const limit of [ANY_PRICE + 1n, UINT256]) {
      await expect(alice.pool.commitOrder(alice.account, ETH, WAD, limit)).to.be.revertedWithCustomError(
        world.pool,
        "LimitPriceOutOfRange",
      );
    }
  });

  it("P-4, P-5: the greatest order either way is settled like every other: cancelled with a reason, never a revert", async () => {
    const { world, alice } = await setting();
    for (const [size, limit, reason] of [
      [INT112, ANY_PRICE, "LimitPrice"], // its premium alone is 2.6e33/2K times the price
      [0n - INT112, 0n, "LimitPrice"], // and here it makes the price negative
      [10_001n * WAD, ANY_PRICE, "OpenInterestCap"],
      [1n, ANY_PRICE, "PositionTooSmall"],
      [-1n, 0n, "PositionTooSmall"],
    ] as const) {
      await alice.pool.commitOrder(alice.account, ETH, size, limit);
      await world.passes(3);
      await world.refreshes();
      await alice.settles("ETH");
      expect(await outcome(world), String(size)).to.equal(reason);
    }
    expect((await alice.report()).collateral, "nothing lost: there are no fees here").to.equal(usd("50000"));
  });

  it("P-4: with fees, the greatest order needs its penalty first, and is refused for it", async () => {
    const world = await plainWorld(({ pool }) => Object.assign(pool, { failedOrderFee: "0.0002", orderFee: "1" }));
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    for (const size of [INT112, 0n - INT112]) {
      await expect(alice.pool.commitOrder(alice.account, ETH, size, ANY_PRICE)).to.be.revertedWithCustomError(
        world.pool,
        "InsufficientOrderFee",
      );
    }
  });

  it("U-1: amounts of 2^256 − 1 and of nothing are refused by name wherever they are not a word for all", async () => {
    const { world, alice } = await setting();
    const self = alice.signer.address;
    const refused = (call: Promise<unknown>, error: string) =>
      expect(call).to.be.revertedWithCustomError(world.pool, error);
    await refused(alice.pool.deposit(alice.account, 0, 0), "ZeroAmount");
    await refused(alice.pool.withdraw(alice.account, 0, 0, self), "ZeroAmount");
    await refused(alice.pool.withdraw(alice.account, 0, UINT256 - 1n, self), "InsufficientBalance");
    await refused(alice.pool.withdraw(alice.account, 1, UINT256, self), "ZeroAmount"); // all of nothing
    await refused(alice.pool.convert(alice.account, UINT256), "NothingToConvert");
    await refused(alice.pool.convert(alice.account, 0), "NothingToConvert");
    await refused(alice.pool.fundInsurance(0), "ZeroAmount");
    await refused(alice.pool.buyInventory(1, 0, UINT256, self), "ZeroAmount");
    for (const amount of [1n, UINT256])
      await refused(alice.pool.buyInventory(1, amount, UINT256, self), "InsufficientInventory");
    for (const asset of [3, 255]) await refused(alice.pool.deposit(alice.account, asset, 1), "UnknownAsset");
    for (const market of [4, 255])
      await refused(alice.pool.commitOrder(alice.account, market, WAD, 0), "UnknownMarket");
    await expect(world.vault.requestDeposit(0)).to.be.revertedWithCustomError(world.vault, "ZeroRequest");
    await expect(world.vault.requestRedemption(0)).to.be.revertedWithCustomError(world.vault, "ZeroRequest");
    for (const batch of [2n ** 200n, UINT256 / 3600n - 1_000n]) {
      await expect(world.vault.fulfilDeposits(batch)).to.be.revertedWithCustomError(world.vault, "BatchNotReady");
      await expect(world.vault.fulfilRedemptions(batch)).to.be.revertedWithCustomError(world.vault, "BatchNotReady");
    }
  });

  it("A-1, Q-4: accounts at the ends of their ids are accounts like any other, and nobody's money is in them", async () => {
    const { world, alice } = await setting();
    for (const id of [0n, 2n ** 192n - 1n, crossAccount(alice.signer.address) + 2n ** 31n - 1n]) {
      await expect(world.liquidates(id)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
      const { equity, margin } = await world.pool.accountReport(id);
      expect([equity, margin]).to.deep.equal([0n, 0n]);
      const own = id >> 32n === BigInt(alice.signer.address);
      const deposit = alice.pool.deposit(id, 0, 1n);
      if (own) await deposit;
      else await expect(deposit).to.be.revertedWithCustomError(world.pool, "StrangerCannotAddAsset");
    }
  });
});

describe("The smallest token unit", () => {
  it("U-1, U-2: goes in and out whole; what is less than a unit is nobody's to take", async () => {
    const { world, alice } = await setting();
    const accounts = [alice.account];
    await alice.withdraws("49999.999999", "USDC");
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(1n);
    await alice.pool.deposit(alice.account, 1, 1n); // 1e-18 WETH, worth 200 wei
    expect((await alice.report()).collateral).to.equal(10n ** 12n + 200n);
    await alice.pool.withdraw(alice.account, 1, 1n, alice.signer.address);
    await alice.pool.withdraw(alice.account, 0, 1n, alice.signer.address);
    checkBooks(await readBooks(world, accounts));
  });

  it("P-3, U-3: a position reduced by one wei of a contract at a time gains nothing and stays a position", async () => {
    const { world, alice } = await setting();
    await alice.trades("100", "ETH");
    const before = await alice.report();
    for (let i = 0; i < 5; i++) await alice.trades("-0.000000000000000001", "ETH");
    const after = await alice.report();
    const gain = after.collateral + after.quote + after.pnl - before.collateral - before.quote - before.pnl;
    expect(gain, `alice's gain is ${gain}`).to.be.within(-5n * 203n, 0n);
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(100n * WAD - 5n);
    checkBooks(await readBooks(world, [alice.account]));
  });

  it("V-1: one unit buys its thousand shares, and one share buys nothing", async () => {
    const { world } = await setting();
    const [deployer] = await world.connection.ethers.getSigners();
    const period = await world.vault.PERIOD();
    await world.tokens[0]!.mint(deployer!, 1n);
    await world.tokens[0]!.approve(world.vault, 1n);
    const shares = await world.vault.balanceOf(deployer!);
    await world.vault.requestDeposit(1n);
    const batch = BigInt(await world.now()) / period;
    await world.passes(4000);
    await world.refreshes();
    await world.vault.fulfilDeposits(batch);
    await world.vault.claimShares(batch, deployer!);
    expect((await world.vault.balanceOf(deployer!)) - shares).to.equal(1000n);
    await world.vault.requestRedemption(1n);
    const leaving = BigInt(await world.now()) / period;
    await world.passes(270_000);
    await world.refreshes();
    await world.vault.fulfilRedemptions(leaving);
    await expect(world.vault.claimAssets(leaving, deployer!)).to.be.revertedWithCustomError(
      world.vault,
      "NothingToCollect",
    );
  });
});

/** Unit exponent, price of a contract unit in USD, decimals of the collateral priced by it. */
const EXTREMES: readonly (readonly [exponent: number, unitPrice: string, decimals: number])[] = [
  [-6, "0.0001", 18],
  [-6, "10000", 6],
  [-1, "10000", 8],
  [0, "0.0001", 6],
  [0, "10000", 18],
  [4, "1", 18],
  [7, "1000", 6],
  [8, "10000", 18],
];

describe("Units and prices at the ends of what can be listed", function () {
  this.timeout(300_000);
  for (const [exponent, unitPrice, decimals] of EXTREMES) {
    it(`U-1, P-1, Q-4: 10^${exponent} tokens at ${unitPrice} USD a unit, collateral of ${decimals} decimals: trades, falls, rises, and every account can be closed`, async () => {
      // a token's price times 10^8 is the feed's answer
      const answer = (scaled(unitPrice, 4) * 10n ** 14n) / 10n ** BigInt(exponent + 10);
      const price = `${answer / 10n ** 8n}.${String(answer % 10n ** 8n).padStart(8, "0")}`;
      const world = await plainWorld(({ markets, assets }) => {
        Object.assign(markets[ETH]!, { unitExponent: exponent, initialPrice: price });
        Object.assign(assets[1]!, { decimals, poolCap: "1000000000000", accountCap: "1000000000000" });
      });
      await world.fundsVault("1000000");
      const [long, short, holder] = [await world.trader(), await world.trader(), await world.trader()];
      for (const trader of [long, short, holder]) await trader.deposits("15000", "USDC");
      const { price: stored } = await world.pool.marketReport(ETH);
      expect(stored, "a unit's price").to.equal(scaled(unitPrice, 18));
      const size = (100_000n * WAD * WAD) / stored; // 100,000 USD
      // collateral of 50,000 USD beside a long of BTC
      const amount = (50_000n * 10n ** BigInt(decimals) * 10n ** 8n) / answer;
      await holder.pool.deposit(holder.account, 1, amount);
      const { collateral } = await holder.report();
      expect(collateral > usd("64000") && collateral <= usd("65000"), `worth ${collateral}`).to.equal(true);
      for (const [trader, q] of [
        [long, size],
        [short, 0n - size],
      ] as const) {
        await trader.pool.commitOrder(trader.account, ETH, q, q > 0n ? ANY_PRICE : 0n);
        await world.passes(3);
        await world.refreshes();
        await trader.settles("ETH");
        expect((await world.pool.position(trader.account, ETH)).size).to.equal(q);
      }
      await holder.trades("400", "BTC");
      const accounts = [long, short, holder].map(({ account }) => account);
      checkBooks(await readBooks(world, accounts));
      // a fifth less, a tenth of it, then a hundred times the first price: 2^80 is not passed by any of these
      for (const next of [(answer * 4n) / 5n, answer / 10n, answer * 100n]) {
        if (next === 0n) continue;
        await world.feeds[ETH]!.aggregator.push(next);
        for (const account of accounts) {
          await world.liquidates(account).catch((error: unknown) => {
            expect((error as Error).message).to.include("NotLiquidatable");
          });
        }
        checkBooks(await readBooks(world, accounts));
      }
      await world.feeds[ETH]!.aggregator.push(answer);
      await world.publishes({ BTC: "4000" }); // −160,000 against 65,000
      await world.liquidates(holder.account);
      checkBooks(await readBooks(world, accounts));
      for (const account of [long, short].map((trader) => trader.account)) {
        expect((await world.pool.position(account, ETH)).size, "closed on the way").to.equal(0n);
      }
    });
  }
});

describe("The greatest open interest that can be listed", () => {
  /** 1e9 USD a side, K of 1e11 USD; alice is long or short all of it on 2e8 USD. */
  async function giant(side: 1n | -1n): Promise<{ world: World; alice: Trader }> {
    const world = await plainWorld(({ markets, assets }) => {
      Object.assign(markets[ETH]!, { skewScaleUsd: "100000000000", maxOpenInterestUsd: "1000000000" });
      Object.assign(assets[0]!, { poolCap: "1000000000000", accountCap: "10000000000" });
    });
    await world.fundsVault("100000000");
    const alice = await world.trader();
    await alice.deposits("200000000", "USDC");
    const size = side * 4_999_999n * WAD;
    await alice.pool.commitOrder(alice.account, ETH, size, side > 0n ? ANY_PRICE : 0n);
    await world.passes(3);
    await world.refreshes();
    await alice.settles("ETH");
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(size);
    return { world, alice };
  }

  for (const [side, price] of [
    [-1n, "230"], // E = 200 − 150 million against M = 57.5
    [-1n, "1000"],
    [-1n, "7800"], // 39 times: a loss of 3.8e10 USD, just within the 96 bits of a quote
    [1n, "168"],
    [1n, "20"],
    [1n, "0.00000001"],
  ] as const) {
    it(`Q-4, U-1: a ${side > 0n ? "long" : "short"} of it from 200 to ${price} is liquidated, and the sums fit`, async () => {
      const { world, alice } = await giant(side);
      await world.publishes({ ETH: price });
      await expect(world.liquidates(alice.account)).to.emit(world.pool, "AccountLiquidated");
      checkBooks(await readBooks(world, [alice.account]));
    });
  }
});
