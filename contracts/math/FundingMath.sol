// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "./FixedPointMath.sol";
import { SKEW_FRACTION_ONE } from "../types/MarketWord.sol";

/// @notice Funding whose rate is moved by the skew (P-2).
/// @dev dr/dt = (S/K)·v_max per day, |r| ≤ r_max, and ΔF = P·∫ r dt with the price before the step.
/// r in 1e-11 per day, v_max in 1e-11 per day per day, S/K in 1/32767, time in seconds.
library FundingMath {
    int256 internal constant DAY = 86_400;
    int256 internal constant RATE_ONE = 1e11;

    /// @notice Rate and funding per contract unit after `elapsed` seconds.
    /// @dev r₁ = clamp(r₀ + (S/K)·v_max·t, ±r_max). Without the cap ∫ r dt is the trapezoid (r₀ + r₁)/2·t; with it, the
    /// trapezoid up to the second t* at which the cap is met and the cap for the rest.
    /// Nothing overflows: |r|, |v| and r_max are below 2^63, |S/K| ≤ 2^15 and t < 2^40. So |step·t| < 2^118; the clamp leaves
    /// |r₁| < 2^63; |t*| < 2^64 · 2^15 · 2^17 = 2^96, and twice the area is below 2^64 · 2^96 + 2^64 · 2^97 < 2^162.
    /// @return nextRate r₁, its step rounded toward zero
    /// @return funding ΔF, USD WAD per contract unit, toward −∞; positive is paid by longs
    function accrue(
        int256 rate,
        int256 skewFraction,
        uint256 price,
        uint256 elapsed,
        int256 velocity,
        int256 maxRate
    ) internal pure returns (int256 nextRate, int256 funding) {
        unchecked {
            int256 t = int256(elapsed);
            int256 step = skewFraction * velocity; // 1e-11 per day per day, times SKEW_FRACTION_ONE
            int256 uncapped = rate + (step * t) / (SKEW_FRACTION_ONE * DAY);
            nextRate = FixedPointMath.clamp(uncapped, 0 - maxRate, maxRate);

            int256 twiceArea = (rate + nextRate) * t; // 1e-11 per day · seconds
            if (nextRate != uncapped && step != 0) {
                int256 untilCap = ((nextRate - rate) * SKEW_FRACTION_ONE * DAY) / step;
                twiceArea = (rate + nextRate) * untilCap + 2 * nextRate * (t - untilCap);
            }
            funding = FixedPointMath.mulDivFloor(int256(price), twiceArea, uint256(2 * DAY * RATE_ONE));
        }
    }
}
