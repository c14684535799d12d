import { change, grouped, price, signedUsd, usd, utc } from "./format.js";
import { HEALTH_BANDS } from "./histogram.js";
import type { Frame } from "./replay.js";

/** Something that text can be written to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const LINE_MS = 5_000;
const BAR_WIDTH = 40;
const COLUMNS = 80;
const ROWS = 24;
const CLEAR_BELOW = "\u001b[J";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

/** Shows a run as it goes: a picture redrawn in place on a terminal, a line now and then anywhere else. */
export class Screen {
  readonly #live: boolean;
  #drawn = 0;
  #picture: readonly string[] = [];
  #frame: Frame | undefined;
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
    this.#frame = frame;
    if (this.#live) this.#show(picture(frame, liquidations, this.#columns));
    else this.#now(frameLine(frame, liquidations), frame.step === frame.steps);
  }

  /** A line that stays, about one more liquidation. */
  liquidation(text: string, liquidations: number): void {
    if (this.#frame !== undefined && this.#live) {
      this.#erase();
      this.#picture = picture(this.#frame, liquidations, this.#columns);
    }
    this.line(text);
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

  get #columns(): number {
    return this.output.columns ?? COLUMNS;
  }

  /** Cut to the terminal: what has wrapped or scrolled away could not be erased. */
  #draw(): void {
    const lines = this.#picture.slice(0, Math.max(0, (this.output.rows ?? ROWS) - 1));
    if (lines.length === 0) return;
    const width = this.#columns - 1;
    this.output.write(HIDE_CURSOR + lines.map((line) => `${line.slice(0, width)}\n`).join(""));
    this.#drawn = lines.length;
  }
}

function picture(frame: Frame, liquidations: number, columns: number): string[] {
  const { step, steps, at, histogram } = frame;
  const done = step / steps;
  const accounts = HEALTH_BANDS.reduce((sum, band) => sum + histogram[band], 0);
  return [
    "",
    `  ${utc(at)} UTC  ${bar(done, 1, 30, "░")}  ${(done * 100).toFixed(0)} %`,
    "",
    ...priceLines(frame, columns),
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

function priceLines({ symbols, prices, firstPrices }: Frame, columns: number): string[] {
  const cells = symbols.map((symbol, market) => {
    const moved = change(prices[market]!, firstPrices[market]!);
    return `${symbol} ${price(prices[market]!)} ${moved}`;
  });
  const width = Math.max(...cells.map(({ length }) => length)) + 3;
  const across = Math.max(1, Math.floor((columns - 2) / width));
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += across) {
    const row = cells.slice(start, start + across).map((cell) => cell.padEnd(width));
    lines.push(`  ${row.join("").trimEnd()}`);
  }
  return lines;
}

function bucketLines({ buckets }: Frame): string[] {
  const { decimals } = buckets.assets[0]!;
  const { vaultCash, insurance, pullClaims, escrow, nav, traderPnl, quotePlus, rho } = buckets;
  const tokens = (units: bigint): string => grouped(units, decimals, 0);
  const cash = `${tokens(vaultCash)} · insurance ${tokens(insurance)} · claims ${tokens(pullClaims)} · escrow ${tokens(escrow)}`;
  const profit = `traders' open PnL ${signedUsd(traderPnl)}, realised ${usd(quotePlus)}`;
  return [
    `  Vault cash ${cash}`,
    `  NAV ${usd(nav)} · ${profit} · rho ${grouped(rho, 18, 4)}`,
    "  Principal",
    ...buckets.assets.map((asset, index) => {
      const amount = (units: bigint): string => grouped(units, asset.decimals, index === 0 ? 0 : 2).padStart(12);
      const inventory = index === 0 ? "" : `${amount(asset.inventory)} in inventory`;
      return `    ${asset.symbol.padEnd(6)}${amount(asset.cross)} cross${amount(asset.isolated)} isolated${inventory}`;
    }),
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
