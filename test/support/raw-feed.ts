import type { Connection } from "./deploy-pool.js";

/**
 * Code of feeds that no compiler would write. Both answer `decimals()` like a feed and everything else as told; they are
 * set in place of a feed that is listed already.
 */

const hex = (value: number, bytes: number) => value.toString(16).padStart(2 * bytes, "0");

/** Answers decimals() with `decimals`; the code behind it follows at byte 24. */
function dispatcher(decimals: number): string {
  // 0  PUSH0 CALLDATALOAD PUSH1 e0 SHR PUSH4 selector EQ ISZERO PUSH1 24 JUMPI
  // 15 PUSH1 decimals PUSH0 MSTORE PUSH1 32 PUSH0 RETURN (JUMPDEST at 24 follows)
  return `5f3560e01c63313ce5671415601857` + `60${hex(decimals, 1)}5f5260205ff3` + `00`;
}

/** A feed that returns the first `size` bytes of `words`, zeros beyond them, to every question but decimals(). */
export function scriptedFeed(decimals: number, words: readonly bigint[], size: number): string {
  const head = dispatcher(decimals);
  // JUMPDEST PUSH2 size PUSH2 offset PUSH0 CODECOPY PUSH2 size PUSH0 RETURN
  const offset = head.length / 2 + 14;
  const body = `5b61${hex(size, 2)}61${hex(offset, 2)}5f3961${hex(size, 2)}5ff3`;
  const data = words.map((word) => BigInt.asUintN(256, word).toString(16).padStart(64, "0")).join("");
  return `0x${head}${body}${data}`;
}

/** The five words of a round. */
export function roundWords(answer: bigint, updatedAt: number): bigint[] {
  return [1n, answer, BigInt(updatedAt), BigInt(updatedAt), 1n];
}

/**
 * A feed whose rounds are storage: round `id` has its answer at slot 2·id and its time at 2·id + 1; slot 0 names the
 * latest. So one proxy can hold several phases, each with rounds of its own.
 */
export class PhasedFeed {
  private constructor(
    readonly connection: Connection,
    readonly addresses: readonly string[],
  ) {}

  /** Replaces the code at the addresses: the sources of one market, which say the same. */
  static async at(connection: Connection, addresses: readonly string[], decimals = 8): Promise<PhasedFeed> {
    const jump = 24;
    // JUMPDEST CALLDATASIZE PUSH1 4 LT PUSH1 argument JUMPI · PUSH0 SLOAD PUSH1 go JUMP
    // argument: JUMPDEST PUSH1 4 CALLDATALOAD · go: JUMPDEST …
    const argument = jump + 13;
    const go = argument + 4;
    const lookup = `5b36600410` + `60${hex(argument, 1)}57` + `5f5460${hex(go, 1)}56` + `5b600435`;
    const answer = `5b805f52` + `8060011b54602052` + `8060011b60010154606052` + `608052` + `60a05ff3`;
    const feed = new PhasedFeed(connection, addresses);
    for (const address of addresses) {
      await connection.provider.request({
        method: "hardhat_setCode",
        params: [address, `0x${dispatcher(decimals)}${lookup}${answer}`],
      });
    }
    await feed.store(0n, 0n);
    return feed;
  }

  /** Id of a round, phase included. */
  static id(phase: number, round: number): bigint {
    return (BigInt(phase) << 64n) | BigInt(round);
  }

  /** Sets a round; it is the latest from now on unless told otherwise. */
  async publishes(phase: number, round: number, answer: bigint, updatedAt: number, latest = true): Promise<void> {
    const id = PhasedFeed.id(phase, round);
    await this.answers(id, answer, updatedAt);
    if (latest) await this.store(0n, id);
  }

  /** Sets a round by its whole id. */
  async answers(id: bigint, answer: bigint, updatedAt: number): Promise<void> {
    await this.store(2n * id, answer);
    await this.store(2n * id + 1n, BigInt(updatedAt));
  }

  private async store(slot: bigint, value: bigint): Promise<void> {
    for (const address of this.addresses) {
      await this.connection.networkHelpers.setStorageAt(address, slot, BigInt.asUintN(256, value));
    }
  }
}
