/** How a number on the parameter page is written for people. */
export type Unit =
  | "ppm" // of one, as per cent
  | "ppb" // likewise
  | "percent"
  | "seconds"
  | "minutes"
  | "micro-usd"
  | "usd"
  | "settlement" // asset 0's own units
  | "token" // the asset's own units
  | "wad" // contract units
  | "number"
  | "signed" // 8 bits
  | "address";

export interface Field {
  readonly name: string;
  readonly bits: number;
  readonly unit: Unit;
}

const field = (name: string, bits: number, unit: Unit): Field => ({ name, bits, unit });
const ppm = (name: string, bits = 24): Field => field(name, bits, "ppm");

// Fields low to high in each word, as ParameterPage.sol has them.

export const POOL_WORDS: readonly (readonly Field[])[] = [
  [
    ppm("kappa"),
    ppm("debtHaircut"),
    ppm("initialRatio"),
    ppm("targetHealth"),
    ppm("lambdaSlope"),
    ppm("liquidationFee"),
    ppm("feeInsurance"),
    ppm("failedOrderFee"),
    field("minDelay", 16, "seconds"),
    field("maxDelay", 16, "seconds"),
    field("juniorDelay", 16, "seconds"),
  ],
  [
    field("keeperBond", 64, "settlement"),
    field("orderFee", 64, "settlement"),
    field("dust", 64, "micro-usd"),
    field("vaultFloor", 64, "micro-usd"),
  ],
  correlations(),
  [
    field("markets", 8, "number"),
    field("assets", 8, "number"),
    field("settlementDecimals", 8, "number"),
    field("sequencer", 160, "address"),
    field("sequencerGrace", 16, "seconds"),
    ppm("debtRate"),
    field("accountDebtCapUsd", 32, "usd"),
  ],
];

export const MARKET_WORDS: readonly (readonly Field[])[] = [
  [
    field("source", 160, "address"),
    field("maxAge", 16, "seconds"),
    field("sourceDecimals", 8, "number"),
    field("unitExponent", 8, "signed"),
    field("correlationClass", 8, "number"),
    field("collateralAsset", 8, "number"),
    field("sourceKind", 8, "number"),
  ],
  [field("skewScale", 112, "wad"), field("maxOpenInterest", 112, "wad")],
  [
    field("maxOpenInterestUsd", 40, "usd"),
    ppm("maintenance"),
    ppm("sizeSlope"),
    ppm("initial"),
    ppm("profitWeight"),
    ppm("makerFee", 16),
    ppm("takerFee", 16),
    ppm("maxPremium"),
    ppm("maxFundingRate"),
  ],
  [
    ppm("fundingVelocity", 32),
    ppm("staleShock"),
    field("staleGrowthPerSecond", 32, "ppb"),
    ppm("maxMove"),
    field("moveRefill", 16, "seconds"),
    field("confirmDelay", 8, "seconds"),
    ppm("openInterestSlope"),
  ],
  [
    field("secondary", 160, "address"),
    field("secondaryDecimals", 8, "number"),
    ppm("maxDeviation"),
    ppm("maxConfidence"),
  ],
];

export const ASSET_WORDS: readonly (readonly Field[])[] = [
  [
    field("token", 160, "address"),
    field("decimals", 8, "number"),
    field("priceMarket", 8, "number"),
    ppm("haircut"),
    ppm("concentration"),
    ppm("maxDiscount"),
    field("auctionMinutes", 8, "minutes"),
  ],
  [field("poolCap", 128, "token"), field("accountCap", 128, "token")],
];

/** ρ of classes i ≤ j at j·(j+1)/2 + i. */
function correlations(): Field[] {
  const fields: Field[] = [];
  for (let j = 0; j < 8; j++) for (let i = 0; i <= j; i++) fields.push(field(`correlation ${i}-${j}`, 7, "percent"));
  return fields;
}
