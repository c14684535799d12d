import { expect } from "chai";

import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks, checkOthersUntouched } from "../support/invariants.js";
import { plainWorld, usd } from "../support/plain-world.js";
import { lastLiquidation, writeOffs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";

/**
 * A pool in which a loss can be watched: ann has principal only, pia also has 2,000.1 of junior profit, leo a long of 10 BTC
 * units, and bob will be 1,000.5 short of what he loses: 100 ETH bought at 200.01 on 2,500 of principal, sold at
 * 165 · (1 + 50/1,000,000) = 165.00825: 16,500.825 − 20,001 = −3,500.175.
 */
class Shortfall {
  private constructor(
    readonly world: World,
    readonly traders: Trader[],
    readonly bob: Trader,
  ) {}

  static async with(vault: string, insurance: string): Promise<Shortfall> {
    const world = await plainWorld();
    await world.fundsVault(vault);
    const [ann, pia, leo, bob] = [
      await world.trader(),
      await world.trader(),
      await world.trader(),
      await world.trader(),
    ];
    await ann.deposits("1234.567891", "USDC");
    await ann.deposits("3", "WETH");
    await ann.deposits("0.1", "WBTC", ann.isolated("BTC"));
    await pia.deposits("5000", "USDC");
    await pia.trades("100", "ETH");
    await world.publishes({ ETH: "220" });
    await pia.trades("-100", "ETH"); // +2,000.1
    await world.publishes({ ETH: "200" });
    await leo.deposits("3000", "USDC");
    await leo.trades("10", "BTC");
    await bob.deposits("2499.675", "USDC");
    await bob.trades("100", "ETH");
    if (insurance !== "0") await ann.pool.fundInsurance(BigInt(insurance) * 1_000_000n);
    await world.publishes({ ETH: "165" });
    await world.pool.syncAll();
    return new Shortfall(world, [ann, pia, leo], bob);
  }

  get accounts(): bigint[] {
    const [ann] = this.traders as [Trader];
    return [...this.traders.map(({ account }) => account), ann.isolated("BTC"), this.bob.account];
  }

  async books() {
    return readBooks(this.world, this.accounts);
  }

  /** Liquidates bob and checks that the books stay complete and everybody else's what they were. */
  async strikes() {
    const before = await this.books();
    await this.world.liquidates(this.bob.account);
    const after = await this.books();
    checkBooks(after);
    checkOthersUntouched(before, after, [this.bob.account]);
    expect((await lastLiquidation(this.world)).class).to.equal("Insolvent");
    return { before: before.pool, after: after.pool };
  }
}

describe("A loss beyond an account's own means", () => {
  it("W-3: lowers the vault's NAV and nothing else", async () => {
    const story = await Shortfall.with("10000", "0");
    const { before, after } = await story.strikes();
    // −3,500.175 + 2,499.675
    expect(await writeOffs(story.world)).to.deep.equal([[story.bob.account, usd("1000.5"), 0n]]);
    // NAV before it: 10,000 − 2,000.1 + 3,501 (bob) + 0.04 (leo) − premiums 165 · 100²/2,000,000 = 0.825 and 0.04
    expect(before.nav).to.equal(usd("11500.075"));
    expect(after.nav).to.equal(usd("10499.575")); // − 1,000.5
    expect(after.vaultCash).to.equal(before.vaultCash + 2_499_675_000n);
    expect([before.rho, after.rho, after.debt]).to.deep.equal([usd("1"), usd("1"), 0n]);
    expect(after.quotePlus).to.equal(before.quotePlus);
  });

  it("W-2: insurance refunds the vault first, all of it while it can", async () => {
    const story = await Shortfall.with("10000", "1500");
    const { before, after } = await story.strikes();
    expect(await writeOffs(story.world)).to.deep.equal([[story.bob.account, usd("1000.5"), usd("1000.5")]]);
    expect(after.insurance).to.equal(499_500_000n);
    expect(after.nav).to.equal(before.nav);
  });

  it("W-2, W-3: what insurance does not have is the vault's", async () => {
    const story = await Shortfall.with("10000", "300");
    const { before, after } = await story.strikes();
    expect(await writeOffs(story.world)).to.deep.equal([[story.bob.account, usd("1000.5"), usd("300")]]);
    expect([after.insurance, before.nav - after.nav]).to.deep.equal([0n, usd("700.5")]);
  });

  it("W-5: below its floor ρ falls: the rest comes out of junior profit, and principal stays whole", async () => {
    // NAV* after the loss: vault − 2,000.1 + 3,500.175 + 0.04 − 1,000.5 = vault + 499.615
    const whole = await Shortfall.with("10", "0"); // 509.615 is above the floor of 1
    expect((await whole.strikes()).after.rho).to.equal(usd("1"));

    const gone = await Shortfall.with("10", "0");
    const [, pia, leo] = gone.traders as [Trader, Trader, Trader];
    // leo's loss turns into a profit of 1,999.96 that the pool must count as owed: 10 · 1,000 − 8,000.04
    await gone.world.publishes({ BTC: "10000", ETH: "165" });
    await gone.world.pool.syncAll();
    const { before, after } = await gone.strikes();
    // NAV* = 509.615 − 0.04 − 1,999.96 = −1,490.385; J = 2,000.1 + 1,999.96 = 4,000.06
    // before it bob's U of −3,501 had counted as an asset: −1,490.385 + 1,000.5 + 0.825 = −489.06
    expect(before.nav + before.skewPremium).to.equal(usd("-489.06"));
    expect(after.nav + after.skewPremium).to.equal(usd("-1490.385"));
    // ρ = 1 − 490.06/4,000.06, then 1 − 1,491.385/4,000.06, each rounded down
    expect([before.rho, after.rho]).to.deep.equal([877_486_837_697_434_538n, 627_159_342_609_860_852n]);
    // M-3: both feel it, in their profits alone
    const [p, l] = [await pia.report(), await leo.report()];
    expect(p.equity).to.equal(usd("5000") + (usd("2000.1") * after.rho) / 10n ** 18n);
    expect(l.equity).to.equal(usd("3000") + (usd("1999.96") * after.rho) / 10n ** 18n);
    // and the principal of everybody can leave at once
    const [ann] = gone.traders as [Trader];
    await ann.withdraws("1234.567891", "USDC");
    await ann.withdraws("3", "WETH");
    await ann.withdraws("0.1", "WBTC", ann.isolated("BTC"));
    await pia.withdraws("5000", "USDC");
  });

  it("W: nothing reverts with an empty vault and no insurance, and principal still leaves", async () => {
    const story = await Shortfall.with("1", "0");
    const { after } = await story.strikes();
    // 1 + 499.615 ≥ the floor: what bob lost of his own is enough for pia
    expect(after.nav + after.skewPremium).to.equal(usd("500.615"));
    const [ann, pia] = story.traders as [Trader, Trader];
    await story.world.passes(900);
    await story.world.refreshes();
    await pia.pool.convert(pia.account, 2n ** 255n);
    expect(await story.world.pool.balanceOf(pia.account, 0)).to.equal(7_000_100_000n);
    for (const trader of [ann, pia])
      await trader.pool.withdraw(trader.account, 0, 2n ** 256n - 1n, trader.signer.address);
  });
});
