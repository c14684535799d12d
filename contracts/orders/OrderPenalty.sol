// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "../math/FixedPointMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice What an order pays that fails at its settlement: it has had a look at the price (P-4).
/// @dev Without it an order would be an option for the keeper fee alone. So the means to pay it must be there when the order
/// is committed, and may not be withdrawn while it is pending.
library OrderPenalty {
    using FixedPointMath for uint256;

    /// @notice A share of the notional at a price, USD WAD, up.
    function usd(ParameterPage page, int256 size, uint256 price) internal pure returns (uint256) {
        return PricingMath.notionalUp(size, price).mulDivUp(page.failedOrderFee(), 1e18);
    }

    /// @notice The same in whole asset-0 units, up.
    function units(ParameterPage page, int256 size, uint256 price) internal pure returns (uint256) {
        return usd(page, size, price).divUp(page.settlementScale());
    }
}
