/** A fixed-point number as exact decimal text: 1500000 with 6 decimals is "1.5". */
export function decimalText(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return (value < 0n ? "-" : "") + (fraction === "" ? whole : `${whole}.${fraction}`);
}

/** USD WAD for people: thousands separated, cents cut off. */
export function usdText(value: bigint): string {
  const cents = (value < 0n ? -value : value) / 10n ** 16n;
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0n ? "-" : ""}$${whole}.${(cents % 100n).toString().padStart(2, "0")}`;
}
