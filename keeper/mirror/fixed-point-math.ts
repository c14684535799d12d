import { INT256_MAX, int256, uint256 } from "./solidity-range.js";

// Twin of contracts/math/FixedPointMath.sol. Down and Up act on magnitudes of unsigned numbers; Floor rounds toward −∞
// and Ceil toward +∞ on signed ones. Arguments are in the range of the Solidity types.

export const WAD = 10n ** 18n;
export const RAY = 10n ** 27n;

export function mulDivDown(a: bigint, b: bigint, d: bigint): bigint {
  return uint256((a * b) / d);
}

export function mulDivUp(a: bigint, b: bigint, d: bigint): bigint {
  const product = a * b;
  const quotient = product / d;
  return uint256(quotient * d === product ? quotient : quotient + 1n);
}

/** a·b/d toward −∞. */
export function mulDivFloor(a: bigint, b: bigint, d: bigint): bigint {
  const negative = a < 0n !== b < 0n;
  const magnitude = negative ? mulDivUp(abs(a), abs(b), d) : mulDivDown(abs(a), abs(b), d);
  return negative ? negateUnsigned(magnitude) : toInt(magnitude);
}

/** a·b/d toward +∞. */
export function mulDivCeil(a: bigint, b: bigint, d: bigint): bigint {
  const negative = a < 0n !== b < 0n;
  const magnitude = negative ? mulDivDown(abs(a), abs(b), d) : mulDivUp(abs(a), abs(b), d);
  return negative ? negateUnsigned(magnitude) : toInt(magnitude);
}

export function divUp(a: bigint, d: bigint): bigint {
  return a === 0n ? 0n : (a - 1n) / d + 1n;
}

/** √a, up. A double gives the first 50 bits; two Newton steps and a correction make it exact. */
export function sqrtUp(a: bigint): bigint {
  if (a === 0n) return 0n;
  let root = BigInt(Math.floor(Math.sqrt(Number(a))));
  root = (root + a / root) / 2n;
  root = (root + a / root) / 2n;
  while (root * root < a) root += 1n;
  while ((root - 1n) * (root - 1n) >= a) root -= 1n;
  return root;
}

export function abs(a: bigint): bigint {
  return a < 0n ? -a : a;
}

/** −a for an unsigned a; reverts beyond 2^255 − 1. Solidity overloads `negate` by type. */
export function negateUnsigned(a: bigint): bigint {
  return -toInt(a);
}

/** −a, checked. */
export function negate(a: bigint): bigint {
  return int256(-a);
}

/** An unsigned a as a signed number, checked. */
export function toInt(a: bigint): bigint {
  if (a > INT256_MAX) throw new RangeError(`${a} does not fit an int256`);
  return a;
}

/** max(a, 0). */
export function positive(a: bigint): bigint {
  return a > 0n ? a : 0n;
}

/** max(−a, 0). */
export function shortfall(a: bigint): bigint {
  return a < 0n ? -a : 0n;
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function clamp(a: bigint, low: bigint, high: bigint): bigint {
  return a < low ? low : a > high ? high : a;
}
