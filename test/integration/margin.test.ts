import { expect } from "chai";

import { deployPool, type World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { judgement } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

/** A trader with the given collateral, as [amount, symbol] pairs. */
async function traderWith(world: World, ...collateral: readonly (readonly [string, string])[]): Promise<Trader> {
  const trader = await world.trader();
  for (const [amount, symbol] of collateral) await trader.deposits(amount, symbol);
  return trader;
}

async function terms(trader: Trader, account = trader.account) {
  const { gross, root, margin } = await trader.report(account);
  return { gross, root, margin };
}

describe("Margin of one factor", () => {
  it("M-1: the weight of a leg grows with its size over K", async () => {
    const world = await plainWorld((p) => (p.markets[1]!.sizeSlope = "1"));
    const alice = await traderWith(world, ["50000", "USDC"]);
    await alice.trades("1000", "ETH"); // 200,000 USD, |q|/K = 1,000/1,000,000
    const r = await alice.report();
    expect(r.margin).to.equal(usd("10200")); // (0.05 + 0.001) · 200,000
    expect(r.initialRequirement).to.equal(usd("20200")); // (0.1 + 0.001) · 200,000 > 1.25 · 10,200
    await alice.trades("-500", "ETH");
    expect((await alice.report()).margin).to.equal(usd("5050")); // (0.05 + 0.0005) · 100,000
  });

  it("M-1: no weight exceeds one, however large the leg", async () => {
    const world = await plainWorld((p) =>
      Object.assign(p.markets[1]!, { maintenance: "0.95", initial: "1", sizeSlope: "10" }),
    );
    const alice = await traderWith(world, ["3000000", "USDC"]);
    await alice.trades("4000", "ETH");
    expect((await alice.report()).margin).to.equal(usd("792000")); // (0.95 + 10 · 0.004) · 800,000
    await alice.trades("6000", "ETH"); // 0.95 + 10 · 0.01 = 1.05
    expect((await alice.report()).margin).to.equal(usd("2000000"));
  });

  it("M-1: collateral and position on one feed net in money, then take the average weight of their side", async () => {
    const world = await plainWorld();
    // C = 100 WETH · 200 = 20,000 at a haircut of 10 %; m = 5 %
    const cases = [
      ["50", "2500", "2500"], // n = +10,000: y = 0.05 · 10,000 + 0.1 · 20,000, all of it
      ["-50", "1000", "2500"], // n = −10,000: N = +10,000 is collateral: y = 0.1 · 10,000
      ["-100", "0", "3000"], // N = 0
      ["-150", "-500", "3500"], // n = −30,000: N = −10,000 is short: y = −0.05 · 10,000
    ] as const;
    for (const [size, weighted, gross] of cases) {
      const trader = await traderWith(world, ["100", "WETH"], ["10000", "USDC"]);
      await trader.trades(size, "ETH");
      const [factor, ...others] = (await trader.report()).factors;
      expect(others).to.have.length(0);
      expect([factor!.weighted, factor!.gross], size).to.deep.equal([usd(weighted), usd(gross)]);
      await trader.trades(size.startsWith("-") ? size.slice(1) : `-${size}`, "ETH"); // leave no skew behind
    }
  });

  it("M-1: collateral alone is a long factor, weighted by its haircut", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["100", "WETH"], ["0.5", "WBTC"]);
    await alice.trades("1000", "SOL"); // 20,000 USD at 8 %
    const { factors } = await alice.report();
    // 0.5 · 8,000 · 0.08 · · · 20,000 · 0.1 · · · 20,000 · 0.08
    expect(factors.map(({ weighted }) => weighted)).to.deep.equal([usd("320"), usd("2000"), usd("1600")]);
    expect(await terms(alice)).to.deep.equal({ gross: usd("3920"), root: usd("3920"), margin: usd("3920") });
  });

  it("M-1: a large haircut does not cover a position that it barely hedges", async () => {
    const world = await plainWorld((p) => (p.assets[1]!.haircut = "0.5"));
    const alice = await traderWith(world, ["100", "WETH"], ["50000", "USDC"]);
    await alice.trades("-1000", "ETH");
    // N = −200,000 + 20,000 is short: y = 0.05 · 180,000 = 9,000; netting weighted numbers would leave 10,000 − 10,000 = 0
    expect((await alice.report()).factors[0]!.weighted).to.equal(usd("-9000"));
  });
});

describe("Margin of a portfolio", () => {
  it("M-2: factors on the same side add in full", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["20000", "USDC"]);
    await alice.trades("25", "BTC"); // 20,000
    await alice.trades("100", "ETH"); // 20,000
    expect(await terms(alice)).to.deep.equal({ gross: usd("2000"), root: usd("2000"), margin: usd("2000") });
  });

  it("M-2: factors on opposite sides hedge by the ρ of their classes", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["20000", "USDC"]);
    await alice.trades("25.5", "BTC"); // 20,400: y = 1,020
    await alice.trades("-40", "ETH"); // 8,000: y = −400, ρ = 0.8
    // √(1,020² + 400² − 2 · 0.8 · 1,020 · 400) = √(1,040,400 + 160,000 − 652,800) = √547,600 = 740 > κ · 1,420 = 710
    expect(await terms(alice)).to.deep.equal({ gross: usd("1420"), root: usd("740"), margin: usd("740") });
  });

  it("M-2: each pair of opposite factors has its own ρ, two of one class the ρ within it", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["20000", "USDC"]);
    await alice.trades("50", "BTC"); // 40,000: y = 2,000
    await alice.trades("-50", "ETH"); // 10,000: y = −500, ρ = 0.8
    await alice.trades("-125", "SOL"); // 2,500 at 8 %: y = −200, ρ = 0.6
    // √(2,000² + 700² − 2 · (0.8 · 2,000 · 500 + 0.6 · 2,000 · 200)) = √(4,490,000 − 2,080,000) = √2,410,000
    const { root, margin } = await terms(alice);
    expect(root).to.equal(1_552_417_469_626_002_372_887n); // ⌈√(2.41 · 10^42)⌉, 1,552.417… > κ · 2,700
    expect(margin).to.equal(root);

    const bob = await traderWith(world, ["20000", "USDC"]);
    await bob.trades("500", "SOL"); // 10,000: y = 800
    await bob.trades("-1000", "LINK"); // 4,500: y = −360, ρ = 0.7 within class 2
    // √(640,000 + 129,600 − 2 · 0.7 · 800 · 360) = √366,400 = 605.309…; κ · 1,160 = 580
    expect((await terms(bob)).root).to.equal(605_309_838_016_862_237_088n);
  });

  it("M-2: no hedge brings the margin under κ of the gross", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["20000", "USDC"]);
    await alice.trades("25", "BTC"); // y = 1,000
    await alice.trades("-100", "ETH"); // y = −1,000
    // √(2 · 1,000² · (1 − 0.8)) = √400,000 = 632.455… < 0.5 · 2,000
    expect(await terms(alice)).to.deep.equal({
      gross: usd("2000"),
      root: 632_455_532_033_675_866_400n,
      margin: usd("1000"),
    });
  });

  it("M-2, A-2: an isolated account has no hedge credit: its margin is the gross", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    for (const account of [alice.account, alice.isolated("ETH")]) {
      await alice.deposits("100", "WETH", account);
      await alice.trades("-50", "ETH", { account });
    }
    // both: N = 20,000 − 10,000, root = 1,000, gross = 0.05 · 10,000 + 0.1 · 20,000 = 2,500
    expect(await terms(alice)).to.deep.equal({ gross: usd("2500"), root: usd("1000"), margin: usd("1250") });
    expect(await terms(alice, alice.isolated("ETH"))).to.deep.equal({
      gross: usd("2500"),
      root: usd("1000"),
      margin: usd("2500"),
    });
  });

  it("M-2: debt adds its own margin", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["100", "WETH"]);
    await alice.trades("25", "BTC"); // S = 0: fill 800 · (1 + 12.5/1,000,000) = 800.01, cost 20,000.25
    await world.publishes({ BTC: "7600" });
    await alice.trades("-25", "BTC"); // S = 25: fill 760 · (1 + 12.5/1,000,000) = 760.0095
    // 25 · 760.0095 − 20,000.25 = −1,000.0125 and no asset 0 to sweep: debt. M = 0.1 · 20,000 + 0.05 · 1,000.0125
    expect((await alice.report()).quote).to.equal(usd("-1000.0125"));
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("18999.9875"), usd("2050.000625")]);
  });
});

describe("Equity", () => {
  it("M-3: a profit counts by ρ, a loss in full", async () => {
    const world = await plainWorld();
    await world.fundsVault("500.75");
    const [alice, bob] = [await traderWith(world, ["10000", "USDC"]), await traderWith(world, ["10000", "USDC"])];
    await bob.trades("-50", "ETH"); // fill 200 · (1 − 25/1,000,000) = 199.995, cost −9,999.75
    await alice.trades("100", "ETH"); // S = −50: fill at 200 exactly, cost 20,000
    await world.publishes({ ETH: "220" });
    await world.pool.syncAll();
    // U = +2,000 and 9,999.75 − 11,000 = −1,000.25; NAV* = 500.75 − 999.75 = −499; ρ = 1 + (−499 − 1)/2,000
    expect((await world.pool.poolReport()).rho).to.equal(usd("0.75"));
    const [a, b] = [await alice.report(), await bob.report()];
    expect([a.pnl, a.equity]).to.deep.equal([usd("2000"), usd("11500")]); // 10,000 + 0.75 · 2,000
    expect([b.pnl, b.equity]).to.deep.equal([usd("-1000.25"), usd("8999.75")]);

    // realised, the profit counts just the same: S = 50, fill 220 exactly
    await alice.trades("-100", "ETH");
    const after = await alice.report();
    expect([after.quote, after.rho, after.equity]).to.deep.equal([usd("2000"), usd("0.75"), usd("11500")]);
  });

  it("M-3: profit and loss of one account net before ρ", async () => {
    const world = await plainWorld();
    const alice = await traderWith(world, ["20000", "USDC"]);
    await alice.trades("100", "ETH"); // cost 20,001
    await alice.trades("25", "BTC"); // cost 20,000.25
    await world.publishes({ ETH: "220", BTC: "7000" });
    await world.pool.syncAll();
    // U = +1,999 and 17,500 − 20,000.25 = −2,500.25. The long side of ETH is junior, NAV* = 501.25: ρ = 1
    expect((await alice.report()).equity).to.equal(usd("19498.75")); // 20,000 − 501.25
  });
});

describe("The line of liquidation", () => {
  it("M-4: an account with E = M is left alone, one wei below it is not", async () => {
    const world = await plainWorld();
    await world.publishes({ ETH: "1" }); // so that a wei of WETH is a wei of value
    // Each buys 50 units of 0.1 BTC: fills 800.02, 800.06, 800.1, costs 40,001, 40,003, 40,005.
    // BTC 7,000: n = 35,000, M = 1,750 + 0.1 · w, E = C + w + 35,000 − cost. With w = 10 WETH = 10 USD:
    // M = 1,751 and E = C + 35,010 − cost, so C = cost − 33,259 makes them equal.
    const parts = [
      ["6742", "9.999999999999999999"], // E falls by a wei; M = 1,750 + ⌈0.1 · (10^19 − 1)⌉ does not
      ["6744", "10"],
      ["6746", "10.000000000000000002"], // E rises by two, M by one
    ] as const;
    const accounts = [];
    for (const [settlement, weth] of parts) {
      const trader = await traderWith(world, [settlement, "USDC"], [weth, "WETH"]);
      await trader.trades("50", "BTC");
      accounts.push(trader.account);
    }
    await world.publishes({ BTC: "7000" });
    const [below, at, above] = accounts as [bigint, bigint, bigint];
    expect(await judgement(world, below)).to.deep.equal(["Solvent", usd("1751") - 1n, usd("1751")]);
    expect(await judgement(world, at)).to.deep.equal(["Healthy", usd("1751"), usd("1751")]);
    expect(await judgement(world, above)).to.deep.equal(["Healthy", usd("1751") + 2n, usd("1751") + 1n]);
    for (const account of [at, above]) {
      await expect(world.liquidates(account)).to.be.revertedWithCustomError(world.pool, "NotLiquidatable");
    }
    await expect(world.liquidates(below)).to.emit(world.pool, "AccountLiquidated");
  });

  it("A-4, M-4: an account without positions and debt needs no margin, whatever its collateral and profit", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await traderWith(world, ["5000", "USDC"], ["10", "WETH"]);
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "220" });
    await alice.trades("-100", "ETH"); // 100 · 220.011 − 20,001 = 2,000.1 of profit
    const r = await alice.report();
    expect([r.quote, r.margin, r.initialRequirement]).to.deep.equal([usd("2000.1"), 0n, 0n]);
    await expect(world.liquidates(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NotLiquidatable")
      .withArgs(alice.account, usd("9200.1"), 0n); // 5,000 + 10 · 220 + 2,000.1
  });

  it("A-4: the bond is outside equity and outside the sweep of a loss", async () => {
    const world = await deployPool((p) => {
      for (const market of p.markets) Object.assign(market, { makerFee: "0", takerFee: "0", fundingVelocity: "0" });
      Object.assign(p.pool, { orderFee: "0" });
    });
    const alice = await traderWith(world, ["2000", "USDC"]);
    await alice.trades("1000", "LINK"); // 4,500 USD; K = 400,000,000/4.5 units: premium 4.5 · 500/K · 1,000 = 0.0253125
    const r = await alice.report();
    expect([r.collateral, r.equity]).to.deep.equal([usd("1980"), usd("1979.9746875")]);
    await world.publishes({ LINK: "2.6" });
    await alice.trades("-1000", "LINK"); // −1,900 − 0.0253125 + 2.6 · 500/K · 1,000 = −1,900.0106875
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(99_989_312n); // 2,000 − 1,900.010688, bond included
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
  });
});
