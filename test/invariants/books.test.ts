import { expect } from "chai";

import { readBooks, type AccountBook, type Books } from "../support/books.js";
import { plainWorld } from "../support/plain-world.js";
import { checkBooks, checkOthersUntouched } from "../support/invariants.js";

/** Books with something in every field: cross and isolated principal, both sides, profit, debt, inventory's absence. */
async function honestBooks(): Promise<{ books: Books; ids: [bigint, bigint, bigint] }> {
  const world = await plainWorld();
  await world.fundsVault("10000");
  const [alice, bob] = [await world.trader(), await world.trader()];
  const ids: [bigint, bigint, bigint] = [alice.account, alice.isolated("ETH"), bob.account];
  await alice.deposits("5000", "USDC");
  await alice.deposits("5000", "USDC", ids[1]);
  await alice.deposits("2", "WETH");
  await bob.deposits("20", "WETH");
  await alice.trades("100", "ETH", { account: ids[1] });
  await alice.trades("-20", "ETH");
  await bob.trades("5", "BTC");
  await world.publishes({ BTC: "7600", ETH: "210" });
  await bob.trades("-5", "BTC"); // debt: there is no asset 0
  await alice.trades("-50", "ETH", { account: ids[1] }); // profit
  return { books: await readBooks(world, ids), ids };
}

/** The same books but for one account. */
function withAccount(books: Books, id: bigint, change: (book: AccountBook) => Partial<AccountBook>): Books {
  const accounts = new Map(books.accounts);
  const book = accounts.get(id)!;
  accounts.set(id, { ...book, ...change(book) });
  return { ...books, accounts };
}

/** The same books but for one of the pool's numbers, one more of its unit. */
function withPool(books: Books, field: "traderPnl" | "juniorPnl" | "nav" | "skewPremium" | "debt"): Books {
  const { vaultCash, inventoryCredit, quotePlus, traderPnl, juniorPnl, nav, skewPremium } = books.pool;
  const { debt, scaledDebt, debtIndex } = books.pool;
  const sums = { vaultCash, inventoryCredit, quotePlus, traderPnl, juniorPnl, nav, skewPremium };
  const pool = { ...sums, debt, scaledDebt, debtIndex };
  return { ...books, pool: { ...pool, [field]: pool[field] + 1n } as unknown as Books["pool"] };
}

describe("The check of books", () => {
  let books: Books;
  let ids: [bigint, bigint, bigint];
  before(async () => {
    ({ books, ids } = await honestBooks());
  });

  it("accepts honest ones", () => {
    checkBooks(books);
    checkOthersUntouched(books, books, []);
    const [, isolated, indebted] = ids;
    expect(books.accounts.get(isolated)!.quote > 0n).to.equal(true);
    expect(books.accounts.get(indebted)!.quote < 0n).to.equal(true);
  });

  // one unit wrong, each in its own place
  const wrongs: Record<string, (books: Books, ids: [bigint, bigint, bigint]) => Books> = {
    "INV-1: a token too few": (books) => ({ ...books, tokenBalances: books.tokenBalances.map((units) => units - 1n) }),
    "INV-2: cross principal that no total has": (books, [cross]) =>
      withAccount(books, cross, ({ settlement }) => ({ settlement: settlement + 1n })),
    "INV-2: isolated principal that no total has": (books, [, isolated]) =>
      withAccount(books, isolated, ({ settlement }) => ({ settlement: settlement - 1n })),
    "INV-2: collateral that no total has": (books, [cross]) =>
      withAccount(books, cross, ({ balances: [usdc, weth, ...others] }) => ({
        balances: [usdc!, weth! + 1n, ...others],
      })),
    "INV-3: a size that its side does not have": (books, [, isolated]) =>
      withAccount(books, isolated, ({ positions }) => ({
        positions: positions.map(({ size, cost }) => ({ size: size === 0n ? 0n : size + 1n, cost })),
      })),
    "INV-3: a cost that its side does not have": (books, [cross]) =>
      withAccount(books, cross, ({ positions }) => ({
        positions: positions.map(({ size, cost }) => ({ size, cost: size === 0n ? 0n : cost - 1n })),
      })),
    "INV-4: a profit that the sum does not have": (books, [, isolated]) =>
      withAccount(books, isolated, ({ quote }) => ({ quote: quote + 1n })),
    "INV-4: a debt that the sum does not have": (books, [, , indebted]) =>
      withAccount(books, indebted, ({ quote }) => ({ quote: quote - 1n })),
    "INV-4: a Σdebt that its index does not give": (books) => withPool(books, "debt"),
    "INV-6: a ΣU that no market has": (books) => withPool(books, "traderPnl"),
    "INV-6: a ΣU⁺ that no market has": (books) => withPool(books, "juniorPnl"),
    "INV-7: a NAV that its terms do not give": (books) => withPool(books, "nav"),
    "INV-7: a skew premium that is not NAV's": (books) => withPool(books, "skewPremium"),
  };
  for (const [wrong, make] of Object.entries(wrongs)) {
    it(`refuses ${wrong}`, () => {
      const promise = wrong.slice(0, wrong.indexOf(":"));
      const wronged = make(books, ids);
      expect(() => {
        checkBooks(wronged);
      }).to.throw(promise);
    });
  }

  it("refuses INV-5: asset 0 beside a debt", () => {
    const [cross, , indebted] = ids;
    // a unit goes from one account to the indebted one, so that all sums stay right
    const moved = withAccount(books, cross, ({ settlement }) => ({ settlement: settlement - 1n }));
    const wronged = withAccount(moved, indebted, () => ({ settlement: 1n }));
    expect(() => {
      checkBooks(wronged);
    }).to.throw("INV-5");
  });

  it("refuses INV-9: anything that happened to somebody else", () => {
    const [cross, isolated] = ids;
    const after = withAccount(books, isolated, ({ quote }) => ({ quote: quote - 1n }));
    checkOthersUntouched(books, after, [isolated]);
    for (const touched of [[cross], []]) {
      expect(() => {
        checkOthersUntouched(books, after, touched);
      }).to.throw("INV-9");
    }
  });
});
