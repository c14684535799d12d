import { expect } from "chai";

import { junior, nav, netAssets } from "../../keeper/mirror/junior-profit-logic.js";
import { quote as offer } from "../../keeper/mirror/auction-logic.js";
import { accrueDebt } from "../../keeper/mirror/ledger-logic.js";
import { judge, type Judgement, type LiquidationClass } from "../../keeper/mirror/liquidation-logic.js";
import { exposureOf, projectAll, sidesOf, skewFractionOf } from "../../keeper/mirror/market-logic.js";
import { priceIndex } from "../../keeper/mirror/market-word.js";
import { poolNow, type PoolNow } from "../../keeper/mirror/pool-now.js";
import { profit } from "../../keeper/mirror/pricing-math.js";
import { load, marginOf, staleAllowanceOf } from "../../keeper/mirror/risk-logic.js";
import type { Moment, PoolState } from "../../keeper/mirror/state.js";
import { isIsolated, type AccountId } from "../../keeper/util/account-id.js";
import type { World } from "../support/deploy-pool.js";
import { Life } from "../support/life.js";
import { readMoment, readPoolState, readSlot, SLOT } from "../support/mirror-state.js";
import { Random, testSeed } from "../support/random.js";

const STEPS = Number(process.env["BULKHEAD_STEPS"] ?? 30);
const CLASSES: readonly LiquidationClass[] = ["Healthy", "Solvent", "Dust", "Insolvent"];
const WAD = 10n ** 18n;

type Report = Awaited<ReturnType<Life["world"]["pool"]["accountReport"]>>;

/** What a history has shown; one that never saw a debt proves nothing about debts. */
const seen = new Map<string, number>();

describe("Whole accounts in two languages", () => {
  const seed = testSeed();
  const kinds = [
    { name: "a full vault", cash: "1000000", floor: "1", allLong: false, lambda: 0 },
    { name: "a vault that cannot pay all winners", cash: "4000", floor: "3500", allLong: true, lambda: 0 },
    { name: "a vault that can pay no winner", cash: "3300", floor: "3500", allLong: true, lambda: 0 },
    { name: "λ above zero and a debt index that has grown", cash: "20000", floor: "1", allLong: false, lambda: 0.27 },
  ];
  for (const [index, { name, cash, floor, allLong, lambda }] of kinds.entries()) {
    it(`M-1…M-5 every term of every account is equal after every step: ${name} (seed ${seed})`, async () => {
      const life = await Life.begins(new Random(seed + BigInt(index)), cash, floor);
      await life.opens(allLong);
      if (lambda > 0) await setsReservedFields(life, lambda);
      for (const basisPoints of allLong ? [200, 900, 2500] : []) {
        for (const symbol of ["BTC", "ETH", "SOL", "LINK"]) await life.moves(symbol, basisPoints);
        await life.world.pool.syncAll();
        await compares(life);
      }
      await compares(life);
      await life.loses("ether");
      await compares(life);
      await life.world.passes(40_000); // interest
      await life.world.refreshes();
      await life.covers("ether");
      await compares(life);
      await life.world.passes(1000); // discount
      await life.buys(30);
      await compares(life);
      for (let step = 0; step < STEPS; step++) {
        await life.steps();
        await compares(life);
      }
      // a crash, a recovery and silence, so that every class and stale prices are among what is compared
      for (const [symbol, basisPoints] of CRASH) {
        await life.moves(symbol, basisPoints);
        await compares(life);
      }
      await life.world.passes(4000);
      await compares(life);
      await life.moves("ETH", 2500);
      await compares(life);
    });
  }

  it("saw every state that the terms depend on", () => {
    for (const state of [
      ...["Healthy", "Solvent", "Insolvent", "debt", "profit", "rho", "rhoZero", "stale", "hedge", "collateralHedge"],
      ...["isolated", "isolatedCollateral", "lambda", "index", "flat", "inventory", "crowded", "concentrated"],
    ]) {
      expect(seen.get(state) ?? 0, `${state} among ${JSON.stringify([...seen])}`).to.be.greaterThan(0);
    }
  });
});

const CRASH = [
  ["BTC", -3000],
  ["ETH", -2500],
  ["ETH", -3500],
  ["SOL", -6000],
  ["BTC", 9000],
  ["LINK", 6000],
] as const;

/** Sets λ (1e-9), which a later rule will move, and a stored debt index as a change of its rate leaves it. */
async function setsReservedFields({ world }: Life, lambda: number): Promise<void> {
  const { setStorageAt } = world.connection.networkHelpers;
  const pool = await world.pool.getAddress();
  const page = BigInt.asUintN(160, await readSlot(world, 0));
  expect(page, "the pool's storage starts at slot 0").to.equal(BigInt(await world.pool.parameterPage()));
  const [first, indices] = [await readSlot(world, SLOT.lambda), await readSlot(world, SLOT.indices)];
  const stored = BigInt(Math.round(lambda * 1e9));
  await setStorageAt(pool, SLOT.lambda, (first & ~(0xffff_ffffn << 192n)) | (stored << 192n));
  const since = indices & ~(2n ** 128n - 1n);
  await setStorageAt(pool, SLOT.indices, since | 1_037_000_000_000_000_000_000_000_019n);
}

/** Compares everything that the mirror says of the pool with what the pool says of itself. */
async function compares({ world, accounts }: Life): Promise<void> {
  const moment = await readMoment(world);
  const state = accrueDebt(await readPoolState(world, accounts), moment.now);
  comparesTotals(state, await world.pool.poolReport());
  await comparesOffers(world, poolNow(state, moment));
  for (const account of accounts) {
    const report = await world.pool.accountReport(account);
    const judged = judge(state, state.accounts.get(account)!, moment);
    expect(judged).to.deep.equal(judgementOf(report));
    comparesFactors(state, account, moment, report);
    records(state, account, judged, report);
  }
}

/** What inventory costs, all of it and a part. */
async function comparesOffers(world: World, now: PoolNow): Promise<void> {
  for (const [asset, { amount }] of now.state.inventories.entries()) {
    if (amount === 0n || !now.markets[now.state.assets[asset]!.priceMarket]!.valid) continue;
    for (const part of [amount, amount / 3n + 1n]) {
      const { paid, discount } = offer(now, asset, part);
      expect([paid, discount], `offer of asset ${asset}`).to.deep.equal([
        ...(await world.pool.inventoryQuote(asset, part)),
      ]);
    }
    seen.set("inventory", (seen.get("inventory") ?? 0) + 1);
  }
}

function judgementOf(r: Report): Judgement {
  const { equity, margin, health, rho, collateral, quote, pnl, staleAllowance, gross, root } = r;
  const { initialEquity, initialRequirement } = r;
  return {
    ...{ class: CLASSES[Number(r.class)]!, equity, margin, health, rho, collateral, quote, pnl },
    ...{ staleAllowance, gross, root, initialEquity, initialRequirement },
  };
}

function comparesFactors(state: PoolState, account: AccountId, moment: Moment, report: Report): void {
  const markets = projectAll(state, moment);
  const { factors } = load(state, state.accounts.get(account)!, markets);
  const ours = factors.map((factor) => {
    const { market, hot, size, cost, asset, amount, collateral } = factor;
    const { weighted, gross } = marginOf(state, factor, size, "maintenance");
    const pnl = size === 0n ? 0n : profit(size, cost, priceIndex(hot));
    const staleAllowance = staleAllowanceOf(state, factor);
    return [
      ...[BigInt(market), hot.price, hot.fundingIndex, BigInt(markets[market]!.quality), size, cost, pnl],
      ...[BigInt(asset), amount, collateral, weighted, gross, staleAllowance],
    ];
  });
  expect(ours).to.deep.equal(report.factors.map((f) => [...f]));
}

/** The pool's own sums: ρ's terms, and what the mirror makes of all positions. */
function comparesTotals(state: PoolState, report: Awaited<ReturnType<Life["world"]["pool"]["poolReport"]>>): void {
  expect(nav(state), "NAV").to.equal(report.nav);
  expect(netAssets(state), "NAV*").to.equal(report.nav + report.skewPremium);
  expect(junior(state), "J").to.equal(report.quotePlus + report.juniorPnl);
  const sides = sidesOf(state);
  const exposures = state.words.map((word, m) => exposureOf(word, sides[m]!, state.markets[m]!.skewScale));
  const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);
  expect(sum(exposures.map(({ pnl }) => pnl)), "ΣU").to.equal(report.traderPnl);
  expect(sum(exposures.map((e) => e.junior)), "ΣU⁺").to.equal(report.juniorPnl);
  expect(sum(exposures.map(({ premium }) => premium)), "skew premium").to.equal(report.skewPremium);
  for (const [market, word] of state.words.entries()) {
    expect(skewFractionOf(sides[market]!, state.markets[market]!.skewScale)).to.equal(word.skewFraction);
  }
}

function records(state: PoolState, account: AccountId, judged: Judgement, report: Report): void {
  const { positions, balances } = state.accounts.get(account)!;
  const sizes = [...positions.values()].map(({ size }) => size);
  const states: Record<string, boolean> = {
    [judged.class]: true,
    debt: judged.quote < 0n,
    profit: judged.quote > 0n,
    rho: judged.rho < WAD && judged.rho > 0n && judged.quote + judged.pnl > 0n,
    rhoZero: judged.rho === 0n,
    stale: judged.staleAllowance > 0n,
    hedge: sizes.some((size) => size > 0n) && sizes.some((size) => size < 0n),
    collateralHedge: report.factors.some(({ size, amount }) => size < 0n && amount > 0n),
    isolated: isIsolated(account) && positions.size > 0,
    isolatedCollateral: isIsolated(account) && balances.size > 0,
    lambda: state.lambda > 0n && positions.size > 0,
    index: state.debtIndex > 10n ** 27n && judged.quote < 0n,
    flat: positions.size === 0,
    crowded: [...positions.keys()].some((market) => state.markets[market]!.openInterestSlope > 0n),
    concentrated: [...balances.keys()].some((asset) => state.assets[asset]!.concentration > 0n),
  };
  for (const [name, holds] of Object.entries(states)) if (holds) seen.set(name, (seen.get(name) ?? 0) + 1);
}
