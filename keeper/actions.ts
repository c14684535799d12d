import type { AccountId } from "./util/account-id.js";

/** Everything the keeper can do on chain. */
export type Action =
  | { readonly kind: "liquidate"; readonly accounts: readonly AccountId[] }
  | { readonly kind: "settle-order"; readonly account: AccountId; readonly proof: string }
  | { readonly kind: "expire-order"; readonly account: AccountId }
  /** Puts on record that a contest of prices has begun, or is over. */
  | { readonly kind: "sync-markets"; readonly markets: readonly number[] }
  /** The next step of a ramp of parameters. */
  | { readonly kind: "step-parameters" };

/** What an action does for an account: at most one liquidation and one order, and for the pool one sync and one ramp. */
export type Purpose = "liquidation" | "order" | "sync" | "ramp";

/** Stands for the pool itself where an action is for no account. Nobody owns the account of the zero address. */
export const WHOLE_POOL: AccountId = 0n;

export function purposeOf(action: Action): Purpose {
  if (action.kind === "step-parameters") return "ramp";
  if (action.kind === "sync-markets") return "sync";
  return action.kind === "liquidate" ? "liquidation" : "order";
}

/** The accounts that an action is for. */
export function accountsOf(action: Action): readonly AccountId[] {
  if (action.kind === "step-parameters" || action.kind === "sync-markets") return [WHOLE_POOL];
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
    case "sync-markets":
      return `sync the markets ${action.markets.join(", ")}`;
    case "step-parameters":
      return "take the next step of the parameters";
    default:
      return action satisfies never;
  }
}

/** An account id shortened for people. */
export function short(account: AccountId): string {
  const hex = account.toString(16).padStart(48, "0");
  return `0x${hex.slice(0, 6)}…${hex.slice(36, 40)}/${hex.slice(40)}`;
}
