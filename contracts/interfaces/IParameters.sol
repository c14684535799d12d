// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetId } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";

/// @notice Listing: what governance may add. What is listed does not change.
interface IParameters {
    event PoolConfigured(PoolParameters parameters, address settlementToken);
    event MarketListed(MarketId indexed market, MarketParameters parameters, uint256 price);
    event AssetListed(AssetId indexed asset, AssetParameters parameters);

    error ParameterOutOfRange(bytes32 name, uint256 value, uint256 min, uint256 max);
    error UnitExponentOutOfRange(int256 unitExponent, int256 min, int256 max);
    error UnsupportedDecimals(address token, uint256 decimals, uint256 min, uint256 max);
    error TooManyListings(uint256 max);
    /// @notice The token is an asset already, or the source prices a market already: a risk factor is exactly one feed (M-1).
    error AlreadyListed(address tokenOrSource);
    error MarketAlreadyPricesAsset(MarketId market, AssetId asset);
    /// @notice The source has no price at listing (0), or it is outside 1e-4…1e4 USD per contract unit: choose another unit exponent.
    error PriceOutOfListingRange(address source, uint256 price, uint256 min, uint256 max);
}
