// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "./FixedPointMath.sol";

/// @notice Fill prices, fees and the accounting of one position (P-1, P-3, P-4).
/// @dev Nothing here overflows. Numbers come from their storage fields: prices are below 2^80 and the index A = P − F within
/// ± 2^81; a side of a market is below 2^128, positions and orders below 2^113; costs are within ± 2^127; K is at least
/// 2^59. So a premium is below 2^80 · 2^114 / 2^60 = 2^134, and a product of a size and a price below 2^248.
library PricingMath {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice P·(1 + (S + q/2)/K): the mean of the marginal price over the trade (P-1).
    /// @param price P, USD WAD per contract unit
    /// @param skew S before the trade, contract units WAD
    /// @param size q, contract units WAD, positive buys
    /// @param scale K, contract units WAD
    /// @return USD WAD per contract unit, rounded against the trader; positive while |S| and |S + q| are below K
    function fillPrice(uint256 price, int256 skew, int256 size, uint256 scale) internal pure returns (int256) {
        unchecked {
            int256 p = int256(price);
            int256 product = p * (2 * skew + size);
            int256 twice = int256(2 * scale);
            return p + (size > 0 ? product.divCeil(twice) : product.divFloor(twice));
        }
    }

    /// @notice P·S²/(2K): what the vault will pay back when the skew S is traded away (U-4). USD WAD, up.
    function skewPremium(uint256 price, int256 skew, uint256 scale) internal pure returns (uint256) {
        unchecked {
            uint256 s = skew.abs();
            return price.mulWadUp((s * s).divUp(2 * scale));
        }
    }

    /// @notice Trading fee: the part of the size that reduces |S| pays the maker rate, the rest the taker rate (P-4).
    /// @return USD WAD, up
    function tradingFee(
        int256 fill,
        int256 skew,
        int256 size,
        uint256 makerFee,
        uint256 takerFee
    ) internal pure returns (uint256) {
        unchecked {
            uint256 total = size.abs();
            bool reduces = (skew > 0) != (size > 0) && skew != 0;
            uint256 maker = reduces ? total.min(skew.abs()) : 0;
            uint256 price = fill.abs();
            uint256 makerUsd = (maker * price).wadUp();
            uint256 takerUsd = ((total - maker) * price).wadUp();
            return (makerUsd * makerFee).wadUp() + (takerUsd * takerFee).wadUp();
        }
    }

    /// @notice |size|·price, USD WAD, up.
    function notionalUp(int256 size, uint256 price) internal pure returns (uint256) {
        unchecked {
            return (size.abs() * price).wadUp();
        }
    }

    /// @notice floor(size·A) − cost: what a position has gained, funding included (P-3). USD WAD.
    function profit(int256 size, int256 cost, int256 index) internal pure returns (int256) {
        unchecked {
            return (size * index).wadFloor() - cost;
        }
    }

    /// @notice A position after `delta` is traded at `fill` while its market stands at index A and price P (P-3).
    /// @dev The trade happens at A + (fill − P): a unit bought there is worth A, so the premium is lost at once.
    /// Same direction: cost grows by delta·(A + fill − P). Reduction: the closed part takes its share of the cost with it
    /// and the difference is realised. Flip: a close of all and an opening of the rest, at one fill price.
    /// All roundings are against the trader; the sum of what is realised and what remains is exact.
    /// @return newSize contract units WAD
    /// @return newCost USD WAD
    /// @return realised USD WAD
    function trade(
        int256 size,
        int256 cost,
        int256 delta,
        int256 index,
        int256 premium
    ) internal pure returns (int256 newSize, int256 newCost, int256 realised) {
        unchecked {
            int256 tradeIndex = index + premium;
            newSize = size + delta;
            if (size == 0 || (size > 0) == (delta > 0)) {
                return (newSize, cost + (delta * tradeIndex).wadCeil(), 0);
            }
            if (newSize == 0 || (newSize > 0) == (size > 0)) {
                int256 closedCost = newSize == 0 ? cost : _share(cost, delta, size);
                realised = (0 - delta * tradeIndex).wadFloor() - closedCost;
                return (newSize, cost - closedCost, realised);
            }
            realised = (size * tradeIndex).wadFloor() - cost;
            newCost = (newSize * tradeIndex).wadCeil();
        }
    }

    /// @dev cost·|part|/|whole|, up: |part| ≤ |whole| < 2^113.
    function _share(int256 cost, int256 part, int256 whole) private pure returns (int256) {
        unchecked {
            return (cost * int256(part.abs())).divCeil(int256(whole.abs()));
        }
    }
}
