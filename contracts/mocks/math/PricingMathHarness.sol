// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PricingMath } from "../../math/PricingMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice PricingMath from outside, for differential tests only.
contract PricingMathHarness is CallBatch {
    function fillPrice(uint256 price, int256 skew, int256 size, uint256 scale) external pure returns (int256) {
        return PricingMath.fillPrice(price, skew, size, scale);
    }

    function skewPremium(uint256 price, int256 skew, uint256 scale) external pure returns (uint256) {
        return PricingMath.skewPremium(price, skew, scale);
    }

    function tradingFee(
        int256 fill,
        int256 skew,
        int256 size,
        uint256 makerFee,
        uint256 takerFee
    ) external pure returns (uint256) {
        return PricingMath.tradingFee(fill, skew, size, makerFee, takerFee);
    }

    function notionalUp(int256 size, uint256 price) external pure returns (uint256) {
        return PricingMath.notionalUp(size, price);
    }

    function profit(int256 size, int256 cost, int256 index) external pure returns (int256) {
        return PricingMath.profit(size, cost, index);
    }

    function trade(
        int256 size,
        int256 cost,
        int256 delta,
        int256 index,
        int256 premium
    ) external pure returns (int256 newSize, int256 newCost, int256 realised) {
        return PricingMath.trade(size, cost, delta, index, premium);
    }
}
