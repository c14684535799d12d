import { expect } from "chai";

import { plainWorld, usd, WAD } from "../support/plain-world.js";

// The numbers of the worked examples in docs/, each as the contracts give it.

describe("Worked examples of the documentation", () => {
  it("M-1, M-2, M-5: a hedge between two feeds, with collateral on the feed of the short leg", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("10000", "USDC");
    await alice.deposits("10", "WETH");
    await alice.trades("100", "BTC"); // 80,000 USD, premium 800 · 50/10⁶ a unit: −4
    await alice.trades("-150", "ETH"); // −30,000 USD, premium 200 · 75/10⁶ a unit: −2.25
    const r = await alice.report();
    // BTC: y = +80,000 · 0.05. ETH: N = −30,000 + 2,000 = −28,000, y = −28,000 · 0.05
    expect(r.factors.map(({ weighted }) => weighted)).to.deep.equal([usd("4000"), usd("-1400")]);
    expect(r.factors.map(({ gross }) => gross)).to.deep.equal([usd("4000"), usd("1700")]); // 1,500 + 10 % of 2,000
    // √(4,000² + 1,400² − 2 · 0.8 · 4,000 · 1,400) = √9,000,000
    expect([r.gross, r.root, r.margin]).to.deep.equal([usd("5700"), usd("3000"), usd("3000")]);
    expect([r.collateral, r.pnl, r.equity]).to.deep.equal([usd("12000"), usd("-6.25"), usd("11993.75")]);
    // initial weights are twice as large: √(8,000² + 2,800² − 2 · 0.8 · 8,000 · 2,800) = 6,000 > 1.25 · 3,000
    expect([r.initialEquity, r.initialRequirement]).to.deep.equal([usd("11993.75"), usd("6000")]);
    expect(r.health).to.equal((usd("11993.75") * WAD) / usd("3000"));
  });

  it("M-2: a perfect hedge on one feed still needs κ of gross", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("100", "WETH");
    await alice.trades("-100", "ETH");
    const r = await alice.report();
    expect(r.factors[0]!.weighted).to.equal(0n); // N = −20,000 + 20,000
    // gross = 5 % of 20,000 + 10 % of 20,000; isolated accounts need all of it
    expect([r.gross, r.root, r.margin]).to.deep.equal([usd("3000"), 0n, usd("1500")]);
  });

  it("Q-6, Q-7: a solvent account is closed to the first slice that reaches the target", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("3000", "USDC");
    await alice.trades("100", "ETH"); // cost 100 · 200.01 = 20,001
    await world.publishes({ ETH: "178" });
    let r = await alice.report();
    // E = 3,000 + 17,800 − 20,001, M = 5 % of 17,800
    expect([r.class, r.equity, r.margin]).to.deep.equal([1n, usd("799"), usd("890")]);
    // 1,984/8,192 of 100 units = 24.21875, notional 4,310.9375, φ = 0.5 % of it, split 70 : 30
    await expect(world.liquidates(alice.account))
      .to.emit(world.pool, "AccountLiquidated")
      .withArgs(
        alice.account,
        1,
        (await world.keeper()).address,
        usd("799"),
        usd("890"),
        usd("4310.9375"),
        15_088_281n,
        6_466_406n,
        false,
      );
    expect((await world.pool.position(alice.account, 1)).size).to.equal(usd("75.78125"));
    r = await alice.report();
    // fill 178 · (1 + (100 − 24.21875/2)/10⁶) = 178.01564453125, so realised =
    // 24.21875 · 178.01564453125 − 20,001 · 0.2421875 = −532.675796508789…; with the fee 554.230484 go from principal
    expect(r.margin).to.equal(usd("674.453125")); // 5 % of 75.78125 · 178
    expect(r.health / 10n ** 12n).to.equal(1_153_266n);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(3_000_000_000n - 554_230_485n);
    expect((await world.pool.poolReport()).insurance).to.equal(15_088_281n);
    expect(await world.pool.keeperClaims((await world.keeper()).address)).to.equal(6_466_406n);
  });

  it("Q-4, Q-8, W-2: an insolvent account is closed whole, its collateral seized, the rest written off", async () => {
    const world = await plainWorld((p) => (p.pool.keeperBond = "20"));
    await world.fundsVault("100000");
    const alice = await world.trader();
    await world.tokens[0]!.mint(alice.signer.address, 200_000_000n);
    await alice.pool.fundInsurance(200_000_000n);
    await alice.deposits("20", "USDC"); // becomes the bond
    await alice.deposits("20", "WETH");
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "160" });
    const r = await alice.report();
    // E = 20 · 160 + 16,000 − 20,001
    expect([r.class, r.equity]).to.deep.equal([3n, usd("-801")]);
    // fill 160 · (1 + 50/10⁶) = 160.008: realised 16,000.8 − 20,001 = −4,000.2. Seized: 20 · 160 · 0.9 = 2,880
    const liquidation = world.liquidates(alice.account);
    await expect(liquidation)
      .to.emit(world.pool, "CollateralSeized")
      .withArgs(alice.account, 1, 20n * WAD, usd("2880"), usd("160"));
    await expect(liquidation)
      .to.emit(world.pool, "BadDebtWrittenOff")
      .withArgs(alice.account, usd("1120.2"), usd("200"));
    expect(await world.pool.keeperClaims((await world.keeper()).address)).to.equal(20_000_000n);
    const pool = await world.pool.poolReport();
    // NAV = 100,000 + 200 from insurance + 2,880 of inventory
    expect([pool.vaultCash, pool.insurance, pool.inventoryCredit, pool.nav]).to.deep.equal([
      100_200_000_000n,
      0n,
      usd("2880"),
      usd("103080"),
    ]);
  });

  it("W-5, U-3: profit that the vault cannot cover is converted at ρ", async () => {
    const world = await plainWorld();
    await world.fundsVault("10000");
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    await alice.trades("1000", "ETH"); // at 200.1
    await world.publishes({ ETH: "230" });
    await alice.trades("-1000", "ETH"); // at 230 · (1 + 500/10⁶) = 230.115: profit 1,000 · (230.115 − 200.1)
    let r = await alice.report();
    expect([r.quote, r.matureProfit]).to.deep.equal([usd("30015"), 0n]);
    // NAV* = 10,000 − 30,015, floor 1: ρ = 1 − 20,016/30,015
    expect(r.rho).to.equal(333_133_433_283_358_320n);
    await expect(alice.pool.convert(alice.account, r.quote)).to.be.revertedWithCustomError(
      world.pool,
      "NothingToConvert",
    );
    await world.passes(900);
    await alice.pool.convert(alice.account, r.quote);
    r = await alice.report();
    // ρ · 30,015 = 9,999 less rounding: the floor of one dollar stays in the vault
    expect(r.collateral).to.equal(usd("59998.999999"));
    expect((await world.pool.poolReport()).vaultCash).to.equal(1_000_001n);
  });
});
