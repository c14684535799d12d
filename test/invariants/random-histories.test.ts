import { expect } from "chai";

import { checkBooks, checkOthersUntouched } from "../support/invariants.js";
import { readBooks, type Books } from "../support/books.js";
import { deployPool, type World } from "../support/deploy-pool.js";
import { Random, testSeed } from "../support/random.js";
import type { Trader } from "../support/trader.js";

const HISTORIES = Number(process.env["BULKHEAD_HISTORIES"] ?? 3);
const STEPS = Number(process.env["BULKHEAD_STEPS"] ?? 120);

/** Errors with which the pool may refuse a random action; anything else is a failure. */
const REFUSALS: Record<string, readonly string[]> = {
  withdraw: ["InsufficientInitialMargin", "InsufficientBalance", "ZeroAmount"],
  commit: ["OrderAlreadyPending", "InsufficientOrderFee"],
  settle: ["NoPendingOrder", "OrderPastExpiry", "PriceNotProved", "OrderNotReady"],
  expire: ["NoPendingOrder", "OrderNotExpired"],
  convert: ["NothingToConvert"],
  liquidate: ["NotLiquidatable", "RiskRaisedNow"],
};

interface Seat {
  readonly trader: Trader;
  readonly account: bigint;
  /** Symbol of the only market of an isolated account. */
  readonly only?: string;
}

/** One random history over one pool; every step is judged by the complete books before and after it. */
class History {
  constructor(
    readonly world: World,
    readonly done: Map<string, number>,
    readonly random: Random,
    readonly seats: readonly Seat[],
  ) {}

  get accounts() {
    return this.seats.map(({ account }) => account);
  }

  async run(steps: number): Promise<void> {
    let before = await readBooks(this.world, this.accounts);
    checkBooks(before);
    for (let step = 0; step < steps; step++) {
      for (const touched of await this.step()) {
        before = await this.judge(before, await touched());
      }
      before = await this.judge(before, undefined);
    }
  }

  /** Complete books after something that only `touched` may have felt. */
  async judge(before: Books, touched: bigint | undefined): Promise<Books> {
    const after = await readBooks(this.world, this.accounts);
    checkBooks(after);
    checkOthersUntouched(before, after, touched === undefined ? [] : [touched]);
    return after;
  }

  /** Plans one random step: acts that each may touch the one account they return, judged one by one. */
  async step(): Promise<(() => Promise<bigint>)[]> {
    const { random, world } = this;
    const seat = random.pick(this.seats);
    const symbol = seat.only ?? random.pick(["BTC", "ETH", "SOL", "LINK"]);
    const roll = random.between(1, 100);
    const act = async (): Promise<void> => {
      if (roll <= 14) await this.moves(symbol, random.between(-900, 900));
      else if (roll <= 17) await this.moves(symbol, -random.between(2000, 4500));
      else if (roll <= 21) await world.passes(random.between(1, 4000));
      else if (roll <= 24) await world.refreshes().then(() => world.pool.syncAll());
      else if (roll <= 36) {
        const [token, most] = random.pick([
          ["USDC", 20_000],
          ["USDC", 20_000],
          ["WETH", 20],
          ["WBTC", 2],
        ] as const);
        await seat.trader.deposits(String(random.between(1, most)), token, seat.account);
        this.count("deposit");
      } else if (roll <= 44) await this.withdraws(seat);
      else if (roll <= 64) await this.trades(seat, symbol);
      else if (roll <= 68) {
        await world.passes(700);
        await this.tries("expire", () => world.pool.expireOrder(seat.account));
      } else await this.converts(seat);
    };
    if (roll <= 74) return [() => act().then(() => seat.account)];
    // everyone whom the keeper could take
    return this.accounts.map((account) => async () => {
      await this.tries("liquidate", () => world.liquidates(account));
      return account;
    });
  }

  async moves(symbol: string, basisPoints: number): Promise<void> {
    const feed = this.world.feeds[this.world.market(symbol)]!;
    const [answer] = await feed.aggregator.round(await feed.aggregator.latestRound());
    const next = (answer * BigInt(10_000 + basisPoints)) / 10_000n;
    await feed.aggregator.push(next > 0n ? next : 1n);
  }

  async withdraws(seat: Seat): Promise<void> {
    const asset = this.random.between(0, 2);
    const balance = await this.world.pool.balanceOf(seat.account, asset);
    const amount = (balance * BigInt(this.random.between(1, 100))) / 100n;
    await this.tries("withdraw", () =>
      seat.trader.pool.withdraw(seat.account, asset, amount, seat.trader.signer.address),
    );
  }

  async converts(seat: Seat): Promise<void> {
    await this.world.passes(1000);
    await this.world.refreshes();
    await this.tries("convert", () => seat.trader.pool.convert(seat.account, 2n ** 255n));
  }

  async trades(seat: Seat, symbol: string): Promise<void> {
    const price = { BTC: 790, ETH: 194, SOL: 20, LINK: 4.5 }[symbol]!;
    const units = Math.max(
      1,
      Math.round((this.random.between(1_000, 60_000) / price) * (this.random.chance(50) ? 1 : -1)),
    );
    const size = this.random.chance(20) ? -units : units;
    await this.tries("commit", () => seat.trader.commits(String(size), symbol, { account: seat.account }));
    if (this.random.chance(10)) return;
    await this.world.passes(3);
    if (this.random.chance(70)) await this.moves(symbol, this.random.between(-100, 100));
    else await this.world.refreshes();
    const settling = this.random.chance(5) ? "SOL" : symbol;
    await this.tries("settle", () => seat.trader.settles(settling, seat.account));
  }

  /** Does it, or makes sure that the refusal is one that is expected. */
  async tries(what: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.count(what);
    } catch (error) {
      const text = (error as Error).message;
      const known = REFUSALS[what]!.some((name) => text.includes(name));
      expect(known, `${what} was refused with ${text.split("\n")[0]}`).to.equal(true);
    }
  }

  count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

describe("Random histories of a whole pool", () => {
  const seed = testSeed();
  const done = new Map<string, number>();
  for (let index = 0; index < HISTORIES; index++) {
    it(`INV-1…INV-9 hold after every step (seed ${seed}, history ${index}, ${STEPS} steps)`, async () => {
      const world = await deployPool();
      await world.fundsVault(index === 0 ? "1000000" : "20000");
      const seats: Seat[] = [];
      for (let i = 0; i < 6; i++) {
        const trader = await world.trader();
        seats.push({ trader, account: trader.account });
        if (i % 3 === 0) seats.push({ trader, account: trader.isolated("ETH"), only: "ETH" });
        if (i % 3 === 1) seats.push({ trader, account: trader.isolated("BTC"), only: "BTC" });
      }
      const history = new History(world, done, new Random(seed + BigInt(index)), seats);
      for (const { trader, account } of seats) await trader.deposits("5000", "USDC", account);
      await history.run(STEPS);
    });
  }

  it("reached every kind of action: a history without one proves nothing of it", () => {
    for (const what of ["deposit", "withdraw", "commit", "settle", "expire", "convert", "liquidate"]) {
      expect(done.get(what) ?? 0, `successful ${what} among ${JSON.stringify([...done])}`).to.be.greaterThan(0);
    }
  });
});
