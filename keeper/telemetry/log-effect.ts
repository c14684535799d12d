import type { Logger } from "pino";

import { short } from "../actions.js";
import type { Effect } from "../executor/read-receipt.js";
import { decimalText, usdText } from "../util/decimal-text.js";

const WAD_DECIMALS = 18;
const exact = (value: bigint): string => decimalText(value, WAD_DECIMALS);

/** One line for one effect of a transaction. Values are exact in the fields, rounded in the sentence. */
export function logEffect(log: Logger, effect: Effect, hash: string, symbolOf: (market: number) => string): void {
  const who = short(effect.account);
  const id = { account: "0x" + effect.account.toString(16).padStart(48, "0"), tx: hash };
  switch (effect.kind) {
    case "liquidated": {
      const { equity, margin, closedNotional, insuranceFee, executorFee, bondPaid } = effect;
      const fee = insuranceFee + executorFee;
      const bond = bondPaid ? ", bond paid" : "";
      log.info(
        {
          event: "liquidated",
          ...id,
          class: effect.class,
          equity: exact(equity),
          margin: exact(margin),
          closedNotional: exact(closedNotional),
          insuranceFee: exact(insuranceFee),
          executorFee: exact(executorFee),
          bondPaid,
        },
        `Liquidated ${who} (${effect.class}): equity ${usdText(equity)}, margin ${usdText(margin)}, ` +
          `closed ${usdText(closedNotional)}, fee ${usdText(fee)}${bond}`,
      );
      return;
    }
    case "skipped":
      log.info({ event: "skipped", ...id, reason: effect.reason }, `The pool skipped ${who}: ${effect.reason}`);
      return;
    case "written-off": {
      const { debt, fromInsurance } = effect;
      log.warn(
        { event: "written-off", ...id, debt: exact(debt), fromInsurance: exact(fromInsurance) },
        `Bad debt of ${who}: ${usdText(debt)} written off, ${usdText(fromInsurance)} of it from insurance`,
      );
      return;
    }
    case "settled": {
      const { size, fillPrice, fee } = effect;
      const market = symbolOf(effect.market);
      log.info(
        { event: "settled", ...id, market, size: exact(size), fillPrice: exact(fillPrice), fee: exact(fee) },
        `Settled the order of ${who}: ${exact(size)} ${market} at ${usdText(fillPrice)}, fee ${usdText(fee)}`,
      );
      return;
    }
    case "cancelled": {
      const { reason } = effect;
      const market = symbolOf(effect.market);
      log.info({ event: "cancelled", ...id, market, reason }, `The order of ${who} in ${market} failed: ${reason}`);
      return;
    }
    case "expired": {
      const market = symbolOf(effect.market);
      log.info({ event: "expired", ...id, market }, `The order of ${who} in ${market} expired`);
      return;
    }
    default:
      effect satisfies never;
  }
}
