import { expect } from "chai";

import { tradesAtMark } from "../support/at-mark.js";
import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { judgement, outcome } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

/** A trader with settlement tokens and a long of ETH, opened at the mark of 200 exactly. */
async function longAtMark(world: World, settlement: string, units: number): Promise<Trader> {
  const trader = await world.trader();
  await trader.deposits(settlement, "USDC");
  await tradesAtMark(world, trader, String(units), "ETH");
  expect((await world.pool.position(trader.account, 1)).cost).to.equal(BigInt(units) * 200n * WAD);
  return trader;
}

async function tries(world: World, trader: Trader, size: string, symbol: string): Promise<string> {
  await trader.trades(size, symbol);
  return outcome(world);
}

describe("Initial equity", () => {
  it("M-5: junior profit frees no principal", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await longAtMark(world, "5000", 100);
    await world.publishes({ ETH: "220" });
    const r = await alice.report();
    // PnL +2,000, of which w = 0.5 counts and min(0, +1,000) = 0; M_init = 0.1 · 22,000
    expect([r.equity, r.initialEquity, r.initialRequirement]).to.deep.equal([usd("7000"), usd("5000"), usd("2200")]);
    await expect(alice.withdraws("2800.000001", "USDC"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientInitialMargin")
      .withArgs(usd("2199.999999"), usd("2200"));
    await alice.withdraws("2800", "USDC");
  });

  it("M-5: a profit offsets losses by its market's weight", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await longAtMark(world, "20000", 100);
    await alice.trades("25", "BTC"); // cost 20,000.25
    await alice.trades("500", "SOL"); // K = 20,000,000: fill 20 · (1 + 250/K) = 20.00025, cost 10,000.125
    await world.publishes({ ETH: "220", BTC: "7200", SOL: "24" });
    const r = await alice.report();
    // PnL: ETH +2,000 · 0.5, SOL +1,999.875 · 0 (a thin market), BTC 18,000 − 20,000.25 = −2,000.25 · 1
    expect(r.initialEquity).to.equal(usd("18999.75"));
    expect(r.equity).to.equal(usd("21999.625"));
  });

  it("M-5: realised profit offsets open losses too, and frees no principal either", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await longAtMark(world, "5000", 100);
    await alice.trades("10", "BTC"); // fill 800.004, cost 8,000.04
    await world.publishes({ ETH: "220", BTC: "7000" });
    await alice.trades("-100", "ETH"); // S = 50: at the mark again, +2,000
    const r = await alice.report();
    // quote 2,000 and PnL 7,000 − 8,000.04 = −1,000.04: the sum is positive
    expect([r.quote, r.initialEquity]).to.deep.equal([usd("2000"), usd("5000")]);
  });
});

describe("Initial requirement", () => {
  it("M-5: where initial and maintenance weights are close, 1.25 · M binds", async () => {
    const world = await plainWorld((p) => (p.markets[1]!.initial = "0.06"));
    const alice = await longAtMark(world, "5000", 100);
    expect((await alice.report()).initialRequirement).to.equal(usd("1250")); // 1.25 · 1,000 > 0.06 · 20,000
    await expect(alice.withdraws("3750.000001", "USDC")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("3750", "USDC");
  });

  it("M-5: an order that raises risk fills with exactly enough and not with a unit less", async () => {
    const world = await plainWorld();
    const [alice, bob] = [await world.trader(), await world.trader()];
    // 100 ETH: premium 1 USD, requirement 2,000
    await alice.deposits("2000.999999", "USDC");
    expect(await tries(world, alice, "100", "ETH")).to.equal("InitialMargin");
    await alice.deposits("0.000001", "USDC");
    expect(await tries(world, alice, "100", "ETH")).to.equal("filled");
    // S = 100: premium 3 USD at the other end of the book
    await bob.deposits("2003", "USDC");
    expect(await tries(world, bob, "100", "ETH")).to.equal("filled");
  });

  it("M-5: the trading fee and the bond of the order come first", async () => {
    const world = await plainWorld((p) => {
      p.pool.keeperBond = "20";
      p.markets[1]!.takerFee = "0.001";
    });
    const alice = await world.trader();
    // premium 1, fee 0.001 · 20,001 = 20.001, bond 20
    await alice.deposits("2041.000999", "USDC");
    expect(await tries(world, alice, "100", "ETH")).to.equal("InitialMargin");
    await alice.deposits("0.000001", "USDC");
    expect(await tries(world, alice, "100", "ETH")).to.equal("filled");
  });

  it("M-5: withdrawn collateral takes its haircut with it", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("20", "WETH"); // 4,000; haircut 0.1
    await alice.trades("5", "BTC"); // fill 800.002, cost 4,000.01: M_init = 400 + 0.1 · C, E_init = C − 0.01
    // C − 0.01 ≥ 400 + 0.1 · C ⇔ C ≥ 444.4555…: 2.2222777… WETH must stay (1.25 · M is only 305.5)
    await expect(alice.withdraws("17.777722222222222223", "WETH")).to.be.revertedWithCustomError(
      world.pool,
      "InsufficientInitialMargin",
    );
    await alice.withdraws("17.7777222222222222", "WETH");
  });
});

describe("Reductions", () => {
  it("M-5: a reduction is allowed below the initial and even below the maintenance margin", async () => {
    const world = await plainWorld();
    const alice = await longAtMark(world, "3500", 100);
    await world.publishes({ ETH: "174" });
    // E = 3,500 − 2,600 = 900 ≥ M = 870, E_init = 900 < 1,740
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("900"), usd("870")]);
    expect(await tries(world, alice, "1", "ETH")).to.equal("InitialMargin");
    expect(await tries(world, alice, "-10", "ETH")).to.equal("filled");
    await world.publishes({ ETH: "173" });
    // S = 50 before it: 10 sold at 174 · (1 + 45/1,000,000) = 174.00783; then 90 at 173: E = 3,500 − 2,600 + 0.0783 − 90
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("810.0783"), usd("778.5")]);
    await world.publishes({ ETH: "172" });
    // E = 720.0783 < M = 774
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", usd("720.0783"), usd("774")]);
    expect(await tries(world, alice, "-50", "ETH")).to.equal("filled");
    expect((await judgement(world, alice.account))[0]).to.equal("Healthy");
  });

  it("M-5: a reduction that would leave equity negative is refused", async () => {
    const world = await plainWorld();
    const alice = await longAtMark(world, "3000", 100);
    await world.publishes({ ETH: "170" }); // E = 0
    expect(await judgement(world, alice.account)).to.deep.equal(["Solvent", 0n, usd("850")]);
    await world.publishes({ ETH: "169.99" }); // E = −1; half sold: S = 50, premium +169.99 · 25/1,000,000 · 50 = 0.21
    expect(await tries(world, alice, "-50", "ETH")).to.equal("ReductionWorsens");
  });

  it("M-5: closing the side of a hedge that holds health up is refused, closing the other is not", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("2401", "USDC");
    await alice.trades("40", "ETH"); // 8,000: y = 400
    await alice.trades("-25.5", "BTC"); // 20,400: y = −1,020; M = 740, M_init = 1,480 (all weights double)
    await world.publishes({ BTC: "8400" });
    // BTC at 840: n = 21,420, y = −1,071; root = √(1,071² + 400² − 1.6 · 1,071 · 400) = √621,601 = 788.416…
    // E ≈ 2,401 − 1,020 = 1,381. Without ETH: M = 1,071, h = 1.29 < 1.75
    const before = await alice.report();
    expect(before.health).to.be.within(usd("1.75"), usd("1.76"));
    expect(await tries(world, alice, "-40", "ETH")).to.equal("ReductionWorsens");
    expect(await tries(world, alice, "-20", "ETH")).to.equal("ReductionWorsens"); // √(1,071² + 200² − 1.6 · …) = 918.7
    expect(await tries(world, alice, "15", "BTC")).to.equal("filled");
    expect((await alice.report()).health).to.be.greaterThan(before.health);
  });

  it("M-5: a flip raises risk, though it makes the position smaller", async () => {
    const world = await plainWorld();
    const alice = await longAtMark(world, "3500", 100);
    await world.publishes({ ETH: "174" }); // E_init = 900, as above
    // −190 would leave −90: 15,660 USD and M_init = 1,566, less than before
    expect(await tries(world, alice, "-190", "ETH")).to.equal("InitialMargin");
    // −150 would leave −50: M_init = 870. S = 50: sold 174 · 25/1,000,000 under the mark, E_init = 900 − 0.6525
    expect(await tries(world, alice, "-150", "ETH")).to.equal("filled");
    expect((await world.pool.position(alice.account, 1)).size).to.equal(-50n * WAD);
  });

  it("M-5: debt does not make a reduction worse: M is compared without its debt term", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("30", "WETH"); // 6,000, and no asset 0
    await alice.trades("25", "BTC"); // cost 20,000.25
    await world.publishes({ BTC: "6400" }); // at 640: 16,000, PnL −4,000.25
    // E = 1,999.75 ≥ M = 800 + 600. Closing a fifth realises −800 of debt: its 5 % is 40, the leg's relief 160
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("1999.75"), usd("1400")]);
    expect(await tries(world, alice, "-5", "BTC")).to.equal("filled");
    // sold at 640 · (1 + 22.5/1,000,000) = 640.0144: 3,200.072 − 4,000.05 = −799.978
    expect((await alice.report()).quote).to.equal(usd("-799.978"));
    // E = 1,999.75 + 0.072, M = 640 + 600 + 0.05 · 799.978
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("1999.822"), usd("1279.9989")]);
  });
});
