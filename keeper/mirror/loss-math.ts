import { abs, min, mulDivDown, mulDivUp, RAY, toInt, WAD } from "./fixed-point-math.js";
import { int256, uint256 } from "./solidity-range.js";

// Twin of contracts/math/LossMath.sol. All USD WAD.

/** NAV* = vaultCash + inventoryCredit + debt − Σquote⁺ − ΣU (U-4 without the skew premium, W-5). */
export function netAssets(
  cash: bigint,
  inventoryCredit: bigint,
  debt: bigint,
  quotePlus: bigint,
  traderPnl: bigint,
): bigint {
  const assets = toInt(uint256(uint256(cash + inventoryCredit) + debt));
  return int256(int256(assets - toInt(quotePlus)) - traderPnl);
}

/** ρ = clamp(1 + (NAV* − floor)/J, 0, 1), down; 1 when there is no junior profit (W-5). */
export function rho(netAssets_: bigint, floor: bigint, junior: bigint): bigint {
  const surplus = int256(netAssets_ - toInt(floor));
  if (surplus >= 0n || junior === 0n) return WAD;
  const missing = abs(surplus);
  return missing >= junior ? 0n : uint256(WAD - mulDivUp(missing, WAD, junior));
}

const YEAR = 365n * 86_400n;

/** Debt index after `elapsed` seconds at a yearly rate: index + RAY·rate·elapsed / year, up (C-3). */
export function debtIndexAfter(index: bigint, rate: bigint, elapsed: bigint): bigint {
  return uint256(index + mulDivUp(uint256(RAY * rate), elapsed, YEAR * WAD));
}

/** Whether all debt together is more than a quarter of the vault's cash and debt (C-3). USD WAD. */
export function exceedsDebtShare(debt: bigint, cash: bigint): boolean {
  return uint256(4n * debt) > uint256(cash + debt);
}

/** What of all debt is above that share: debt − cash/3, up (C-3). USD WAD. */
export function debtAboveShare(debt: bigint, cash: bigint): bigint {
  const allowed = cash / 3n;
  return debt > allowed ? debt - allowed : 0n;
}

/** Debt in USD of a scaled debt, up. */
export function debtOf(scaled: bigint, index: bigint): bigint {
  return index === RAY ? scaled : mulDivUp(scaled, index, RAY);
}

/** Scaled debt of a debt in USD, up. */
export function scaledDebt(usd: bigint, index: bigint): bigint {
  return index === RAY ? usd : mulDivUp(usd, RAY, index);
}

export interface Conversion {
  /** c in units of asset 0, down. */
  readonly units: bigint;
  /** c/ρ in USD WAD, up, never more than the profit. */
  readonly burnt: bigint;
}

/** Profit x becomes c = min(ρ·x, cash) of principal and c/ρ of the claim is burnt (U-3). */
export function convert(profit: bigint, rho_: bigint, cash: bigint, scale: bigint): Conversion {
  if (rho_ === 0n) return { units: 0n, burnt: 0n };
  const units = min(mulDivDown(profit, rho_, WAD) / scale, cash);
  return { units, burnt: min(mulDivUp(uint256(units * scale), WAD, rho_), profit) };
}
