import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { judgement, lastLiquidation, tradedLegs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

const [BTC, ETH, SOL] = [0, 1, 2];

/** A trader with settlement tokens and the given positions, each opened alone in its market. */
async function holding(world: World, settlement: string, ...legs: readonly (readonly [string, string])[]) {
  const trader = await world.trader();
  await trader.deposits(settlement, "USDC");
  for (const [size, symbol] of legs) await trader.trades(size, symbol);
  return trader;
}

/** Liquidates a solvent account and returns the markets in which something was closed, in order. */
async function closedMarkets(world: World, trader: Trader): Promise<number[]> {
  expect((await judgement(world, trader.account))[0]).to.equal("Solvent");
  await world.liquidates(trader.account);
  return (await tradedLegs(world)).map(([market]) => market);
}

describe("How much of a leg", () => {
  it("Q-6: the smallest slice that reaches 1.15: doubled from 1/256, then refined by five halvings", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "2900", ["100", "ETH"]); // cost 20,001
    await world.publishes({ ETH: "180" });
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("899"), usd("900")]);
    /* Closing x of it sells 100x at 180 · (1 + (100 − 50x)/1,000,000) and pays φ = 0.005 of 18,000x:
         E(x) = 899 + 1.8x − 0.9x² − 90x,  M(x) = 900 · (1 − x),  h(x) = 1.15 at x = 0.14366
       n/8192     32    64    128   256   512   1024   2048 | 1536   1280   1152   1216   1184
       h ≥ 1.15   no    no    no    no    no    no     yes  | yes    yes    no     yes    yes
       h(1024) = 887.960938/787.5 = 1.1276, h(1152) = 886.579077/773.4375 = 1.1463, h(1184) = 886.233543/769.921875 = 1.1511 */
    await world.liquidates(alice.account);
    // 100 · 1184/8192 = 14.453125
    expect(await tradedLegs(world)).to.deep.equal([[ETH, usd("-14.453125")]]);
    const done = await lastLiquidation(world);
    expect(done.closedNotional).to.equal(usd("2601.5625"));
    // E = 899 + 0.26015625 − 0.01880035400390625 − 13.0078125, M = 900 · (1 − 0.14453125)
    const [name, equity, margin] = await judgement(world, alice.account);
    expect([name, margin]).to.deep.equal(["Healthy", usd("769.921875")]);
    expect(equity).to.equal(usd("886.23354339599609375"));
  });

  it("Q-6: a short is closed by the same rule", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "2900", ["-100", "ETH"]); // sold at 199.99: cost −19,999
    await world.publishes({ ETH: "218.09" });
    // E = 2,900 + 19,999 − 21,809 = 1,090 < M = 1,090.45
    // E(x) = 1,090 + 2.1809x − 1.09045x² − 109.045x, M(x) = 1,090.45 · (1 − x): h = 1.15 at x = 0.1430
    // h(1152) = 1.1475 < 1.15, h(1216) = 1.1549, h(1184) = 1.1512: 1184/8192 once more
    await world.liquidates(alice.account);
    expect(await tradedLegs(world)).to.deep.equal([[ETH, usd("14.453125")]]);
  });

  it("Q-6: an account whose equity cannot pay φ of a slice is closed whole", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "2901", ["100", "ETH"]);
    await world.publishes({ ETH: "171.5" });
    // E = 50, M = 857.5, φ of all = 85.75: every part costs 10 % of the margin it relieves, and h is 5.8 %.
    // Only when all is closed is nothing required. E after premium: 50 + 171.5 · 50/1,000,000 · 100 = 50.8575
    await world.liquidates(alice.account);
    expect(await tradedLegs(world)).to.deep.equal([[ETH, usd("-100")]]);
    const done = await lastLiquidation(world);
    // φ is at most the equity that is left
    expect([done.insured, done.earned]).to.deep.equal([35_600_250n, 15_257_250n]);
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", 0n, 0n]);
  });
});

describe("Which leg", () => {
  it("Q-6: the leg with the most margin relief per cost goes first, and alone if it is enough", async () => {
    const world = await plainWorld();
    // relief per φ: 0.05/0.005 = 10 for BTC, 0.08/0.005 = 16 for SOL
    const alice = await holding(world, "4000", ["25", "BTC"], ["500", "SOL"]); // costs 20,000.25 and 10,000.125
    await world.publishes({ BTC: "7300", SOL: "18.8" });
    // E = 4,000 − 1,750.25 − 600.125 = 1,649.625; M = 912.5 + 752 = 1,664.5; SOL whole: E ≈ 1,602.6, M = 912.5
    expect(await closedMarkets(world, alice)).to.deep.equal([SOL]);
    const { size } = await world.pool.position(alice.account, SOL);
    expect(size).to.be.within(1n, usd("500")); // and not all of it
    expect((await alice.report()).health).to.be.within(usd("1.15"), usd("1.16"));
  });

  it("Q-6: when it is not enough the next leg follows", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "4000", ["25", "BTC"], ["500", "SOL"]);
    await world.publishes({ BTC: "6800", SOL: "18.8" });
    // E = 4,000 − 3,000.25 − 600.125 = 399.625; M = 850 + 752. SOL whole: E ≈ 352.6 < 1.15 · 850; then part of BTC:
    // (352.6 − 85x)/(850 · (1 − x)) = 1.15 at x = 0.7
    expect(await closedMarkets(world, alice)).to.deep.equal([SOL, BTC]);
    expect((await world.pool.position(alice.account, SOL)).size).to.equal(0n);
    const { size } = await world.pool.position(alice.account, BTC);
    expect(size).to.be.within(usd("7"), usd("8"));
    expect((await alice.report()).health).to.be.within(usd("1.15"), usd("1.19"));
  });

  it("Q-6: between equal legs the lower market goes first", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "5300", ["100", "ETH"], ["25", "BTC"]);
    await world.publishes({ BTC: "7200", ETH: "180" }); // 18,000 each: relief 900 for 90
    // E = 5,300 − 2,000.25 − 2,001 = 1,298.75; M = 1,800; either leg whole: E ≈ 1,209, M = 900: enough before it is whole
    expect(await closedMarkets(world, alice)).to.deep.equal([BTC]);
  });

  it("Q-6: an adverse premium is a cost: the leg whose market would suffer waits", async () => {
    const world = await plainWorld();
    const [alice, maker] = [await holding(world, "5300", ["100", "ETH"], ["25", "BTC"]), await world.trader()];
    await maker.deposits("500000", "USDC");
    await maker.trades("-1000", "BTC"); // S = −975
    await world.publishes({ BTC: "7200", ETH: "180" });
    // closing BTC sells 25 at 720 · (1 − 987.5/1,000,000): 17.775 worse, relief 900 for 107.775 against 900 for 90
    // E = 5,300 − 4,001.25 = 1,298.75; M = 1,800; ETH whole: E ≈ 1,209.7, M = 900: enough before it is whole
    expect(await closedMarkets(world, alice)).to.deep.equal([ETH]);
  });

  it("Q-6: the side of a hedge that holds health up is left alone", async () => {
    const world = await plainWorld();
    const alice = await holding(world, "1481", ["40", "ETH"], ["-25.5", "BTC"]); // premiums 0.16 and 0.2601
    await world.publishes({ BTC: "8300" });
    // BTC at 830: y = −1,058.25; ETH y = +400. M = root = √(1,058.25² + 400² − 1.6 · 1,058.25 · 400) = √602,613.0625 = 776.3
    // E = 1,481 − 0.4201 − 765 = 715.5799: h = 0.92. Without ETH M would be 1,058; with three quarters of BTC it is 597
    const { root, margin, equity } = await alice.report();
    expect([equity, margin]).to.deep.equal([usd("715.5799"), root]);
    expect(margin).to.be.within(usd("776.28"), usd("776.29"));
    expect(await closedMarkets(world, alice)).to.deep.equal([BTC]);
    expect((await world.pool.position(alice.account, ETH)).size).to.equal(usd("40"));
    expect((await alice.report()).health).to.be.within(usd("1.15"), usd("1.16"));
  });

  it("Q-6, Q-7: if no leg helps all are closed, for the bond alone", async () => {
    const world = await plainWorld((p) => (p.pool.keeperBond = "20"));
    const alice = await holding(world, "4071.25", ["25", "BTC"], ["100", "ETH"]); // costs 20,000.25 and 20,001
    await world.publishes({ BTC: "7200", ETH: "180" });
    // E = 4,051.25 − 2,000.25 − 2,001 = 50, M = 1,800, h = 2.8 %: any slice costs 10 % of the margin that it relieves
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("50"), usd("1800")]);
    await world.liquidates(alice.account);
    expect(await tradedLegs(world)).to.deep.equal([
      [BTC, usd("-25")],
      [ETH, usd("-100")],
    ]);
    const done = await lastLiquidation(world);
    expect([done.closedNotional, done.insured, done.earned, done.bondPaid]).to.deep.equal([usd("36000"), 0n, 0n, true]);
    // the premium of both legs comes back: 720 · 12.5/1,000,000 · 25 + 180 · 50/1,000,000 · 100 = 0.225 + 0.9
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("51.125"), 0n]);
    expect(await world.pool.keeperClaims((await world.keeper()).address)).to.equal(20_000_000n);
  });
});
