import type { AccountId } from "../../keeper/util/account-id.js";
import type { Wad } from "../prices/wad.js";
import { histogramOf, type HealthHistogram, type Standing } from "./histogram.js";
import type { Stage } from "./stage.js";

/** Where the pool last said that an account stands, and what its health hangs on. USD as numbers: for looks, not money. */
interface Sight extends Standing {
  readonly equity: number;
  /** Without any credit for hedges: at least what is required at these prices. */
  readonly gross: number;
  /** By market id: what a price that moves by all of itself takes at most. */
  readonly exposures: ReadonlyMap<number, number>;
  /** By market id, at which the pool was asked. */
  readonly prices: readonly Wad[];
}

interface Report {
  readonly class: bigint;
  readonly equity: bigint;
  readonly margin: bigint;
  readonly health: bigint;
  readonly gross: bigint;
  readonly factors: readonly { market: bigint; size: bigint; price: bigint; collateral: bigint }[];
}

/**
 * Where all accounts stand, by the pool's own account report. To look often, it asks again only about accounts that the
 * move since the last look can have brought below their margin:
 *
 *   a price move r_f costs an account at most Σ (|n_f| + C_f)·|r_f| of equity, and raises its gross margin, which is at
 *   least its margin, by at most the largest |r_f|.
 *
 * Limitations: the bound leaves funding and a falling ρ out, so `look` at everything now and then.
 */
export class HealthWatch {
  readonly #sights = new Map<AccountId, Sight>();

  constructor(
    readonly stage: Stage,
    readonly accounts: readonly AccountId[],
  ) {}

  get histogram(): HealthHistogram {
    return histogramOf(this.#sights.values());
  }

  healthOf(account: AccountId): number | undefined {
    return this.#sights.get(account)?.health;
  }

  /** Asks the pool about every account. */
  async look(prices: readonly Wad[]): Promise<AccountId[]> {
    return this.#ask(this.accounts, prices);
  }

  /** Accounts that the pool would liquidate now. */
  async liquidatable(prices: readonly Wad[]): Promise<AccountId[]> {
    const doubtful = this.accounts.filter((account) => {
      const sight = this.#sights.get(account);
      return sight === undefined || sight.liquidatable || mayHaveFallen(sight, prices);
    });
    return this.#ask(doubtful, prices);
  }

  /** Of some accounts, those that the pool would still liquidate. */
  async still(accounts: readonly AccountId[], prices: readonly Wad[]): Promise<AccountId[]> {
    return this.#ask(accounts, prices);
  }

  async #ask(accounts: readonly AccountId[], prices: readonly Wad[]): Promise<AccountId[]> {
    const { pool, chain, manifest } = this.stage;
    const answers = await Promise.all(
      accounts.map((account) =>
        chain.call(manifest.pool, pool.interface.encodeFunctionData("accountReport", [account])),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const [report] = pool.interface.decodeFunctionResult("accountReport", answer) as unknown as [Report];
      this.#sights.set(accounts[index]!, sightOf(report, prices));
    }
    return accounts.filter((account) => this.#sights.get(account)!.liquidatable);
  }
}

function sightOf(report: Report, prices: readonly Wad[]): Sight {
  const exposures = report.factors.map(
    ({ market, size, price, collateral }) =>
      [Number(market), Math.abs(dollars(size)) * dollars(price) + dollars(collateral)] as const,
  );
  return {
    liquidatable: report.class !== 0n,
    open: report.margin !== 0n,
    health: report.margin === 0n ? undefined : dollars(report.health),
    equity: dollars(report.equity),
    gross: Math.max(dollars(report.gross), dollars(report.margin)),
    exposures: new Map(exposures),
    prices,
  };
}

function mayHaveFallen({ open, equity, gross, exposures, prices: before }: Sight, now: readonly Wad[]): boolean {
  if (!open) return false;
  let loss = 0;
  let largest = 0;
  for (const [market, exposure] of exposures) {
    const move = Math.abs(Number(now[market]!) / Number(before[market]!) - 1);
    loss += exposure * move;
    largest = Math.max(largest, move);
  }
  return equity - loss < gross * (1 + largest);
}

function dollars(value: bigint): number {
  return Number(value) / 1e18;
}
