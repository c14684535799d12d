import { isIsolated, type AccountId } from "../util/account-id.js";
import { value } from "./collateral-math.js";
import { abs, max, mulDivDown, mulDivUp, negateUnsigned, shortfall, toInt, WAD } from "./fixed-point-math.js";
import { debtOf } from "./loss-math.js";
import * as marginMath from "./margin-math.js";
import type { MarketNow, Sides } from "./market-logic.js";
import { PRICE_AGE_MAX, PRICE_AGE_UNIT, priceIndex } from "./market-word.js";
import { hasPositions, type Factor, type Portfolio } from "./portfolio.js";
import { isFresh } from "./price-logic.js";
import { notionalUp, profit as legProfit } from "./pricing-math.js";
import { emptyMarginTerms, type EquityTerms, type MarginTerms } from "./risk-terms.js";
import { int256, uint256 } from "./solidity-range.js";
import type { AccountState, AssetParameters, MarketParameters, PoolState } from "./state.js";

// Twin of contracts/risk/RiskLogic.sol: the health of one account at one set of prices.

/** Which of the two margins is asked for. */
export type MarginKind = "maintenance" | "initial";

/** `lambda` is stored in 1e-9. */
const LAMBDA_UNIT = 10n ** 9n;

/** USD WAD of one unit of asset 0. */
export function settlementScale(state: PoolState): bigint {
  return 10n ** (18n - state.assets[0]!.decimals);
}

/** An account's quote in USD WAD: profit as it is, debt with the interest of an accrued pool, rounded up (LedgerLogic.quoteOf). */
export function quoteOf(state: PoolState, rawQuote: bigint): bigint {
  return rawQuote >= 0n ? rawQuote : negateUnsigned(debtOf(abs(rawQuote), state.debtIndex));
}

/** Loads an account with every factor it has a position or collateral in, ascending by market. */
export function load(
  state: PoolState,
  account: AccountState,
  markets: readonly MarketNow[],
  extraMarkets: readonly number[] = [],
): Portfolio {
  const assets = new Map<number, number>(); // by the market that prices them
  for (const asset of account.balances.keys()) assets.set(state.assets[asset]!.priceMarket, asset);
  const ids = new Set([...account.positions.keys(), ...assets.keys(), ...extraMarkets]);
  return {
    id: account.id,
    quote: quoteOf(state, account.quote),
    settlement: uint256(account.settlement * settlementScale(state)),
    factors: [...ids]
      .sort((a, b) => a - b)
      .map((market) => loadFactor(state, account, market, markets[market]!, assets.get(market) ?? 0)),
  };
}

function loadFactor(
  state: PoolState,
  account: AccountState,
  market: number,
  { word, valid }: MarketNow,
  asset: number,
): Factor {
  const { size, cost } = account.positions.get(market) ?? { size: 0n, cost: 0n };
  const amount = asset === 0 ? 0n : account.balances.get(asset)!;
  const { decimals } = state.assets[asset]!;
  const collateral = asset === 0 ? 0n : value(amount, word.price, decimals, state.markets[market]!.unitExponent);
  return { market, hot: word, valid, size, cost, asset, amount, collateral };
}

/** A factor's weighted net notional and gross if its position were `size` (M-1). */
export function marginOf(state: PoolState, factor: Factor, size: bigint, kind: MarginKind): marginMath.FactorMargin {
  const parameters = state.markets[factor.market]!;
  const base = kind === "initial" ? initialBase(parameters, factor) : parameters.maintenanceFraction;
  const weight = marginMath.legWeight(base, parameters.sizeSlope, size, parameters.skewScale);
  const notional = notionalUp(size, factor.hot.price);
  return marginMath.factor(
    size < 0n ? negateUnsigned(notional) : toInt(notional),
    weight,
    factor.collateral,
    factor.asset === 0 ? 0n : haircutOf(state.assets[factor.asset]!, factor, kind),
  );
}

/** m0 of the initial margin; it grows with the market's open interest (P-5). */
function initialBase(parameters: MarketParameters, { openInterest = 0n }: Factor): bigint {
  const { initialFraction, openInterestSlope, maxOpenInterest } = parameters;
  return marginMath.initialBase(initialFraction, openInterestSlope, openInterest, maxOpenInterest);
}

/** hc; in the initial margin it grows with how much of the most that one account may hold it does hold (C-1). */
function haircutOf(asset: AssetParameters, { amount }: Factor, kind: MarginKind): bigint {
  if (kind === "maintenance") return asset.haircut;
  return marginMath.legWeight(asset.haircut, asset.concentration, toInt(amount), asset.accountCap);
}

/**
 * What a factor without a valid price may be wrong by, USD WAD; zero for a valid one. It grows with the age of the
 * price; a price that is young but contested may be wrong by all of it at once.
 */
export function staleAllowanceOf(state: PoolState, factor: Factor): bigint {
  if (factor.valid) return 0n;
  const parameters = state.markets[factor.market]!;
  const age = isFresh(parameters, factor.hot) ? PRICE_AGE_MAX : factor.hot.priceAge;
  return marginMath.staleAllowance(
    uint256(mulDivDown(abs(factor.size), factor.hot.price, WAD) + factor.collateral),
    parameters.staleShock,
    parameters.staleGrowth,
    age * PRICE_AGE_UNIT,
  );
}

/** Sums of the margin side over all factors. */
export function marginTerms(state: PoolState, portfolio: Portfolio, kind: MarginKind): MarginTerms {
  const terms = emptyMarginTerms();
  for (const factor of portfolio.factors) {
    const { correlationClass } = state.markets[factor.market]!;
    marginMath.add(terms, correlationClass, marginOf(state, factor, factor.size, kind));
  }
  return terms;
}

/** p = quote + Σ PnL, funding included (M-3). USD WAD. */
export function profit(portfolio: Portfolio): bigint {
  return portfolio.factors.reduce((sum, { size, cost, hot }) => {
    return size === 0n ? sum : int256(sum + legProfit(size, cost, priceIndex(hot)));
  }, portfolio.quote);
}

/** Sums of the equity side over all factors. */
export function equityTerms(state: PoolState, portfolio: Portfolio): EquityTerms {
  const terms: EquityTerms = {
    collateral: portfolio.settlement,
    quote: portfolio.quote,
    pnl: 0n,
    pnlInitial: 0n,
    staleAllowance: 0n,
  };
  for (const factor of portfolio.factors) {
    terms.collateral = uint256(terms.collateral + factor.collateral);
    terms.staleAllowance = uint256(terms.staleAllowance + staleAllowanceOf(state, factor));
    if (factor.size === 0n) continue;
    const gained = legProfit(factor.size, factor.cost, priceIndex(factor.hot));
    const { profitWeight } = state.markets[factor.market]!;
    terms.pnl = int256(terms.pnl + gained);
    terms.pnlInitial = int256(terms.pnlInitial + marginMath.initialProfit(gained, profitWeight));
  }
  return terms;
}

/** Margin of an account from its sums. `debt` is what is left after asset 0 has been swept, USD WAD. */
export function margin(state: PoolState, id: AccountId, terms: MarginTerms, debt: bigint): bigint {
  const { correlationPct, kappa, lambdaSlope, debtHaircut } = state.parameters;
  return marginMath.margin(
    terms,
    isIsolated(id),
    correlationPct,
    kappa,
    state.lambda * LAMBDA_UNIT,
    lambdaSlope,
    mulDivUp(debt, debtHaircut, WAD),
  );
}

/** E: a price that is no longer valid counts in the account's favour (M-3, Q-4). */
export function equity(terms: EquityTerms, rho: bigint): bigint {
  const known = marginMath.equity(terms.collateral, int256(terms.quote + terms.pnl), rho);
  return int256(known + toInt(terms.staleAllowance));
}

/** E_init: a price that is no longer valid counts against the account (M-5, Q-4). */
export function initialEquity(terms: EquityTerms): bigint {
  const known = marginMath.initialEquity(terms.collateral, terms.quote, terms.pnlInitial);
  return int256(known - toInt(terms.staleAllowance));
}

export interface Health {
  readonly equity: bigint;
  readonly margin: bigint;
}

/** Equity and margin of a loaded account; margin 0 when it has neither position nor debt (M-4). */
export function health(state: PoolState, portfolio: Portfolio, rho: bigint): Health {
  const equity_ = equity(equityTerms(state, portfolio), rho);
  if (!hasPositions(portfolio) && portfolio.quote >= 0n) return { equity: equity_, margin: 0n };
  const terms = marginTerms(state, portfolio, "maintenance");
  return { equity: equity_, margin: margin(state, portfolio.id, terms, shortfall(portfolio.quote)) };
}

/** Sides count only where the initial margin depends on them (P-5). */
function withOpenInterest(state: PoolState, portfolio: Portfolio, sides: readonly Sides[]): Portfolio {
  const factors = portfolio.factors.map((factor) => {
    if (factor.size === 0n || state.markets[factor.market]!.openInterestSlope === 0n) return factor;
    const { long, short } = sides[factor.market]!;
    return { ...factor, openInterest: max(long.size, short.size) };
  });
  return { ...portfolio, factors };
}

/** What E_init must reach: max(M_init, ratio·M) (M-5). */
export function initialRequirement(state: PoolState, portfolio: Portfolio, sides: readonly Sides[]): bigint {
  const debt = shortfall(portfolio.quote);
  const terms = marginTerms(state, withOpenInterest(state, portfolio, sides), "initial");
  const initial = margin(state, portfolio.id, terms, debt);
  const maintenance = margin(state, portfolio.id, marginTerms(state, portfolio, "maintenance"), debt);
  return max(initial, mulDivUp(maintenance, state.parameters.initialRatio, WAD));
}
