// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";

/// @notice What governance says, as words of the parameter page (see ParameterPage for the layout).
library PagePacking {
    /// @param counts number of markets, of assets and decimals of the settlement token, 8 bits each
    function pack(PoolParameters memory p, uint256 counts) internal pure returns (uint256[] memory words) {
        words = new uint256[](4);
        words[0] =
            uint256(p.kappaPpm) |
            (uint256(p.debtHaircutPpm) << 24) |
            (uint256(p.initialRatioPpm) << 48) |
            (uint256(p.targetHealthPpm) << 72) |
            (uint256(p.lambdaSlopePpm) << 96) |
            (uint256(p.liquidationFeePpm) << 120) |
            (uint256(p.feeInsurancePpm) << 144) |
            (uint256(p.failedOrderFeePpm) << 168) |
            (uint256(p.minDelay) << 192) |
            (uint256(p.maxDelay) << 208) |
            (uint256(p.juniorDelay) << 224);
        words[1] =
            uint256(p.keeperBond) |
            (uint256(p.orderFee) << 64) |
            (uint256(p.dust) << 128) |
            (uint256(p.vaultFloor) << 192);
        for (uint256 i; i < 36; ++i) words[2] |= uint256(p.correlationPct[i]) << (7 * i);
        words[3] =
            counts |
            (uint256(uint160(p.sequencer)) << 24) |
            (uint256(p.sequencerGrace) << 184) |
            (uint256(p.debtRatePpm) << 200) |
            (uint256(p.accountDebtCapUsd) << 224);
    }

    /// @param collateralAsset the asset that the market prices, 0 for none
    function pack(
        MarketParameters memory p,
        uint256 sourceDecimals,
        uint256 secondaryDecimals,
        uint256 collateralAsset
    ) internal pure returns (uint256[] memory words) {
        words = new uint256[](5);
        words[0] =
            uint256(uint160(p.source)) |
            (uint256(p.maxAge) << 160) |
            (sourceDecimals << 176) |
            (uint256(uint8(p.unitExponent)) << 184) |
            (uint256(p.correlationClass) << 192) |
            (collateralAsset << 200) |
            (uint256(p.sourceKind) << 208);
        words[1] = uint256(p.skewScale) | (uint256(p.maxOpenInterest) << 112);
        words[2] =
            uint256(p.maxOpenInterestUsd) |
            (uint256(p.maintenancePpm) << 40) |
            (uint256(p.sizeSlopePpm) << 64) |
            (uint256(p.initialPpm) << 88) |
            (uint256(p.profitWeightPpm) << 112) |
            (uint256(p.makerFeePpm) << 136) |
            (uint256(p.takerFeePpm) << 152) |
            (uint256(p.maxPremiumPpm) << 168) |
            (uint256(p.maxFundingRatePpm) << 192);
        words[3] =
            uint256(p.fundingVelocityPpm) |
            (uint256(p.staleShockPpm) << 32) |
            (uint256(p.staleGrowthPpb) << 56) |
            (uint256(p.maxMovePpm) << 88) |
            (uint256(p.moveRefill) << 112) |
            (uint256(p.confirmDelay) << 128) |
            (uint256(p.openInterestSlopePpm) << 136);
        words[4] =
            uint256(uint160(p.secondary)) |
            (secondaryDecimals << 160) |
            (uint256(p.maxDeviationPpm) << 168) |
            (uint256(p.maxConfidencePpm) << 192);
    }

    function pack(AssetParameters memory p, uint256 decimals) internal pure returns (uint256[] memory words) {
        words = new uint256[](2);
        words[0] =
            uint256(uint160(p.token)) |
            (decimals << 160) |
            (uint256(p.priceMarket) << 168) |
            (uint256(p.haircutPpm) << 176) |
            (uint256(p.concentrationPpm) << 200) |
            (uint256(p.maxDiscountPpm) << 224) |
            (uint256(p.auctionMinutes) << 248);
        words[1] = uint256(p.poolCap) | (uint256(p.accountCap) << 128);
    }
}
