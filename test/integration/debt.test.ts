import { expect } from "chai";

import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { debtIndexAt, losesOnSolana, owesAfterSolana } from "../support/indebted.js";
import { judgement, outcome, seizures } from "../support/reading.js";
import { readSlot, SLOT } from "../support/mirror-state.js";
import { debtIndexAfter } from "../support/statements/debt-index.js";

const [WETH, WBTC] = [1, 2];
const RAY = 10n ** 27n;
const YEAR = 365 * 86_400;

describe("Interest on debt", () => {
  it("C-3: a debt made at index 1.5 has grown by a third at index 2, to the wei", async () => {
    const world = await plainWorld((p) => (p.pool.debtRate = "1"));
    await world.fundsVault("100000");
    const created = await debtIndexAt(world);
    const { time } = world.connection.networkHelpers;
    const alice = await world.trader();
    await alice.deposits("20", "WETH");
    await alice.trades("200", "SOL"); // fill 20 · (1 + 100/20,000,000) = 20.0001, cost 4,000.02
    await time.increaseTo(created + YEAR / 2 - 60);
    await world.publishes({ BTC: "8000", ETH: "200", SOL: "16", LINK: "4.5" });
    await alice.commits("-200", "SOL");
    await world.passes(3);
    await world.refreshes();
    await time.setNextBlockTimestamp(created + YEAR / 2);
    await alice.settles("SOL"); // 200 · 16.00008 − 4,000.02 = −800.004
    const scaled = (usd("800.004") * 2n + 2n) / 3n; // 533.336
    expect(scaled).to.equal(usd("533.336"));
    expect(BigInt.asIntN(96, (await world.pool.accountWord(alice.account)) >> 80n)).to.equal(-scaled);
    expect((await alice.report()).quote).to.equal(usd("-800.004"));

    const before = await world.pool.poolReport();
    await time.increaseTo(created + YEAR);
    expect((await alice.report()).quote).to.equal(usd("-1066.672")); // 533.336 · 2
    const after = await world.pool.poolReport();
    expect([after.debtIndex, after.scaledDebt, after.debt]).to.deep.equal([2n * RAY, scaled, usd("1066.672")]);
    expect(after.nav - before.nav, "interest is the vault's").to.equal(usd("266.668"));
  });

  it("C-3: the index is the same in one step and in many, and nothing is stored for it to grow", async () => {
    const world = await plainWorld((p) => (p.pool.debtRate = "0.1"));
    await world.fundsVault("100000");
    const created = await debtIndexAt(world);
    const alice = await owesAfterSolana(world, 200, ["20", "WETH"]);
    const [stored, word] = [await readSlot(world, SLOT.indices), await world.pool.accountWord(alice.account)];
    for (const seconds of [1, 7, 86_399, 12_345_678]) {
      await world.passes(seconds);
      await world.refreshes();
      await world.pool.syncAll();
      const elapsed = BigInt((await world.now()) - created);
      const { debtIndex } = await world.pool.poolReport();
      expect(debtIndex).to.equal(debtIndexAfter(RAY, WAD / 10n, elapsed));
    }
    expect(await readSlot(world, SLOT.indices)).to.equal(stored);
    expect(await world.pool.accountWord(alice.account)).to.equal(word);
  });

  it("C-3: interest alone makes an account liquidatable, and a deposit pays it first", async () => {
    const world = await plainWorld((p) => (p.pool.debtRate = "1"));
    await world.fundsVault("100000");
    const alice = await owesAfterSolana(world, 400, ["10", "WETH"]); // 1,600 on 2,000
    // E = 2,000 − D, M = 200 + 0.05 · D: below it from D = 1,714.29 on, after 7.2 % of a year
    expect((await judgement(world, alice.account))[0]).to.equal("Healthy");
    await world.passes(YEAR / 10);
    await world.refreshes();
    expect((await judgement(world, alice.account))[0]).to.equal("Solvent");
    const owed = -(await alice.report()).quote;
    expect(owed).to.be.within(usd("1759"), usd("1761")); // a little of the year was over when the debt was made
    const { vaultCash } = await world.pool.poolReport();
    await alice.deposits("100", "USDC");
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(0n);
    expect((await world.pool.poolReport()).vaultCash - vaultCash).to.equal(100_000_000n);
    // two seconds of interest on 1,760 at most are 0.00012
    expect(-(await alice.report()).quote - (owed - usd("100"))).to.be.within(0n, usd("0.0002"));
  });
});

describe("Caps on debt", () => {
  it("C-3: what is above the account's cap anyone may cover with its collateral, and no more", async () => {
    const world = await plainWorld((p) => (p.pool.accountDebtCapUsd = "1000"));
    await world.fundsVault("100000");
    const alice = await owesAfterSolana(world, 400, ["10", "WETH"]);
    const bob = await world.trader();
    const before = await world.pool.poolReport();
    // 600 too much: ⌈10 · 600/(2,000 · 0.9)⌉ WETH, whose value after haircut is 600 again, and 120 wei for two thirds of a wei
    await expect(bob.pool.coverDebt(alice.account))
      .to.emit(world.pool, "DebtCovered")
      .withArgs(alice.account, bob.signer.address, usd("1600"), usd("1000") - 120n);
    expect(await seizures(world)).to.deep.equal([[WETH, 3_333_333_333_333_333_334n, usd("600") + 120n]]);
    expect(await world.pool.balanceOf(alice.account, WETH)).to.equal(6_666_666_666_666_666_666n);
    // E = 1,333.33 − 1,000, M = 133.33 + 50: it lost a tenth of what was taken
    expect((await judgement(world, alice.account))[0]).to.equal("Healthy");
    const after = await world.pool.poolReport();
    expect([after.nav, after.rho, after.vaultCash]).to.deep.equal([before.nav, before.rho, before.vaultCash]);
    expect([after.debt, after.inventoryCredit]).to.deep.equal([usd("1000") - 120n, usd("600") + 120n]);
    await expect(bob.pool.coverDebt(alice.account))
      .to.be.revertedWithCustomError(world.pool, "DebtWithinCap")
      .withArgs(alice.account, usd("1000") - 120n, usd("1000"));
    await expect(bob.pool.coverDebt(bob.account))
      .to.be.revertedWithCustomError(world.pool, "DebtWithinCap")
      .withArgs(bob.account, 0n, usd("1000"));
  });

  it("C-3, Q-6: a cover takes the lowest haircut first, and of a stale asset nothing", async () => {
    const world = await plainWorld((p) => {
      p.pool.accountDebtCapUsd = "100";
      p.markets[0]!.maxAge = 1600;
    });
    await world.fundsVault("100000");
    const alice = await owesAfterSolana(world, 400, ["10", "WETH"], ["0.2", "WBTC"]);
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    await world.pool.coverDebt(alice.account);
    // 0.2 WBTC, 1,600 USD, credit 1,472, and 28 from WETH: ⌈10 · 28/1,800⌉
    expect(await seizures(world)).to.deep.equal([
      [WBTC, 20_000_000n, usd("1472")],
      [WETH, 155_555_555_555_555_556n, usd("28") + 80n],
    ]);
    await snapshot.restore();
    await world.passes(2000);
    await world.publishes({ ETH: "200", SOL: "16" });
    await world.pool.coverDebt(alice.account); // BTC is stale
    expect((await seizures(world)).map(([asset]) => asset)).to.deep.equal([WETH]);
    await snapshot.restore();
    await world.passes(4000);
    await expect(world.pool.coverDebt(alice.account))
      .to.be.revertedWithCustomError(world.pool, "NothingToCover")
      .withArgs(alice.account, usd("1600"));
  });

  it("C-3: a cover never makes an account liquidatable: that one waits for a liquidation", async () => {
    const world = await plainWorld((p) => (p.pool.accountDebtCapUsd = "1000"));
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("10", "WETH");
    await alice.trades("-10", "ETH"); // fill 199.999: a hedge, so M is κ · gross
    await losesOnSolana(world, alice, 440); // owes 1,760
    // E = 2,000 − 1,760 − 0.01 = 239.99; M = 0.5 · (0.05 · 2,000 + 0.1 · 2,000) + 0.05 · 1,760 = 238
    expect(await judgement(world, alice.account)).to.deep.equal(["Healthy", usd("239.99"), usd("238")]);
    // 760 are 844.44 of WETH. E − 84.44 = 155.55; M = 0.5 · (100 + 0.1 · 1,155.56) + 0.05 · 1,000 = 157.78
    await expect(world.pool.coverDebt(alice.account)).to.be.revertedWithCustomError(
      world.pool,
      "CoverEndangersAccount",
    );
    await world.publishes({ ETH: "230" }); // without its hedge it would be 1,000 better off now, with it nothing
    await alice.deposits("10", "USDC"); // owes 1,750: E = 249.99, M = 0.5 · (115 + 230) + 87.5 = 260
    expect((await judgement(world, alice.account))[0]).to.equal("Solvent");
    await expect(world.pool.coverDebt(alice.account)).to.be.revertedWithCustomError(
      world.pool,
      "CoverEndangersAccount",
    );
    await alice.deposits("50", "USDC"); // owes 1,700: E = 299.99, M = 257.5; 700 are 777.78: E = 222.21, M = 183.61
    await world.pool.coverDebt(alice.account);
    expect((await judgement(world, alice.account))[0]).to.equal("Healthy");
  });

  it("C-3: all debt may be a quarter of vault cash and debt; above it the excess of anyone's is covered", async () => {
    const world = await plainWorld();
    await world.fundsVault("6000");
    const alice = await owesAfterSolana(world, 400, ["10", "WETH"]); // 1,600 of 2,000 allowed
    await expect(world.pool.coverDebt(alice.account)).to.be.revertedWithCustomError(world.pool, "DebtWithinCap");
    await world.publishes({ SOL: "20" });
    const bob = await owesAfterSolana(world, 200, ["10", "WETH"]); // 800: 2,400 of 2,000
    const { debt, vaultCash } = await world.pool.poolReport();
    expect([debt, vaultCash]).to.deep.equal([usd("2400"), 6_000_000_000n]);
    await world.pool.coverDebt(bob.account); // 400 are too much, whoever owes them
    expect((await bob.report()).quote).to.be.within(usd("-400"), usd("-400") + 200n);
    await expect(world.pool.coverDebt(alice.account)).to.be.revertedWithCustomError(world.pool, "DebtWithinCap");
  });

  it("C-3: an order that raises risk fails if the debt that it makes itself is too much", async () => {
    // a flip at 16 of what was bought at 20: the fill itself makes the debt of 1,600
    const flips = async (cash: string, cap = "100000") => {
      const world = await plainWorld((p) => (p.pool.accountDebtCapUsd = cap));
      await world.fundsVault(cash);
      const alice = await world.trader();
      await alice.deposits("20", "WETH");
      await alice.trades("400", "SOL"); // cost 8,000.08
      await world.publishes({ SOL: "16" });
      await alice.trades("-600", "SOL"); // S = 400: fill 16 · (1 + 100/20,000,000) = 16.00008, owes 1,600.048
      return outcome(world);
    };
    expect(await flips("4800")).to.equal("DebtCap"); // a third of 4,800 is less than 1,600.048
    expect(await flips("4801")).to.equal("filled"); // 1,600.33
    expect(await flips("100000", "1600")).to.equal("DebtCap");
    expect(await flips("100000", "1601")).to.equal("filled");
  });

  it("C-3: while its debt is above a cap an account may only reduce", async () => {
    const world = await plainWorld((p) => (p.pool.accountDebtCapUsd = "1000"));
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("30", "WETH");
    await alice.trades("10", "BTC");
    await losesOnSolana(world, alice, 400);
    await alice.trades("1", "BTC");
    expect(await outcome(world)).to.equal("DebtCap");
    await alice.trades("-4", "BTC");
    expect(await outcome(world)).to.equal("filled");
  });
});
