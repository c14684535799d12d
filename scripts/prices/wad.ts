/** A fixed-point number with 18 decimals: 1.0 is 10^18. */
export type Wad = bigint & { readonly unit: "wad" };

/** 1.0. */
export const WAD = wad(10n ** 18n);

const DECIMALS = 18;
/** Longer texts, and larger exponents, are no prices; refusing them keeps 10^exponent small. */
const LENGTH_MAX = 80;
const EXPONENT_MAX = 40;

/** A text that is no decimal number, or one that 18 decimals cannot hold exactly. */
export class DecimalError extends Error {}

/** Marks an integer that counts units of 10^-18. */
export function wad(units: bigint): Wad {
  return units as Wad;
}

/**
 * Reads a decimal text such as `7929.87`, `-0.5` or `4.1e-05`. No float is involved.
 * Digits beyond the 18th decimal are an error unless they are zero, or unless `excess` says to cut them off.
 */
export function parseWad(text: string, excess: "reject" | "truncate" = "reject"): Wad {
  const match = text.length > LENGTH_MAX ? null : /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (whole === "" && fraction === "") throw new DecimalError("is not a decimal number");
  if (Math.abs(Number(exponent)) > EXPONENT_MAX) throw new DecimalError("has too large an exponent");

  // value = digits * 10^(shift - 18)
  const digits = BigInt(whole + fraction);
  const shift = DECIMALS - fraction.length + Number(exponent);
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  if (excess === "reject" && digits % divisor !== 0n) throw new DecimalError(`has more than ${DECIMALS} decimals`);
  const size = shift < 0 ? digits / divisor : digits * 10n ** BigInt(shift);
  return wad(sign === "-" ? -size : size);
}

/** The exact decimal text, without an exponent and without trailing zeros: `7929.87`, `0.0001`, `-3`. */
export function formatWad(value: bigint): string {
  const size = value < 0n ? -value : value;
  const whole = size / WAD;
  const fraction = (size % WAD).toString().padStart(DECIMALS, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
