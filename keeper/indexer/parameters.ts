import type {
  AssetListedEvent,
  MarketListedEvent,
  PoolConfiguredEvent,
} from "../../typechain-types/contracts/MarginPool.js";
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

export function poolParameters(said: PoolConfiguredEvent.OutputObject["parameters"]): PoolParameters {
  return {
    kappa: said.kappaPpm * PPM,
    debtHaircut: said.debtHaircutPpm * PPM,
    initialRatio: said.initialRatioPpm * PPM,
    targetHealth: said.targetHealthPpm * PPM,
    lambdaSlope: said.lambdaSlopePpm * PPM,
    liquidationFee: said.liquidationFeePpm * PPM,
    feeInsuranceShare: said.feeInsurancePpm * PPM,
    failedOrderFee: said.failedOrderFeePpm * PPM,
    minDelay: said.minDelay,
    maxDelay: said.maxDelay,
    juniorDelay: said.juniorDelay,
    keeperBond: said.keeperBond,
    orderFee: said.orderFee,
    dust: said.dust * PPM,
    vaultFloor: said.vaultFloor * PPM,
    sequencer: said.sequencer,
    sequencerGrace: said.sequencerGrace,
    debtRate: said.debtRatePpm * PPM,
    accountDebtCap: said.accountDebtCapUsd * WAD,
    correlationPct: [...said.correlationPct],
  };
}

export function marketParameters(said: MarketListedEvent.OutputObject["parameters"]): ListedMarket {
  return {
    source: said.source,
    sourceKind: said.sourceKind === 0n ? "aggregator" : "pull",
    secondary: said.secondary,
    maxDeviation: said.maxDeviationPpm * PPM,
    maxConfidence: said.maxConfidencePpm * PPM,
    maxMove: said.maxMovePpm * PPM,
    moveRefill: said.moveRefill,
    confirmDelay: said.confirmDelay,
    maxAge: said.maxAge,
    unitExponent: said.unitExponent,
    correlationClass: Number(said.correlationClass),
    skewScale: said.skewScale,
    maxOpenInterest: said.maxOpenInterest,
    maxOpenInterestUsd: said.maxOpenInterestUsd * WAD,
    maintenanceFraction: said.maintenancePpm * PPM,
    sizeSlope: said.sizeSlopePpm * PPM,
    initialFraction: said.initialPpm * PPM,
    profitWeight: said.profitWeightPpm * PPM,
    makerFee: said.makerFeePpm * PPM,
    takerFee: said.takerFeePpm * PPM,
    maxPremium: said.maxPremiumPpm * PPM,
    maxFundingRate: said.maxFundingRatePpm * RATE_PPM,
    fundingVelocity: said.fundingVelocityPpm * RATE_PPM,
    staleShock: said.staleShockPpm * PPM,
    staleGrowth: said.staleGrowthPpb * PPB,
    openInterestSlope: said.openInterestSlopePpm * PPM,
  };
}

export function assetParameters(said: AssetListedEvent.OutputObject["parameters"]): ListedAsset {
  return {
    token: said.token,
    priceMarket: Number(said.priceMarket),
    haircut: said.haircutPpm * PPM,
    concentration: said.concentrationPpm * PPM,
    maxDiscount: said.maxDiscountPpm * PPM,
    auctionDuration: said.auctionMinutes * 60n,
    poolCap: said.poolCap,
    accountCap: said.accountCap,
  };
}
