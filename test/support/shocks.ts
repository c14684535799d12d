import { judgeAt, type Judgement } from "../../keeper/mirror/liquidation-logic.js";
import { poolNow } from "../../keeper/mirror/pool-now.js";
import type { AccountState, Moment, PoolState } from "../../keeper/mirror/state.js";
import type { World } from "./deploy-pool.js";
import { bothSay } from "./mirror-state.js";
import type { Random } from "./random.js";

/** What all feeds will say: the same answers moved, published at one time, except those that stay silent. */
export interface Shock {
  /** By market; undefined: silent. */
  readonly answers: readonly (bigint | undefined)[];
  /** Seconds that pass before. */
  readonly wait: number;
  /** Seconds of silence afterwards. */
  readonly silence?: number;
}

/** Which state of an account is looked for. */
export type Wanted = "Healthy" | "Solvent" | "Thin" | "Dust" | "Insolvent";

const DIRECTIONS = 40;
const STRIDES = 60;
const HALVINGS = 24;

/**
 * Looks for prices at which an account is what is wanted: along random directions, as the mirror sees them. Only steers the
 * test; whether the mirror is right is for the chain to say.
 */
export function findShock(
  state: PoolState,
  account: AccountState,
  moment: Moment,
  wanted: Wanted,
  random: Random,
  silent: readonly number[] = [],
): Shock | undefined {
  const wait = silent.length > 0 ? 3700 : 5;
  const now = moment.now + BigInt(wait);
  for (let attempt = 0; attempt < DIRECTIONS; attempt++) {
    const direction = state.markets.map(() => BigInt(random.between(-100, 100)));
    const shockAt = (distance: bigint): Shock => {
      const answers = moment.observations.map((observation, market) => {
        if (silent.includes(market)) return undefined;
        const moved = (observation!.primary!.answer * (1_000_000n + direction[market]! * distance)) / 1_000_000n;
        return moved > 0n ? moved : 1n;
      });
      return { answers, wait };
    };
    const judgedAt = (distance: bigint): Judgement => {
      const observations = shockAt(distance).answers.map((answer, market) => {
        return answer === undefined ? moment.observations[market] : bothSay(answer, now);
      });
      return judgeAt(account, poolNow(state, { now, observations, sequencerDown: false }));
    };
    for (let stride = 1n; stride <= STRIDES; stride++) {
      const far = stride * 160n;
      const judged = judgedAt(far);
      if (wanted !== "Thin" && judged.class === wanted) return shockAt(far);
      if (wanted === "Thin" && judged.equity < 0n) {
        const edge = lastSolvent(judgedAt, far - 160n, far);
        if (edge !== undefined) return shockAt(edge);
        break;
      }
    }
  }
  return undefined;
}

/** The furthest distance at which equity is not yet negative, in millionths of a per cent of the direction. */
function lastSolvent(judgedAt: (distance: bigint) => Judgement, near: bigint, far: bigint): bigint | undefined {
  let [low, high] = [near, far];
  for (let i = 0; i < HALVINGS && high - low > 1n; i++) {
    const middle = (low + high) / 2n;
    if (judgedAt(middle).equity >= 0n) low = middle;
    else high = middle;
  }
  return judgedAt(low).class === "Solvent" ? low : undefined;
}

/** Lets a shock happen. */
export async function happens(world: World, { answers, wait, silence = 0 }: Shock): Promise<void> {
  if (wait > 0) await world.passes(wait);
  for (const [market, answer] of answers.entries()) {
    if (answer !== undefined) await world.feeds[market]!.aggregator.push(answer);
  }
  if (silence > 0) await world.passes(silence);
}
