import { setTimeout as sleep } from "node:timers/promises";

/** Something did not happen in the time that it had; the message says what. */
export class StalledError extends Error {}

const LOOK_MS = 20;

/** Looks until nothing is left. Gives up when `left` has not become smaller for `stallMs`. */
export async function patiently(
  look: () => Promise<number>,
  stallMs: number,
  complaint: (left: number) => string,
): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  let since = performance.now();
  for (;;) {
    const left = await look();
    if (left === 0) return;
    if (left < fewest) [fewest, since] = [left, performance.now()];
    else if (performance.now() - since > stallMs) {
      throw new StalledError(`${complaint(left)} and made no progress for ${Math.round(stallMs / 1000)} s`);
    }
    await sleep(LOOK_MS);
  }
}
