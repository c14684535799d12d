import { crossAccount, isolatedAccount, type AccountId } from "../../keeper/util/account-id.js";
import type { NetworkParameters } from "../deployment/parameters.js";
import type { PlannedAccount } from "./population.js";

/** A planned account with its identity on chain. */
export interface Participant {
  readonly plan: PlannedAccount;
  readonly owner: string;
  readonly account: AccountId;
  /** #017 cross pair, long BTCUSDT, short SOLUSDT. */
  readonly label: string;
}

/** Spreads accounts over owners; an owner's accounts are told apart by their index. */
export function participantsOf(
  plans: readonly PlannedAccount[],
  owners: readonly string[],
  parameters: NetworkParameters,
): Participant[] {
  return plans.map((plan) => {
    const owner = owners[(plan.number - 1) % owners.length]!;
    const index = Math.floor((plan.number - 1) / owners.length);
    const account =
      plan.isolatedMarket === undefined
        ? crossAccount(owner, index)
        : isolatedAccount(owner, plan.isolatedMarket, index);
    return { plan, owner, account, label: labelOf(plan, parameters) };
  });
}

function labelOf({ number, style, isolatedMarket, orders }: PlannedAccount, { markets }: NetworkParameters): string {
  const name = `#${String(number).padStart(3, "0")} ${isolatedMarket === undefined ? "cross" : "isolated"} ${style}`;
  const symbols = orders.map(({ market, size }) => `${size > 0n ? "+" : "-"}${markets[market]!.symbol}`);
  return `${name} ${symbols.join(" ")}`.trimEnd();
}
