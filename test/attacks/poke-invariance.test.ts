import { expect } from "chai";

import { plainWorld, usd } from "../support/plain-world.js";
import { HORIZON, POKE_PATTERNS, pokes, type PokePattern } from "../support/poke.js";
import type { World } from "../support/deploy-pool.js";
import type { Trader } from "../support/trader.js";

const ETH = 1;
const WAD = 10n ** 18n;
const RATE_ONE = 10n ** 11n;
const DAY = 86_400n;

interface Setting {
  readonly what: string;
  readonly price: string;
  /** Part of K that mallory is long or short, in ten-thousandths. */
  readonly skew: number;
  /** v_max and r_max, a day. */
  readonly velocity: string;
  readonly maxRate: string;
}

const SETTINGS: readonly Setting[] = [
  { what: "an ordinary skew", price: "200", skew: 50, velocity: "0.5", maxRate: "0.1" },
  { what: "a short skew", price: "200", skew: -50, velocity: "0.5", maxRate: "0.1" },
  { what: "the greatest velocity and skew, to the cap", price: "200", skew: 900, velocity: "100", maxRate: "0.3" },
  { what: "a skew of one part in 5,000", price: "200", skew: 2, velocity: "0.5", maxRate: "0.1" },
  { what: "a price of 1e-4 a unit", price: "0.0001", skew: 50, velocity: "0.5", maxRate: "0.1" },
  { what: "a price of 1e4 a unit", price: "10000", skew: 50, velocity: "100", maxRate: "0.3" },
];

/** mallory alone in a market whose K is 200,000,000 USD. */
async function skewed({ price, skew, velocity, maxRate }: Setting): Promise<{ world: World; mallory: Trader }> {
  const world = await plainWorld(({ markets }) => {
    Object.assign(markets[ETH]!, { initialPrice: price, maxPremium: "0.1", maxOpenInterestUsd: "20000000" });
    Object.assign(markets[ETH]!, { maintenance: "0.3", initial: "0.4" }); // a premium of 10 % takes that much
    Object.assign(markets[ETH]!, { fundingVelocity: velocity, maxFundingRate: maxRate });
  });
  await world.fundsVault("1000000");
  const mallory = await world.trader();
  await mallory.deposits("10000000", "USDC");
  const scale = (200_000_000n * WAD * 100_000_000n) / BigInt(Math.round(Number(price) * 1e8));
  const size = (scale * BigInt(skew)) / 10_000n;
  await mallory.pool.commitOrder(mallory.account, ETH, size, size > 0n ? (1n << 80n) - 1n : 0n);
  await world.passes(3);
  await world.refreshes();
  await mallory.settles("ETH");
  return { world, mallory };
}

describe("Syncing a market often or seldom", function () {
  this.timeout(300_000);
  for (const setting of SETTINGS) {
    it(`P-2: gives the same funding but for a unit of the rate a sync: ${setting.what}`, async () => {
      const { world, mallory } = await skewed(setting);
      const { price, rate: rateBefore, fundingIndex: indexBefore } = await world.pool.marketReport(ETH);
      const start = await world.now();
      const snapshot = await world.connection.networkHelpers.takeSnapshot();
      const run = async (pattern: PokePattern) => {
        await snapshot.restore();
        await pokes(world, ETH, start, pattern);
        const { rate, fundingIndex } = await world.pool.marketReport(ETH);
        const { pnl } = await mallory.report();
        return { rate: rate - rateBefore, funding: fundingIndex - indexBefore, pnl };
      };
      const once = await run(POKE_PATTERNS[0]!);
      expect(once.rate, "the rate has moved").to.not.equal(0n);
      const size = absolute((await world.pool.position(mallory.account, ETH)).size);
      for (const pattern of POKE_PATTERNS.slice(1)) {
        const often = await run(pattern);
        const n = BigInt(pattern.seconds.length);
        // each step of the rate is cut by less than a unit of 1e-11 a day, toward zero
        const slower = once.rate > 0n ? once.rate - often.rate : often.rate - once.rate;
        expect(slower, pattern.name).to.be.within(0n, n);
        // ΔF = P·∫r dt is off by P·n·1e-11 a day for the hour, and by 128 wei, the unit of F, for each floor; where the cap is met, the second of
        // meeting it is whole in both: by half the rate's change times a second in each
        const capSecond = setting.what.endsWith("to the cap") ? (price * absolute(once.rate)) / (RATE_ONE * DAY) : 0n;
        const bound = (price * n * BigInt(HORIZON)) / (RATE_ONE * DAY) + capSecond + 128n * (n + 1n);
        const difference = absolute(often.funding - once.funding);
        expect(difference, `${pattern.name}: ${difference} of at most ${bound}`).to.be.lessThanOrEqual(bound);
        // so who pokes gains at most that on the position, and a wei for its floor
        const gain = absolute(often.pnl - once.pnl);
        const most = (size * bound) / WAD + 1n;
        expect(
          gain,
          `${pattern.name}: mallory's profit or loss by poking is ${often.pnl - once.pnl}`,
        ).to.be.lessThanOrEqual(most);
      }
    });
  }

  it("P-2: by poking every minute for an hour, less than a second of funding is gained on the greatest position", async () => {
    const { world, mallory } = await skewed(SETTINGS[2]!);
    const start = await world.now();
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    const worth = async (pattern: PokePattern) => {
      await snapshot.restore();
      await pokes(world, ETH, start, pattern);
      const { pnl } = await mallory.report();
      return pnl;
    };
    const [once, minutes] = [await worth(POKE_PATTERNS[0]!), await worth(POKE_PATTERNS[1]!)];
    // 18,000,000 long, the rate at 30 % a day after 48 minutes: −135,000 of funding and −810,000 of premium or so. A second of it
    // is 18,000,000 · 0.3 / 86,400 = 62.50
    expect(once < usd("-900000"), String(once)).to.equal(true);
    expect(absolute(minutes - once) < usd("62.50"), `mallory's gain by poking is ${minutes - once}`).to.equal(true);
  });

  it("Q-4, B-2: a dead price ages alike and its allowance grows alike", async () => {
    const { world, mallory } = await skewed(SETTINGS[0]!);
    const start = Math.ceil(((await world.now()) + 1) / 16) * 16;
    await pokes(world, ETH, start, { name: "", seconds: [0] });
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    const seen: unknown[] = [];
    for (const { name, seconds } of POKE_PATTERNS) {
      await snapshot.restore();
      await pokes(world, ETH, start, { name, seconds: seconds.map((second) => 2 * second) });
      const { priceAge } = await world.pool.marketReport(ETH);
      const { staleAllowance } = await mallory.report();
      expect(staleAllowance > 0n, "the price is stale").to.equal(true);
      seen.push([priceAge, staleAllowance]);
    }
    expect(seen).to.deep.equal(seen.map(() => seen[0]));
  });
});

describe("Touching a debt often or seldom", () => {
  /** alice owes 1,000.0125 (a long of 25 BTC units from 800.01 to 760.0095) against 20 WETH, at 10 % a year. */
  async function indebted() {
    const world = await plainWorld(({ pool }) => Object.assign(pool, { debtRate: "0.1" }));
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("20", "WETH");
    await alice.trades("25", "BTC");
    await world.publishes({ BTC: "7600" });
    await alice.trades("-25", "BTC");
    const { quote } = await alice.report();
    expect(usd("-1000.0125") - quote, "rounded up with its index").to.be.within(0n, 1n);
    return { world, alice };
  }

  it("C-3: gives the same debt: the index grows along a line and nothing has to be stored for it", async () => {
    const { world, alice } = await indebted();
    const start = await world.now();
    const snapshot = await world.connection.networkHelpers.takeSnapshot();
    const debts: bigint[] = [];
    for (const pattern of POKE_PATTERNS) {
      await snapshot.restore();
      await pokes(world, 0, start, pattern);
      debts.push((await alice.report()).quote);
    }
    expect(debts).to.deep.equal(debts.map(() => debts[0]));
    // 1,000.0125 · 10 % · 3,600 s of a year: 0.0114… (up)
    expect(debts[0]! < usd("-1000.0239") && debts[0]! > usd("-1000.0240"), String(debts[0])).to.equal(true);
  });

  it("C-3, U-3: costs no less when it is repaid in a hundred parts than at once", async () => {
    const { world, alice } = await indebted();
    const { time, takeSnapshot } = world.connection.networkHelpers;
    const end = (await world.now()) + 200;
    const snapshot = await takeSnapshot();
    await time.setNextBlockTimestamp(end);
    await alice.deposits("500", "USDC");
    const once = (await alice.report()).quote;
    await snapshot.restore();
    for (let part = 99; part >= 0; --part) {
      await time.setNextBlockTimestamp(end - part);
      await alice.deposits("5", "USDC");
    }
    const parts = (await alice.report()).quote;
    // the parts come up to 99 s earlier and save that interest, 500 · 10 % · 49.5 s / year = 0.0000785, over an index of 1.00001…
    const saved = parts - once;
    const interest = (usd("500") * 99n) / 2n / (365n * DAY * 10n);
    expect(saved, `alice's gain by parts is ${saved}, interest ${interest}`).to.be.within(
      interest - interest / 50_000n,
      interest,
    );
  });
});

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
