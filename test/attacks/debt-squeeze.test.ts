import { expect } from "chai";

import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks } from "../support/invariants.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const ALL = 2n ** 256n - 1n;

/**
 * The vault has 10,000. vic owes 1,000.0125 against 20 WETH: a tenth of what all debt may be, and far below the cap of one
 * account. mallory has a long that loses 4,000 on 50 WETH and a short that wins it, so that all debt is above a quarter of
 * cash and debt; vic is now fair game for a forced cover, and what is taken from vic is sold at a discount.
 */
class Squeeze {
  private constructor(
    readonly world: World,
    readonly vic: Trader,
    readonly long: Trader,
    readonly short: Trader,
  ) {}

  static async begins(fee = "0"): Promise<Squeeze> {
    const world = await plainWorld(({ markets }) => Object.assign(markets[0]!, { makerFee: fee, takerFee: fee }));
    await world.fundsVault("10000");
    const [vic, long, short] = [await world.trader(), await world.trader(), await world.trader()];
    await vic.deposits("20", "WETH");
    await vic.trades("25", "BTC");
    await world.publishes({ BTC: "7600" });
    await vic.trades("-25", "BTC");
    await world.publishes({ BTC: "8000" });
    await long.deposits("80", "WETH");
    await short.deposits("20000", "USDC");
    const squeeze = new Squeeze(world, vic, long, short);
    await expect(world.pool.coverDebt(vic.account)).to.be.revertedWithCustomError(world.pool, "DebtWithinCap");
    return squeeze;
  }

  get accounts(): bigint[] {
    return [this.vic, this.long, this.short].map(({ account }) => account);
  }

  /** mallory loses to herself until all debt is over its cap. */
  async pushes(): Promise<void> {
    await this.long.trades("125", "BTC");
    await this.short.trades("-125", "BTC");
    await this.world.publishes({ BTC: "7600" });
    await this.long.trades("-125", "BTC");
    await this.short.trades("125", "BTC");
    await this.world.publishes({ BTC: "8000" });
  }

  /** Everything mallory has, at 200 a WETH, claims at par. */
  async wealth(): Promise<bigint> {
    let sum = 0n;
    for (const trader of [this.long, this.short]) {
      const [usdc, weth] = await Promise.all([0, 1].map((asset) => this.world.tokens[asset]!.balanceOf(trader.signer)));
      const { collateral, quote, pnl } = await trader.report();
      sum += usdc! * 10n ** 12n + weth! * 200n + collateral + quote + pnl;
    }
    return sum;
  }
}

describe("Pushing all debt above its cap, to buy what is taken from others", () => {
  it("C-3, Q-8: takes from the victim the haircut of what its debt needs, and gives the attacker a discount that others can take first", async () => {
    const squeeze = await Squeeze.begins();
    const { world, vic, long } = squeeze;
    const before = await squeeze.wealth();
    await squeeze.pushes();
    const victim = await vic.report();
    await long.pool.coverDebt(vic.account);
    const covered = await vic.report();
    // 1,000.0125 / (200 · 0.9) = 5.5556 WETH, worth 1,111.125
    const { inventory } = await world.pool.assetReport(1);
    const value = inventory * 200n;
    expect(value, "what the debt needs at 90 %").to.be.within(usd("1111.12"), usd("1111.13"));
    const loss = victim.equity - covered.equity;
    expect(loss, `the victim's loss is ${loss}, a tenth of that`).to.be.within(
      value / 10n - 10n ** 6n,
      value / 10n + 10n ** 6n,
    );
    expect((await long.pool.inventoryQuote(1, inventory))[1], "at first there is no discount to be had").to.equal(0n);
    await world.passes(3600);
    await world.refreshes();
    await long.pool.buyInventory(1, inventory, ALL, long.signer.address);
    await long.deposits("6000", "USDC"); // and pays her own debt before anyone covers it
    const profit = (await squeeze.wealth()) - before;
    // at most 4 %, after an hour in which anybody may buy it: 44.45
    expect(profit > 0n && profit <= (value * 4n) / 100n, `mallory's profit without fees is ${profit}`).to.equal(true);
    checkBooks(await readBooks(world, squeeze.accounts));
  });

  it("C-3, P-4: costs more than it brings with the fees of the trades that make the debt", async () => {
    const squeeze = await Squeeze.begins("0.0006");
    const { world, vic, long } = squeeze;
    const before = await squeeze.wealth();
    await squeeze.pushes();
    await long.pool.coverDebt(vic.account);
    const { inventory } = await world.pool.assetReport(1);
    await world.passes(3600);
    await world.refreshes();
    await long.pool.buyInventory(1, inventory, ALL, long.signer.address);
    await long.deposits("6000", "USDC");
    // 0.06 % of 100,000 four times is 240, the discount 44.45
    const profit = (await squeeze.wealth()) - before;
    expect(profit < usd("-150"), `mallory's profit is ${profit}`).to.equal(true);
  });

  it("C-3: is no way to touch an account without debt, nor to take more than the debt", async () => {
    const squeeze = await Squeeze.begins();
    const { world, vic, long, short } = squeeze;
    const idle = await world.trader();
    await idle.deposits("10", "WETH");
    await squeeze.pushes();
    for (const account of [idle.account, short.account]) {
      await expect(long.pool.coverDebt(account)).to.be.revertedWithCustomError(world.pool, "DebtWithinCap");
    }
    await long.pool.coverDebt(vic.account);
    expect((await vic.report()).quote >= 0n).to.equal(true);
    const left = await world.pool.balanceOf(vic.account, 1);
    expect(left > 14n * WAD, `vic keeps ${left}`).to.equal(true);
    await expect(long.pool.coverDebt(vic.account)).to.be.revertedWithCustomError(world.pool, "DebtWithinCap");
    // and who pays in asset 0 in time loses nothing: the attacker's own debt can be covered by anyone, too
    await expect(vic.pool.coverDebt(long.account)).to.emit(world.pool, "DebtCovered");
  });
});
