// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";

/// @notice The inverse of PagePacking, for events that say what stands on the page after a change.
library PageUnpacking {
    function pool(uint256[] memory words) internal pure returns (PoolParameters memory p) {
        uint256 word = words[0];
        p.kappaPpm = uint24(word);
        p.debtHaircutPpm = uint24(word >> 24);
        p.initialRatioPpm = uint24(word >> 48);
        p.targetHealthPpm = uint24(word >> 72);
        p.lambdaSlopePpm = uint24(word >> 96);
        p.liquidationFeePpm = uint24(word >> 120);
        p.feeInsurancePpm = uint24(word >> 144);
        p.failedOrderFeePpm = uint24(word >> 168);
        p.minDelay = uint16(word >> 192);
        p.maxDelay = uint16(word >> 208);
        p.juniorDelay = uint16(word >> 224);
        word = words[1];
        p.keeperBond = uint64(word);
        p.orderFee = uint64(word >> 64);
        p.dust = uint64(word >> 128);
        p.vaultFloor = uint64(word >> 192);
        word = words[2];
        for (uint256 i; i < 36; ++i) p.correlationPct[i] = uint8((word >> (7 * i)) & 0x7f);
        word = words[3];
        p.sequencer = address(uint160(word >> 24));
        p.sequencerGrace = uint16(word >> 184);
        p.debtRatePpm = uint24(word >> 200);
        p.accountDebtCapUsd = uint32(word >> 224);
    }

    /// @param index of the market's first word
    function market(uint256[] memory words, uint256 index) internal pure returns (MarketParameters memory p) {
        uint256 word = words[index];
        p.source = address(uint160(word));
        p.maxAge = uint16(word >> 160);
        p.unitExponent = int8(uint8(word >> 184));
        p.correlationClass = uint8(word >> 192);
        p.sourceKind = uint8(word >> 208);
        word = words[index + 1];
        p.skewScale = uint112(word);
        p.maxOpenInterest = uint112(word >> 112);
        word = words[index + 2];
        p.maxOpenInterestUsd = uint40(word);
        p.maintenancePpm = uint24(word >> 40);
        p.sizeSlopePpm = uint24(word >> 64);
        p.initialPpm = uint24(word >> 88);
        p.profitWeightPpm = uint24(word >> 112);
        p.makerFeePpm = uint16(word >> 136);
        p.takerFeePpm = uint16(word >> 152);
        p.maxPremiumPpm = uint24(word >> 168);
        p.maxFundingRatePpm = uint24(word >> 192);
        word = words[index + 3];
        p.fundingVelocityPpm = uint32(word);
        p.staleShockPpm = uint24(word >> 32);
        p.staleGrowthPpb = uint32(word >> 56);
        p.maxMovePpm = uint24(word >> 88);
        p.moveRefill = uint16(word >> 112);
        p.confirmDelay = uint8(word >> 128);
        p.openInterestSlopePpm = uint24(word >> 136);
        word = words[index + 4];
        p.secondary = address(uint160(word));
        p.maxDeviationPpm = uint24(word >> 168);
        p.maxConfidencePpm = uint24(word >> 192);
    }

    /// @param index of the asset's first word
    function asset(uint256[] memory words, uint256 index) internal pure returns (AssetParameters memory p) {
        uint256 word = words[index];
        p.token = address(uint160(word));
        p.priceMarket = uint8(word >> 168);
        p.haircutPpm = uint24(word >> 176);
        p.concentrationPpm = uint24(word >> 200);
        p.maxDiscountPpm = uint24(word >> 224);
        p.auctionMinutes = uint8(word >> 248);
        p.poolCap = uint128(words[index + 1]);
        p.accountCap = uint128(words[index + 1] >> 128);
    }
}
