import { expect } from "chai";

import { isIsolated } from "../../keeper/util/account-id.js";
import { decimalText } from "../../keeper/util/decimal-text.js";
import { scaled } from "../../scripts/deployment/parameters.js";
import { readBooks, type Books } from "./books.js";
import type { World } from "./deploy-pool.js";
import { checkBooks, checkOthersUntouched } from "./invariants.js";
import type { Random } from "./random.js";
import type { Trader } from "./trader.js";

/** Errors with which the pool may refuse a random action; anything else is a failure. */
const REFUSALS: Record<string, readonly string[]> = {
  withdraw: ["InsufficientInitialMargin", "InsufficientBalance", "ZeroAmount"],
  commit: ["OrderAlreadyPending", "InsufficientOrderFee"],
  settle: ["NoPendingOrder", "OrderPastExpiry", "PriceNotProved", "OrderNotReady"],
  expire: ["NoPendingOrder", "OrderNotExpired"],
  convert: ["NothingToConvert"],
  liquidate: ["NotLiquidatable", "RiskRaisedNow", "NothingLiquidated"],
  cover: ["DebtWithinCap", "NothingToCover", "CoverEndangersAccount"],
  buy: ["InsufficientInventory", "PriceUnavailable"],
};

export interface Seat {
  readonly trader: Trader;
  readonly account: bigint;
  /** Symbol of the only market of an isolated account. */
  readonly only?: string;
}

const WAD = 10n ** 18n;
const SYMBOLS = ["BTC", "ETH", "SOL", "LINK"];

/**
 * One random history over one pool; every step is judged by the complete books before and after it. What happens is chosen
 * so that deep states are common: accounts trade close to what they can afford, prices crash between two visits of the
 * keeper, winners take their profit, and feeds fall silent.
 */
export class History {
  constructor(
    readonly world: World,
    /** How often each kind of thing has happened. */
    readonly done: Map<string, number>,
    readonly random: Random,
    readonly seats: readonly Seat[],
  ) {}

  get accounts(): bigint[] {
    return this.seats.map(({ account }) => account);
  }

  async run(steps: number): Promise<void> {
    let before = await readBooks(this.world, this.accounts);
    checkBooks(before);
    for (let step = 0; step < steps; step++) {
      for await (const touched of this.step()) before = await this.judge(before, touched);
    }
  }

  /** Complete books after something that only `touched` may have felt. */
  private async judge(before: Books, touched: bigint | undefined): Promise<Books> {
    const after = await readBooks(this.world, this.accounts);
    checkBooks(after);
    checkOthersUntouched(before, after, touched === undefined ? [] : [touched]);
    return after;
  }

  /** One step: acts, each followed by the one account that it may have touched, if any. */
  private step(): AsyncGenerator<bigint | undefined> {
    const seat = this.random.pick(this.seats);
    const symbol = seat.only ?? this.random.pick(SYMBOLS);
    const roll = this.random.between(1, 100);
    if (roll <= 10) return this.drifts(symbol);
    if (roll <= 15) return this.crashes(symbol);
    if (roll <= 19) return this.fallsSilent();
    if (roll <= 24) return this.syncs();
    if (roll <= 33) return this.deposits(seat);
    if (roll <= 42) return this.withdraws(seat);
    if (roll <= 65) return this.trades(seat, symbol);
    if (roll <= 70) return this.letsExpire(seat, symbol);
    if (roll <= 80) return this.takesProfit();
    if (roll <= 88) return this.overreaches(seat, symbol);
    if (roll <= 91) return this.cutsLoss();
    if (roll <= 94) return this.buysInventory(seat);
    return this.keeperComes();
  }

  // ── prices and time: these touch nobody ─────────────────────────────────────────────────────────────────────────

  private async *drifts(symbol: string): AsyncGenerator<undefined> {
    await this.moves(symbol, this.random.between(-900, 900));
    yield undefined;
  }

  /** A gap of 15 to 45 %, down more often than up; the keeper may be there, or not before the next step. */
  private async *crashes(symbol: string): AsyncGenerator<bigint | undefined> {
    const gap = this.random.between(1500, 4500);
    await this.moves(symbol, this.random.chance(65) ? -gap : gap);
    yield undefined;
    if (this.random.chance(60)) yield* this.keeperComes();
  }

  private async *fallsSilent(): AsyncGenerator<undefined> {
    await this.world.passes(this.random.between(1, 4000));
    yield undefined;
  }

  private async *syncs(): AsyncGenerator<undefined> {
    await this.world.refreshes();
    await this.world.pool.syncAll();
    yield undefined;
  }

  /** Prices stay between a fifth and five times the first, so that a long history does not end at nothing. */
  private async moves(symbol: string, basisPoints: number): Promise<void> {
    const market = this.world.market(symbol);
    const { aggregator } = this.world.feeds[market]!;
    const first = scaled(this.world.parameters.markets[market]!.initialPrice, 8);
    const [answer] = await aggregator.round(await aggregator.latestRound());
    const next = (answer * BigInt(10_000 + basisPoints)) / 10_000n;
    await aggregator.push(next * 5n < first || next > first * 5n ? first : next);
  }

  // ── traders ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private async *deposits(seat: Seat): AsyncGenerator<bigint> {
    const [token, most] = this.random.pick([
      ["USDC", 10_000],
      ["USDC", 10_000],
      ["WETH", 20],
      ["WBTC", 2],
    ] as const);
    await seat.trader.deposits(String(this.random.between(1, most)), token, seat.account);
    this.count("deposit");
    yield seat.account;
  }

  private async *withdraws({ trader, account }: Seat): AsyncGenerator<bigint> {
    const asset = this.random.between(0, 2);
    const balance = await this.world.pool.balanceOf(account, asset);
    const amount = (balance * BigInt(this.random.between(1, 100))) / 100n;
    if (await this.tries("withdraw", () => trader.pool.withdraw(account, asset, amount, trader.signer.address)))
      yield account;
  }

  private async *commits({ trader, account }: Seat, size: string, symbol: string): AsyncGenerator<bigint> {
    if (await this.tries("commit", () => trader.commits(size, symbol, { account }))) yield account;
  }

  private async *trades(seat: Seat, symbol: string): AsyncGenerator<bigint> {
    const size = await this.orderSize(seat, symbol);
    yield* this.commits(seat, size, symbol);
    if (this.random.chance(10)) return; // left to the next one who looks
    await this.world.passes(3);
    if (this.random.chance(70)) await this.moves(symbol, this.random.between(-100, 100));
    else await this.world.refreshes();
    const settling = this.random.chance(5) ? "SOL" : symbol;
    if (await this.tries("settle", () => seat.trader.settles(settling, seat.account))) yield seat.account;
  }

  /** Part of what is held, or two to nine times the initial equity in a new direction; whole units. */
  private async orderSize({ account }: Seat, symbol: string): Promise<string> {
    const market = this.world.market(symbol);
    const { size } = await this.world.pool.position(account, market);
    const part = (size * BigInt(this.random.between(30, 100))) / 100n;
    if (size !== 0n && this.random.chance(40)) return String(-part / WAD || 1n);
    const { initialEquity } = await this.world.pool.accountReport(account);
    const { price } = await this.world.pool.marketReport(market);
    const wanted = (initialEquity * BigInt(this.random.between(2, 9))) / price;
    const units = wanted < 1n ? BigInt(this.random.between(1, 50)) : wanted;
    return String(this.random.chance(50) ? units : -units);
  }

  private async *letsExpire(seat: Seat, symbol: string): AsyncGenerator<bigint> {
    const size = await this.orderSize(seat, symbol);
    yield* this.commits(seat, size, symbol);
    await this.world.passes(this.random.between(500, 900)); // 600 and more are enough
    if (await this.tries("expire", () => this.world.pool.expireOrder(seat.account))) yield seat.account;
  }

  /** The account with the largest open profit closes that position, and converts when the profit is old enough, or before. */
  private async *takesProfit(): AsyncGenerator<bigint> {
    await this.world.refreshes();
    const found = await this.position((pnl, best) => pnl > best);
    if (found !== undefined) {
      const { seat, symbol, size } = found;
      yield* this.commits(seat, decimalText(-size, 18), symbol); // all of it, be it less than a unit
      await this.world.passes(3);
      await this.world.refreshes();
      if (await this.tries("settle", () => seat.trader.settles(symbol, seat.account))) yield seat.account;
    }
    await this.world.passes(this.random.between(600, 1200));
    await this.world.refreshes();
    for (const { trader, account } of this.seats) {
      if ((await this.world.pool.accountReport(account)).quote <= 0n) continue;
      const wanted = this.random.chance(50) ? 2n ** 255n : BigInt(this.random.between(1, 2000)) * WAD;
      if (await this.tries("convert", () => trader.pool.convert(account, wanted))) yield account;
    }
  }

  /** Trades, sees the price gap against all that is held there, and has the keeper visit, often with an order pending. */
  private async *overreaches(seat: Seat, symbol: string): AsyncGenerator<bigint | undefined> {
    yield* this.trades(seat, symbol);
    if (this.random.chance(40)) {
      const size = await this.orderSize(seat, symbol);
      yield* this.commits(seat, size, symbol);
    }
    const { size } = await this.world.pool.position(seat.account, this.world.market(symbol));
    const gap = this.random.between(500, 3000);
    await this.moves(symbol, size > 0n ? -gap : gap);
    yield undefined;
    yield* this.keeperComes();
  }

  /** Somebody buys a part of what was seized, or all of it, some time after. */
  private async *buysInventory({ trader }: Seat): AsyncGenerator<undefined> {
    if (this.random.chance(50)) await this.world.passes(this.random.between(1, 3000));
    for (const asset of [1, 2]) {
      const { inventory } = await this.world.pool.assetReport(asset);
      if (inventory === 0n) continue;
      const amount = (inventory * BigInt(this.random.between(1, 100))) / 100n || 1n;
      const buys = () => trader.pool.buyInventory(asset, amount, 2n ** 255n, trader.signer.address);
      if (await this.tries("buy", buys)) yield undefined;
    }
  }

  /** The account with the largest open loss puts in other collateral and closes: what asset 0 does not cover is debt. */
  private async *cutsLoss(): AsyncGenerator<bigint> {
    await this.world.refreshes();
    const found = await this.position((pnl, worst) => pnl < worst);
    if (found === undefined) return;
    const { seat, symbol, size } = found;
    await seat.trader.deposits(String(this.random.between(1, 40)), "WETH", seat.account);
    yield seat.account;
    yield* this.commits(seat, decimalText(-size, 18), symbol); // all of it, be it less than a unit
    await this.world.passes(3);
    await this.world.refreshes();
    if (await this.tries("settle", () => seat.trader.settles(symbol, seat.account))) yield seat.account;
    if (await this.tries("cover", () => this.world.pool.coverDebt(seat.account))) yield seat.account;
  }

  /** Of all positions the one whose PnL is better than any other's and than nothing, in the sense of `isBetter`. */
  private async position(isBetter: (pnl: bigint, than: bigint) => boolean) {
    let best: { seat: Seat; symbol: string; size: bigint; pnl: bigint } | undefined;
    for (const seat of this.seats) {
      const { factors } = await this.world.pool.accountReport(seat.account);
      for (const { market, size, pnl } of factors) {
        if (size === 0n || !isBetter(pnl, best?.pnl ?? 0n)) continue;
        best = { seat, symbol: this.world.feeds[Number(market)]!.symbol, size, pnl };
      }
    }
    return best;
  }

  // ── the keeper ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Covers debt above the caps, liquidates everybody who is below M, and tries one who may not be. */
  private async *keeperComes(): AsyncGenerator<bigint> {
    const lucky = this.random.pick(this.seats).account;
    for (const account of this.accounts) {
      const { class: index, quote } = await this.world.pool.accountReport(account);
      const covers = quote < 0n || account === lucky;
      if (covers && (await this.tries("cover", () => this.world.pool.coverDebt(account)))) yield account;
      if (index === 0n && account !== lucky) continue;
      if (await this.tries("liquidate", () => this.world.liquidates(account))) yield account;
    }
  }

  /** Does it, or makes sure that the refusal is one that is expected. Returns whether there is anything new to judge. */
  private async tries(what: string, act: () => Promise<{ blockNumber: number | null }>): Promise<boolean> {
    let block: number | null;
    try {
      block = (await act()).blockNumber;
    } catch (error) {
      const text = (error as Error).message;
      const known = REFUSALS[what]!.some((name) => text.includes(name));
      expect(known, `${what} was refused with ${text.split("\n")[0]}`).to.equal(true);
      return false;
    }
    if (!TOLD_BY_EVENTS.includes(what)) this.count(what);
    await this.countEvents(block!);
    return true;
  }

  /** What the pool says happened: an order may be filled or cancelled, a liquidation may be of any kind. */
  private async countEvents(block: number): Promise<void> {
    const { pool } = this.world;
    const { interface: abi } = pool;
    const logs = await this.world.connection.ethers.provider.getLogs({
      address: await pool.getAddress(),
      fromBlock: block,
      toBlock: block,
    });
    for (const log of logs) {
      const event = abi.parseLog(log);
      if (event === null) continue;
      if (event.name === "AccountLiquidated") {
        const { account, class: index } = event.args as unknown as { account: bigint; class: bigint };
        this.count(isIsolated(account) ? "liquidate isolated" : "liquidate cross");
        this.count(["", "liquidate solvent", "liquidate dust", "liquidate insolvent"][Number(index)]!);
      } else if (COUNTED.includes(event.name)) this.count(event.name);
    }
  }

  private count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

const TOLD_BY_EVENTS = ["settle", "liquidate", "cover", "buy"];
const COUNTED = [
  ...["OrderSettled", "OrderCancelled", "OrderVoided", "CollateralSeized", "BadDebtWrittenOff"],
  ...["DebtCovered", "InventorySold"],
];

/** What a set of histories must have reached; a dust liquidation is too rare to ask for. */
export const KINDS = [
  "deposit",
  "withdraw",
  "commit",
  "expire",
  "convert",
  "liquidate cross",
  "liquidate isolated",
  "liquidate solvent",
  "liquidate insolvent",
  ...COUNTED,
];
