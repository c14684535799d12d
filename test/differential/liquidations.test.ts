import { expect } from "chai";

import { judge } from "../../keeper/mirror/liquidation-logic.js";
import { predictLiquidation, type LiquidationPrediction } from "../../keeper/mirror/liquidation-prediction.js";
import { poolNow } from "../../keeper/mirror/pool-now.js";
import type { AccountState } from "../../keeper/mirror/state.js";
import type { AccountId } from "../../keeper/util/account-id.js";
import { deployPool, type World } from "../support/deploy-pool.js";
import { Life } from "../support/life.js";
import { bothSay, readMoment, readPoolState } from "../support/mirror-state.js";
import { Random, testSeed } from "../support/random.js";
import { findShock, happens, type Shock, type Wanted } from "../support/shocks.js";

const STEPS = Number(process.env["BULKHEAD_STEPS"] ?? 12);
const ROUNDS = Number(process.env["BULKHEAD_ROUNDS"] ?? 1);
const CLASSES = ["Healthy", "Solvent", "Dust", "Insolvent"] as const;

/** What was compared; a kind of liquidation that never happened proves nothing. */
const seen = new Map<string, number>();

describe("Liquidations are what the mirror said they would be", () => {
  const seed = testSeed() + 100n;
  const kinds = [
    { name: "a full vault", cash: "1000000", floor: "1", allLong: false },
    { name: "a vault that cannot pay all winners", cash: "4000", floor: "3800", allLong: true },
  ];
  for (const [index, { name, cash, floor, allLong }] of kinds.entries()) {
    it(`Q-4, Q-6, Q-7 legs, sizes, fill prices, fee and class, to the wei: ${name} (seed ${seed})`, async () => {
      const random = new Random(seed + BigInt(index));
      const life = await Life.begins(random, cash, floor);
      await life.opens(allLong);
      for (let round = 0; round < ROUNDS; round++) {
        for (let step = 0; step < STEPS; step++) await life.steps();
        await life.world.refreshes();
        await life.world.pool.syncAll();
        await triesEverything(life, random);
      }
    });
  }

  it("Q-4 a dust account is closed whole for its bond; without any valid price nothing can be done", async () => {
    const life = await Life.begins(new Random(seed), "1000000");
    const { world } = life;
    const trader = await world.trader();
    // 60 LINK at 4.50 are 270 USD, margin 8 %: 21.60. At 2.025 they are 121.50 and margin is 9.72, below the 10 USD of
    // dust; of the deposit less bond and order fee 155 USD are left, less 0.27 of trading fee and 148.50 of loss: 6.23
    await trader.deposits("176", "USDC");
    await trader.trades("60", "LINK");
    const accounts = [...life.accounts, trader.account];
    const link = (answer: bigint, silence = 0): Shock => {
      return { answers: [undefined, undefined, undefined, answer], wait: 5, silence };
    };
    const at = async (shock: Shock) => {
      const { class: class_, outcome } = await compares(world, accounts, trader.account, shock);
      return [class_, outcome];
    };
    expect(await at(link(202_500_000n))).to.deep.equal(["Dust", "Liquidated"]);
    // at 1.50 the loss is 180
    expect(await at(link(150_000_000n))).to.deep.equal(["Insolvent", "Liquidated"]);
    // at 1.00 it is 210, so that 55 USD are missing; after 4,000 s of silence the allowance is 6 USD of 60
    expect(await at(link(100_000_000n, 4000))).to.deep.equal(["Insolvent", "NothingLiquidated"]);
  });

  it("W-5 an account without profit is worked out at ρ = 1, whatever ρ is and whatever closing brings it", async () => {
    // a fee below the premium, so that closing is worth more than it costs
    const { world, accounts, trader } = await poorWorld("0.0005");
    const answers = await breakEven(world, accounts, trader.account);
    for (const eth of [72n, 70n, 68n, 66n, 64n]) {
      const shock = { answers: answers.with(1, eth * 10n ** 8n), wait: 5 };
      const { class: class_, closes } = await compares(world, accounts, trader.account, shock);
      expect([class_, closes.length], `ETH at ${eth}`).to.deep.equal(["Solvent", 1]);
    }
  });

  it("Q-7 a fee is cut to the equity that is left at ρ of present prices, which nobody has synced", async () => {
    const { world, accounts, trader } = await poorWorld("0.005");
    // BTC up 0.3 %: about 30 USD of profit, worth 1.5 at ρ; 33 USDC and 7 WETH at 1 USD are left of the collateral. φ of
    // what is closed would be 50
    const answers = (await breakEven(world, accounts, trader.account)).with(1, 10n ** 8n);
    const shock = { answers: answers.with(0, (answers[0]! * 1003n) / 1000n), wait: 5 };
    const { class: class_, fee, closedNotional } = await compares(world, accounts, trader.account, shock);
    expect(class_).to.equal("Solvent");
    expect(fee > 0n && fee * 210n < closedNotional, `${fee} of ${closedNotional}`).to.equal(true);
  });

  it("Q-6 of two legs that are each other's hedge, and relieve nothing when closed whole, the lower market goes first", async () => {
    // κ = 0.2 takes the floor out of the way: with A = B = 500, ρ = 0.8, root is 316 and κ·gross 200; without either leg
    // root is 500, so both score zero, but a little less of one of them is relief
    const world = await deployPool(({ pool, markets, assets }) => {
      pool.kappa = "0.2";
      // within the envelope: 0.001 + 0.004 + 0.005 ≤ 0.2 · 0.05 and 0.001 + 0.01 ≤ 0.2 · 0.08
      for (const market of markets)
        Object.assign(market, { maxMove: "0.001", maxDeviation: "0.001", maxPremium: "0.004" });
      for (const asset of assets.slice(1)) asset.maxDiscount = "0.01";
    });
    await world.fundsVault("1000000");
    const trader = await world.trader();
    await trader.deposits("1500", "USDC");
    await trader.trades("12.66", "BTC");
    await trader.trades("-51.5", "ETH");
    await trader.withdraws("600", "USDC"); // the first leg alone needed more
    const answers = (await readMoment(world)).observations.map((observation) => observation!.primary!.answer);
    for (const [btc, eth] of [
      [7440n, 194n],
      [7420n, 194n],
      [7900n, 205n],
    ] as const) {
      const shock = { answers: answers.with(0, btc * 10n ** 8n).with(1, eth * 10n ** 8n), wait: 5 };
      const { class: class_, closes } = await compares(world, [trader.account], trader.account, shock);
      expect([class_, ...closes.map(({ market }) => market)], `BTC ${btc}, ETH ${eth}`).to.deep.equal([
        "Solvent",
        0,
        1,
      ]);
    }
  });

  it("saw every kind of liquidation and of refusal", () => {
    for (const kind of [
      ...["Solvent", "Dust", "Insolvent", "NotLiquidatable", "NothingLiquidated"],
      ...["partial", "severalLegs", "staleLegStays", "feeCapped", "bondPaid", "rho"],
    ]) {
      expect(seen.get(kind) ?? 0, `${kind} among ${JSON.stringify([...seen])}`).to.be.greaterThan(0);
    }
  });
});

/** A vault of 1,000 USD and a trader with 7 WETH, 33 USDC and 10,000 USD of BTC long; ρ is about 5 % with SOL at 30. */
async function poorWorld(liquidationFee: string) {
  const world = await deployPool(({ pool, markets }) => {
    Object.assign(pool, { liquidationFee });
    Object.assign(markets[0]!, { skewScaleUsd: "20000000", maxOpenInterestUsd: "200000", fundingVelocity: "0" });
  });
  await world.fundsVault("1000");
  const [winner, maker, trader] = [await world.trader(), await world.trader(), await world.trader()];
  // SOL from 20 to 30 wins 20,000 USD, of which the vault has about 1,000
  await winner.deposits("20000", "USDC");
  await winner.trades("2000", "SOL");
  // 50,000 USD long against K of 20 million: selling pays the premium of a quarter of a per cent
  await maker.deposits("20000", "USDC");
  await maker.trades("63", "BTC");
  await trader.deposits("60", "USDC");
  await trader.deposits("7", "WETH");
  await trader.trades("12.6", "BTC");
  return { world, trader, accounts: [winner.account, maker.account, trader.account] };
}

/** Answers of all feeds with SOL at 30 and BTC where the account's profit is just not above zero. */
async function breakEven(world: World, accounts: readonly AccountId[], account: AccountId): Promise<bigint[]> {
  const [state, moment] = [await readPoolState(world, accounts), await readMoment(world)];
  const answers = moment.observations.map((observation) => observation!.primary!.answer).with(2, 30n * 10n ** 8n);
  const profitAt = (btc: bigint) => {
    const observations = answers.with(0, btc).map((answer) => bothSay(answer, moment.now + 5n));
    const { quote, pnl } = judge(state, state.accounts.get(account)!, {
      now: moment.now + 5n,
      observations,
      sequencerDown: false,
    });
    return quote + pnl;
  };
  let [low, high] = [answers[0]! / 2n, answers[0]! * 2n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (profitAt(middle) <= 0n) low = middle;
    else high = middle;
  }
  return answers.with(0, low);
}

/** Every account, in every state that prices can bring it to, with all feeds and with some of them silent. */
async function triesEverything({ world, accounts }: Life, random: Random): Promise<void> {
  for (const account of accounts) {
    for (const wanted of ["Healthy", "Solvent", "Thin", "Insolvent"] as const) {
      await reaches(world, accounts, account, wanted, random, []);
    }
    const silent = random.pick([[0], [1], [2, 3]]);
    for (const wanted of ["Solvent", "Insolvent"] as const) {
      await reaches(world, accounts, account, wanted, random, silent);
    }
  }
}

/** Compares an account in the wanted state, if prices can bring it there. */
async function reaches(
  world: World,
  accounts: readonly AccountId[],
  account: AccountId,
  wanted: Wanted,
  random: Random,
  silent: readonly number[],
): Promise<void> {
  const state = await readPoolState(world, accounts);
  const shock = findShock(state, state.accounts.get(account)!, await readMoment(world), wanted, random, silent);
  if (shock !== undefined) await compares(world, accounts, account, shock);
}

/** Lets a shock happen, liquidates, compares with the prediction, and takes it all back. */
async function compares(
  world: World,
  accounts: readonly AccountId[],
  account: AccountId,
  shock: Shock,
): Promise<LiquidationPrediction> {
  const snapshot = await world.connection.networkHelpers.takeSnapshot();
  await happens(world, shock);
  const state = await readPoolState(world, accounts);
  const held = state.accounts.get(account)!;
  const now = (await world.now()) + 1;
  const moment = await readMoment(world, now);
  const predicted = predictLiquidation(state, held, moment);
  await world.connection.networkHelpers.time.setNextBlockTimestamp(now);
  expect(await liquidates(world, account), `account ${account}`).to.deep.equal(toldOf(predicted));
  records(predicted, held, poolNow(state, moment).rho);
  await snapshot.restore();
  return predicted;
}

/** What the chain tells of a liquidation: the error's name, or every leg and the record. */
type Told = string | { legs: unknown[]; record: unknown[] };

async function liquidates(world: World, account: AccountId): Promise<Told> {
  let receipt;
  try {
    receipt = (await (await world.liquidates(account)).wait())!;
  } catch (error) {
    const name = /custom error '(\w+)/.exec((error as Error).message)?.[1];
    if (name === undefined) throw error;
    return name;
  }
  const logs = receipt.logs.map((log) => world.pool.interface.parseLog(log));
  const legs = logs.filter((log) => log?.name === "PositionChanged").map((log) => [...log!.args].slice(1) as unknown[]);
  const [, ...record] = [...logs.find((log) => log?.name === "AccountLiquidated")!.args] as unknown[];
  record.splice(1, 1); // the executor
  return { legs, record };
}

function toldOf(p: LiquidationPrediction): Told {
  if (p.outcome !== "Liquidated") return p.outcome;
  const insured = (p.fee * 7n) / 10n;
  return {
    legs: p.closes.map(({ market, size, cost, delta, fillPrice, realised }) => {
      return [BigInt(market), size, cost, delta, fillPrice, realised];
    }),
    record: [
      ...[BigInt(CLASSES.indexOf(p.class)), p.equity, p.margin, p.closedNotional],
      ...[wholeUnits(insured), wholeUnits(p.fee - insured), p.bondPaid],
    ],
  };
}

/** USD WAD as units of asset 0, down; the vaults of these tests have the cash for it. */
function wholeUnits(usd: bigint): bigint {
  return usd / 10n ** 12n;
}

function records(p: LiquidationPrediction, held: AccountState, rho: bigint): void {
  const liquidated = p.outcome === "Liquidated";
  const kinds: Record<string, boolean> = {
    [liquidated ? p.class : p.outcome]: true,
    partial: p.closes.some(({ size }) => size !== 0n),
    severalLegs: p.closes.length > 1,
    staleLegStays: liquidated && p.class === "Insolvent" && p.closes.length < held.positions.size,
    feeCapped: p.fee > 0n && p.fee * 200n < p.closedNotional, // φ is 0.5 %
    bondPaid: p.bondPaid,
    bondOnly: liquidated && p.class === "Solvent" && p.fee === 0n,
    rho: liquidated && rho < 10n ** 18n,
  };
  for (const [name, holds] of Object.entries(kinds)) if (holds) seen.set(name, (seen.get(name) ?? 0) + 1);
}
