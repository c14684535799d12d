import { isIsolated } from "../../keeper/util/account-id.js";
import type { AccountBook, Books, MarketBook } from "./books.js";

/** Two numbers that must be equal to the last unit. */
export interface ConservationCheck {
  /** What is equal to what. */
  readonly name: string;
  /** Unit of all three numbers. */
  readonly unit: string;
  readonly left: bigint;
  readonly right: bigint;
  /** left − right: zero when the check holds. */
  readonly difference: bigint;
}

const WAD = 10n ** 18n;
const RAY = 10n ** 27n;

/**
 * Everything that one look at complete books can decide: no token is lost or made (U-2), every bucket and sum is what the
 * accounts add up to, and vault plus junior profit absorb every loss (U-4, W: NAV* + J identity).
 */
export function conservationChecks(books: Books): ConservationCheck[] {
  return [...tokenChecks(books), ...marketChecks(books), ...poolChecks(books)];
}

/** What keepers may claim is what the events say that they earned. */
export function incomeCheck(
  { keeperClaims, buckets }: Books,
  { orderFees, liquidationFees, bonds }: { orderFees: bigint; liquidationFees: bigint; bonds: bigint },
): ConservationCheck {
  const earned = orderFees + liquidationFees + bonds;
  const unit = `${buckets.assets[0]!.symbol} units`;
  return check("Keeper's claims = order fees + liquidation fees + bonds of its events", unit, keeperClaims, earned);
}

function tokenChecks({ accounts, buckets }: Books): ConservationCheck[] {
  return buckets.assets.flatMap(({ symbol, cross, isolated, inventory, total, held }, asset) => {
    const unit = `${symbol} units`;
    const principal = (own: readonly AccountBook[]): bigint => sum(own.map(({ balances }) => balances[asset]!));
    const { vaultCash, insurance, pullClaims, escrow, vaultRequests, vaultClaims } = buckets;
    const settlement = vaultCash + insurance + pullClaims + escrow + vaultRequests + vaultClaims;
    const named = cross + isolated + inventory + (asset === 0 ? settlement : 0n);
    return [
      check(`${symbol} held by the pool = its named buckets`, unit, held, named),
      check(`${symbol} total as reported = its named buckets`, unit, total, named),
      check(`${symbol} cross bucket = sum over cross accounts`, unit, cross, principal(accounts.filter(isCross))),
      check(
        `${symbol} isolated bucket = sum over isolated accounts`,
        unit,
        isolated,
        principal(accounts.filter((book) => !isCross(book))),
      ),
    ];
  });
}

function marketChecks({ accounts, markets }: Books): ConservationCheck[] {
  return markets.flatMap((totals, market) => {
    const positions = accounts.map((book) => book.positions[market]!);
    const longs = positions.filter(({ size }) => size > 0n);
    const shorts = positions.filter(({ size }) => size < 0n);
    const sizes = (own: typeof positions): bigint => sum(own.map(({ size }) => (size < 0n ? -size : size)));
    const costs = (own: typeof positions): bigint => sum(own.map(({ cost }) => cost));
    const { symbol } = totals;
    return [
      check(`${symbol} long ΣQ = sum over positions`, "units WAD", totals.longSize, sizes(longs)),
      check(`${symbol} short ΣQ = sum over positions`, "units WAD", totals.shortSize, sizes(shorts)),
      check(`${symbol} long Σcost = sum over positions`, "USD WAD", totals.longCost, costs(longs)),
      check(`${symbol} short Σcost = sum over positions`, "USD WAD", totals.shortCost, costs(shorts)),
    ];
  });
}

function poolChecks(books: Books): ConservationCheck[] {
  const { accounts, markets, buckets } = books;
  const settlementUnit = `${buckets.assets[0]!.symbol} units`;
  const escrowed =
    books.keeperBond * count(accounts, ({ bonded }) => bonded) +
    books.orderFee * count(accounts, ({ ordering }) => ordering);
  const quotes = accounts.map(({ quote }) => quote);
  const sides = markets.flatMap(sidePnls);
  const cash = buckets.vaultCash * 10n ** BigInt(18 - buckets.assets[0]!.decimals);
  const { quotePlus, debt, scaledDebt, debtIndex, traderPnl, juniorPnl, inventoryCredit, nav, skewPremium } = buckets;
  const netAssets = nav + skewPremium;
  const unit = "USD WAD";
  return [
    check("Escrow = bonds and order fees of accounts", settlementUnit, buckets.escrow, escrowed),
    check("Pull claims = sum over keepers", settlementUnit, buckets.pullClaims, books.keeperClaims),
    check("Σquote⁺ = sum over accounts", unit, quotePlus, sum(quotes.map(positive))),
    check("Σ scaled debt = sum over accounts", unit, scaledDebt, sum(quotes.map((quote) => positive(-quote)))),
    check("Σdebt = Σ scaled debt · index, up", unit, debt, -floorDiv(-scaledDebt * debtIndex, RAY)),
    check("ΣU = ΣQ·A − Σcost over all sides", unit, traderPnl, sum(sides)),
    check("ΣU⁺ = sum over sides in profit", unit, juniorPnl, sum(sides.map(positive))),
    check(
      "NAV* = cash + inventory + debt − Σquote⁺ − ΣU",
      unit,
      netAssets,
      cash + inventoryCredit + debt - quotePlus - traderPnl,
    ),
    check(
      "NAV* + J = cash + inventory + debt + ΣU⁻",
      unit,
      netAssets + quotePlus + juniorPnl,
      cash + inventoryCredit + debt + sum(sides.map((pnl) => positive(-pnl))),
    ),
  ];
}

/** Unrealised PnL of longs and of shorts: floor(ΣQ·A) − Σcost, as the pool rounds it. */
function sidePnls({ price, fundingIndex, longSize, longCost, shortSize, shortCost }: MarketBook): [bigint, bigint] {
  const index = price - fundingIndex;
  return [floorDiv(longSize * index, WAD) - longCost, floorDiv(-shortSize * index, WAD) - shortCost];
}

function check(name: string, unit: string, left: bigint, right: bigint): ConservationCheck {
  return { name, unit, left, right, difference: left - right };
}

function count(accounts: readonly AccountBook[], holds: (book: AccountBook) => boolean): bigint {
  return BigInt(accounts.filter(holds).length);
}

function isCross({ account }: AccountBook): boolean {
  return !isIsolated(account);
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
