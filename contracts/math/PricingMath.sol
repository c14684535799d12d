// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "./FixedPointMath.sol";

/// @notice Fill prices, fees and the accounting of one position (P-1, P-3, P-4).
library PricingMath {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    int256 internal constant ONE = 1e18;

    /// @notice P·(1 + (S + q/2)/K): the mean of the marginal price over the trade (P-1).
    /// @param price P, USD WAD per contract unit
    /// @param skew S before the trade, contract units WAD
    /// @param size q, contract units WAD, positive buys
    /// @param scale K, contract units WAD
    /// @return USD WAD per contract unit, rounded against the trader; positive while |S| and |S + q| are below K
    function fillPrice(uint256 price, int256 skew, int256 size, uint256 scale) internal pure returns (int256) {
        int256 twice = 2 * skew + size;
        int256 p = price.toInt();
        int256 premium = size > 0 ? p.mulDivCeil(twice, 2 * scale) : p.mulDivFloor(twice, 2 * scale);
        return p + premium;
    }

    /// @notice P·S²/(2K): what the vault will pay back when the skew S is traded away (U-4). USD WAD, up.
    function skewPremium(uint256 price, int256 skew, uint256 scale) internal pure returns (uint256) {
        uint256 s = skew.abs();
        return price.mulWadUp(s.mulDivUp(s, 2 * scale));
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
        uint256 total = size.abs();
        bool reduces = (skew > 0) != (size > 0) && skew != 0;
        uint256 maker = reduces ? total.min(skew.abs()) : 0;
        uint256 price = fill.abs();
        return maker.mulWadUp(price).mulWadUp(makerFee) + (total - maker).mulWadUp(price).mulWadUp(takerFee);
    }

    /// @notice |size|·price, USD WAD, up.
    function notionalUp(int256 size, uint256 price) internal pure returns (uint256) {
        return size.abs().mulWadUp(price);
    }

    /// @notice floor(size·A) − cost: what a position has gained, funding included (P-3). USD WAD.
    function profit(int256 size, int256 cost, int256 index) internal pure returns (int256) {
        return size.mulWadFloor(index) - cost;
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
        int256 tradeIndex = index + premium;
        newSize = size + delta;
        if (size == 0 || (size > 0) == (delta > 0)) {
            return (newSize, cost + delta.mulWadCeil(tradeIndex), 0);
        }
        if (newSize == 0 || (newSize > 0) == (size > 0)) {
            int256 closedCost = delta.abs() == size.abs() ? cost : cost.mulDivCeil(delta.abs().toInt(), size.abs());
            realised = delta.negate().mulWadFloor(tradeIndex) - closedCost;
            return (newSize, cost - closedCost, realised);
        }
        realised = size.mulWadFloor(tradeIndex) - cost;
        newCost = newSize.mulWadCeil(tradeIndex);
    }
}
