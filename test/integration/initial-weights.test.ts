import { expect } from "chai";

import { makesRoom, tradesAtMark } from "../support/at-mark.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { judgement, outcome } from "../support/reading.js";

const [ETH, WETH] = [1, 1];

describe("Initial margin that grows with concentration", () => {
  it("C-1: the haircut grows with the share of the account cap that is held, in the initial margin alone", async () => {
    const world = await plainWorld((p) => {
      Object.assign(p.assets[1]!, { concentration: "0.4", accountCap: "100" });
    });
    const alice = await world.trader();
    await alice.deposits("25", "WETH"); // 5,000 USD, a quarter of the cap: hc = 0.1 + 0.4/4 = 0.2
    await alice.trades("1", "BTC"); // at 800 · (1 + 1/2,000,000) = 800.0004
    const r = await alice.report();
    expect(r.margin).to.equal(usd("540")); // 0.05 · 800 + 0.1 · 5,000
    expect(r.initialRequirement).to.equal(usd("1080")); // 0.1 · 800 + 0.2 · 5,000
    await alice.deposits("75", "WETH"); // all of the cap: hc = 0.5
    expect((await alice.report()).initialRequirement).to.equal(usd("10080"));
    expect((await judgement(world, alice.account))[2]).to.equal(usd("2040"));
  });

  it("C-1: a withdrawal is judged at what is left, and the haircut never exceeds one", async () => {
    const world = await plainWorld((p) => {
      Object.assign(p.assets[1]!, { concentration: "1", accountCap: "100", maxDiscount: "0.03" });
    });
    const alice = await world.trader();
    await alice.deposits("95", "WETH"); // hc = min(1, 0.1 + 0.95): nothing of 19,000 counts
    await alice.deposits("1000", "USDC");
    await alice.trades("5", "BTC"); // 4,000, premium 0.01
    expect((await alice.report()).initialRequirement).to.equal(usd("19400"));
    // with 20,000 − 0.01 there are 599.99 more than needed; less WETH is a smaller share of the cap, and needs less
    await alice.withdraws("599.99", "USDC");
    await expect(alice.withdraws("0.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("45", "WETH"); // 10,000: hc = 0.6 leaves 4,000
    expect((await alice.report()).initialRequirement).to.equal(usd("6400"));
  });
});

describe("Initial margin that grows with open interest", () => {
  it("P-5: the fraction grows with the larger side's share of its cap, in the initial margin alone", async () => {
    // the cap of a side is 10,000 ETH: 2,000,000 USD at 200
    const world = await plainWorld((p) => (p.markets[ETH]!.openInterestSlope = "0.2"));
    const alice = await world.trader();
    await alice.deposits("10000", "USDC");
    await tradesAtMark(world, alice, "100", "ETH"); // against a maker's short of 50
    // 0.1 + 0.2 · 100/10,000 = 0.102 of 20,000
    expect((await alice.report()).initialRequirement).to.equal(usd("2040"));
    expect((await alice.report()).margin).to.equal(usd("1000"));
    await makesRoom(world, "5000", "ETH"); // shorts of 50 and 2,550: the larger side is theirs now
    // 0.1 + 0.2 · 2,600/10,000 = 0.152
    expect((await alice.report()).initialRequirement).to.equal(usd("3040"));
    await expect(alice.withdraws("6960.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("6960", "USDC");
  });

  it("P-5: an order is judged at the open interest before it, so that nobody pays for his own part twice", async () => {
    const world = await plainWorld((p) => (p.markets[ETH]!.openInterestSlope = "0.2"));
    const alice = await world.trader();
    // 1,000 ETH need 0.1 · 200,000 at an open interest of zero, and 100 of premium
    await alice.deposits("20099.999999", "USDC");
    await alice.trades("1000", "ETH");
    expect(await outcome(world)).to.equal("InitialMargin");
    await alice.deposits("0.000001", "USDC");
    await alice.trades("1000", "ETH");
    expect(await outcome(world)).to.equal("filled");
    // now 0.1 + 0.2 · 1,000/10,000 = 0.12 of what is held, and of any order on top
    expect((await alice.report()).initialRequirement).to.equal(usd("24000"));
    await alice.trades("10", "ETH");
    expect(await outcome(world)).to.equal("InitialMargin");
  });

  it("P-5: without a slope and in a market that only prices, open interest changes nothing", async () => {
    const world = await plainWorld((p) => {
      p.markets[0]!.maxOpenInterestUsd = "0";
      p.markets[0]!.openInterestSlope = "0.2";
    });
    const alice = await world.trader();
    await alice.deposits("10000", "USDC");
    await alice.deposits("1", "WBTC"); // 8,000 at hc = 0.08, priced by a market that nobody can trade
    await tradesAtMark(world, alice, "100", "ETH");
    await makesRoom(world, "5000", "ETH");
    expect((await alice.report()).initialRequirement).to.equal(usd("2640")); // 0.1 · 20,000 + 0.08 · 8,000
    expect((await world.pool.assetReport(WETH)).total).to.equal(0n);
  });
});
