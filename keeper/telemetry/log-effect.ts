import type { Logger } from "pino";

import { short } from "../actions.js";
import type { Effect } from "../executor/read-receipt.js";
import { decimalText, usdText } from "../util/decimal-text.js";

const WAD_DECIMALS = 18;
const exact = (value: bigint): string => decimalText(value, WAD_DECIMALS);

/** How markets and amounts of the settlement asset are written. */
export interface Naming {
  readonly marketSymbol: (market: number) => string;
  readonly settlement: { readonly symbol: string; readonly decimals: number };
}

/** One line for one effect of a transaction. Values are exact in the fields, rounded in the sentence. */
export function logEffect(log: Logger, effect: Effect, hash: string, naming: Naming): void {
  if (effect.kind === "stepped") {
    const { stepsLeft } = effect;
    log.info({ event: "stepped", stepsLeft, tx: hash }, `Parameters went one step on; ${stepsLeft} steps are left`);
    return;
  }
  const { marketSymbol, settlement } = naming;
  if (effect.kind === "contested") {
    const market = marketSymbol(effect.market);
    const [print, accepted] = [exact(effect.print), exact(effect.accepted)];
    const text = `${market} is contested: ${usdText(effect.print)} against ${usdText(effect.accepted)}`;
    log.warn({ event: "contested", market, print, accepted, tx: hash }, text);
    return;
  }
  if (effect.kind === "uncontested") {
    const market = marketSymbol(effect.market);
    const text = `${market} stands at ${usdText(effect.price)}, no longer contested`;
    log.info({ event: "uncontested", market, price: exact(effect.price), tx: hash }, text);
    return;
  }
  const who = short(effect.account);
  const id = { account: "0x" + effect.account.toString(16).padStart(48, "0"), tx: hash };
  switch (effect.kind) {
    case "liquidated": {
      const { equity, margin, closedNotional, bondPaid } = effect;
      const tokens = (units: bigint): string => decimalText(units, settlement.decimals);
      const bond = bondPaid ? ", bond paid" : "";
      log.info(
        {
          event: "liquidated",
          ...id,
          class: effect.class,
          equity: exact(equity),
          margin: exact(margin),
          closedNotional: exact(closedNotional),
          insured: tokens(effect.insured),
          earned: tokens(effect.earned),
          bondPaid,
        },
        `Liquidated ${who} (${effect.class}): equity ${usdText(equity)}, margin ${usdText(margin)}, ` +
          `closed ${usdText(closedNotional)}, fee ${tokens(effect.insured + effect.earned)} ${settlement.symbol}${bond}`,
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
      const market = marketSymbol(effect.market);
      log.info(
        { event: "settled", ...id, market, size: exact(size), fillPrice: exact(fillPrice), fee: exact(fee) },
        `Settled the order of ${who}: ${exact(size)} units of ${market} at ${usdText(fillPrice)}, fee ${usdText(fee)}`,
      );
      return;
    }
    case "cancelled": {
      const { reason } = effect;
      const market = marketSymbol(effect.market);
      log.info({ event: "cancelled", ...id, market, reason }, `The order of ${who} in ${market} failed: ${reason}`);
      return;
    }
    case "expired": {
      const market = marketSymbol(effect.market);
      log.info({ event: "expired", ...id, market }, `The order of ${who} in ${market} expired`);
      return;
    }
    default:
      effect satisfies never;
  }
}
