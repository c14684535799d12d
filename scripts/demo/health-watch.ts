import type { AccountId } from "../../keeper/util/account-id.js";
import type { Wad } from "../prices/wad.js";
import { histogramOf, type HealthHistogram, type Standing } from "./histogram.js";
import type { Stage } from "./stage.js";

/** Where the pool last said that an account stands, and what its health hangs on. USD as numbers: for looks, not money. */
interface Sight extends Standing {
  readonly equity: number;
  readonly margin: number;
  /** Margin without any credit for hedges. */
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

/** A move below which the margin's change is all but linear. */
const SMALL_MOVE = 0.05;
/** g² is 2.25 for κ = 0.5; the rest is for what is not linear. */
const MARGIN_SLOPE = 3;

/**
 * Where all accounts stand, by the pool's own account report. To look often, it asks again only about accounts that the
 * move since the last look can have brought below their margin:
 *
 *   a price move r_f costs an account at most Σ (|n_f| + C_f)·|r_f| of equity. With r the largest |r_f|, it brings the
 *   margin M to at most gross·(1 + r), and to at most M·(1 + g²·r) while r is small, where g = (1 + κ)/(2κ).
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
    margin: dollars(report.margin),
    gross: Math.max(dollars(report.gross), dollars(report.margin)),
    exposures: new Map(exposures),
    prices,
  };
}

function mayHaveFallen(
  { open, equity, margin, gross, exposures, prices: before }: Sight,
  now: readonly Wad[],
): boolean {
  if (!open) return false;
  let loss = 0;
  let largest = 0;
  for (const [market, exposure] of exposures) {
    const move = Math.abs(Number(now[market]!) / Number(before[market]!) - 1);
    loss += exposure * move;
    largest = Math.max(largest, move);
  }
  const hedged = largest < SMALL_MOVE ? margin * (1 + MARGIN_SLOPE * largest) : Number.POSITIVE_INFINITY;
  return equity - loss < Math.min(gross * (1 + largest), hedged);
}

function dollars(value: bigint): number {
  return Number(value) / 1e18;
}
