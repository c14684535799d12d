import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { losesOnSolana, owesAfterSolana } from "../support/indebted.js";
import { plainWorld, usd } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const WETH = 1;
const HALF_HOUR = 1800; // the discount rises to 4 % in an hour

interface Auction {
  readonly world: World;
  readonly alice: Trader;
  readonly buyer: Trader;
  readonly seizedAt: number;
}

/** 5 WETH of Alice's, 1,000 USD at 200, credited 900: all that she owed. Insurance has 50, the vault's cash is 100,000. */
async function auction(change?: Parameters<typeof plainWorld>[0]): Promise<Auction> {
  const world = await plainWorld((p) => {
    p.pool.accountDebtCapUsd = "0";
    change?.(p);
  });
  await world.fundsVault("100000");
  const alice = await owesAfterSolana(world, 225, ["20", "WETH"]);
  const buyer = await world.trader();
  await buyer.pool.fundInsurance(50_000_000n);
  await world.pool.coverDebt(alice.account);
  const { inventory, inventoryCredit, inventoryClock } = await world.pool.assetReport(WETH);
  const seizedAt = await world.now();
  expect([inventory, inventoryCredit, inventoryClock]).to.deep.equal([usd("5"), usd("900"), BigInt(seizedAt)]);
  return { world, alice, buyer, seizedAt };
}

/** Publishes ETH at a price and has the next transaction mined at a time. */
async function nextAt(world: World, timestamp: number, eth = "200"): Promise<void> {
  const { time } = world.connection.networkHelpers;
  await time.increaseTo(timestamp - 10);
  await world.publishes({ ETH: eth });
  await time.setNextBlockTimestamp(timestamp);
}

async function buys({ buyer }: Auction, weth: string, maxPaid = 2n ** 255n) {
  return buyer.pool.buyInventory(WETH, usd(weth), maxPaid, buyer.signer.address); // WETH has 18 decimals, as a USD WAD
}

/** Vault cash and insurance in USDC units, inventory's worth in NAV. */
async function buckets({ world }: Auction): Promise<[bigint, bigint, bigint]> {
  const { vaultCash, insurance, inventoryCredit } = await world.pool.poolReport();
  return [vaultCash, insurance, inventoryCredit];
}

describe("The auction of seized collateral", () => {
  it("Q-8: at first it costs the market's price; the vault gets the credit and insurance the surplus", async () => {
    const it = await auction();
    const { world, buyer } = it;
    await nextAt(world, it.seizedAt + 11);
    // 11 s of 3,600: 4 % · 11/3,600 = 0.0122…%; 2 WETH, 400 USD, for 399.951111…, up; 360 of it are credit
    const discount = (usd("0.04") * 11n) / 3600n;
    const paid = 399_951_112n;
    const bought = buys(it, "2");
    await expect(bought)
      .to.emit(world.pool, "InventorySold")
      .withArgs(WETH, buyer.signer.address, buyer.signer.address, usd("2"), paid, usd("360"), discount);
    await expect(bought).to.changeTokenBalance(world.connection.ethers, world.tokens[1]!, buyer.signer, usd("2"));
    await expect(bought).to.changeTokenBalance(world.connection.ethers, world.tokens[0]!, buyer.signer, -paid);
    expect(await buckets(it)).to.deep.equal([100_360_000_000n, 50_000_000n + paid - 360_000_000n, usd("540")]);
    const left = await world.pool.assetReport(WETH);
    expect([left.inventory, left.inventoryCredit, left.inventoryClock]).to.deep.equal([
      usd("3"),
      usd("540"),
      BigInt(it.seizedAt), // a sale leaves the clock
    ]);
  });

  it("Q-8: the discount rises along a line to its end and no further", async () => {
    const it = await auction();
    for (const [age, discount, price] of [
      [HALF_HOUR / 2, "0.01", 990_000_000n],
      [HALF_HOUR, "0.02", 980_000_000n],
      [2 * HALF_HOUR, "0.04", 960_000_000n],
      [20 * HALF_HOUR, "0.04", 960_000_000n],
    ] as const) {
      await nextAt(it.world, it.seizedAt + age);
      await it.world.connection.networkHelpers.mine();
      expect(await it.world.pool.inventoryQuote(WETH, usd("5"))).to.deep.equal([price, usd(discount)]);
    }
  });

  it("Q-8: what is missing to the credit insurance makes good, and what it cannot the vault bears", async () => {
    const it = await auction();
    await nextAt(it.world, it.seizedAt + 2 * HALF_HOUR, "180");
    const before = await it.world.pool.poolReport();
    // 2 WETH at 180 less 4 %: 345.60 for 360 of credit; 14.40 from insurance
    await buys(it, "2");
    expect(await buckets(it)).to.deep.equal([100_360_000_000n, 35_600_000n, usd("486")]); // 3 · 180 · 0.9
    await nextAt(it.world, it.seizedAt + 4 * HALF_HOUR, "150");
    // 3 WETH at 150 less 4 %: 432 for 540 of credit; 108 are missing, insurance has 35.60
    await buys(it, "3");
    expect(await buckets(it)).to.deep.equal([100_360_000_000n + 432_000_000n + 35_600_000n, 0n, 0n]);
    const after = await it.world.pool.poolReport();
    // inventory counted for 900 at first: the vault has lost what insurance could not pay
    expect(before.nav - after.nav).to.equal(usd("900") - usd("827.6"));
  });

  it("Q-8: the clock is the mean of the lots by amount, so waiting for one lot is no way to another", async () => {
    const it = await auction();
    const { world, alice, seizedAt } = it;
    await world.publishes({ SOL: "20" });
    await losesOnSolana(world, alice, 675); // owes 2,700
    await nextAt(world, seizedAt + 2 * HALF_HOUR); // the first lot is at its largest discount
    await world.pool.coverDebt(alice.account); // 15 WETH
    const { inventory, inventoryClock } = await world.pool.assetReport(WETH);
    // (5 · 0 + 15 · 3,600)/20 = 2,700 s later than the first: 900 s old, not 3,600
    expect([inventory, inventoryClock]).to.deep.equal([usd("20"), BigInt(seizedAt + 2700)]);
    expect((await world.pool.inventoryQuote(WETH, usd("1")))[1]).to.equal(usd("0.01"));
  });

  it("Q-8: an old lot that has lost its worth makes a new one no older than its share of the amount", async () => {
    const it = await auction();
    const { world, alice, seizedAt } = it;
    await alice.deposits("100", "WETH");
    await world.publishes({ SOL: "20" });
    await losesOnSolana(world, alice, 225); // owes 900 again
    await nextAt(world, seizedAt + 2 * HALF_HOUR, "20"); // a tenth of what it was
    await world.pool.coverDebt(alice.account); // 50 WETH for the same credit of 900
    const { inventory, inventoryClock } = await world.pool.assetReport(WETH);
    // (5 · 0 + 50 · 3,600)/55 = 3,272.7: weighted by credit it would be 1,800
    expect([inventory, inventoryClock]).to.deep.equal([usd("55"), BigInt(seizedAt + 3272)]);
  });

  it("Q-8: a speck of a lot does not make an auction young again, and what was sold out starts anew", async () => {
    const it = await auction();
    const { world, alice, seizedAt } = it;
    await world.publishes({ SOL: "20" });
    await losesOnSolana(world, alice, 225);
    const { time } = world.connection.networkHelpers;
    await time.increaseTo(seizedAt + HALF_HOUR);
    await alice.deposits("899.999", "USDC"); // owes 0.001: five millionths of a WETH and a half
    await nextAt(world, seizedAt + 2 * HALF_HOUR);
    await world.pool.coverDebt(alice.account);
    expect((await world.pool.assetReport(WETH)).inventoryClock).to.equal(BigInt(seizedAt)); // + 3,600 · 0.0000011
    const { inventory } = await world.pool.assetReport(WETH);
    await it.buyer.pool.buyInventory(WETH, inventory, 2n ** 255n, it.buyer.signer.address);
    expect((await world.pool.assetReport(WETH)).inventoryCredit).to.equal(0n);
    await world.publishes({ SOL: "20" });
    await losesOnSolana(world, alice, 225);
    await world.pool.coverDebt(alice.account);
    expect((await world.pool.assetReport(WETH)).inventoryClock).to.equal(BigInt(await world.now()));
  });

  it("Q-8: nothing is free by rounding: the value, the price and its units are all rounded up", async () => {
    const it = await auction();
    await nextAt(it.world, it.seizedAt + 4 * HALF_HOUR);
    // a wei of WETH is worth 200 wei of USD
    expect((await it.world.pool.inventoryQuote(WETH, 1n))[0]).to.equal(1n);
    await it.buyer.pool.buyInventory(WETH, 1n, 1n, it.buyer.signer.address);
    // 11,442,936,458,983 wei of WETH at 200.12345679 are 2,290,000,000,000,000.00784457 wei of USD: a hundredth of a wei more
    // than 2,290 units of USDC, so a unit more
    const fresh = await auction((p) => (p.assets[1]!.maxDiscount = "0"));
    await fresh.world.publishes({ ETH: "200.12345679" });
    expect(await fresh.world.pool.inventoryQuote(WETH, 11_442_936_458_983n)).to.deep.equal([2291n, 0n]);
    expect((await fresh.world.pool.inventoryQuote(WETH, 11_442_936_458_982n))[0]).to.equal(2290n);
  });

  it("Q-8: a sale needs a fresh price, a price within the buyer's limit, and something to sell to somebody", async () => {
    const it = await auction();
    const { world, buyer, seizedAt } = it;
    const pool = await world.pool.getAddress();
    const to = buyer.signer.address;
    const refused = async (error: string, asset: number, amount: bigint, maxPaid: bigint, recipient: string) =>
      expect(buyer.pool.buyInventory(asset, amount, maxPaid, recipient)).to.be.revertedWithCustomError(
        world.pool,
        error,
      );
    await nextAt(world, seizedAt + 2 * HALF_HOUR);
    await refused("PriceAboveLimit", WETH, usd("5"), 959_999_999n, to);
    await refused("InsufficientInventory", WETH, usd("5") + 1n, 2n ** 255n, to);
    await refused("InsufficientInventory", 2, 1n, 2n ** 255n, to);
    await refused("ZeroAmount", WETH, 0n, 2n ** 255n, to);
    await refused("UnknownAsset", 0, 1n, 2n ** 255n, to);
    await refused("UnknownAsset", 3, 1n, 2n ** 255n, to);
    await refused("ZeroRecipient", WETH, 1n, 2n ** 255n, "0x0000000000000000000000000000000000000000");
    await refused("ZeroRecipient", WETH, 1n, 2n ** 255n, pool);
    await world.passes(4000);
    await refused("PriceUnavailable", WETH, usd("5"), 2n ** 255n, to);
    await expect(world.pool.inventoryQuote(WETH, 1n)).to.be.revertedWithCustomError(world.pool, "PriceUnavailable");
  });

  it("U-1, Q-8: a settlement token that began to keep a part of transfers cannot pay", async () => {
    const it = await auction();
    const { ethers, networkHelpers } = it.world.connection;
    const taxed = await ethers.deployContract("FeeOnTransferToken", ["USDC", "USDC", 6]);
    const usdc = await it.world.tokens[0]!.getAddress();
    await networkHelpers.setCode(usdc, await ethers.provider.getCode(await taxed.getAddress()));
    await nextAt(it.world, it.seizedAt + 2 * HALF_HOUR);
    await expect(buys(it, "5"))
      .to.be.revertedWithCustomError(it.world.pool, "PaymentIncomplete")
      .withArgs(950_400_000n, 960_000_000n);
  });
});
