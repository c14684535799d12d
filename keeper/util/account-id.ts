/** Bit of the sub-account that makes an account isolated. */
const ISOLATED_BIT = 1n << 31n;

/** Identity of an account: owner (160 bits) ‖ sub-account (32 bits). */
export type AccountId = bigint & { readonly brand?: "AccountId" };

/** A cross account of `owner`. `index` (0…65535) tells an owner's accounts apart. */
export function crossAccount(owner: string, index = 0): AccountId {
  return (BigInt(owner) << 32n) | BigInt(index & 0xffff);
}

/** An isolated account of `owner` for one market. */
export function isolatedAccount(owner: string, market: number, index = 0): AccountId {
  return (BigInt(owner) << 32n) | ISOLATED_BIT | (BigInt(market) << 16n) | BigInt(index & 0xffff);
}

export function isIsolated(account: AccountId): boolean {
  return (account & ISOLATED_BIT) !== 0n;
}

/** Market of an isolated account. */
export function isolatedMarket(account: AccountId): number {
  return Number((account >> 16n) & 0xffn);
}
