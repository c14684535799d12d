import type { AccountId } from "../../keeper/util/account-id.js";
import type { World } from "./deploy-pool.js";
import type { Random } from "./random.js";
import type { Trader } from "./trader.js";

interface Seat {
  readonly trader: Trader;
  readonly account: AccountId;
  readonly only?: string;
}

/** What people do with a pool, by chance: deposits, orders, withdrawals, conversions, and prices that move. */
export class RandomLife {
  readonly seats: Seat[] = [];
  /** How often each kind of thing was done, refusals not counted. */
  readonly done = new Map<string, number>();

  constructor(
    readonly world: World,
    readonly random: Random,
  ) {}

  /** Traders with a cross account each, every second with an isolated one too. */
  async begins(traders: number): Promise<void> {
    for (let i = 0; i < traders; i++) {
      const trader = await this.world.trader();
      this.seats.push({ trader, account: trader.account });
      if (i % 2 === 0) this.seats.push({ trader, account: trader.isolated("ETH"), only: "ETH" });
    }
    for (const { trader, account } of this.seats) await trader.deposits("4000", "USDC", account);
  }

  /** One random act. What the pool refuses is not done; anything but a refusal is an error. */
  async acts(): Promise<void> {
    const [what, act] = this.#choose();
    try {
      await act();
      this.done.set(what, (this.done.get(what) ?? 0) + 1);
    } catch (error) {
      if (!/reverted with custom error/.test((error as Error).message)) throw error;
    }
  }

  #choose(): [string, () => Promise<unknown>] {
    const { random, world } = this;
    const { trader, account, only } = random.pick(this.seats);
    const symbol = only ?? random.pick(["BTC", "ETH", "SOL", "LINK"]);
    const roll = random.between(1, 100);
    if (roll <= 20) return ["price", () => this.#moves(symbol, random.between(-800, 800))];
    if (roll <= 25) return ["crash", () => this.#moves(symbol, -random.between(2000, 4500))];
    if (roll <= 33) return ["time", () => world.passes(random.between(1, 900))];
    if (roll <= 45) {
      const [token, most] = random.pick([["USDC", 3_000] as const, ["WETH", 20] as const, ["WBTC", 1] as const]);
      return ["deposit", () => trader.deposits(String(random.between(1, most)), token, account)];
    }
    if (roll <= 55) return ["withdraw", () => this.#withdraws(trader, account)];
    if (roll <= 90) return ["commit", () => this.#commits(trader, account, symbol)];
    if (roll <= 92) return ["cover", () => trader.pool.coverDebt(account)];
    if (roll <= 96) return ["buy", () => this.#buys(trader)];
    return ["convert", () => trader.pool.convert(account, 2n ** 255n)];
  }

  async #moves(symbol: string, basisPoints: number): Promise<void> {
    for (const feed of this.world.feeds) {
      const [answer] = await feed.aggregator.round(await feed.aggregator.latestRound());
      const factor = feed.symbol.startsWith(symbol) ? basisPoints : 0;
      await feed.aggregator.push((answer * BigInt(10_000 + factor)) / 10_000n);
    }
  }

  async #withdraws(trader: Trader, account: AccountId): Promise<unknown> {
    const asset = this.random.between(0, 2);
    const amount = ((await trader.pool.balanceOf(account, asset)) * BigInt(this.random.between(1, 100))) / 100n;
    return trader.pool.withdraw(account, asset, amount, trader.signer.address);
  }

  async #buys(trader: Trader): Promise<unknown> {
    const asset = this.random.between(1, 2);
    const { inventory } = await trader.pool.assetReport(asset);
    const amount = (inventory * BigInt(this.random.between(1, 100))) / 100n;
    return trader.pool.buyInventory(asset, amount, 2n ** 255n, trader.signer.address);
  }

  async #commits(trader: Trader, account: AccountId, symbol: string): Promise<unknown> {
    const price = { BTC: 790, ETH: 194, SOL: 20, LINK: 4.5 }[symbol]!;
    const units = Math.max(1, Math.round(this.random.between(1_000, 30_000) / price));
    return trader.commits(String(this.random.chance(50) ? units : -units), symbol, { account });
  }
}
