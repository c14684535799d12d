import { expect } from "chai";

import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks } from "../support/invariants.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const ETH = 1;
const ALL = 2n ** 256n - 1n;

/**
 * ann has principal and nothing else. mallory is long 1,000 ETH at 200.10 on 25,000; at 300 she has won 99,900, and the vault
 * has 10,000. Nobody else lost it, so the pool cannot pay: ρ = 1 + (10,000 − 99,900 − 1)/99,900, about a tenth.
 */
async function windfall(vault = "10000"): Promise<{ world: World; ann: Trader; mallory: Trader }> {
  const world = await plainWorld();
  await world.fundsVault(vault);
  const [ann, mallory] = [await world.trader(), await world.trader()];
  await ann.deposits("50000", "USDC");
  await ann.deposits("10", "WETH");
  await mallory.deposits("25000", "USDC");
  await mallory.trades("1000", "ETH");
  await world.publishes({ ETH: "300" });
  await world.pool.syncAll();
  return { world, ann, mallory };
}

/** ann takes out all she has put in, to the unit. */
async function annLeavesWhole(world: World, ann: Trader): Promise<void> {
  for (const [asset, amount] of [
    [0, 50_000_000_000n],
    [1, 10n * WAD],
  ] as const) {
    const before = await world.tokens[asset]!.balanceOf(ann.signer);
    await ann.pool.withdraw(ann.account, asset, ALL, ann.signer.address);
    expect((await world.tokens[asset]!.balanceOf(ann.signer)) - before, `ann's principal of asset ${asset}`).to.equal(
      amount,
    );
  }
}

describe("Profit that the pool cannot pay", () => {
  it("U-3, M-5: while it is open, frees not a unit of principal: neither to withdraw nor to trade on", async () => {
    const { world, ann, mallory } = await windfall();
    const { initialEquity, initialRequirement } = await mallory.report();
    // 10 % of 300,000, and her principal alone
    expect([initialEquity, initialRequirement]).to.deep.equal([usd("25000"), usd("30000")]);
    await expect(mallory.withdraws("0.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await mallory.commits("1", "ETH");
    await world.passes(3);
    await world.refreshes();
    await expect(mallory.settles("ETH")).to.emit(world.pool, "OrderCancelled");
    await annLeavesWhole(world, ann);
  });

  it("U-3: once it is realised it is a claim: it can be neither withdrawn nor used as asset 0", async () => {
    const { world, ann, mallory } = await windfall();
    await mallory.trades("-1000", "ETH");
    const { quote, collateral } = await mallory.report();
    // sold at 300 · (1 + 500/10^6) = 300.15: 300,150 − 200,100
    expect([quote, collateral]).to.deep.equal([usd("100050"), usd("25000")]);
    await expect(mallory.withdraws("25000.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientBalance",
    );
    await mallory.withdraws("25000", "USDC"); // her own
    await annLeavesWhole(world, ann);
    checkBooks(await readBooks(world, [ann.account, mallory.account]));
  });

  it("U-3, W-5: what it takes out in the end is the vault's cash above its floor, in any number of conversions", async () => {
    for (const parts of [1, 7]) {
      const { world, ann, mallory } = await windfall();
      await mallory.trades("-1000", "ETH");
      await world.passes(900);
      await world.refreshes();
      for (let i = 0; i < parts; i++) {
        const { quote } = await mallory.report();
        await mallory.pool.convert(mallory.account, quote / BigInt(parts - i));
      }
      await mallory.pool.withdraw(mallory.account, 0, ALL, mallory.signer.address);
      const profit = (await world.tokens[0]!.balanceOf(mallory.signer)) - 10n ** 30n;
      expect(profit, `mallory's profit in ${parts} parts is ${profit}`).to.be.within(9_998_999_990n, 9_999_000_000n);
      await annLeavesWhole(world, ann);
      checkBooks(await readBooks(world, [ann.account, mallory.account]));
    }
  });

  it("U-3, W-5: burning it on losses to an account of her own moves a claim, and pays no one: profit is no more than before", async () => {
    const { world, ann, mallory } = await windfall();
    const twin = await world.trader();
    await twin.deposits("60000", "USDC");
    await mallory.trades("-1000", "ETH"); // a claim of 100,050
    // mallory long, twin short; the price falls: mallory's loss eats her claim at par, twin's profit is a claim of the same size
    await twin.trades("-1000", "ETH");
    await mallory.trades("300", "ETH");
    await world.publishes({ ETH: "240" });
    await mallory.trades("-300", "ETH");
    await twin.trades("1000", "ETH");
    await world.passes(900);
    await world.refreshes();
    for (const each of [twin, mallory])
      await each.pool.convert(each.account, ALL).catch(refusedWith("NothingToConvert"));
    for (const each of [twin, mallory]) await each.pool.withdraw(each.account, 0, ALL, each.signer.address);
    const held = await Promise.all([twin, mallory].map(({ signer }) => world.tokens[0]!.balanceOf(signer)));
    const profit = held[0]! + held[1]! - 2n * 10n ** 30n;
    expect(profit, `the two's profit is ${profit}, at most the vault less its floor`).to.be.lessThanOrEqual(
      9_999_000_000n,
    );
    await annLeavesWhole(world, ann);
    checkBooks(await readBooks(world, [ann.account, mallory.account, twin.account]));
  });

  it("M-3, Q-4: counts in health by ρ: an account that lives on it alone is liquidated, and its principal pays first", async () => {
    const { world, ann, mallory } = await windfall("100");
    // at 520 she has won 319,900, of which the pool can pay 99: ρ = 99/319,900 and E = 25,099 against M = 26,000
    await world.publishes({ ETH: "520" });
    const { equity, margin } = await mallory.report();
    expect(margin).to.equal(usd("26000"));
    expect(usd("25099") - equity, String(equity)).to.be.within(0n, 1_000_000n);
    await expect(world.liquidates(mallory.account)).to.emit(world.pool, "AccountLiquidated");
    expect((await world.pool.position(mallory.account, ETH)).size < usd("1000"), "some of it is closed").to.equal(true);
    await annLeavesWhole(world, ann);
  });

  it("U-3, A-4: a keeper bond or an order fee is never paid from it", async () => {
    const world = await plainWorld(({ pool }) => Object.assign(pool, { keeperBond: "20", orderFee: "1" }));
    await world.fundsVault("100000");
    const mallory = await world.trader();
    await mallory.deposits("25000", "USDC");
    await mallory.trades("1000", "ETH");
    await world.publishes({ ETH: "210" });
    await mallory.trades("-1000", "ETH");
    await mallory.pool.withdraw(mallory.account, 0, ALL, mallory.signer.address);
    expect((await mallory.report()).quote > usd("9000")).to.equal(true);
    await expect(mallory.commits("10", "ETH")).to.be.revertedWithCustomError(world.pool, "InsufficientOrderFee");
    await mallory.deposits("20.5", "USDC"); // the fee, and too little for the bond
    await mallory.commits("10", "ETH");
    await world.passes(3);
    await world.refreshes();
    await expect(mallory.settles("ETH")).to.emit(world.pool, "OrderCancelled");
  });
});

/** Lets one refusal pass, nothing else. */
function refusedWith(error: string) {
  return (reason: unknown) => {
    expect((reason as Error).message).to.include(error);
  };
}
