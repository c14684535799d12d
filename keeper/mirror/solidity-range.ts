// Where the contracts' checked arithmetic reverts, the mirror throws a RangeError; so does bigint division by zero.

export const UINT256_MAX = 2n ** 256n - 1n;
export const INT256_MAX = 2n ** 255n - 1n;
export const INT256_MIN = -(2n ** 255n);

/** A result that the contracts hold in a uint256. */
export function uint256(value: bigint): bigint {
  if (value < 0n || value > UINT256_MAX) throw new RangeError(`${value} does not fit a uint256`);
  return value;
}

/** A result that the contracts hold in an int256. */
export function int256(value: bigint): bigint {
  if (value < INT256_MIN || value > INT256_MAX) throw new RangeError(`${value} does not fit an int256`);
  return value;
}
