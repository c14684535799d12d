import { parseWad } from "../prices/wad.js";
import type { Transaction } from "./chain.js";
import type { EventLog } from "./event-log.js";
import type { Participant } from "./participant.js";
import type { PlannedOrder } from "./population.js";
import type { Stage } from "./stage.js";
import { patiently } from "./patience.js";
import { unitPrice } from "./pool-parameters.js";

/** Orders that wait for the keeper at one time: few enough to be settled before they expire. */
const WAVE = 150;
/** Worst fill that an order accepts, per cent from the price at its commitment. */
const LIMIT_PERCENT = 5n;
/** Without one more order settled or cancelled for so long, the keeper is not working. */
const STALL_MS = 60_000;

/** Gives the owners their tokens and puts the planned collateral into their accounts. */
export async function depositCollateral(stage: Stage, participants: readonly Participant[]): Promise<void> {
  const { chain, pool, manifest } = stage;
  const needs = new Map<string, { owner: string; asset: number; amount: bigint }>();
  for (const { owner, plan } of participants) {
    for (const { asset, amount } of plan.deposits) {
      const key = `${owner}/${asset}`;
      needs.set(key, { owner, asset, amount: (needs.get(key)?.amount ?? 0n) + amount });
    }
  }
  await chain.mine([...needs.values()].map(({ owner, asset, amount }) => stage.mint(asset, owner, amount)));
  await chain.mine([...needs.values()].map(({ owner, asset }) => stage.approve(asset, owner, manifest.pool)));
  await chain.mine(
    participants.flatMap(({ plan, owner, account }) =>
      plan.deposits.map(({ asset, amount }): Transaction => {
        const data = pool.interface.encodeFunctionData("deposit", [account, asset, amount]);
        return { from: owner, to: manifest.pool, data };
      }),
    ),
  );
}

/**
 * Sends every planned order by the real two steps: the owner commits, a price is published after the delay, the keeper
 * settles at it. An account has one order pending at a time, so its next one goes out when all of a wave are done.
 */
export async function openPositions(
  stage: Stage,
  participants: readonly Participant[],
  events: EventLog,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const total = participants.reduce((sum, { plan }) => sum + plan.orders.length, 0);
  const rounds = Math.max(...participants.map(({ plan }) => plan.orders.length));
  let sent = 0;
  for (let round = 0; round < rounds; round++) {
    const ready = participants.filter(({ plan }) => round < plan.orders.length);
    for (let start = 0; start < ready.length; start += WAVE) {
      const wave = ready.slice(start, start + WAVE);
      await stage.chain.mine(
        wave.map((participant) => commitment(stage, participant, participant.plan.orders[round]!)),
      );
      sent += wave.length;
      const { timestamp } = await stage.chain.head();
      await stage.publishes(timestamp + stage.parameters.pool.minDelay + 1, stage.listingPrices);
      const done = async (): Promise<number> => {
        await events.read();
        onProgress(events.ordersDone, total);
        return sent - events.ordersDone;
      };
      await patiently(done, STALL_MS, (left) => `The keeper left ${left} of ${sent} orders unsettled`);
    }
  }
}

function commitment(stage: Stage, { account, owner }: Participant, { market, size }: PlannedOrder): Transaction {
  const { initialPrice, unitExponent } = stage.parameters.markets[market]!;
  const percent = size > 0n ? 100n + LIMIT_PERCENT : 100n - LIMIT_PERCENT;
  const limit = (unitPrice(parseWad(initialPrice), unitExponent) * percent) / 100n;
  const data = stage.pool.interface.encodeFunctionData("commitOrder", [account, market, size, limit]);
  return { from: owner, to: stage.manifest.pool, data };
}
