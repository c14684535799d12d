import { expect } from "chai";

import { usdc, vaultWorld, type Backer, type VaultWorld } from "../support/backer.js";
import { usd } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

/**
 * mallory trades and holds shares of the vault; ann holds shares and does nothing. There are no fees and no funding, so that
 * nothing but the price of shares could be gained or lost. ETH stands at 200, K is 1,000,000 units, at most 10,000 a side.
 */
class Stage {
  private constructor(
    readonly home: VaultWorld,
    readonly ann: Backer,
    readonly backer: Backer,
    readonly trader: Trader,
  ) {}

  static async opens(change?: Parameters<typeof vaultWorld>[0]): Promise<Stage> {
    const home = await vaultWorld(change);
    const [ann, backer] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "100000"]);
    return new Stage(home, ann, backer, await home.trader("500000"));
  }

  /** Everything mallory has, at the price at which shares would be bought back now, asset-0 units. */
  async wealth(): Promise<bigint> {
    const { home, backer, trader } = this;
    const { collateral, quote, pnl } = await trader.report();
    const shares = await home.vault.convertToAssets(await backer.shares());
    return (await backer.tokens()) + shares + (collateral + quote + pnl) / 10n ** 12n;
  }

  async annsWorth(): Promise<bigint> {
    return this.home.vault.convertToAssets(await this.ann.shares());
  }

  async trades(size: string): Promise<void> {
    await this.home.step(() => this.trader.trades(size, "ETH"));
  }

  /** Shares for `amount`, at the NAV of the fulfilment. */
  async enters(amount: string, between: () => Promise<void> = async () => {}): Promise<void> {
    const batch = await this.backer.requestsDeposit(usdc(amount));
    await between();
    await this.home.opens(batch, "deposits");
    await this.home.step(() => this.home.vault.fulfilDeposits(batch));
    await this.backer.claimsShares(batch);
  }

  async leaves(between: () => Promise<void> = async () => {}): Promise<void> {
    const batch = await this.backer.requestsRedemption(await this.backer.shares());
    await between();
    await this.home.opens(batch, "redemptions");
    await this.home.step(() => this.home.vault.fulfilRedemptions(batch));
    await this.backer.claimsAssets(batch);
  }
}

/** A skew that is built up before, and taken down after, in one go or in parts. */
const PUSHES: readonly (readonly [what: string, up: readonly string[], down: readonly string[]])[] = [
  ["a long skew of all that is allowed", ["10000"], ["-10000"]],
  ["a short skew of all that is allowed", ["-10000"], ["10000"]],
  ["a skew built up and taken down in parts", ["3000", "3000", "4000"], ["-1", "-4999", "-5000"]],
  ["a skew that is turned over", ["10000", "-15000"], ["5000"]],
];

describe("The vault's NAV and a skew of one's own", () => {
  for (const [what, up, down] of PUSHES) {
    it(`U-4, V-1: cannot be moved before a deposit: ${what} leaves mallory with no profit and ann with no loss`, async () => {
      const stage = await Stage.opens();
      const [before, anns] = [await stage.wealth(), await stage.annsWorth()];
      await stage.enters("100000", async () => {
        for (const size of up) await stage.trades(size);
      });
      for (const size of down) await stage.trades(size);
      const profit = (await stage.wealth()) - before;
      expect(profit, `mallory's profit is ${profit}`).to.be.within(-10n, 0n);
      const loss = (await stage.annsWorth()) - anns;
      expect(loss, `ann's gain is ${loss}`).to.be.within(0n, 10n);
    });

    it(`U-4, V-1: cannot be moved before a redemption: ${what} leaves mallory with no profit and ann with no loss`, async () => {
      const stage = await Stage.opens();
      await stage.enters("100000");
      const [before, anns] = [await stage.wealth(), await stage.annsWorth()];
      await stage.leaves(async () => {
        for (const size of up) await stage.trades(size);
      });
      for (const size of down) await stage.trades(size);
      const profit = (await stage.wealth()) - before;
      expect(profit, `mallory's profit is ${profit}`).to.be.within(-10n, 0n);
      expect((await stage.annsWorth()) - anns, "ann's gain").to.be.within(0n, 10n);
    });
  }

  it("U-4: in on one skew and out on the opposite one gains nothing either", async () => {
    const stage = await Stage.opens();
    const [before, anns] = [await stage.wealth(), await stage.annsWorth()];
    await stage.enters("100000", () => stage.trades("10000"));
    await stage.trades("-20000");
    await stage.leaves();
    await stage.trades("10000");
    const profit = (await stage.wealth()) - before;
    expect(profit, `mallory's profit is ${profit}`).to.be.within(-10n, 0n);
    expect((await stage.annsWorth()) - anns, "ann's gain").to.be.within(0n, 10n);
  });

  it("U-4, P-4: with fees and funding each of these costs mallory, and her own shares give back a part of it at most", async () => {
    const stage = await Stage.opens(({ markets }) => {
      Object.assign(markets[1]!, { makerFee: "0.0002", takerFee: "0.0006", fundingVelocity: "0.5" });
    });
    const [before, anns] = [await stage.wealth(), await stage.annsWorth()];
    await stage.enters("100000", () => stage.trades("10000"));
    await stage.trades("-10000");
    await stage.leaves();
    const profit = (await stage.wealth()) - before;
    // 0.06 % of 2,010,000 in and 0.02 % out, all of it the vault's; half of the vault is hers when she pays the second fee, and a
    // part of what the first brought is paid to her shares: she loses more than 1,206 · 1/2
    expect(profit, `mallory's profit is ${profit}`).to.be.lessThan(-usdc("600"));
    expect((await stage.annsWorth()) - anns, "ann's gain").to.be.greaterThan(usdc("600"));
  });

  it("U-4: the premium that another trader left in the market is that trader's: who balances it is paid the same whether he holds shares or not", async () => {
    const stage = await Stage.opens();
    const bob = await stage.home.trader("500000");
    await stage.home.step(() => bob.trades("10000", "ETH")); // pays 10,000 of premium, P·S²/(2K)
    const [before, anns] = [await stage.wealth(), await stage.annsWorth()];
    await stage.enters("100000");
    await stage.trades("-10000"); // is paid 10,000, which bob has paid
    const profit = (await stage.wealth()) - before;
    expect(profit, `mallory's profit is ${profit}`).to.be.within(usdc("10000") - 10n, usdc("10000"));
    expect((await stage.annsWorth()) - anns, "none of it is ann's").to.be.within(0n, 10n);
    const { quote, pnl } = await bob.report();
    expect(quote + pnl, "all of it is bob's").to.equal(usd("-10000"));
  });
});
