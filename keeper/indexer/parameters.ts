import type { Result } from "ethers";

import type { PoolParameters } from "../mirror/state.js";
import type { ListedAsset, ListedMarket } from "./pool-event.js";

// From what governance said (ppm, ppb, micro-USD, whole USD) to what the parameter page returns (see ParameterPage.sol).

/** WAD of one ppm, and of one micro-USD. */
const PPM = 10n ** 12n;
/** WAD of one ppb. */
const PPB = 10n ** 9n;
/** One ppm in the unit of the market word's funding rate, 1e-11. */
const RATE_PPM = 100_000n;
const WAD = 10n ** 18n;

const reader =
  (values: Result) =>
  (name: string): bigint =>
    values[name] as bigint;

export function poolParameters(values: Result): PoolParameters {
  const of = reader(values);
  return {
    kappa: of("kappaPpm") * PPM,
    debtHaircut: of("debtHaircutPpm") * PPM,
    initialRatio: of("initialRatioPpm") * PPM,
    targetHealth: of("targetHealthPpm") * PPM,
    lambdaSlope: of("lambdaSlopePpm") * PPM,
    liquidationFee: of("liquidationFeePpm") * PPM,
    feeInsuranceShare: of("feeInsurancePpm") * PPM,
    failedOrderFee: of("failedOrderFeePpm") * PPM,
    minDelay: of("minDelay"),
    maxDelay: of("maxDelay"),
    juniorDelay: of("juniorDelay"),
    keeperBond: of("keeperBond"),
    orderFee: of("orderFee"),
    dust: of("dust") * PPM,
    vaultFloor: of("vaultFloor") * PPM,
    correlationPct: [...(values["correlationPct"] as Iterable<bigint>)],
  };
}

export function marketParameters(values: Result): ListedMarket {
  const of = reader(values);
  return {
    source: values["source"] as string,
    maxAge: of("maxAge"),
    unitExponent: of("unitExponent"),
    correlationClass: Number(of("correlationClass")),
    skewScale: of("skewScale"),
    maxOpenInterest: of("maxOpenInterest"),
    maxOpenInterestUsd: of("maxOpenInterestUsd") * WAD,
    maintenanceFraction: of("maintenancePpm") * PPM,
    sizeSlope: of("sizeSlopePpm") * PPM,
    initialFraction: of("initialPpm") * PPM,
    profitWeight: of("profitWeightPpm") * PPM,
    makerFee: of("makerFeePpm") * PPM,
    takerFee: of("takerFeePpm") * PPM,
    maxPremium: of("maxPremiumPpm") * PPM,
    maxFundingRate: of("maxFundingRatePpm") * RATE_PPM,
    fundingVelocity: of("fundingVelocityPpm") * RATE_PPM,
    staleShock: of("staleShockPpm") * PPM,
    staleGrowth: of("staleGrowthPpb") * PPB,
  };
}

export function assetParameters(values: Result): ListedAsset {
  const of = reader(values);
  return {
    token: values["token"] as string,
    priceMarket: Number(of("priceMarket")),
    haircut: of("haircutPpm") * PPM,
    poolCap: of("poolCap"),
    accountCap: of("accountCap"),
  };
}
