import { expect } from "chai";

import type { MarketWord, PendingOrder, PoolParameters, PoolState } from "../../keeper/mirror/state.js";
import type { ListedAsset, ListedMarket, PoolEvent } from "../../keeper/indexer/pool-event.js";
import { fold } from "../../keeper/indexer/reducer.js";

const DECIMALS = { sources: [8n, 6n], secondaries: [9n, 0n], tokens: [6n, 18n] };
const CONFIGURED: PoolEvent = { kind: "pool-configured", parameters: { kappa: 5n } as PoolParameters, timestamp: 1n };
const ORDER: PendingOrder = { market: 1, size: -3n, limitPrice: 2n, nonce: 1n, earliest: 10n, expiry: 20n };
const ALICE = 1n;
const BOB = 2n;

const position = (account: bigint, market: number, size: bigint, cost: bigint): PoolEvent => ({
  kind: "position-changed",
  account,
  market,
  size,
  cost,
});
const balance = (account: bigint, asset: number, amount: bigint): PoolEvent => ({
  kind: "balance-set",
  account,
  asset,
  balance: amount,
});

const WORD: MarketWord = {
  price: 100n,
  fundingIndex: 0n,
  rate: 0n,
  skewFraction: 0n,
  priceAge: 1n,
  moveSpent: 0n,
  syncedAt: 7n,
};

/** Something of everything. */
const HISTORY: readonly PoolEvent[] = [
  CONFIGURED,
  { kind: "asset-listed", asset: 0, listed: { haircut: 0n } as ListedAsset },
  { kind: "asset-listed", asset: 1, listed: { haircut: 9n } as ListedAsset },
  { kind: "market-listed", market: 0, listed: { maxAge: 60n } as ListedMarket },
  { kind: "market-updated", market: 0, word: WORD },
  { kind: "market-changed", market: 0, listed: { maxAge: 61n } as ListedMarket },
  { kind: "asset-changed", asset: 1, listed: { haircut: 10n } as ListedAsset },
  { kind: "pool-changed", parameters: { kappa: 6n } as PoolParameters },
  { kind: "debt-index-stored", debtIndex: 12n, timestamp: 8n },
  { kind: "ramp-updated", ramp: { stepsLeft: 2, stepAt: 600n } },
  { kind: "account-updated", account: ALICE, settlement: 50n, quote: 0n, flags: 0n },
  balance(ALICE, 0, 50n),
  balance(ALICE, 1, 8n),
  { kind: "order-committed", account: ALICE, order: ORDER },
  position(ALICE, 0, 4n, 400n),
  { kind: "order-ended", account: ALICE },
  { kind: "account-updated", account: BOB, settlement: 0n, quote: -9n, flags: 3n },
  position(BOB, 1, -2n, -70n),
  { kind: "collateral-seized", account: ALICE, asset: 1, amount: 3n, credit: 300n, timestamp: 20n },
  { kind: "market-updated", market: 0, word: { ...WORD, price: 110n, syncedAt: 9n } },
  { kind: "contest-updated", market: 0, since: 9n },
];

function folded(events: readonly PoolEvent[]): PoolState {
  return fold(undefined, events, DECIMALS)!;
}

describe("Reducer", () => {
  it("K-1: a history folds into what it says, with the decimals that were fixed at listing", () => {
    const state = folded(HISTORY);
    expect(state.parameters.kappa).to.equal(6n);
    expect([state.debtIndex, state.debtIndexAt, state.ramp]).to.deep.equal([12n, 8n, { stepsLeft: 2, stepAt: 600n }]);
    expect(state.markets).to.deep.equal([{ maxAge: 61n, sourceDecimals: 8n, secondaryDecimals: 9n }]);
    expect(state.assets).to.deep.equal([
      { haircut: 0n, decimals: 6n },
      { haircut: 10n, decimals: 18n },
    ]);
    expect(state.inventories[0]).to.deep.equal({ amount: 0n, credit: 0n, clock: 0n });
    expect(state.inventories[1]).to.deep.equal({ amount: 3n, credit: 300n, clock: 20n });
    expect(state.words).to.deep.equal([{ ...WORD, price: 110n, syncedAt: 9n }]);
    expect(state.contests).to.deep.equal([9n]);
    expect(state.accounts.get(ALICE)).to.deep.equal({
      id: ALICE,
      settlement: 50n,
      quote: 0n,
      flags: 0n,
      positions: new Map([[0, { size: 4n, cost: 400n }]]),
      balances: new Map([[1, 5n]]), // 8 − 3; asset 0 is the settlement
      order: undefined,
    });
    expect(state.accounts.get(BOB)!.quote).to.equal(-9n);
    expect(state.accounts.get(BOB)!.positions).to.deep.equal(new Map([[1, { size: -2n, cost: -70n }]]));
  });

  it("K-1: the result is the same however the history is cut", () => {
    const whole = folded(HISTORY);
    for (let cut = 1; cut < HISTORY.length; cut++) {
      const parts = fold(folded(HISTORY.slice(0, cut)), HISTORY.slice(cut), DECIMALS);
      expect(parts, `cut at ${cut}`).to.deep.equal(whole);
    }
  });

  it("leaves the state it was given as it was", () => {
    const before = folded(HISTORY);
    const copy = structuredClone(before);
    fold(before, [position(ALICE, 0, 0n, 0n), balance(ALICE, 1, 0n), ...HISTORY.slice(1)], DECIMALS);
    expect(before).to.deep.equal(copy);
  });

  it("forgets a closed position, an empty balance and an ended order, and keeps the account", () => {
    const state = fold(
      folded(HISTORY),
      [
        position(ALICE, 0, 0n, 0n),
        { kind: "collateral-seized", account: ALICE, asset: 1, amount: 5n, credit: 500n, timestamp: 30n },
        { kind: "order-committed", account: ALICE, order: ORDER },
      ],
      DECIMALS,
    )!;
    const alice = state.accounts.get(ALICE)!;
    expect([alice.positions.size, alice.balances.size, alice.order]).to.deep.equal([0, 0, ORDER]);
  });

  it("Q-8: a second lot moves the clock of an inventory by its share, and a sale takes amount and credit and leaves the clock", () => {
    const lot: PoolEvent = {
      kind: "collateral-seized",
      account: ALICE,
      asset: 1,
      amount: 1n,
      credit: 90n,
      timestamp: 41n,
    };
    const sale: PoolEvent = { kind: "inventory-sold", asset: 1, amount: 2n, credit: 195n };
    const [kept, sold] = [fold(folded(HISTORY), [lot], DECIMALS)!, fold(folded(HISTORY), [lot, sale], DECIMALS)!];
    // 3 at second 20 and 1 at second 41: (3·20 + 41)/4 = 25.25
    expect(kept.inventories[1]).to.deep.equal({ amount: 4n, credit: 390n, clock: 25n });
    expect(sold.inventories[1]).to.deep.equal({ amount: 2n, credit: 195n, clock: 25n });
  });

  it("C-3: the debt index of a new pool is one, at the time of its creation", () => {
    const state = folded([CONFIGURED]);
    expect([state.debtIndex, state.debtIndexAt]).to.deep.equal([10n ** 27n, 1n]);
  });

  it("is undefined before the pool's first event and refuses to begin in the middle", () => {
    expect(fold(undefined, [], DECIMALS)).to.equal(undefined);
    expect(() => folded(HISTORY.slice(1))).to.throw(/first event found is asset-listed.*"fromBlock".*too late/);
  });

  it("refuses a seizure of more than there is: the events cannot be all of them", () => {
    const seized: PoolEvent = {
      kind: "collateral-seized",
      account: ALICE,
      asset: 1,
      amount: 6n,
      credit: 600n,
      timestamp: 30n,
    };
    expect(() => fold(folded(HISTORY), [seized], DECIMALS)).to.throw(/account 1 with -1 of asset 1/);
  });
});
