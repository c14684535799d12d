import { readFileSync } from "node:fs";

import { Decimal } from "decimal.js";
import { z } from "zod";

import type {
  AssetParametersStruct,
  MarketParametersStruct,
  PoolParametersStruct,
} from "../../typechain-types/contracts/interfaces/IMarginPool.js";

/**
 * What a network's parameter file says, in human units, and its translation to what the contracts take.
 * Fractions are decimals ("0.05" is 5 %), amounts are tokens or USD, times are seconds.
 */

const decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^-?\d+(\.\d+)?$/.test(text), { message: "must be a decimal number such as 0.05" });
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hex digits");

const marketSchema = z.strictObject({
  symbol: z.string().min(1),
  /** Address of the aggregator; leave out to deploy a feed of our own (local networks only). */
  source: address.optional(),
  /** Price at listing, USD a token: turns USD into contract units, and is the first answer of a feed of our own. */
  initialPrice: decimal,
  /** "aggregator" speaks latestRoundData and getRoundData, "pull" is an adapter of a pull oracle. */
  sourceKind: z.enum(["aggregator", "pull"]).default("aggregator"),
  /** Most by which a second source may differ; 0 for a market without one. */
  maxDeviation: decimal.default("0"),
  /** Address of the second source, an aggregator; leave out to deploy one of our own (local networks only). */
  secondary: address.optional(),
  maxConfidence: decimal.default("0"),
  maxAge: z.number().int(),
  unitExponent: z.number().int(),
  correlationClass: z.number().int(),
  /** K in USD at listing: the skew at which the premium would be 100 %. */
  skewScaleUsd: decimal,
  maxOpenInterestUsd: decimal,
  maintenance: decimal,
  sizeSlope: decimal,
  initial: decimal,
  profitWeight: decimal,
  makerFee: decimal,
  takerFee: decimal,
  fundingVelocity: decimal,
  maxFundingRate: decimal,
  maxPremium: decimal,
  staleShock: decimal,
  staleGrowthPerSecond: decimal,
  /** Largest move that needs no confirmation, and the seconds in which that allowance fills up again. */
  maxMove: decimal,
  moveRefill: z.number().int(),
  confirmDelay: z.number().int(),
  openInterestSlope: decimal,
});

const assetSchema = z.strictObject({
  symbol: z.string().min(1),
  /** Address of the token; leave out to deploy a token of our own (local networks only). */
  token: address.optional(),
  decimals: z.number().int(),
  /** Symbol of the market whose feed prices the token; not for the settlement asset. */
  priceMarket: z.string().optional(),
  haircut: decimal,
  concentration: decimal,
  maxDiscount: decimal,
  auctionMinutes: z.number().int(),
  poolCap: decimal,
  accountCap: decimal,
});

export const networkParametersSchema = z.strictObject({
  pool: z.strictObject({
    kappa: decimal,
    debtHaircut: decimal,
    initialRatio: decimal,
    targetHealth: decimal,
    lambdaSlope: decimal,
    liquidationFee: decimal,
    feeInsurance: decimal,
    failedOrderFee: decimal,
    minDelay: z.number().int(),
    maxDelay: z.number().int(),
    juniorDelay: z.number().int(),
    /** Settlement tokens. */
    keeperBond: decimal,
    orderFee: decimal,
    /** USD. */
    dust: decimal,
    vaultFloor: decimal,
    /** Uptime feed of the chain's sequencer, on a chain that has one. */
    sequencer: address.optional(),
    sequencerGrace: z.number().int(),
    /** Interest on debt, a year. */
    debtRate: decimal,
    accountDebtCapUsd: decimal,
    /** ρ between and within correlation classes: {"0-0": 0.8, "0-1": 0.7}; what is not named is 0. */
    correlation: z.record(z.string().regex(/^[0-7]-[0-7]$/), decimal),
  }),
  /** Who governs, and how many seconds lie between scheduling something and doing it (B-6). */
  governance: z.strictObject({
    adminDelay: z.number().int().nonnegative(),
    listingDelay: z.number().int().nonnegative(),
    parameterDelay: z.number().int().nonnegative(),
    /** Holders of the roles; whoever is left out is the admin, and the admin the deploying account. */
    admin: address.optional(),
    listing: address.optional(),
    parameters: address.optional(),
    guardian: address.optional(),
  }),
  vault: z.strictObject({
    period: z.number().int(),
    depositDelay: z.number().int(),
    redemptionDelay: z.number().int(),
  }),
  /** The first asset is the settlement asset. */
  assets: z.array(assetSchema).min(1),
  markets: z.array(marketSchema).min(1),
});

export type NetworkParameters = z.infer<typeof networkParametersSchema>;
export type MarketSettings = NetworkParameters["markets"][number];
export type AssetSettings = NetworkParameters["assets"][number];

/** A parameter file that cannot be used; the message is one sentence with the path and the reason. */
export class ParameterFileError extends Error {}

export function readNetworkParameters(path: string): NetworkParameters {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new ParameterFileError(`Cannot read parameters from ${path}: ${(cause as Error).message}`, { cause });
  }
  const parsed = networkParametersSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new ParameterFileError(`Parameters in ${path} are not usable: ${problems}`);
}

/** Exact scaling of a decimal text; a value with more digits than the scale is refused, never rounded. */
export function scaled(value: string, digits: number): bigint {
  const result = new Decimal(value).times(new Decimal(10).pow(digits));
  if (!result.isInteger()) throw new ParameterFileError(`${value} has more than ${digits} decimals`);
  return BigInt(result.toFixed(0));
}

const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";
const SOURCE_KINDS = { aggregator: 0, pull: 1 } as const;

const ppm = (value: string) => scaled(value, 6);

/** With plain addresses, which a deployment plan can hold. */
type DeployedParameters = Omit<PoolParametersStruct, "sequencer"> & { sequencer: string };

export function toPoolParameters(p: NetworkParameters["pool"], settlementDecimals: number): DeployedParameters {
  const correlationPct = new Array<bigint>(36).fill(0n);
  for (const [pair, rho] of Object.entries(p.correlation)) {
    const [i, j] = pair.split("-").map(Number).sort() as [number, number];
    correlationPct[(j * (j + 1)) / 2 + i] = scaled(rho, 2);
  }
  return {
    kappaPpm: ppm(p.kappa),
    debtHaircutPpm: ppm(p.debtHaircut),
    initialRatioPpm: ppm(p.initialRatio),
    targetHealthPpm: ppm(p.targetHealth),
    lambdaSlopePpm: ppm(p.lambdaSlope),
    liquidationFeePpm: ppm(p.liquidationFee),
    feeInsurancePpm: ppm(p.feeInsurance),
    failedOrderFeePpm: ppm(p.failedOrderFee),
    minDelay: p.minDelay,
    maxDelay: p.maxDelay,
    juniorDelay: p.juniorDelay,
    keeperBond: scaled(p.keeperBond, settlementDecimals),
    orderFee: scaled(p.orderFee, settlementDecimals),
    dust: scaled(p.dust, 6),
    vaultFloor: scaled(p.vaultFloor, 6),
    sequencer: p.sequencer ?? ZERO_ADDRESS,
    sequencerGrace: p.sequencerGrace,
    debtRatePpm: ppm(p.debtRate),
    accountDebtCapUsd: scaled(p.accountDebtCapUsd, 0),
    correlationPct,
  };
}

/** Whether a market has a second source. */
export function hasSecondSource(m: MarketSettings): boolean {
  return Number(m.maxDeviation) !== 0;
}

/** @param secondary ignored for a market without a second source */
export function toMarketParameters<Source>(
  m: MarketSettings,
  source: Source,
  secondary: Source,
): Omit<MarketParametersStruct, "source" | "secondary"> & { source: Source; secondary: Source | string } {
  const unitPrice = new Decimal(m.initialPrice).times(new Decimal(10).pow(m.unitExponent));
  const skewScale = BigInt(new Decimal(m.skewScaleUsd).div(unitPrice).times(1e18).toFixed(0));
  return {
    source,
    sourceKind: SOURCE_KINDS[m.sourceKind],
    secondary: hasSecondSource(m) ? secondary : ZERO_ADDRESS,
    maxDeviationPpm: ppm(m.maxDeviation),
    maxConfidencePpm: ppm(m.maxConfidence),
    maxAge: m.maxAge,
    unitExponent: m.unitExponent,
    correlationClass: m.correlationClass,
    skewScale,
    maxOpenInterest: (skewScale * ppm(m.maxPremium)) / 1_000_000n,
    maxOpenInterestUsd: scaled(m.maxOpenInterestUsd, 0),
    maintenancePpm: ppm(m.maintenance),
    sizeSlopePpm: ppm(m.sizeSlope),
    initialPpm: ppm(m.initial),
    profitWeightPpm: ppm(m.profitWeight),
    makerFeePpm: ppm(m.makerFee),
    takerFeePpm: ppm(m.takerFee),
    fundingVelocityPpm: ppm(m.fundingVelocity),
    maxFundingRatePpm: ppm(m.maxFundingRate),
    maxPremiumPpm: ppm(m.maxPremium),
    staleShockPpm: ppm(m.staleShock),
    staleGrowthPpb: scaled(m.staleGrowthPerSecond, 9),
    maxMovePpm: ppm(m.maxMove),
    moveRefill: m.moveRefill,
    confirmDelay: m.confirmDelay,
    openInterestSlopePpm: ppm(m.openInterestSlope),
  };
}

export function toAssetParameters<Token>(
  a: AssetSettings,
  token: Token,
  priceMarket: number,
): Omit<AssetParametersStruct, "token"> & { token: Token } {
  return {
    token,
    priceMarket,
    haircutPpm: ppm(a.haircut),
    concentrationPpm: ppm(a.concentration),
    maxDiscountPpm: ppm(a.maxDiscount),
    auctionMinutes: a.auctionMinutes,
    poolCap: scaled(a.poolCap, a.decimals),
    accountCap: scaled(a.accountCap, a.decimals),
  };
}
