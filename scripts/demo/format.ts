const WAD = 10n ** 18n;

/** 1,234,567 of a WAD amount in USD, to the nearest dollar; cents below a hundred dollars. */
export function usd(value: bigint): string {
  const size = value < 0n ? -value : value;
  return grouped(value, 18, size < 100n * WAD && size !== 0n ? 2 : 0);
}

/** An amount with a sign, for what was won or lost. */
export function signedUsd(value: bigint): string {
  return value > 0n ? `+${usd(value)}` : usd(value);
}

/** The exact amount as decimal text: nothing is rounded. */
export function exact(value: bigint, decimals = 18): string {
  const size = value < 0n ? -value : value;
  const unit = 10n ** BigInt(decimals);
  const fraction = (size % unit).toString().padStart(decimals, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / unit}${fraction === "" ? "" : `.${fraction}`}`;
}

/** An amount of `decimals`, rounded half away from zero to `digits`, with thousands set apart. */
export function grouped(value: bigint, decimals: number, digits: number): string {
  const size = value < 0n ? -value : value;
  const unit = 10n ** BigInt(decimals - digits);
  const rounded = ((size + unit / 2n) / unit).toString().padStart(digits + 1, "0");
  const whole = rounded.slice(0, rounded.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
  const isZero = /^0+$/.test(rounded);
  return `${value < 0n && !isZero ? "-" : ""}${whole}${digits === 0 ? "" : `.${rounded.slice(-digits)}`}`;
}

/** A price in five significant digits at least. */
export function price(value: bigint): string {
  const whole = value / WAD;
  if (whole >= 1000n) return grouped(value, 18, 0);
  if (whole >= 10n) return grouped(value, 18, 2);
  return grouped(value, 18, value >= WAD / 10n ? 4 : 8);
}

/** +3.2 % or -41.0 %. */
export function change(now: bigint, before: bigint): string {
  const percent = (Number(now) / Number(before) - 1) * 100;
  return `${percent >= 0 ? "+" : ""}${percent.toFixed(1)} %`;
}

/** 2020-03-12 14:25. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}

/** 1.043, or ∞ where nothing is required. */
export function healthText(health: number | undefined): string {
  if (health === undefined) return "∞";
  return health < -99 ? "< -99" : health.toFixed(3);
}

/** "1 account", "2 accounts". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
