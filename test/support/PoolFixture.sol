// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManager } from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import { MarginPool } from "../../contracts/MarginPool.sol";
import { MockAggregator, MockFeed } from "../../contracts/mocks/MockAggregator.sol";
import { MockToken } from "../../contracts/mocks/MockToken.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../../contracts/types/ListingParameters.sol";
import { BackstopVault } from "../../contracts/waterfall/BackstopVault.sol";

uint256 constant MARKETS = 4;
uint256 constant ASSETS = 3;

/// @notice A pool with USDC (6), WETH (18) and WBTC (8) and four markets: BTC in tenths, ETH, SOL, LINK.
/// @dev The numbers are those of the local network, except that they stand here as plain constants: the ghost model reads
/// none of them from the pool.
contract PoolFixture {
    MarginPool public pool;
    BackstopVault public vault;
    MockToken[ASSETS] public tokens;
    MockAggregator[MARKETS] public aggregators;
    MockFeed[MARKETS] public feeds;
    MockFeed[MARKETS] public secondFeeds; // proxies of the same aggregators

    /// @param atListing prices at listing, 8 decimals
    constructor(int256[MARKETS] memory atListing) {
        tokens[0] = new MockToken("USD Coin", "USDC", 6);
        tokens[1] = new MockToken("Wrapped Ether", "WETH", 18);
        tokens[2] = new MockToken("Wrapped Bitcoin", "WBTC", 8);
        AccessManager authority = new AccessManager(address(this));
        pool = new MarginPool(address(authority), _poolParameters(), _asset(address(tokens[0]), 0, 0, 5e14, 5e13));
        for (uint256 m; m < MARKETS; ++m) {
            aggregators[m] = new MockAggregator(8);
            feeds[m] = new MockFeed(aggregators[m], 1);
            secondFeeds[m] = new MockFeed(aggregators[m], 2);
            aggregators[m].push(atListing[m]);
            pool.listMarket(_marketParameters(m));
        }
        pool.listAsset(_asset(address(tokens[1]), 1, 100_000, 100_000e18, 20_000e18));
        pool.listAsset(_asset(address(tokens[2]), 0, 80_000, 5_000e8, 1_000e8));
        vault = new BackstopVault(pool, 3600, 60, 259_200);
        pool.bindVault(address(vault));
    }

    function _poolParameters() private pure returns (PoolParameters memory p) {
        p.kappaPpm = 500_000;
        p.debtHaircutPpm = 50_000;
        p.initialRatioPpm = 1_250_000;
        p.targetHealthPpm = 1_150_000;
        p.lambdaSlopePpm = 1_000_000;
        p.liquidationFeePpm = 5_000;
        p.feeInsurancePpm = 500_000;
        p.failedOrderFeePpm = 200;
        p.minDelay = 2;
        p.maxDelay = 600;
        p.juniorDelay = 900;
        p.keeperBond = 20e6;
        p.orderFee = 1e6;
        p.dust = 10e6;
        p.vaultFloor = 1e6;
        (p.debtRatePpm, p.accountDebtCapUsd) = (500_000, 2_000);
        // classes 0 BTC, 1 ETH, 2 others: 0-0, 0-1, 1-1, 0-2, 1-2, 2-2
        (p.correlationPct[0], p.correlationPct[1], p.correlationPct[2]) = (90, 80, 90);
        (p.correlationPct[3], p.correlationPct[4], p.correlationPct[5]) = (60, 70, 70);
    }

    function _marketParameters(uint256 m) private view returns (MarketParameters memory p) {
        bool thin = m > 1;
        p.source = address(feeds[m]);
        p.maxAge = 3600;
        p.unitExponent = m == 0 ? int8(-1) : int8(0);
        p.correlationClass = m > 2 ? 2 : uint8(m);
        p.skewScale = [uint112(1_250_000e18), 4_000_000e18, 20_000_000e18, 90_000_000e18][m];
        p.maxOpenInterest = p.skewScale / 100;
        p.maxOpenInterestUsd = [uint40(10_000_000), 8_000_000, 4_000_000, 4_000_000][m];
        (p.maintenancePpm, p.initialPpm) = thin ? (80_000, 150_000) : (50_000, 100_000);
        p.sizeSlopePpm = 1_000_000;
        p.profitWeightPpm = thin ? 0 : 500_000;
        (p.makerFeePpm, p.takerFeePpm) = thin ? (400, 1_000) : (200, 600);
        p.fundingVelocityPpm = 500_000;
        p.maxFundingRatePpm = 100_000;
        p.maxPremiumPpm = 10_000;
        (p.secondary, p.maxDeviationPpm) = (address(secondFeeds[m]), 5_000);
        (p.maxMovePpm, p.moveRefill, p.confirmDelay) = (10_000, 300, 60);
        (p.staleShockPpm, p.staleGrowthPpb) = thin ? (150_000, 30_000) : (100_000, 20_000);
        p.openInterestSlopePpm = thin ? 50_000 : 0;
    }

    function _asset(
        address token,
        uint8 priceMarket,
        uint24 haircutPpm,
        uint128 poolCap,
        uint128 accountCap
    ) private pure returns (AssetParameters memory p) {
        (p.token, p.priceMarket, p.haircutPpm, p.poolCap, p.accountCap) = (
            token,
            priceMarket,
            haircutPpm,
            poolCap,
            accountCap
        );
        (p.maxDiscountPpm, p.auctionMinutes) = haircutPpm == 0 ? (0, 0) : (30_000, 60);
        p.concentrationPpm = haircutPpm == 100_000 ? 100_000 : 0; // WETH
    }
}
