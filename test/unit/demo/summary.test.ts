import { expect } from "chai";

import { liquidationLine } from "../../../scripts/demo/liquidation-line.js";
import type { DemoReport, LiquidationOutcome } from "../../../scripts/demo/report.js";
import { summaryLines } from "../../../scripts/demo/summary.js";

const LIQUIDATION: LiquidationOutcome = {
  order: 7,
  account: "0x01",
  label: "#014 cross pair +ETHUSDT -SOLUSDT",
  at: 1_583_971_200,
  class: "SOLVENT",
  health: "0.953500",
  equity: "953.5",
  margin: "1000",
  closed: [
    { symbol: "ETHUSDT", size: "-10", left: "30", fillPrice: "150", realised: "-400" },
    { symbol: "SOLUSDT", size: "5", left: "0", fillPrice: "15", realised: "25" },
  ],
  seized: [{ symbol: "WETH", amount: "1.25", credit: "170" }],
  closedNotional: "1575.4",
  insured: "5.5139",
  earned: "2.3631",
  bondPaid: false,
  badDebt: "0",
  fromInsurance: "0",
  block: 9,
  transaction: "0x02",
};

const REPORT: DemoReport = {
  schemaVersion: 1,
  passed: true,
  prices: {
    source: "prices.csv",
    synthetic: false,
    notes: [],
    from: 0,
    to: 1,
    steps: 2,
    symbols: [{ symbol: "ETHUSDT", first: "200", lowest: "86", last: "120" }],
  },
  options: { accounts: 2, seed: "1", speed: 1200 },
  seconds: { setup: 1, replay: 2, total: 3.5 },
  population: {
    accounts: 2,
    cross: 1,
    isolated: 1,
    byStyle: { long: 2 },
    orders: {
      settled: 3,
      expired: 0,
      cancelled: [{ account: "0x01", label: "#001", symbol: "ETHUSDT", reason: "InitialMargin" }],
    },
  },
  liquidations: [LIQUIDATION],
  totals: {
    liquidations: 1,
    accountsLiquidated: 1,
    byClass: { SOLVENT: 1, DUST: 0, INSOLVENT: 0 },
    closedNotional: "1575.4",
    liquidationFeesToInsurance: "5.5139",
    liquidationFeesToKeeper: "2.3631",
    tradingFees: "10",
    badDebt: "1000",
    badDebtFromInsurance: "400",
    badDebtFromVault: "600",
  },
  vault: { before: "1000", after: "900", change: "-100" },
  insurance: { before: "100", after: "150", change: "50" },
  rho: "0.987654",
  keeper: {
    address: "0x03",
    income: "25",
    orderFees: "3",
    liquidationFees: "2",
    bonds: "20",
    unfinishedSteps: 0,
    leftLiquidatable: [],
  },
  healthAtEnd: { liquidatable: 0, "below 1.25": 1, "below 1.5": 0, "below 2": 0, "2 or more": 0, flat: 1 },
  conservation: [
    {
      name: "USDC held by the pool = its named buckets",
      unit: "USDC units",
      left: "5",
      right: "5",
      difference: "0",
      holds: true,
    },
    { name: "Σdebt = sum over accounts", unit: "USD WAD", left: "0", right: "0", difference: "0", holds: true },
  ],
};

describe("The demo's summary", () => {
  const text = (report: DemoReport) => summaryLines(report, "out/demo/report.json").join("\n");

  it("begins with the verdict and ends with where the report is", () => {
    const lines = summaryLines(REPORT, "out/demo/report.json");
    expect(lines[1]).to.equal(
      "PASSED after 3.5 s: 1 liquidation of 1 account, nobody left liquidatable, all 2 conservation checks exact",
    );
    expect(lines.at(-1)).to.contain("out/demo/report.json");
  });

  it("says who paid and who earned", () => {
    expect(text(REPORT)).to.contain("1,000 → 900 (-100) net asset value");
    expect(text(REPORT)).to.contain("✓ USDC: held 5 - buckets 5 = 0 units");
    expect(text(REPORT)).to.contain("100 → 150 (+50.00)");
    expect(text(REPORT)).to.contain("Bad debt      1,000: insurance bore 400, the vault 600");
    expect(text(REPORT)).to.contain("25.00: 3.00 order fees, 2.00 liquidation fees, 20.00 bonds");
  });

  it("says how orders ended, with the reason of those that were cancelled", () => {
    expect(text(REPORT)).to.contain("3 orders settled by the keeper, 1 cancelled (1 InitialMargin), 0 expired");
  });

  it("says so when nobody was liquidated", () => {
    const calm = { ...REPORT, liquidations: [], totals: { ...REPORT.totals, liquidations: 0, accountsLiquidated: 0 } };
    expect(text(calm)).to.contain("None: every account kept its margin.");
  });

  it("shows every broken check with its difference, and fails", () => {
    const sum = { ...REPORT.conservation[1]!, left: "1", difference: "1", holds: false };
    const failed = text({ ...REPORT, passed: false, conservation: [REPORT.conservation[0]!, sum] });
    expect(failed).to.contain("FAILED after 3.5 s");
    expect(failed).to.contain("1 conservation check broken");
    expect(failed).to.contain("✗ Σdebt = sum over accounts: 1 - 0 = 1 USD WAD");
  });

  it("says how many accounts the keeper left liquidatable", () => {
    const keeper = { ...REPORT.keeper, leftLiquidatable: ["0x01", "0x02"] };
    expect(text({ ...REPORT, passed: false, keeper })).to.contain("2 accounts left liquidatable");
  });
});

describe("The demo's line about a liquidation", () => {
  it("says when, who, why, what closed and who was paid", () => {
    // 10 of 10 + 30 units are 25 %; 5.5139 + 2.3631 = 7.877
    expect(liquidationLine(LIQUIDATION)).to.equal(
      "   7  03-12 00:00  SOLVENT   health  0.954  #014 cross pair +ETHUSDT -SOLUSDT: " +
        "1,575 closed (25 % of ETHUSDT, all of SOLUSDT), fee 7.88, 1.2500 WETH seized",
    );
  });

  it("says what an insolvent account left unpaid and who bears it", () => {
    const insolvent = {
      ...LIQUIDATION,
      class: "INSOLVENT" as const,
      bondPaid: true,
      seized: [],
      badDebt: "805",
      fromInsurance: "300",
    };
    expect(liquidationLine(insolvent)).to.contain("bond to keeper, shortfall 805, 300 of it from insurance");
  });
});
