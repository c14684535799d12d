// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LiquidationMath } from "../../math/LiquidationMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice LiquidationMath from outside, for differential tests only.
contract LiquidationMathHarness is CallBatch {
    function slice(int256 size, uint256 slices) external pure returns (int256) {
        return LiquidationMath.slice(size, slices);
    }

    function fee(uint256 closedNotional, uint256 rate, int256 equity) external pure returns (uint256) {
        return LiquidationMath.fee(closedNotional, rate, equity);
    }

    function closingCost(uint256 notional, uint256 rate, int256 premiumUsd) external pure returns (uint256) {
        return LiquidationMath.closingCost(notional, rate, premiumUsd);
    }

    function score(int256 relief, uint256 cost) external pure returns (uint256) {
        return LiquidationMath.score(relief, cost);
    }

    function seizureCredit(uint256 value, uint256 haircut) external pure returns (uint256) {
        return LiquidationMath.seizureCredit(value, haircut);
    }

    function seizureAmount(uint256 amount, uint256 credit, uint256 debt) external pure returns (uint256) {
        return LiquidationMath.seizureAmount(amount, credit, debt);
    }

    function meanTime(
        uint256 time,
        uint256 amount,
        uint256 addedTime,
        uint256 addedAmount
    ) external pure returns (uint256) {
        return LiquidationMath.meanTime(time, amount, addedTime, addedAmount);
    }

    function discount(uint256 age, uint256 duration, uint256 largest) external pure returns (uint256) {
        return LiquidationMath.discount(age, duration, largest);
    }

    function discountedPrice(uint256 value, uint256 discount_) external pure returns (uint256) {
        return LiquidationMath.discountedPrice(value, discount_);
    }
}
