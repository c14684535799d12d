import { mulDivDown, mulDivUp, toInt } from "./fixed-point-math.js";
import { int256 } from "./solidity-range.js";

// Twin of contracts/math/CollateralMath.sol.

/** 10^78 is beyond 256 bits. */
const LARGEST_POWER = 77n;

/** amount·P / 10^(decimals + unitExponent), USD WAD, down. */
export function value(amount: bigint, price: bigint, decimals: bigint, unitExponent: bigint): bigint {
  return mulDivDown(amount, price, unitsPerContract(decimals, unitExponent));
}

/** The same, up: what somebody pays for the amount. */
export function valueUp(amount: bigint, price: bigint, decimals: bigint, unitExponent: bigint): bigint {
  return mulDivUp(amount, price, unitsPerContract(decimals, unitExponent));
}

/** The token's own units in a contract unit. */
function unitsPerContract(decimals: bigint, unitExponent: bigint): bigint {
  const power = int256(toInt(decimals) + unitExponent);
  if (power < 0n || power > LARGEST_POWER) throw new RangeError(`10^${power} does not fit a uint256`);
  return 10n ** power;
}
