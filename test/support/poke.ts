import type { World } from "./deploy-pool.js";

/** Times of syncs, in seconds after a start; the last is the horizon of all of them. */
export interface PokePattern {
  readonly name: string;
  readonly seconds: readonly number[];
}

export const HORIZON = 3600;

const every = (step: number, end: number) => Array.from({ length: Math.floor(end / step) }, (_, i) => (i + 1) * step);

/** Once, every minute, every second for five minutes, and at odd times. */
export const POKE_PATTERNS: readonly PokePattern[] = [
  { name: "once", seconds: [HORIZON] },
  { name: "every minute", seconds: every(60, HORIZON) },
  { name: "every second for five minutes, then once", seconds: [...every(1, 300), HORIZON] },
  { name: "at odd times", seconds: [1, 2, 17, 18, 97, 531, 532, 533, 1999, 3599, HORIZON] },
];

/** Syncs one market at the times of a pattern, after `start`, without the round trips of a contract object. */
export async function pokes(world: World, market: number, start: number, { seconds }: PokePattern): Promise<void> {
  const { provider, ethers } = world.connection;
  const [sender] = await ethers.getSigners();
  const data = world.pool.interface.encodeFunctionData("syncMarkets", [[market]]);
  const call = { from: sender!.address, to: await world.pool.getAddress(), data, gas: "0x7a120" };
  for (const second of seconds) {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [start + second] });
    await provider.request({ method: "eth_sendTransaction", params: [call] });
  }
}
