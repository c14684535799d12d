// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What governance says when it sets up a pool, lists a market or an asset, or changes one. "Ppm" is 1e-6. "Fixed" stays as it
// was at listing. docs/parameters.md has the bounds.

/// @notice Parameters of the whole pool.
struct PoolParameters {
    uint24 kappaPpm; // κ, floor of the hedged margin as a share of gross, (0, 1]
    uint24 debtHaircutPpm; // hc_d, margin on debt, (0, 1]
    uint24 initialRatioPpm; // initial margin is at least this multiple of maintenance, ≥ 1
    uint24 targetHealthPpm; // a liquidation slice stops at this health, > 1
    uint24 lambdaSlopePpm; // σ, rise of the margin with λ
    uint24 liquidationFeePpm; // φ of closed notional
    uint24 feeInsurancePpm; // share of trading fees that goes to insurance, ≤ 1
    uint24 failedOrderFeePpm; // of notional, for an order cancelled at settlement
    uint16 minDelay; // seconds from commitment to the earliest settlement price, ≥ 1; fixed
    uint16 maxDelay; // seconds from commitment to expiry, > minDelay; fixed
    uint16 juniorDelay; // T_junior, seconds before realised profit can become principal
    uint64 keeperBond; // A-4, asset-0 units; fixed
    uint64 orderFee; // P-4, asset-0 units; fixed
    uint64 dust; // Q-4, micro-USD of maintenance margin
    uint64 vaultFloor; // W-5, micro-USD
    address sequencer; // uptime feed of the chain's sequencer; zero on a chain without one (B-1)
    uint16 sequencerGrace; // seconds after its return in which no price is fresh
    uint24 debtRatePpm; // interest on debt, a year
    uint32 accountDebtCapUsd; // whole USD of debt above which anyone may convert the account's collateral (C-3)
    uint8[36] correlationPct; // ρ of two classes i ≤ j at j·(j+1)/2 + i, 0…99 %
}

/// @notice Parameters of one market, which is also a risk factor.
struct MarketParameters {
    address source; // primary price source: an aggregator, or an adapter of a pull oracle
    uint8 sourceKind; // what the source speaks: SOURCE_AGGREGATOR or SOURCE_PULL
    address secondary; // second source, an aggregator; zero for none (B-1)
    uint24 maxDeviationPpm; // most by which the two may differ; 0 without a second source
    uint24 maxConfidencePpm; // widest confidence interval of a pull oracle's price, of the price; 0 for an aggregator
    uint16 maxAge; // seconds after which a price is stale
    int8 unitExponent; // one contract unit is 10^unitExponent tokens; fixed
    uint8 correlationClass; // 0…7; fixed
    uint112 skewScale; // K, contract units WAD; fixed
    uint112 maxOpenInterest; // per side, contract units WAD; 0 = price-only market
    uint40 maxOpenInterestUsd; // per side, whole USD
    uint24 maintenancePpm; // m0
    uint24 sizeSlopePpm; // m1, margin added per |q|/K
    uint24 initialPpm; // m0 of the initial margin, ≥ maintenancePpm
    uint24 profitWeightPpm; // w of unrealised profit in the initial margin, ≤ 0.9
    uint16 makerFeePpm; // of the part that reduces |skew|
    uint16 takerFeePpm; // of the part that raises |skew|
    uint32 fundingVelocityPpm; // v_max, change of the daily rate per day at |S| = K
    uint24 maxFundingRatePpm; // r_max per day
    uint24 maxPremiumPpm; // bound of |S|/K
    uint24 staleShockPpm; // s, largest allowance on a factor without a valid price
    uint32 staleGrowthPpb; // its growth per second of age, 1e-9
    uint24 maxMovePpm; // most a price moves without confirmation: capacity of the move allowance (B-2)
    uint16 moveRefill; // seconds in which a spent allowance is full again
    uint8 confirmDelay; // seconds, ≤ 120, after which prints that stay outside are accepted
    uint24 openInterestSlopePpm; // added to the initial fraction at the open-interest cap, in proportion below it (P-5)
}

/// @notice Parameters of one collateral asset.
struct AssetParameters {
    address token; // fixed
    uint8 priceMarket; // market whose feed prices the token; fixed; 0 for asset 0
    uint24 haircutPpm; // hc, ≥ 2 % and < 1; 0 for asset 0
    uint24 concentrationPpm; // added to hc in the initial margin at the account cap, in proportion below it (C-1)
    uint24 maxDiscountPpm; // end of the rising discount at which seized collateral is sold, ≤ hc (Q-8)
    uint8 auctionMinutes; // duration of that rise, ≥ 1; 0 for asset 0
    uint128 poolCap; // most of the token the pool takes as collateral, its own units
    uint128 accountCap; // most of the token one account may hold, its own units; asset 0: at most 1e10 tokens
}
