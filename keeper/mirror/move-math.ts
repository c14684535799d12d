import { mulDivDown, mulDivUp, WAD } from "./fixed-point-math.js";
import { MOVE_SPENT_MAX } from "./market-word.js";

// Twin of contracts/math/MoveMath.sol: how far a price may move on the word of one source (B-2).

/** Units in a full allowance: refill·⌊1023/refill⌋. */
export function capacity(refill: bigint): bigint {
  return refill * (MOVE_SPENT_MAX / refill);
}

/** Units that are still spent after `elapsed` seconds. */
export function spentAfter(spent: bigint, refill: bigint, elapsed: bigint): bigint {
  const back = elapsed * (MOVE_SPENT_MAX / refill);
  return spent > back ? spent - back : 0n;
}

/** Units that a move costs: |to − from| / from, over the largest move, of a full allowance. Up. */
export function moveCost(from: bigint, to: bigint, largest: bigint, full: bigint): bigint {
  return mulDivUp(distance(from, to), full * WAD, from * largest);
}

/** Whether two prices differ by at most a share (WAD) of the first. */
export function within(first: bigint, second: bigint, share: bigint): boolean {
  return distance(first, second) <= mulDivDown(first, share, WAD);
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}
