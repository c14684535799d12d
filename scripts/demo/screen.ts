import { change, grouped, price, signedUsd, usd, utc } from "./format.js";
import { HEALTH_BANDS } from "./histogram.js";
import type { Frame } from "./replay.js";

/** Something that text can be written to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const LINE_MS = 5_000;
const BAR_WIDTH = 40;
const SYMBOLS_A_LINE = 4;
const CLEAR_BELOW = "\u001b[J";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

/** Shows a run as it goes: a picture redrawn in place on a terminal, a line now and then anywhere else. */
export class Screen {
  readonly #live: boolean;
  #drawn = 0;
  #picture: readonly string[] = [];
  #lastLine = Number.NEGATIVE_INFINITY;

  constructor(readonly output: Output) {
    this.#live = output.isTTY === true && process.env["TERM"] !== "dumb";
  }

  /** A line that stays. */
  line(text = ""): void {
    this.#erase();
    this.output.write(`${text}\n`);
    this.#draw();
  }

  /** What is being done, replaced by the next such line where lines can be replaced. */
  status(text: string): void {
    if (this.#live) this.#show([text]);
    else this.#now(text, false);
  }

  frame(frame: Frame, liquidations: number): void {
    if (this.#live) this.#show(picture(frame, liquidations));
    else this.#now(frameLine(frame, liquidations), frame.step === frame.steps);
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    this.#erase();
    this.#picture = [];
    if (this.#live) this.output.write(SHOW_CURSOR);
  }

  #now(text: string, must: boolean): void {
    if (!must && performance.now() - this.#lastLine < LINE_MS) return;
    this.#lastLine = performance.now();
    this.output.write(`${text}\n`);
  }

  #show(lines: readonly string[]): void {
    this.#erase();
    this.#picture = lines;
    this.#draw();
  }

  #erase(): void {
    if (this.#drawn > 0) this.output.write(`\u001b[${this.#drawn}A\r${CLEAR_BELOW}`);
    this.#drawn = 0;
  }

  /** Lines are cut to the terminal's width: a wrapped line could not be erased. */
  #draw(): void {
    if (this.#picture.length === 0) return;
    const width = (this.output.columns ?? 80) - 1;
    this.output.write(HIDE_CURSOR + this.#picture.map((line) => `${line.slice(0, width)}\n`).join(""));
    this.#drawn = this.#picture.length;
  }
}

function picture(frame: Frame, liquidations: number): string[] {
  const { step, steps, at, histogram } = frame;
  const done = step / steps;
  const accounts = HEALTH_BANDS.reduce((sum, band) => sum + histogram[band], 0);
  return [
    "",
    `  ${utc(at)} UTC  ${bar(done, 1, 30, "░")}  ${(done * 100).toFixed(0)} %`,
    "",
    ...priceLines(frame),
    "",
    `  Health of ${accounts} accounts`,
    ...HEALTH_BANDS.map(
      (band) =>
        `    ${band.padEnd(13)} ${String(histogram[band]).padStart(5)}  ${bar(histogram[band], accounts, BAR_WIDTH)}`,
    ),
    "",
    ...bucketLines(frame),
    `  ${liquidations} liquidations so far`,
  ];
}

function priceLines({ symbols, prices, firstPrices }: Frame): string[] {
  const cells = symbols.map((symbol, market) => {
    const moved = change(prices[market]!, firstPrices[market]!);
    return `${symbol} ${price(prices[market]!)} ${moved}`;
  });
  const width = Math.max(...cells.map(({ length }) => length)) + 3;
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += SYMBOLS_A_LINE) {
    const row = cells.slice(start, start + SYMBOLS_A_LINE).map((cell) => cell.padEnd(width));
    lines.push(`  ${row.join("").trimEnd()}`);
  }
  return lines;
}

function bucketLines({ buckets }: Frame): string[] {
  const { decimals } = buckets.assets[0]!;
  const tokens = (units: bigint): string => grouped(units, decimals, 0);
  const principal = buckets.assets.map(({ symbol, decimals: own, cross, isolated }) => {
    const digits = own > 6 ? 2 : 0;
    return `${symbol} ${grouped(cross, own, digits)} cross, ${grouped(isolated, own, digits)} isolated`;
  });
  const inventory = buckets.assets
    .slice(1)
    .map(({ symbol, decimals: own, inventory: held }) => `${grouped(held, own, 2)} ${symbol}`);
  return [
    `  Vault cash ${tokens(buckets.vaultCash)} · insurance ${tokens(buckets.insurance)} · claims ${tokens(buckets.pullClaims)} · escrow ${tokens(buckets.escrow)}`,
    `  Principal: ${principal.join(" · ")}`,
    ...(inventory.length === 0 ? [] : [`  Inventory: ${inventory.join(" · ")}`]),
    `  NAV ${usd(buckets.nav)} · traders' open profit ${signedUsd(buckets.traderPnl)} · realised ${usd(buckets.quotePlus)} · rho ${grouped(buckets.rho, 18, 4)}`,
  ];
}

/** The same on one line. */
function frameLine(
  { step, steps, at, symbols, prices, firstPrices, histogram, buckets }: Frame,
  liquidations: number,
): string {
  const moves = symbols.map(
    (symbol, market) => `${symbol} ${price(prices[market]!)} (${change(prices[market]!, firstPrices[market]!)})`,
  );
  const health = HEALTH_BANDS.map((band) => `${band} ${histogram[band]}`).join(", ");
  const { decimals } = buckets.assets[0]!;
  return [
    `${utc(at)}  ${((step / steps) * 100).toFixed(0).padStart(3)} %  ${moves.join(", ")}`,
    `      health: ${health} · ${liquidations} liquidations · NAV ${usd(buckets.nav)} · insurance ${grouped(buckets.insurance, decimals, 0)} · rho ${grouped(buckets.rho, 18, 4)}`,
  ].join("\n");
}

function bar(value: number, whole: number, width: number, rest = ""): string {
  const filled = whole === 0 ? 0 : Math.min(width, Math.round((value / whole) * width));
  const least = value > 0 && filled === 0 ? 1 : filled;
  return "█".repeat(least) + rest.repeat(width - least);
}
