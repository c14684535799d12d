import type { AccountId } from "../../keeper/util/account-id.js";
import { deployPool, type World } from "./deploy-pool.js";
import type { Random } from "./random.js";
import type { Trader } from "./trader.js";

/** An account, what it is funded with and where it trades. */
export interface Seat {
  readonly name: string;
  readonly trader: Trader;
  readonly account: AccountId;
  readonly markets: readonly string[];
}

const WAD = 10n ** 18n;
const WHERE = ["BTC", "ETH", "SOL", "LINK"] as const;
const PRICE = { BTC: 790, ETH: 194, SOL: 20, LINK: 4.5 } as const;

/** A pool with accounts of every kind, and random things happening to them. */
export class Life {
  private constructor(
    readonly world: World,
    readonly random: Random,
    readonly seats: readonly Seat[],
  ) {}

  /** `cash` is the vault's, USDC: with little of it above the floor, winners cannot all be paid, and ρ falls below 1. */
  static async begins(random: Random, cash: string, vaultFloor = "1"): Promise<Life> {
    const world = await deployPool(({ pool }) => Object.assign(pool, { vaultFloor, accountDebtCapUsd: "20" }));
    await world.fundsVault(cash);
    const life = new Life(world, random, await seats(world));
    for (const [name, ...deposits] of FUNDS) {
      const seat = life.seats.find((each) => each.name === name)!;
      for (const [token, amount] of deposits) await seat.trader.deposits(amount, token, seat.account);
    }
    return life;
  }

  get accounts() {
    return this.seats.map(({ account }) => account);
  }

  /** Opens positions for everybody: hedges for those who hold several markets, or all of them long. */
  async opens(allLong = false): Promise<void> {
    for (const seat of this.seats) {
      const long = this.random.chance(60);
      for (const [index, symbol] of seat.markets.entries()) {
        await this.trades(seat, symbol, allLong || (index % 2 === 0) === long ? 1 : -1);
      }
    }
  }

  /** One random event. */
  async steps(): Promise<void> {
    const { random, world } = this;
    const seat = random.pick(this.seats);
    const roll = random.between(1, 100);
    const symbol = seat.markets.length === 0 ? undefined : random.pick(seat.markets);
    if (roll <= 40 && symbol !== undefined) await this.trades(seat, symbol, random.chance(60) ? 1 : -1);
    else if (roll <= 58) await this.moves(random.pick(WHERE), random.between(-700, 700));
    else if (roll <= 68) await world.passes(random.between(1, 5000));
    else if (roll <= 76) await world.refreshes().then(() => world.pool.syncAll());
    else if (roll <= 79) await unlessRefused(() => world.liquidates(seat.account));
    else if (roll <= 83) await this.covers(seat.name);
    else if (roll <= 87) await this.buys(random.between(1, 100));
    else if (roll <= 91) await unlessRefused(() => seat.trader.deposits("100", "USDC", seat.account));
    else if (roll <= 95) await unlessRefused(() => seat.trader.withdraws("50", "USDC", seat.account));
    else await unlessRefused(() => seat.trader.pool.convert(seat.account, 10n ** 21n));
  }

  async moves(symbol: string, basisPoints: number): Promise<void> {
    const { aggregator } = this.world.feeds[this.world.market(symbol)]!;
    const [answer] = await aggregator.round(await aggregator.latestRound());
    const next = (answer * BigInt(10_000 + basisPoints)) / 10_000n;
    await aggregator.push(next > 0n ? next : 1n);
  }

  /** Moves a price against a position and closes half of it: a loss beyond the account's asset 0 becomes debt. */
  async loses(name: string): Promise<void> {
    const seat = this.seats.find((each) => each.name === name)!;
    for (const symbol of seat.markets) {
      const { size } = await this.world.pool.position(seat.account, this.world.market(symbol));
      if (size === 0n) continue;
      await this.moves(symbol, size > 0n ? -600 : 600);
      const half = (size < 0n ? -size : size) / 2n;
      const text = `${size > 0n ? "-" : ""}${half / WAD}.${String(half % WAD).padStart(18, "0")}`;
      await unlessRefused(() => seat.trader.trades(text, symbol, seat));
    }
  }

  /** Has the debt of somebody covered as far as it is above the caps. */
  async covers(name: string): Promise<void> {
    const { account } = this.seats.find((each) => each.name === name)!;
    await unlessRefused(() => this.world.pool.coverDebt(account));
  }

  /** Somebody buys so many per cent of all that was seized. */
  async buys(percent: number): Promise<void> {
    const { trader } = this.seats[0]!;
    for (const asset of [1, 2]) {
      const { inventory } = await this.world.pool.assetReport(asset);
      const amount = (inventory * BigInt(percent)) / 100n;
      await unlessRefused(() => trader.pool.buyInventory(asset, amount, 2n ** 255n, trader.signer.address));
    }
  }

  /** Sizes to the last digit, so that every product has something to round. */
  async trades(seat: Seat, symbol: string, side: 1 | -1): Promise<void> {
    const price = PRICE[symbol as keyof typeof PRICE];
    const units = Math.max(1, Math.round(this.random.between(2_000, 20_000) / price)) * side;
    await unlessRefused(() => seat.trader.trades(`${units}.${this.random.next() % 10n ** 18n}`, symbol, seat));
  }
}

/** What everybody starts with: alone in USDC, in ETH, in everything, isolated in USDC, isolated in other collateral. */
const FUNDS: readonly (readonly [string, ...(readonly [string, string])[]])[] = [
  ["plain", ["USDC", "6000"]],
  ["short", ["USDC", "5000"]],
  ["ether", ["USDC", "60"], ["WETH", "30"]],
  ["mixed", ["USDC", "2000"], ["WETH", "10"], ["WBTC", "0.4"]],
  ["hedged", ["USDC", "3000"], ["WBTC", "0.1"]],
  ["idle", ["USDC", "500"], ["WETH", "1"]],
  ["isolated", ["USDC", "3000"]],
  ["isolatedEther", ["USDC", "40"], ["WETH", "20"]],
];

async function seats(world: World): Promise<Seat[]> {
  const seat = async (name: string, markets: readonly string[], isolated?: string): Promise<Seat> => {
    const trader = await world.trader();
    return { name, trader, markets, account: isolated === undefined ? trader.account : trader.isolated(isolated) };
  };
  return [
    await seat("plain", ["BTC"]),
    await seat("short", ["ETH", "SOL"]),
    await seat("ether", ["ETH", "BTC"]),
    await seat("mixed", WHERE),
    await seat("hedged", ["BTC", "ETH", "LINK"]),
    await seat("idle", []),
    await seat("isolated", ["ETH"], "ETH"),
    await seat("isolatedEther", ["BTC"], "BTC"),
  ];
}

/** Lets the pool say no; anything but one of its own errors is a failure. */
async function unlessRefused(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error as Error).message.includes("reverted with custom error")) throw error;
  }
}
