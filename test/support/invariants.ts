import { expect } from "chai";

import { isIsolated } from "../../keeper/util/account-id.js";
import type { AccountBook, Books } from "./books.js";

const WAD = 10n ** 18n;
const RAY = 10n ** 27n;

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const ceilDiv = (a: bigint, b: bigint) => -floorDiv(-a, b);

const sum = (values: Iterable<bigint>) => [...values].reduce((total, value) => total + value, 0n);
const positive = (value: bigint) => (value > 0n ? value : 0n);
const negative = (value: bigint) => (value < 0n ? -value : 0n);

/** Asserts every invariant of INVARIANTS.md that one look at complete books can decide. The names are the messages. */
export function checkBooks(books: Books): void {
  const accounts = [...books.accounts];
  for (const [asset, report] of books.assets.entries()) {
    expect(books.tokenBalances[asset], `INV-1 token balance of asset ${asset} is the sum of its buckets`).to.equal(
      report.total,
    );
    const principal = ([, book]: readonly [bigint, AccountBook]) =>
      asset === 0 ? book.settlement : book.balances[asset]!;
    expect(report.isolated, `INV-2 isolated principal of asset ${asset} is the sum over isolated accounts`).to.equal(
      sum(accounts.filter(([id]) => isIsolated(id)).map(principal)),
    );
    expect(report.cross, `INV-2 cross principal of asset ${asset} is the sum over cross accounts`).to.equal(
      sum(accounts.filter(([id]) => !isIsolated(id)).map(principal)),
    );
  }
  for (const [market, report] of books.markets.entries()) {
    const legs = accounts.map(([, book]) => book.positions[market]!).filter(({ size }) => size !== 0n);
    const longs = legs.filter(({ size }) => size > 0n);
    const shorts = legs.filter(({ size }) => size < 0n);
    const label = `INV-3 totals of market ${market} are the sums over its positions`;
    expect(report.longSize, label).to.equal(sum(longs.map(({ size }) => size)));
    expect(report.longCost, label).to.equal(sum(longs.map(({ cost }) => cost)));
    expect(report.shortSize, label).to.equal(sum(shorts.map(({ size }) => -size)));
    expect(report.shortCost, label).to.equal(sum(shorts.map(({ cost }) => cost)));
  }
  const quotes = accounts.map(([, book]) => book.quote);
  expect(books.pool.quotePlus, "INV-4 Σquote⁺ is the sum over accounts").to.equal(sum(quotes.map(positive)));
  expect(books.pool.scaledDebt, "INV-4 Σ scaled debt is the sum over accounts").to.equal(sum(quotes.map(negative)));
  expect(books.pool.debt, "INV-4 Σdebt is Σ scaled debt at the debt index, up").to.equal(
    ceilDiv(books.pool.scaledDebt * books.pool.debtIndex, RAY),
  );
  for (const [id, book] of accounts) {
    if (book.quote < 0n) expect(book.settlement, `INV-5 account ${id} in debt has no asset 0 left`).to.equal(0n);
  }

  const sides = books.markets.flatMap((market) => {
    const index = market.price - market.fundingIndex;
    return [
      floorDiv(market.longSize * index, WAD) - market.longCost,
      floorDiv(-market.shortSize * index, WAD) - market.shortCost,
    ];
  });
  const { pool } = books;
  expect(pool.traderPnl, "INV-6 the pool's ΣU is what its markets' totals say at stored prices").to.equal(sum(sides));
  expect(pool.juniorPnl, "INV-6 the pool's ΣU⁺ is what its markets' totals say at stored prices").to.equal(
    sum(sides.map(positive)),
  );
  const cash = pool.vaultCash * 10n ** 12n;
  const netAssets = pool.nav + pool.skewPremium;
  expect(netAssets, "INV-7 NAV* is cash, inventory and debt less profit owed").to.equal(
    cash + pool.inventoryCredit + pool.debt - pool.quotePlus - pool.traderPnl,
  );
  expect(
    netAssets + pool.quotePlus + pool.juniorPnl,
    "INV-8 vault and junior profit together absorb every loss",
  ).to.equal(cash + pool.inventoryCredit + pool.debt + sum(sides.map(negative)));
}

/** INV-9: nobody's principal moves by what happened to somebody else. */
export function checkOthersUntouched(before: Books, after: Books, touched: readonly bigint[]): void {
  for (const [id, book] of before.accounts) {
    if (touched.includes(id)) continue;
    expect(after.accounts.get(id), `INV-9 account ${id} did nothing and nothing of it changed`).to.deep.equal(book);
  }
}
