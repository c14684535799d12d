/**
 * Who may call what: every function of the pool and of the vault that can change state, by name. A function that is not here
 * fails the role matrix, so that nobody adds one without saying whose it is.
 *
 *   anyone      no right is needed; whose money or account it is follows from the caller
 *   owner       the owner of the account alone
 *   trader      the owner or an operator with a right that has not expired
 *   signature   anyone who brings the owner's signature
 *   vault       the backstop vault alone
 *   listing, parameters, guardian, admin    a role of the access manager, with its delay (B-6)
 *   authority   the access manager itself
 */
export type Caller =
  "anyone" | "owner" | "trader" | "signature" | "vault" | "listing" | "parameters" | "guardian" | "admin" | "authority";

export const POOL_CALLERS: Readonly<Record<string, Caller>> = {
  deposit: "anyone",
  depositWithPermit: "anyone",
  setOperator: "anyone",
  setOperatorBySignature: "signature",
  withdraw: "owner",
  convert: "owner",
  commitOrder: "trader",

  settleOrder: "anyone",
  expireOrder: "anyone",
  liquidate: "anyone",
  liquidateMany: "anyone",
  syncMarkets: "anyone",
  syncAll: "anyone",
  claimKeeperFees: "anyone",
  coverDebt: "anyone",
  buyInventory: "anyone",
  fundInsurance: "anyone",
  stepParameters: "anyone",
  multicall: "anyone",

  receiveVaultDeposit: "vault",
  admitVaultDeposit: "vault",
  reserveVaultRedemption: "vault",
  payVaultRedemption: "vault",

  listMarket: "listing",
  listAsset: "listing",
  changePool: "parameters",
  changeMarket: "parameters",
  changeAsset: "parameters",
  stopRamp: "guardian",
  bindVault: "admin",
  setAuthority: "authority",
};

/** The vault knows no roles: everybody deals with their own requests and shares. */
export const VAULT_CALLERS: Readonly<Record<string, Caller>> = {
  requestDeposit: "anyone",
  fulfilDeposits: "anyone",
  claimShares: "anyone",
  requestRedemption: "anyone",
  fulfilRedemptions: "anyone",
  claimAssets: "anyone",
  transfer: "anyone",
  transferFrom: "anyone",
  approve: "anyone",
};
