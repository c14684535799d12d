// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IParameters } from "../interfaces/IParameters.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";

/// @notice Parameters that stay what they were at listing, because something on record was computed from them.
library FixedParameters {
    /// @dev Escrowed bonds and order fees are paid back at today's amount; a pending order's times follow from the delays.
    function check(PoolParameters memory present, PoolParameters calldata p) internal pure {
        _same("keeperBond", present.keeperBond, p.keeperBond);
        _same("orderFee", present.orderFee, p.orderFee);
        _same("minDelay", present.minDelay, p.minDelay);
        _same("maxDelay", present.maxDelay, p.maxDelay);
    }

    /// @dev Positions and prices are in contract units, side totals of a class are netted, skew fractions and premiums are
    /// stored in terms of K.
    function check(MarketParameters memory present, MarketParameters calldata p) internal pure {
        if (present.unitExponent != p.unitExponent) revert IParameters.FixedParameter("unitExponent");
        _same("correlationClass", present.correlationClass, p.correlationClass);
        _same("skewScale", present.skewScale, p.skewScale);
    }

    function check(AssetParameters memory present, AssetParameters calldata p) internal pure {
        if (present.token != p.token) revert IParameters.FixedParameter("token");
        _same("priceMarket", present.priceMarket, p.priceMarket);
    }

    function _same(bytes32 name, uint256 present, uint256 value) private pure {
        if (present != value) revert IParameters.FixedParameter(name);
    }
}
