// Twin of contracts/types/RiskTerms.sol: sums over an account's factors, USD WAD. They are accumulators: `add` and
// `remove` of margin-math.ts change them in place, as the contracts do in memory.

export const CORRELATION_CLASSES = 8;

/** The margin side (M-1). */
export interface MarginTerms {
  /** Σ m_i·|n_i| + Σ hc_j·C_j */
  gross: bigint;
  /** A = Σ y_f⁺ */
  longSum: bigint;
  /** B = Σ y_f⁻ */
  shortSum: bigint;
  /** Σ y_f⁺ by correlation class. */
  readonly longs: bigint[];
  /** Σ y_f⁻ by correlation class. */
  readonly shorts: bigint[];
}

/** The equity side (M-3, M-5). */
export interface EquityTerms {
  /** At mark, asset 0 included. */
  collateral: bigint;
  /** Junior profit, or minus the debt. */
  quote: bigint;
  /** Σ PnL of all positions, funding included. */
  pnl: bigint;
  /** Σ PnL⁻ + Σ w_m·PnL⁺ */
  pnlInitial: bigint;
  /** Σ exposure·min(s, cap·age) over factors without a valid price. */
  staleAllowance: bigint;
}

export function emptyMarginTerms(): MarginTerms {
  return {
    gross: 0n,
    longSum: 0n,
    shortSum: 0n,
    longs: Array<bigint>(CORRELATION_CLASSES).fill(0n),
    shorts: Array<bigint>(CORRELATION_CLASSES).fill(0n),
  };
}
