import { expect } from "chai";
import { Decimal } from "decimal.js";
import { z } from "zod";

import type { AccountId } from "../../keeper/util/account-id.js";
import type { MarketSettings } from "../../scripts/deployment/parameters.js";
import { makesRoom, tradesAtMark } from "../support/at-mark.js";
import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { CLASSES, outcome, seizures, tradedLegs, writeOffs } from "../support/reading.js";
import type { Trader } from "../support/trader.js";
import { readWorkedCases, WORKED_CASES, type WorkedCase } from "../support/worked-cases.js";

/** Cases about rules that this protocol does not have, and which rule stands in their place. */
const DOES_NOT_APPLY: Record<string, string> = {
  "snx-keeper-cost-uncapped": "keepers earn a part of φ or the escrowed bond (Q-7), never a flat cost per step",
  "drift-liab-transfer-1": "nobody borrows other assets; collateral is seized until the debt is covered (Q-8)",
  "drift-liab-transfer-2": "as drift-liab-transfer-1",
  "drift-liab-transfer-3": "as drift-liab-transfer-1",
  "drift-liab-transfer-4": "as drift-liab-transfer-1",
  "drift-implied-liab": "its two multipliers are one haircut of 1.98 % here, below the least that is listed (C-1)",
  "drift-asset-for-liab": "as drift-implied-liab",
  "drift-socialise-perp": "a loss is never charged to open positions (W-5); insurance and the vault bear it",
  "drift-socialise-deposit": "a loss is never charged to deposits (U-3)",
  "drift-funding-1": "funding follows the skew (P-2), not a difference of two averages",
  "drift-funding-2": "as drift-funding-1",
  "drift-funding-3": "as drift-funding-1",
  "drift-funding-capped": "the vault takes the other side of unbalanced funding (P-2); no side is paid less",
  "dydx-bk-round": "a statement on rounding a part of a position to 1e-6; costs are rounded to a wei here (P-3)",
  "bitmex-adl-queue": "nobody's position is closed to cover another's loss (W-6)",
  "kraken-funding-cap": "as drift-funding-1; the cap of P-2 is on the daily rate",
  "bybit-inverse-cross": "no market settles in its base asset",
  "binance-maint-amount": "the weight of a leg grows without brackets (M-1), so there is nothing to make continuous",
};

const CHECKS: Record<string, (c: WorkedCase) => Promise<void>> = {
  "snx-fill-long": fillPrice,
  "snx-pool-debt-flat": poolLiability,
  "drift-cover-shortage-1": coveredShortage,
  "drift-cover-shortage-2": coveredShortage,
  "drift-cover-shortage-3": coveredShortage,
  "dydx-bk-long": bankruptcyPrices,
  "dydx-bk-short": bankruptcyPrices,
  "dydx-bk-half": bankruptcyPrices,
  "dydx-bk-under": bankruptcyPrices,
  "dydx-bk-multi-long": bankruptcyPrices,
  "dydx-bk-multi-short": bankruptcyPrices,
  "dydx-bk-long-short": bankruptcyPrices,
  "bybit-iso-long": isolatedAtEntryMargin,
  "bybit-iso-short": isolatedAtEntryMargin,
  "phemex-iso-long": isolatedWithClosingFee,
  "toobit-iso-ratio": isolatedRatio,
  "flipster-steps": isolatedSteps,
  "roxom-insurance": insuranceCovers,
  "rysk-max-leverage": leverage,
  "aave-v3-real-1": seizureBonus,
  "aave-v3-real-2": seizureBonus,
};

describe("Worked cases of others", () => {
  const cases = readWorkedCases();
  if (cases === undefined) {
    it("are not here, so that nothing is checked", () => {
      process.stdout.write(`      !!! NOTHING CHECKED: there is no ${WORKED_CASES}\n`);
    });
    return;
  }
  for (const [id, check] of Object.entries(CHECKS)) {
    it(`agree with the pool: ${id}`, async () => {
      const worked = cases.get(id);
      if (worked === undefined) throw new Error(`there is no case ${id}`);
      await check(worked);
    });
  }
  it("are all either checked or declined with a reason", () => {
    expect([...Object.keys(CHECKS), ...Object.keys(DOES_NOT_APPLY)].sort()).to.deep.equal([...cases.keys()].sort());
  });
});

/** USD or contract units, exact, as text that the parameters and verbs of the tests take. */
const text = (value: Decimal) => value.toFixed();
const wad = (value: Decimal) => usd(text(value));

/** Contract units are tokens, or tenths of them where a token is dearer than a unit may be (P, listing). */
const unitExponent = (price: Decimal) => (price.gt(10_000) ? -1 : 0);
const units = (tokens: Decimal, price: Decimal) => text(tokens.times(new Decimal(10).pow(-unitExponent(price))));

/** Settings of a market that stands at `price`. K is so large that nobody's size matters. */
function marketAt(price: Decimal): Partial<MarketSettings> {
  const skewScaleUsd = text(price.times(1e9));
  return {
    unitExponent: unitExponent(price),
    initialPrice: text(price),
    skewScaleUsd,
    maxOpenInterestUsd: "100000000",
  };
}

/** So little that weights far below a real listing's are within the envelope. */
const SMALL_JUMPS = { maxMove: "0.0001", maxDeviation: "0.0001", maxPremium: "0.001" };

/** A world whose ETH market stands at `price` with these settings; positions may be as small as they like. */
async function worldAt(price: Decimal, change: Partial<MarketSettings>, liquidation: object = {}): Promise<World> {
  return plainWorld((p) => {
    // isolated accounts need gross whatever κ is; with κ = 1 and small jumps their weights are within the envelope (M-6)
    Object.assign(p.pool, { dust: "0", kappa: "1", liquidationFee: "0", ...liquidation });
    Object.assign(p.markets[1]!, marketAt(price), SMALL_JUMPS, change);
  });
}

/** An isolated ETH account that holds `margin` and `size` tokens, bought or sold at the mark exactly. */
async function isolatedAtMark(world: World, margin: Decimal, size: Decimal): Promise<AccountId> {
  const trader = await world.trader();
  const account = trader.isolated("ETH");
  await trader.deposits(text(margin), "USDC", account);
  await tradesAtMark(
    world,
    trader,
    units(size, new Decimal(world.parameters.markets[1]!.initialPrice)),
    "ETH",
    account,
  );
  return account;
}

async function classOf(world: World, account: AccountId): Promise<string> {
  return CLASSES[Number((await world.pool.accountReport(account)).class)]!;
}

/** P-1: fill = P · (1 + (S + q/2)/K), and the order's limit is met exactly. */
async function fillPrice(c: WorkedCase): Promise<void> {
  const index = c.input("index");
  const world = await worldAt(index, { skewScaleUsd: text(index.times(c.input("skew_scale"))) });
  const alice = await world.trader();
  await alice.deposits("1000", "USDC");
  const [size, expected] = [c.input("size_delta"), c.expected("fill_price")];
  await alice.trades(text(size), "ETH", { limit: wad(expected.minus("0.001")) });
  expect(await outcome(world)).to.equal("LimitPrice");
  await alice.trades(text(size), "ETH", { limit: wad(expected) });
  expect(await outcome(world)).to.equal("filled");
  const [settled] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
  expect(settled!.args.fillPrice).to.equal(wad(expected));
  expect((await alice.report()).pnl).to.equal(wad(size.times(index.minus(expected))));
}

/** U-4: what the pool owes = collateral + Σ PnL after every step, and with NAV* it is all the tokens there are. */
async function poolLiability(c: WorkedCase): Promise<void> {
  const world = await worldAt(new Decimal(1000), { fundingVelocity: "9", maxFundingRate: "0.3" });
  await world.fundsVault("1000000");
  const traders: Trader[] = [];
  for (const deposit of c.inputList("deposits")) {
    const trader = await world.trader();
    await trader.deposits(text(deposit), "USDC");
    traders.push(trader);
  }
  const owed = async (): Promise<bigint> => {
    await world.pool.syncAll();
    let sum = 0n;
    for (const trader of traders) {
      const { collateral, quote, pnl } = await trader.report();
      sum += collateral + quote + pnl;
    }
    const { nav, skewPremium, insurance, pullClaims } = await world.pool.poolReport();
    const { total } = await world.pool.assetReport(0);
    const others = nav + skewPremium + (insurance + pullClaims) * 10n ** 12n;
    // each position's PnL is rounded down by less than a wei, the sides' sums likewise
    expect(total * 10n ** 12n - others - sum).to.be.within(0n, 5n);
    return sum;
  };
  expect(await owed()).to.equal(wad(c.expected("reported_debt")));
  const [alice, bob, carol] = traders as [Trader, Trader, Trader];
  await alice.trades("20", "ETH");
  await bob.trades("-5", "ETH");
  await carol.trades("100", "ETH");
  await owed();
  await world.passes(86_400);
  await world.publishes({ ETH: "1050", BTC: "8000", SOL: "20", LINK: "4.5" });
  const before = await owed();
  await carol.trades("-50", "ETH");
  await alice.trades("10", "ETH");
  expect((await owed()) - before).to.not.equal(0n);
  await world.publishes({ ETH: "610" }); // alice: 12,500 + 30 · 610 − 20 · 1,000 − 10 · 1,050 = 300 of equity
  expect(await classOf(world, alice.account)).to.not.equal("Healthy");
  await world.liquidates(alice.account);
  await owed();
}

/** with a target health of (just above) 1 the slice is the least that covers the shortage, to a step of 1/32. */
async function coveredShortage(c: WorkedCase): Promise<void> {
  const [price, ratio] = [c.input("oracle_price"), c.input("margin_ratio")];
  const world = await worldAt(
    price.times("1.1"),
    { maintenance: text(ratio), initial: text(ratio) },
    { targetHealth: "1.000001", liquidationFee: text(c.input("liquidation_fee").plus(c.input("insurance_fee"))) },
  );
  const size = new Decimal(16);
  const margin = size.times(price).times(ratio);
  const collateral = margin.minus(c.input("margin_shortage")).plus(size.times(price).times("0.1")); // what the fall takes
  const account = await isolatedAtMark(world, collateral, size);
  await world.publishes({ ETH: text(price) });
  const r = await world.pool.accountReport(account);
  expect(r.margin - r.equity).to.equal(wad(c.input("margin_shortage")));
  await world.liquidates(account);
  const [[, delta]] = (await tradedLegs(world)) as [[number, bigint]];
  const base = wad(c.expected("base_to_liquidate").toDecimalPlaces(18, Decimal.ROUND_DOWN));
  expect(-delta).to.be.within(base, (base * 33n) / 32n);
}

/** equity is zero when every leg stands at its bankruptcy price, and negative a tick beyond. */
async function bankruptcyPrices(c: WorkedCase): Promise<void> {
  const positions = c.positions();
  const closing = positions.find(({ symbol }) => symbol === c.text("closing"))!;
  const world = await plainWorld((p) => {
    p.pool.dust = "0";
    for (const { symbol, size, oracle } of positions) {
      // entered well before: 20 % higher for a long, lower for a short
      const entry = oracle.times(size.isPositive() ? "1.2" : "0.8");
      const market = p.markets.find((m) => m.symbol.startsWith(symbol))!;
      Object.assign(market, marketAt(entry), { initial: "0.05" });
    }
  });
  const alice = await world.trader();
  const costs = positions.map(({ size, oracle }) => size.times(oracle).times(size.isPositive() ? "1.2" : "0.8"));
  await alice.deposits(text(costs.reduce((sum, cost) => sum.plus(cost), c.input("quote_balance"))), "USDC");
  for (const { symbol, size, oracle } of positions) await tradesAtMark(world, alice, units(size, oracle), symbol);

  // equal maintenance weights: the cushion is shared by notional, so every leg's price may move by the same part
  const notional = closing.size.abs().times(closing.oracle).times(c.input("fraction"));
  const ratio = c.expected("bankruptcy_notional").div(notional);
  const adverse = closing.size.isPositive() ? ratio.neg().plus(1) : ratio.minus(1);
  const prices = positions.map(({ size, oracle }) =>
    oracle.times(size.isPositive() ? adverse.neg().plus(1) : adverse.plus(1)),
  );
  for (const [i, { symbol }] of positions.entries()) await world.publishes({ [symbol]: text(prices[i]!) });
  expect((await alice.report()).equity).to.equal(0n);
  expect(await classOf(world, alice.account)).to.equal("Solvent");
  const tick = closing.size.isPositive() ? "-0.00000001" : "0.00000001";
  await world.publishes({ [closing.symbol]: text(prices[positions.indexOf(closing)]!.plus(tick)) });
  expect(await classOf(world, alice.account)).to.equal("Insolvent");
}

/**
 * Their maintenance is of the entry notional, ours of the mark: equity at their price is exactly their maintenance, and our
 * own line is at entry · (1 ∓ 1/lev)/(1 ∓ mmr), for a short before theirs and for a long after it.
 */
async function isolatedAtEntryMargin(c: WorkedCase): Promise<void> {
  const [entry, leverageOf, mmr] = [c.input("entry"), c.input("leverage"), c.input("mmr")];
  const long = c.expected("liq_price").lt(entry);
  const side = long ? 1 : -1;
  const world = await worldAt(entry, { maintenance: text(mmr), initial: "0.01" });
  const account = await isolatedAtMark(world, entry.div(leverageOf), new Decimal(side));
  await world.publishes({ ETH: text(c.expected("liq_price")) });
  const r = await world.pool.accountReport(account);
  expect([r.equity, r.margin]).to.deep.equal([wad(entry.times(mmr)), wad(c.expected("liq_price").times(mmr))]);
  const line = entry.times(new Decimal(1).minus(new Decimal(side).div(leverageOf))).div(mmr.times(-side).plus(1));
  await world.publishes({ ETH: text(line.toDecimalPlaces(8, long ? Decimal.ROUND_UP : Decimal.ROUND_DOWN)) });
  expect(await classOf(world, account)).to.equal("Healthy");
  await world.publishes({ ETH: text(line.toDecimalPlaces(8, long ? Decimal.ROUND_DOWN : Decimal.ROUND_UP)) });
  expect(await classOf(world, account)).to.equal("Solvent");
}

/** Their closing fee at the mark is part of our maintenance weight: m = mmr + fee. */
async function isolatedWithClosingFee(c: WorkedCase): Promise<void> {
  const weight = c.input("mmr").plus(c.input("taker_fee"));
  const world = await worldAt(c.input("entry"), { maintenance: text(weight), initial: "0.1" });
  const account = await isolatedAtMark(world, c.expected("assigned_margin"), c.input("size"));
  await world.publishes({ ETH: text(c.expected("liq_price").plus(c.tolerance)) });
  expect(await classOf(world, account)).to.equal("Healthy");
  await world.publishes({ ETH: text(c.expected("liq_price").minus(c.tolerance)) });
  expect(await classOf(world, account)).to.equal("Solvent");
}

async function isolatedRatio(c: WorkedCase): Promise<void> {
  const world = await worldAt(c.input("entry"), { maintenance: text(c.input("mmr")), initial: "0.02" });
  const account = await isolatedAtMark(world, c.expected("margin"), c.input("size"));
  expect((await world.pool.accountReport(account)).margin).to.equal(wad(c.expected("maintenance"))); // at entry
  await world.publishes({ ETH: text(c.input("mark")) });
  const r = await world.pool.accountReport(account);
  expect([r.pnl, r.equity]).to.deep.equal([
    wad(c.expected("upnl")),
    wad(c.expected("margin").plus(c.expected("upnl"))),
  ]);
  const ratio = new Decimal(((wad(c.expected("maintenance")) * 100n * WAD) / r.equity).toString()).div(1e18);
  expect(ratio.minus(c.expected("ratio_pct")).abs().toNumber()).to.be.below(c.tolerance);
  expect((await classOf(world, account)) !== "Healthy").to.equal(c.expectedFlag("liquidated"));
}

async function isolatedSteps(c: WorkedCase): Promise<void> {
  const [entry, size] = [c.input("entry"), c.input("size")];
  const world = await worldAt(entry, { maintenance: text(c.input("mmr")), initial: "0.1" });
  await world.fundsVault("100000"); // so that a profit counts in full (M-3)
  const account = await isolatedAtMark(world, entry.times(size).div(c.input("leverage")), size);
  const remaining = c.expectedList("remaining", z.number());
  const liquidated = c.expectedList("liquidated", z.boolean());
  for (const [i, mark] of c.inputList("marks").entries()) {
    await world.publishes({ ETH: text(mark) });
    expect((await world.pool.accountReport(account)).equity).to.equal(wad(new Decimal(remaining[i]!)));
    expect((await classOf(world, account)) !== "Healthy").to.equal(liquidated[i]);
  }
}

/** W-2: insurance covers the shortfall, the account ends at zero and its counterparty loses nothing. In thousands of USD. */
async function insuranceCovers(c: WorkedCase): Promise<void> {
  const world = await worldAt(new Decimal(200), {});
  await world.fundsVault("100000");
  const alice = await world.trader();
  await alice.deposits("2500", "USDC");
  const maker = await tradesAtMark(world, alice, "100", "ETH");
  await alice.pool.fundInsurance(2_000_000_000n);
  const shortfall = new Decimal(-1000).times(c.input("account_after"));
  await world.publishes({ ETH: text(new Decimal(200).minus(shortfall.plus(2500).div(100))) });
  await world.pool.syncAll();
  const [before, theirs] = [await world.pool.poolReport(), await maker.report()];
  await world.liquidates(alice.account);
  const pays = wad(c.expected("fund_pays").times(1000));
  expect(await writeOffs(world)).to.deep.equal([[alice.account, pays, pays]]);
  const { collateral, quote, equity } = await alice.report();
  expect([collateral, quote, equity]).to.deep.equal([0n, 0n, wad(c.expected("account_final"))]);
  const [after, left] = [await world.pool.poolReport(), await maker.report()];
  expect(before.insurance * 10n ** 12n - after.insurance * 10n ** 12n).to.equal(pays);
  expect(after.nav).to.equal(before.nav);
  expect(theirs.equity - left.equity).to.equal(wad(c.expected("counterparty_haircut")));
  expect(left.pnl).to.be.greaterThan(0n);
}

/** M-5: an initial weight of 1 − w allows 1/(1 − w) times the collateral and not a unit more. */
async function leverage(c: WorkedCase): Promise<void> {
  const weight = c.input("initial_long_weight").neg().plus(1);
  const world = await worldAt(new Decimal(200), { initial: text(weight) });
  const alice = await world.trader();
  const notional = new Decimal(20_000);
  await alice.deposits(text(notional.div(c.expected("max_leverage")).minus("0.000001")), "USDC");
  await makesRoom(world, "100", "ETH");
  await alice.trades("100", "ETH");
  expect(await outcome(world)).to.equal("InitialMargin");
  await alice.deposits("0.000001", "USDC");
  await alice.trades("100", "ETH");
  expect(await outcome(world)).to.equal("filled");
  expect((await alice.report()).pnl).to.equal(0n); // at the mark
}

/** seized/repaid = 1/(1 − hc). A haircut has six decimals, so the quotient agrees to 0.6 parts in a million. */
async function seizureBonus(c: WorkedCase): Promise<void> {
  const bonus = c.expected("seized_usd").div(c.input("repaid_usd"));
  const haircut = new Decimal(1).minus(new Decimal(1).div(bonus)).toDecimalPlaces(6);
  const world = await plainWorld((p) => {
    p.markets[1]!.initialPrice = "3703.47";
    Object.assign(p.assets[1]!, { haircut: text(haircut), maxDiscount: "0.005" }); // 1 % + 0.5 % ≤ κ·hc (M-6)
  });
  const bob = await world.trader();
  await bob.deposits("10", "WETH"); // 37,034.7
  await bob.trades("4000", "SOL");
  await world.publishes({ SOL: "11.375" });
  await bob.trades("-4000", "SOL"); // some 34,500 of debt
  expect(await outcome(world)).to.equal("filled");
  const debt = -(await bob.report()).quote;
  await world.liquidates(bob.account);
  const [[, amount]] = (await seizures(world)) as [[number, bigint, bigint]];
  expect(amount).to.be.within(1n, 10n * WAD - 1n);
  const seized = new Decimal(((amount * usd("3703.47")) / WAD).toString());
  const difference = seized.div(new Decimal(debt.toString())).div(bonus).minus(1);
  expect(difference.abs().toNumber()).to.be.below(0.6e-6);
}
