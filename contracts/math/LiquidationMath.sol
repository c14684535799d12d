// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath, WAD } from "./FixedPointMath.sol";

/// @notice What a liquidation takes and credits (Q-6…Q-8). USD WAD unless said otherwise.
library LiquidationMath {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Slices of a leg are measured in 1/8192: 1/256 and five halvings (Q-6).
    uint256 internal constant SLICES = 8192;
    uint256 internal constant SMALLEST_SLICE = 32;

    /// @notice Part of `size` that `slices`/8192 of it is, magnitude up, sign of `size`.
    function slice(int256 size, uint256 slices) internal pure returns (int256) {
        uint256 part = size.abs().mulDivUp(slices, SLICES);
        return size < 0 ? part.negate() : part.toInt();
    }

    /// @notice φ of the closed notional, up, at most the equity that is left (Q-7).
    function fee(uint256 closedNotional, uint256 rate, int256 equity) internal pure returns (uint256) {
        return closedNotional.mulDivUp(rate, WAD).min(equity.positive());
    }

    /// @notice Cost of closing a leg: φ of its notional and the premium if it is adverse (Q-6). Up.
    function closingCost(uint256 notional, uint256 rate, int256 premiumUsd) internal pure returns (uint256) {
        return notional.mulDivUp(rate, WAD) + premiumUsd.positive();
    }

    /// @notice Margin relief per cost, WAD, down; relief ≤ 0 scores nothing.
    function score(int256 relief, uint256 cost) internal pure returns (uint256) {
        return relief <= 0 ? 0 : relief.positive().mulDivDown(WAD, cost.max(1));
    }

    /// @notice Value after haircut of `amount` worth `value`: what a seizure credits (Q-8). Down.
    function seizureCredit(uint256 value, uint256 haircut) internal pure returns (uint256) {
        return value.mulDivDown(WAD - haircut, WAD);
    }

    /// @notice Amount of a holding to seize for `debt`: amount·debt/credit, up, at most all of it (Q-8).
    function seizureAmount(uint256 amount, uint256 credit, uint256 debt) internal pure returns (uint256) {
        return debt >= credit ? amount : amount.mulDivUp(debt, credit);
    }

    /// @notice Mean of two times weighted by amounts, down: the clock of an inventory that a lot is added to (Q-8).
    /// @dev Lots of one asset have one price, so weights by amount are weights by value. At most the later time, never less than
    /// the earlier one, and a lot of nothing changes nothing.
    function meanTime(
        uint256 time,
        uint256 amount,
        uint256 addedTime,
        uint256 addedAmount
    ) internal pure returns (uint256) {
        // times are below 2^64 and amounts below 2^128
        unchecked {
            uint256 sum = amount + addedAmount;
            return sum == 0 ? addedTime : (time * amount + addedTime * addedAmount) / sum;
        }
    }

    /// @notice Discount of an inventory at an age: it rises along a line to its largest (Q-8). WAD, down.
    function discount(uint256 age, uint256 duration, uint256 largest) internal pure returns (uint256) {
        return age >= duration ? largest : largest.mulDivDown(age, duration);
    }

    /// @notice What `value` of inventory costs at a discount: value·(1 − discount), up (Q-8).
    function discountedPrice(uint256 value, uint256 discount_) internal pure returns (uint256) {
        return value.mulDivUp(WAD - discount_, WAD);
    }
}
