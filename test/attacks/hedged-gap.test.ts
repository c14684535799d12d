import { expect } from "chai";

import { readBooks } from "../support/books.js";
import type { World } from "../support/deploy-pool.js";
import { checkBooks, checkOthersUntouched } from "../support/invariants.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import type { Trader } from "../support/trader.js";

const ETH = 1;
const ALL = 2n ** 255n;

/**
 * mallory holds two opposite accounts: long and short 1,000 ETH at 200, 10,500 USDC behind each, 5.2 % of notional more than
 * the 10 % that opening needs would be 20,000, so 20,100 each. Then the price falls by 20 % in one step: the long loses 40,000,
 * twice what it has; the short gains 40,000. ann backs the vault, vic is a bystander with principal and a winning short.
 *
 *   long:  fill 200 · (1 + 500/10^6) = 200.10, cost 200,100
 *   short: fill 200 · (1 + 500/10^6) = 200.10 against S = 1,000, cost −200,100: the premium is paid and received
 */
class Gap {
  private constructor(
    readonly world: World,
    readonly long: Trader,
    readonly short: Trader,
    readonly vic: Trader,
  ) {}

  static async of(vault: string, insurance = "0"): Promise<Gap> {
    const world = await plainWorld();
    if (vault !== "0") await world.fundsVault(vault);
    const [long, short, vic] = [await world.trader(), await world.trader(), await world.trader()];
    await long.deposits("20100", "USDC");
    await short.deposits("20100", "USDC");
    await vic.deposits("5000", "USDC");
    await vic.deposits("2", "WETH");
    if (insurance !== "0") await vic.pool.fundInsurance(BigInt(insurance) * 1_000_000n);
    await long.trades("1000", "ETH");
    await short.trades("-1000", "ETH");
    return new Gap(world, long, short, vic);
  }

  get accounts(): bigint[] {
    return [this.long.account, this.short.account, this.vic.account];
  }

  /** The gap, the liquidation of the loser, the close of the winner and everything it can convert after T_junior. */
  async happens(price = "160"): Promise<{ taken: bigint; rho: bigint; claim: bigint }> {
    const { world, long, short, vic } = this;
    await world.publishes({ ETH: price });
    const before = await readBooks(world, this.accounts);
    await world.liquidates(long.account);
    const after = await readBooks(world, this.accounts);
    checkBooks(after);
    checkOthersUntouched(before, after, [long.account]);
    await short.trades("1000", "ETH");
    const claim = (await short.report()).quote;
    await expect(short.pool.convert(short.account, ALL), "T_junior").to.be.revertedWithCustomError(
      world.pool,
      "NothingToConvert",
    );
    await world.passes(900);
    await world.refreshes();
    const principal = await world.pool.balanceOf(short.account, 0);
    const rho = await this.converts();
    checkBooks(await readBooks(world, this.accounts));
    expect(await world.pool.balanceOf(vic.account, 0), "the bystander's principal is whole").to.equal(5_000_000_000n);
    return { taken: (await world.pool.balanceOf(short.account, 0)) - principal, rho, claim };
  }

  /** Returns ρ of the conversion, 0 when it was refused. */
  private async converts(): Promise<bigint> {
    const { world, short } = this;
    const { rho, vaultCash } = await world.pool.poolReport();
    if (rho === 0n || vaultCash === 0n) {
      await expect(short.pool.convert(short.account, ALL)).to.be.revertedWithCustomError(
        world.pool,
        "NothingToConvert",
      );
      return 0n;
    }
    await short.pool.convert(short.account, ALL);
    return rho;
  }

  /** What mallory has in both accounts over what she put in, asset-0 units. */
  async profit(): Promise<bigint> {
    const held = await Promise.all([this.long, this.short].map(({ account }) => this.world.pool.balanceOf(account, 0)));
    return held[0]! + held[1]! - 40_200_000_000n;
  }
}

describe("Two opposite accounts of one person, and a gap of 20 %", () => {
  it("M-5, T-2: win what the loser could not pay: with a full vault the vault's loss, to the unit, and no principal", async () => {
    const gap = await Gap.of("100000");
    const { taken, rho, claim } = await gap.happens();
    // long closed at 160 · (1 + (0 − 500)/10^6) = 159.92: 159,920 − 200,100 = −40,180 against 20,100: 20,080 written off
    // short closed from S = −1,000 at 160 · (1 − 500/10^6) = 159.92: 200,100 − 159,920 = +40,180
    expect([claim, rho, taken]).to.deep.equal([usd("40180"), WAD, 40_180_000_000n]);
    const profit = await gap.profit();
    expect(profit, `mallory's profit is ${profit}`).to.equal(20_080_000_000n);
    const { vaultCash } = await gap.world.pool.poolReport();
    expect(vaultCash, "100,000 less exactly that").to.equal(79_920_000_000n);
  });

  it("W-2, T-2: insurance comes before the vault and makes the winner no richer", async () => {
    const gap = await Gap.of("100000", "15000");
    await gap.happens();
    const profit = await gap.profit();
    expect(profit, `mallory's profit is ${profit}`).to.equal(20_080_000_000n);
    const { vaultCash, insurance } = await gap.world.pool.poolReport();
    expect([vaultCash, insurance]).to.deep.equal([94_920_000_000n, 0n]); // 100,000 + 15,000 − 20,080
  });

  it("W-5, T-2: a vault of less than the shortfall is the most that can be won, and its floor stays", async () => {
    const gap = await Gap.of("5000");
    const { taken, rho } = await gap.happens();
    // cash = 5,000 + 20,100, J = 40,180: NAV* = 25,100 − 40,180 = −15,080; ρ = (25,100 − 1)/40,180; c = ρ · 40,180 = 25,099
    const expected = WAD - (usd("15081") * WAD + usd("40180") - 1n) / usd("40180");
    expect(rho).to.equal(expected);
    expect(taken).to.be.within(25_098_999_999n, 25_099_000_000n);
    const profit = await gap.profit();
    expect(profit, `mallory's profit is ${profit}, at most the vault less its floor`).to.be.within(
      4_998_999_999n,
      4_999_000_000n,
    );
  });

  it("W-5, T-2: with no vault at all she wins back her own loss at most: profit ≤ 0", async () => {
    const gap = await Gap.of("0");
    await gap.happens();
    const profit = await gap.profit();
    // cash is the 20,100 of the loser; less the floor of 1
    expect(profit, `mallory's profit is ${profit}`).to.be.within(-1_000_001n, -1_000_000n);
  });

  it("M-5, U-3: the winning side cannot take its profit out before the loser is known to be bankrupt: it waits T_junior at least", async () => {
    const gap = await Gap.of("100000");
    const { world, short } = gap;
    await world.publishes({ ETH: "160" });
    await short.trades("1000", "ETH"); // the loser is not yet liquidated
    const closedAt = await world.now();
    const before = await world.pool.balanceOf(short.account, 0);
    const { rho } = await world.pool.poolReport();
    expect(rho).to.equal(WAD);
    await expect(short.pool.convert(short.account, ALL)).to.be.revertedWithCustomError(world.pool, "NothingToConvert");
    // nor does the profit let her withdraw more than her principal, or open against it
    await expect(
      short.pool.withdraw(short.account, 0, before + 1n, short.signer.address),
    ).to.be.revertedWithCustomError(world.pool, "InsufficientBalance");
    const { initialEquity } = await short.report();
    expect(initialEquity, "profit frees no principal").to.equal(usd("20100"));
    await world.liquidates(gap.long.account); // within T_junior: any keeper
    await world.connection.networkHelpers.time.setNextBlockTimestamp(closedAt + 899);
    await expect(short.pool.convert(short.account, ALL)).to.be.revertedWithCustomError(world.pool, "NothingToConvert");
    await world.connection.networkHelpers.time.setNextBlockTimestamp(closedAt + 900);
    await short.pool.convert(short.account, ALL);
    const profit = await gap.profit();
    expect(profit <= 20_080_000_000n, `mallory's profit is ${profit}, at most what the loser could not pay`).to.equal(
      true,
    );
  });

  it("M-2, T-2: in one account the same two legs would be nothing to win: they net within a market", async () => {
    const gap = await Gap.of("100000");
    const { world } = gap;
    const both = await world.trader();
    await both.deposits("20100", "USDC");
    await both.trades("1000", "ETH");
    await both.trades("-1000", "ETH");
    await world.publishes({ ETH: "160" });
    const { collateral, quote, pnl } = await both.report();
    const profit = collateral + quote + pnl - usd("20100");
    expect(profit, `profit ${profit}`).to.equal(0n);
  });

  it("Q-7, T-2: liquidating the loser oneself adds no more than the bond of that account", async () => {
    const world = await plainWorld(({ pool }) => Object.assign(pool, { keeperBond: "20" }));
    await world.fundsVault("100000");
    const [long, mallory] = [await world.trader(), await world.trader()];
    await long.deposits("20120", "USDC");
    await long.trades("1000", "ETH");
    await world.publishes({ ETH: "160" });
    await mallory.pool.liquidate(long.account);
    expect(await world.pool.keeperClaims(mallory.signer.address), "her own 20").to.equal(20_000_000n);
  });

  it("T-2: whatever the gap, coalition and pool are a zero-sum: gain = vault's and insurance's loss, never more than they had", async () => {
    for (const price of ["199", "190", "185", "180", "100", "20", "2"]) {
      const gap = await Gap.of("30000", "1000");
      const { world, long, short } = gap;
      await world.publishes({ ETH: price });
      try {
        await world.liquidates(long.account);
      } catch (error) {
        expect((error as Error).message).to.include("NotLiquidatable");
        await long.trades("-1000", "ETH");
      }
      if ((await world.pool.position(long.account, ETH)).size > 0n) await long.trades("-400", "ETH");
      await short.trades("1000", "ETH");
      await world.passes(900);
      await world.refreshes();
      try {
        await short.pool.convert(short.account, ALL);
      } catch (error) {
        expect((error as Error).message).to.include("NothingToConvert");
      }
      const profit = await gap.profit();
      const { vaultCash, insurance } = await world.pool.poolReport();
      const lost = 31_000_000_000n - vaultCash - insurance;
      expect(profit, `at ${price} mallory's profit is ${profit}`).to.be.lessThanOrEqual(lost);
      expect(profit, `at ${price}`).to.be.lessThanOrEqual(30_999_000_000n); // all but the floor of 1
      checkBooks(await readBooks(world, gap.accounts));
    }
  });
});
