import { exact, grouped, healthText, usd, utc } from "./format.js";
import type { LiquidationOutcome } from "./report.js";

/** Digits of a contract size that a person reads. */
const SIZE_DIGITS = 4;

/** One liquidation on one line: when, who, why, what closed, who was paid, what was lost. */
export function liquidationLine(liquidation: LiquidationOutcome): string {
  const { order, at, label, health, earned, insured, bondPaid, badDebt, fromInsurance } = liquidation;
  const what = `${usdText(liquidation.closedNotional)} closed (${closedText(liquidation)})`;
  const paid = bondPaid ? "bond to keeper" : `fee ${usdText(sum(earned, insured))}`;
  const seized = liquidation.seized.map(({ symbol, amount }) => `${short(amount)} ${symbol} seized`);
  const lost = badDebt === "0" ? [] : [`shortfall ${usdText(badDebt)}, ${usdText(fromInsurance)} of it from insurance`];
  const name = liquidation.class.padEnd(9);
  const head = `${String(order).padStart(4)}  ${utc(at).slice(5)}  ${name} health ${healthText(Number(health)).padStart(6)}`;
  return `${head}  ${label}: ${[what, paid, ...seized, ...lost].join(", ")}`;
}

/** Every leg: all of it, or which part. */
function closedText({ closed }: LiquidationOutcome): string {
  if (closed.length === 0) return "no position";
  return closed
    .map(({ symbol, size, left }) => {
      const [traded, rest] = [Math.abs(Number(size)), Math.abs(Number(left))];
      const share = rest === 0 ? "all" : `${((traded / (traded + rest)) * 100).toFixed(0)} %`;
      return `${share} of ${symbol}`;
    })
    .join(", ");
}

/** USD decimal text to whole dollars. */
export function usdText(amount: string): string {
  return usd(wadOf(amount));
}

function sum(a: string, b: string): string {
  return exact(wadOf(a) + wadOf(b));
}

function short(amount: string): string {
  return grouped(wadOf(amount), 18, SIZE_DIGITS);
}

/** Decimal text of at most 18 decimals, as `exact` writes it. */
export function wadOf(amount: string): bigint {
  const negative = amount.startsWith("-");
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  const size = BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, "0"));
  return negative ? -size : size;
}
