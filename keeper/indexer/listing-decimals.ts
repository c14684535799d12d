import { dataSlice } from "ethers";

import { RetryableError } from "../errors.js";
import { retryable } from "../chain/rpc.js";
import type { MarginPool } from "../../typechain-types/index.js";
import type { ListingDecimals } from "./reducer.js";

// Layout of the parameter page (ParameterPage.sol): a STOP byte, then words.
const HEADER_WORDS = 4n;
const MARKET_WORDS = 5n;
const ASSET_WORDS = 2n;
const COUNTS_WORD = 3n;
/** Among the words of a market. */
const SECOND_SOURCE_WORD = 4n;

/**
 * Reads the decimals that the pool keeps for each listing from its parameter page at a block. They are not asked of
 * tokens and sources: a proxy could answer something else today than when it was listed.
 */
export async function readListingDecimals(pool: MarginPool, blockTag: number): Promise<ListingDecimals> {
  const page = await retryable(pool.parameterPage({ blockTag }));
  const code = await retryable(pool.runner!.provider!.getCode(page, blockTag));
  if (code === "0x") throw new RetryableError(`The parameter page ${page} has no code at block ${blockTag}`);
  return parseListingDecimals(code);
}

export function parseListingDecimals(code: string): ListingDecimals {
  const word = (index: bigint): bigint => {
    const start = 1 + Number(index) * 32;
    return BigInt(dataSlice(code, start, start + 32));
  };
  const byte = (value: bigint, shift: bigint): bigint => (value >> shift) & 0xffn;
  const counts = word(COUNTS_WORD);
  const [markets, assets] = [byte(counts, 0n), byte(counts, 8n)];
  const sourceWord = (m: bigint): bigint => word(HEADER_WORDS + m * MARKET_WORDS);
  const secondWord = (m: bigint): bigint => word(HEADER_WORDS + m * MARKET_WORDS + SECOND_SOURCE_WORD);
  const tokenWord = (a: bigint): bigint => word(HEADER_WORDS + markets * MARKET_WORDS + a * ASSET_WORDS);
  return {
    sources: Array.from({ length: Number(markets) }, (_, m) => byte(sourceWord(BigInt(m)), 176n)),
    secondaries: Array.from({ length: Number(markets) }, (_, m) => byte(secondWord(BigInt(m)), 160n)),
    tokens: Array.from({ length: Number(assets) }, (_, a) => byte(tokenWord(BigInt(a)), 160n)),
  };
}
