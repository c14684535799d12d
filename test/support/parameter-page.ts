import type { MarginPool } from "../../typechain-types/index.js";
import type { Connection } from "./deploy-pool.js";

/** A second reading of the parameter page, from the table in ParameterPage.sol: fields low to high in each word. */
type Field = readonly [name: string, bits: number];

const POOL_WORDS: readonly (readonly Field[])[] = [
  [
    ["kappaPpm", 24],
    ["debtHaircutPpm", 24],
    ["initialRatioPpm", 24],
    ["targetHealthPpm", 24],
    ["lambdaSlopePpm", 24],
    ["liquidationFeePpm", 24],
    ["feeInsurancePpm", 24],
    ["failedOrderFeePpm", 24],
    ["minDelay", 16],
    ["maxDelay", 16],
    ["juniorDelay", 16],
  ],
  [
    ["keeperBond", 64],
    ["orderFee", 64],
    ["dust", 64],
    ["vaultFloor", 64],
  ],
];

/** Word 3 above its counts. */
const POOL_REST: readonly (readonly Field[])[] = [
  [
    ["sequencer", 160],
    ["sequencerGrace", 16],
    ["debtRatePpm", 24],
    ["accountDebtCapUsd", 32],
  ],
];

const MARKET_WORDS: readonly (readonly Field[])[] = [
  [
    ["source", 160],
    ["maxAge", 16],
    ["sourceDecimals", 8],
    ["unitExponent", 8],
    ["correlationClass", 8],
    ["collateralAsset", 8],
    ["sourceKind", 8],
  ],
  [
    ["skewScale", 112],
    ["maxOpenInterest", 112],
  ],
  [
    ["maxOpenInterestUsd", 40],
    ["maintenancePpm", 24],
    ["sizeSlopePpm", 24],
    ["initialPpm", 24],
    ["profitWeightPpm", 24],
    ["makerFeePpm", 16],
    ["takerFeePpm", 16],
    ["maxPremiumPpm", 24],
    ["maxFundingRatePpm", 24],
  ],
  [
    ["fundingVelocityPpm", 32],
    ["staleShockPpm", 24],
    ["staleGrowthPpb", 32],
    ["maxMovePpm", 24],
    ["moveRefill", 16],
    ["confirmDelay", 8],
    ["openInterestSlopePpm", 24],
  ],
  [
    ["secondary", 160],
    ["secondaryDecimals", 8],
    ["maxDeviationPpm", 24],
    ["maxConfidencePpm", 24],
  ],
];

const ASSET_WORDS: readonly (readonly Field[])[] = [
  [
    ["token", 160],
    ["decimals", 8],
    ["priceMarket", 8],
    ["haircutPpm", 24],
    ["concentrationPpm", 24],
    ["maxDiscountPpm", 24],
    ["auctionMinutes", 8],
  ],
  [
    ["poolCap", 128],
    ["accountCap", 128],
  ],
];

export type Fields = Record<string, bigint>;

export interface Page {
  readonly pool: Fields;
  readonly correlationPct: readonly bigint[];
  readonly counts: { readonly markets: bigint; readonly assets: bigint; readonly settlementDecimals: bigint };
  readonly markets: readonly Fields[];
  readonly assets: readonly Fields[];
}

/** Every bit above the last named field of a word comes out as `rest`, which must be zero. */
function unpack(words: readonly bigint[], layout: readonly (readonly Field[])[]): Fields {
  const fields: Fields = {};
  let rest = 0n;
  for (const [index, word] of words.entries()) {
    let left = word;
    for (const [name, bits] of layout[index]!) {
      fields[name] = BigInt.asUintN(bits, left);
      left >>= BigInt(bits);
    }
    rest |= left;
  }
  if (rest !== 0n) fields["rest"] = rest;
  return fields;
}

/** Reads the page that the pool uses now. */
export async function readPage(connection: Connection, pool: MarginPool): Promise<Page> {
  const code = await connection.ethers.provider.getCode(await pool.parameterPage());
  if (!code.startsWith("0x00")) throw new Error("a page starts with STOP, so that it cannot be called");
  if ((code.length - 4) % 64 !== 0) throw new Error("a page is whole words");
  const words = Array.from({ length: (code.length - 4) / 64 }, (_, i) =>
    BigInt(`0x${code.slice(4 + 64 * i, 68 + 64 * i)}`),
  );
  const counts = {
    markets: words[3]! & 255n,
    assets: (words[3]! >> 8n) & 255n,
    settlementDecimals: (words[3]! >> 16n) & 255n,
  };
  const firstAsset = 4 + 5 * Number(counts.markets);
  if (words.length !== firstAsset + 2 * Number(counts.assets)) throw new Error("a page ends with its last asset");
  return {
    pool: { ...unpack(words.slice(0, 2), POOL_WORDS), ...unpack([words[3]! >> 24n], POOL_REST) },
    correlationPct: Array.from({ length: 36 }, (_, pair) => (words[2]! >> BigInt(7 * pair)) & 127n),
    counts,
    markets: Array.from({ length: Number(counts.markets) }, (_, m) =>
      unpack(words.slice(4 + 5 * m, 9 + 5 * m), MARKET_WORDS),
    ),
    assets: Array.from({ length: Number(counts.assets) }, (_, a) =>
      unpack(words.slice(firstAsset + 2 * a, firstAsset + 2 * a + 2), ASSET_WORDS),
    ),
  };
}
