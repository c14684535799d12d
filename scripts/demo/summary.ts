import { change, counted, price } from "./format.js";
import { HEALTH_BANDS } from "./histogram.js";
import { usdText, wadOf } from "./liquidation-line.js";
import type { Change, ConservationOutcome, DemoReport } from "./report.js";

/** What a person takes home from a run. Pure: everything is in the report. */
export function summaryLines(report: DemoReport, reportPath: string): string[] {
  return [
    "",
    `${report.passed ? "PASSED" : "FAILED"} after ${report.seconds.total} s: ${verdict(report)}`,
    "",
    ...section("Prices", priceLines(report)),
    ...section("Accounts", accountLines(report)),
    ...section("Liquidations", liquidationLines(report)),
    ...section("Who paid and who earned (USD)", moneyLines(report)),
    ...section("Conservation, to the last unit", conservationLines(report)),
    `Full report, every liquidation with its reason: ${reportPath}`,
  ];
}

function verdict({ conservation, keeper, totals }: DemoReport): string {
  const broken = conservation.filter(({ holds }) => !holds).length;
  const books =
    broken === 0
      ? `all ${conservation.length} conservation checks exact`
      : `${counted(broken, "conservation check")} broken`;
  const left = keeper.leftLiquidatable.length;
  const work = left === 0 ? "nobody left liquidatable" : `${counted(left, "account")} left liquidatable`;
  return `${counted(totals.liquidations, "liquidation")} of ${counted(totals.accountsLiquidated, "account")}, ${work}, ${books}`;
}

function priceLines({ prices }: DemoReport): string[] {
  const width = Math.max(...prices.symbols.map(({ symbol }) => symbol.length));
  return prices.symbols.map(({ symbol, first, lowest, last }) => {
    const [from, low, to] = [wadOf(first), wadOf(lowest), wadOf(last)];
    const lowText = `lowest ${price(low)} (${change(low, from)})`;
    return `${symbol.padEnd(width)}  ${price(from).padStart(10)} → ${price(to).padStart(10)} (${change(to, from)}), ${lowText}`;
  });
}

function accountLines({ population, healthAtEnd }: DemoReport): string[] {
  const { accounts, cross, isolated, byStyle, orders } = population;
  const styles = Object.entries(byStyle).map(([style, count]) => `${count} ${style}`);
  const reasons = new Map<string, number>();
  for (const { reason } of orders.cancelled) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const cancelled = orders.cancelled.length === 0 ? "none cancelled" : `${orders.cancelled.length} cancelled (${why})`;
  return [
    `${accounts}: ${cross} cross, ${isolated} isolated; ${styles.join(", ")}`,
    `${counted(orders.settled, "order")} settled by the keeper, ${cancelled}, ${orders.expired} expired`,
    `Health at the end: ${HEALTH_BANDS.map((band) => `${band} ${healthAtEnd[band]}`).join(", ")}`,
  ];
}

const SHOWN = 5;

function liquidationLines({ liquidations, totals }: DemoReport): string[] {
  if (liquidations.length === 0) return ["None: every account kept its margin."];
  const { SOLVENT = 0, DUST = 0, INSOLVENT = 0 } = totals.byClass;
  const worst = [...liquidations].sort((a, b) => Number(a.health) - Number(b.health)).slice(0, SHOWN);
  const brief = ({ order, label, class: name, health }: (typeof liquidations)[number]): string =>
    `    ${String(order).padStart(4)}  ${name.padEnd(9)} health ${Number(health).toFixed(3).padStart(7)}  ${label}`;
  return [
    `${SOLVENT} solvent (health below 1, still with equity: closed to health 1.15 or as far as that goes)`,
    `${INSOLVENT} insolvent (equity below 0 when the price arrived: closed whole)`,
    `${DUST} dust (margin too small to slice: closed whole)`,
    `${usdText(totals.closedNotional)} USD of positions closed`,
    "First, in order:",
    ...liquidations.slice(0, SHOWN).map(brief),
    "Worst by health when judged:",
    ...worst.map(brief),
  ];
}

function moneyLines({ totals, vault, insurance, keeper, rho }: DemoReport): string[] {
  return [
    `Vault         ${changeText(vault)} net asset value`,
    `Insurance     ${changeText(insurance)}: ${usdText(totals.liquidationFeesToInsurance)} liquidation fees in, ${usdText(totals.badDebtFromInsurance)} bad debt out`,
    `Bad debt      ${usdText(totals.badDebt)}: insurance bore ${usdText(totals.badDebtFromInsurance)}, the vault ${usdText(totals.badDebtFromVault)}`,
    `Trading fees  ${usdText(totals.tradingFees)}`,
    `Keeper        ${usdText(keeper.income)}: ${usdText(keeper.orderFees)} order fees, ${usdText(keeper.liquidationFees)} liquidation fees, ${usdText(keeper.bonds)} bonds`,
    `Rho           ${Number(rho).toFixed(4)}: the part of traders' profit that the pool could pay now`,
  ];
}

function changeText({ before, after, change: moved }: Change): string {
  const sign = moved.startsWith("-") ? "" : "+";
  return `${usdText(before)} → ${usdText(after)} (${sign}${usdText(moved)})`;
}

function conservationLines({ conservation }: DemoReport): string[] {
  const held = conservation.filter(({ name }) => name.includes("held by the pool"));
  const others = conservation.filter((check) => !held.includes(check));
  const broken = others.filter(({ holds }) => !holds);
  return [
    ...held.map(heldLine),
    `${mark(broken.length === 0)} ${others.length - broken.length} of ${others.length} other sums: buckets and sides over accounts, escrow, claims, NAV* + J identity`,
    ...broken.map(checkLine),
  ];
}

/** The first word of the check's name is the token. */
function heldLine({ name, left, right, difference, holds }: ConservationOutcome): string {
  return `${mark(holds)} ${name.split(" ")[0]!}: held ${left} - buckets ${right} = ${difference} units`;
}

function checkLine({ name, unit, left, right, difference, holds }: ConservationOutcome): string {
  return `${mark(holds)} ${name}: ${left} - ${right} = ${difference} ${unit}`;
}

function mark(holds: boolean): string {
  return holds ? "✓" : "✗";
}

function section(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => `  ${line}`), ""];
}
