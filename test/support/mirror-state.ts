import type { AccountId } from "../../keeper/util/account-id.js";
import type {
  AccountState,
  AssetParameters,
  MarketParameters,
  Moment,
  MarketObservation,
  ParameterRamp,
  PoolParameters,
  PoolState,
  Position,
} from "../../keeper/mirror/state.js";
import { hasSecondSource } from "../../scripts/deployment/parameters.js";
import type { World } from "./deploy-pool.js";
import { readPage, type Fields, type Page } from "./parameter-page.js";

// The mirror's input read from the chain: parameters from the page's own bytes, state from views and from the slots that no
// view shows.

const PPM = 10n ** 12n;

/** Slots of MarginPoolStorage.sol that no view shows whole. */
export const SLOT = { lambda: 0, sums: 3, indices: 6 } as const;

export async function readPoolState(world: World, accounts: readonly AccountId[]): Promise<PoolState> {
  const page = await readPage(world.connection, world.pool);
  const slots = await Promise.all(Object.values(SLOT).map((slot) => readSlot(world, slot)));
  const report = await world.pool.poolReport();
  const reports = await Promise.all(page.markets.map((_, market) => world.pool.marketReport(market)));
  const states = await Promise.all(accounts.map((id) => readAccountState(world, id)));
  return {
    parameters: poolParameters(page),
    ramp: rampOf(await world.pool.ramp()),
    markets: page.markets.map(marketParameters),
    assets: page.assets.map(assetParameters),
    words: reports,
    contests: reports.map(({ contestedAt }) => contestedAt),
    totals: {
      vaultCash: report.vaultCash,
      insurance: report.insurance,
      quotePlus: report.quotePlus,
      scaledDebt: slots[1]! >> 128n,
      traderPnl: report.traderPnl,
      juniorPnl: report.juniorPnl,
      skewPremium: report.skewPremium,
      inventoryCredit: report.inventoryCredit,
    },
    inventories: await Promise.all(
      page.assets.map(async (_, asset) => {
        const report = await world.pool.assetReport(asset);
        return { amount: report.inventory, credit: report.inventoryCredit, clock: report.inventoryClock };
      }),
    ),
    debtIndex: BigInt.asUintN(128, slots[2]!),
    debtIndexAt: BigInt.asUintN(32, slots[2]! >> 128n),
    lambda: BigInt.asUintN(32, slots[0]! >> 192n),
    accounts: new Map(states.map((state) => [state.id, state])),
  };
}

/** What the feeds say now, at the timestamp of the latest block or another. */
export async function readMoment(world: World, now?: number): Promise<Moment> {
  return {
    now: BigInt(now ?? (await world.now())),
    observations: await Promise.all(
      world.feeds.map(async ({ aggregator, symbol }): Promise<MarketObservation> => {
        const [answer, publishedAt] = await aggregator.round(await aggregator.latestRound());
        const settings = world.parameters.markets.find((market) => market.symbol === symbol)!;
        const print = { answer, publishedAt };
        return { primary: print, secondary: hasSecondSource(settings) ? print : undefined };
      }),
    ),
    sequencerDown: false,
  };
}

/** Both sources of a market say the same. */
export function bothSay(answer: bigint, publishedAt: bigint): MarketObservation {
  const print = { answer, publishedAt };
  return { primary: print, secondary: print };
}

export async function readSlot(world: World, slot: number): Promise<bigint> {
  return BigInt(await world.connection.ethers.provider.getStorage(await world.pool.getAddress(), slot));
}

async function readAccountState(world: World, id: AccountId): Promise<AccountState> {
  const word = await world.pool.accountWord(id);
  const held = async <T>(bits: bigint, read: (index: number) => Promise<T>) => {
    const indices = Array.from({ length: 32 }, (_, index) => index).filter((index) => (bits >> BigInt(index)) & 1n);
    return new Map(await Promise.all(indices.map(async (index) => [index, await read(index)] as const)));
  };
  return {
    id,
    settlement: BigInt.asUintN(80, word),
    quote: BigInt.asIntN(96, word >> 80n),
    flags: BigInt.asUintN(8, word >> 224n),
    positions: await held(BigInt.asUintN(32, word >> 176n), async (market): Promise<Position> => {
      const { size, cost } = await world.pool.position(id, market);
      return { size, cost };
    }),
    balances: await held(BigInt.asUintN(16, word >> 208n), (asset) => world.pool.balanceOf(id, asset)),
    order: undefined, // enters no formula
  };
}

function rampOf({ stepsLeft, stepAt }: { stepsLeft: bigint; stepAt: bigint }): ParameterRamp | undefined {
  return stepsLeft === 0n ? undefined : { stepsLeft: Number(stepsLeft), stepAt };
}

function poolParameters({ pool, correlationPct }: Page): PoolParameters {
  return {
    kappa: pool["kappaPpm"]! * PPM,
    debtHaircut: pool["debtHaircutPpm"]! * PPM,
    initialRatio: pool["initialRatioPpm"]! * PPM,
    targetHealth: pool["targetHealthPpm"]! * PPM,
    lambdaSlope: pool["lambdaSlopePpm"]! * PPM,
    liquidationFee: pool["liquidationFeePpm"]! * PPM,
    feeInsuranceShare: pool["feeInsurancePpm"]! * PPM,
    failedOrderFee: pool["failedOrderFeePpm"]! * PPM,
    minDelay: pool["minDelay"]!,
    maxDelay: pool["maxDelay"]!,
    juniorDelay: pool["juniorDelay"]!,
    keeperBond: pool["keeperBond"]!,
    orderFee: pool["orderFee"]!,
    dust: pool["dust"]! * 10n ** 12n,
    vaultFloor: pool["vaultFloor"]! * 10n ** 12n,
    sequencer: addressOf(pool["sequencer"]!),
    sequencerGrace: pool["sequencerGrace"]!,
    debtRate: pool["debtRatePpm"]! * PPM,
    accountDebtCap: pool["accountDebtCapUsd"]! * 10n ** 18n,
    correlationPct,
  };
}

function addressOf(field: bigint): string {
  return `0x${field.toString(16).padStart(40, "0")}`;
}

function marketParameters(fields: Fields): MarketParameters {
  return {
    source: addressOf(fields["source"]!),
    sourceKind: fields["sourceKind"] === 0n ? "aggregator" : "pull",
    secondary: addressOf(fields["secondary"]!),
    secondaryDecimals: fields["secondaryDecimals"]!,
    maxDeviation: fields["maxDeviationPpm"]! * PPM,
    maxConfidence: fields["maxConfidencePpm"]! * PPM,
    maxMove: fields["maxMovePpm"]! * PPM,
    moveRefill: fields["moveRefill"]!,
    confirmDelay: fields["confirmDelay"]!,
    maxAge: fields["maxAge"]!,
    sourceDecimals: fields["sourceDecimals"]!,
    unitExponent: BigInt.asIntN(8, fields["unitExponent"]!),
    correlationClass: Number(fields["correlationClass"]!),
    skewScale: fields["skewScale"]!,
    maxOpenInterest: fields["maxOpenInterest"]!,
    maxOpenInterestUsd: fields["maxOpenInterestUsd"]! * 10n ** 18n,
    maintenanceFraction: fields["maintenancePpm"]! * PPM,
    sizeSlope: fields["sizeSlopePpm"]! * PPM,
    initialFraction: fields["initialPpm"]! * PPM,
    profitWeight: fields["profitWeightPpm"]! * PPM,
    makerFee: fields["makerFeePpm"]! * PPM,
    takerFee: fields["takerFeePpm"]! * PPM,
    maxPremium: fields["maxPremiumPpm"]! * PPM,
    maxFundingRate: fields["maxFundingRatePpm"]! * 10n ** 5n,
    fundingVelocity: fields["fundingVelocityPpm"]! * 10n ** 5n,
    staleShock: fields["staleShockPpm"]! * PPM,
    staleGrowth: fields["staleGrowthPpb"]! * 10n ** 9n,
    openInterestSlope: fields["openInterestSlopePpm"]! * PPM,
  };
}

function assetParameters(fields: Fields): AssetParameters {
  return {
    token: `0x${fields["token"]!.toString(16).padStart(40, "0")}`,
    decimals: fields["decimals"]!,
    priceMarket: Number(fields["priceMarket"]!),
    haircut: fields["haircutPpm"]! * PPM,
    concentration: fields["concentrationPpm"]! * PPM,
    maxDiscount: fields["maxDiscountPpm"]! * PPM,
    auctionDuration: fields["auctionMinutes"]! * 60n,
    poolCap: fields["poolCap"]!,
    accountCap: fields["accountCap"]!,
  };
}
