import { expect } from "chai";

import { crossAccount, isolatedAccount } from "../../../keeper/util/account-id.js";
import type { AccountBook, Books } from "../../../scripts/demo/books.js";
import { conservationChecks, incomeCheck } from "../../../scripts/demo/conservation.js";
import { parseWad } from "../../../scripts/prices/wad.js";

const OWNER = "0x00000000000000000000000000000000000000a1";
const usdc = (amount: number) => BigInt(amount) * 1_000_000n;

/**
 * Books that are right, by hand. One market at 110, no funding. A long of 2 units opened at 100: cost 200, PnL 20. A short
 * of 1 unit opened at 105: cost −105, PnL −110 + 105 = −5. Σ = 15. The long has 7 USD of realised profit, the short owes 3: a debt of 2 at
 * index 1.5.
 * Vault cash 1000: NAV* = 1000 + 3 − 7 − 15 = 981. J = 7 + 20 = 27. NAV* + J = 1008 = 1000 + 3 + 5.
 */
function books(): Books {
  const long: AccountBook = {
    account: crossAccount(OWNER),
    quote: parseWad("7"),
    bonded: true,
    ordering: true,
    balances: [usdc(50), 0n],
    positions: [{ size: parseWad("2"), cost: parseWad("200") }],
  };
  const short: AccountBook = {
    account: isolatedAccount(OWNER, 0),
    quote: parseWad("-2"),
    bonded: true,
    ordering: false,
    balances: [0n, 5n],
    positions: [{ size: parseWad("-1"), cost: parseWad("-105") }],
  };
  return {
    accounts: [long, short],
    markets: [
      {
        symbol: "ETHUSDT",
        price: parseWad("110"),
        fundingIndex: 0n,
        longSize: parseWad("2"),
        longCost: parseWad("200"),
        shortSize: parseWad("1"),
        shortCost: parseWad("-105"),
      },
    ],
    buckets: {
      vaultCash: usdc(1000),
      insurance: usdc(30),
      pullClaims: usdc(9),
      escrow: usdc(41), // two bonds of 20 and one order fee of 1
      vaultRequests: 0n,
      vaultClaims: 0n,
      quotePlus: parseWad("7"),
      debt: parseWad("3"),
      scaledDebt: parseWad("2"),
      debtIndex: 15n * 10n ** 26n,
      traderPnl: parseWad("15"),
      juniorPnl: parseWad("20"),
      skewPremium: parseWad("1"),
      inventoryCredit: 0n,
      nav: parseWad("980"), // NAV* less the skew premium
      rho: parseWad("1"),
      assets: [
        {
          symbol: "USDC",
          decimals: 6,
          cross: usdc(50),
          isolated: 0n,
          inventory: 0n,
          total: usdc(1130),
          held: usdc(1130),
        },
        { symbol: "WETH", decimals: 18, cross: 0n, isolated: 5n, inventory: 2n, total: 7n, held: 7n },
      ],
    },
    keeperClaims: usdc(9),
    keeperBond: usdc(20),
    orderFee: usdc(1),
  };
}

const broken = (wrong: Books) =>
  conservationChecks(wrong)
    .filter(({ difference }) => difference !== 0n)
    .map(({ name, difference }) => `${name}: ${difference}`);

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

describe("The demo's conservation checks", () => {
  it("hold for right books, worked out by hand", () => {
    expect(broken(books())).to.deep.equal([]);
    // 2 assets × 4, 1 market × 4, 9 of the pool
    expect(conservationChecks(books())).to.have.length(21);
  });

  it("see one unit of a token that is missing, and one too many", () => {
    for (const change of [-1n, 1n]) {
      const wrong = books();
      (wrong.buckets.assets[1] as Writable<Books["buckets"]["assets"][number]>).held += change;
      expect(broken(wrong)).to.deep.equal([`WETH held by the pool = its named buckets: ${change}`]);
    }
  });

  it("see one unit moved between the cross and the isolated bucket", () => {
    const wrong = books();
    const weth = wrong.buckets.assets[1] as Writable<Books["buckets"]["assets"][number]>;
    weth.cross += 1n;
    weth.isolated -= 1n;
    expect(broken(wrong)).to.deep.equal([
      "WETH cross bucket = sum over cross accounts: 1",
      "WETH isolated bucket = sum over isolated accounts: -1",
    ]);
  });

  it("see a side whose size or cost is off by the last unit", () => {
    const wrong = books();
    (wrong.markets[0] as Writable<Books["markets"][number]>).longCost += 1n;
    expect(broken(wrong)).to.include("ETHUSDT long Σcost = sum over positions: 1");
    expect(broken(wrong)).to.include("ΣU = ΣQ·A − Σcost over all sides: 1");
  });

  it("see cash that was made from nothing, though every token is there", () => {
    const wrong = books();
    const buckets = wrong.buckets as Writable<Books["buckets"]>;
    buckets.vaultCash += 1n;
    buckets.insurance -= 1n;
    // one unit of asset 0 is 10^12 of USD WAD
    expect(broken(wrong)).to.deep.equal([
      "NAV* = cash + inventory + debt − Σquote⁺ − ΣU: -1000000000000",
      "NAV* + J = cash + inventory + debt + ΣU⁻: -1000000000000",
    ]);
  });

  it("see a bond that left escrow while its account is still bonded", () => {
    const wrong = books();
    const buckets = wrong.buckets as Writable<Books["buckets"]>;
    buckets.escrow -= usdc(20);
    buckets.insurance += usdc(20);
    expect(broken(wrong)).to.deep.equal(["Escrow = bonds and order fees of accounts: -20000000"]);
  });

  it("see a debt that no account has, and interest that its index does not give", () => {
    const wrong = books();
    (wrong.accounts[1] as Writable<AccountBook>).quote += 1n;
    expect(broken(wrong)).to.deep.equal(["Σ scaled debt = sum over accounts: 1"]);
    const grown = books();
    (grown.buckets as Writable<Books["buckets"]>).debtIndex += 10n ** 9n; // two wei of debt, less the one of 2e18 · 1e9/1e27
    expect(broken(grown)).to.deep.equal(["Σdebt = Σ scaled debt · index, up: -2"]);
  });

  it("see profit that no account has", () => {
    const wrong = books();
    (wrong.accounts[0] as Writable<AccountBook>).quote -= 1n;
    expect(broken(wrong)).to.deep.equal(["Σquote⁺ = sum over accounts: 1"]);
  });

  it("compare keepers' claims with what the events say that they earned", () => {
    const earned = { orderFees: usdc(4), liquidationFees: usdc(2), bonds: usdc(3) };
    expect(incomeCheck(books(), earned).difference).to.equal(0n);
    expect(incomeCheck(books(), { ...earned, bonds: 0n }).difference).to.equal(usdc(3));
  });
});
