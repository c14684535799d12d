import type { AccountId } from "./util/account-id.js";

/** Everything the keeper can do on chain. */
export type Action =
  | { readonly kind: "liquidate"; readonly accounts: readonly AccountId[] }
  | { readonly kind: "settle-order"; readonly account: AccountId; readonly proof: string }
  | { readonly kind: "expire-order"; readonly account: AccountId };

/** What an action does for an account: each account has at most one liquidation and one order. */
export type Purpose = "liquidation" | "order";

export function purposeOf(action: Action): Purpose {
  return action.kind === "liquidate" ? "liquidation" : "order";
}

/** The accounts that an action is for. */
export function accountsOf(action: Action): readonly AccountId[] {
  return action.kind === "liquidate" ? action.accounts : [action.account];
}

/** One line for people. */
export function describe(action: Action): string {
  switch (action.kind) {
    case "liquidate":
      return `liquidate ${action.accounts.map(short).join(", ")}`;
    case "settle-order":
      return `settle the order of ${short(action.account)}`;
    case "expire-order":
      return `expire the order of ${short(action.account)}`;
    default:
      return action satisfies never;
  }
}

/** An account id shortened for people. */
export function short(account: AccountId): string {
  const hex = account.toString(16).padStart(48, "0");
  return `0x${hex.slice(0, 6)}…${hex.slice(36, 40)}/${hex.slice(40)}`;
}
