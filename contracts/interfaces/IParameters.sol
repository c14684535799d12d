// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetId } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";

/// @notice The parameter page: what governance may list and change, within which bounds and how fast (M-6, B-6).
interface IParameters {
    event PoolConfigured(PoolParameters parameters, address settlementToken);
    event MarketListed(MarketId indexed market, MarketParameters parameters, uint256 price);
    event AssetListed(AssetId indexed asset, AssetParameters parameters);

    /// @notice These parameters are in force from now on: after a change at once, and after every step of a ramp.
    event PoolChanged(PoolParameters parameters);
    event MarketChanged(MarketId indexed market, MarketParameters parameters);
    event AssetChanged(AssetId indexed asset, AssetParameters parameters);

    /// @notice These parameters will be in force at the end of the ramp that starts here.
    event PoolRampAnnounced(PoolParameters target);
    event MarketRampAnnounced(MarketId indexed market, MarketParameters target);
    event AssetRampAnnounced(AssetId indexed asset, AssetParameters target);

    /// @param target page at the end of the ramp
    /// @param stepAt timestamp from which anyone may take the first step
    event RampStarted(address target, uint256 steps, uint256 stepAt);
    /// @notice Another page is in force: by a change at once, or by a step of a ramp.
    /// @param stepsLeft of the ramp, 0 when none runs
    /// @param stepAt timestamp from which its next step may be taken, 0 when none runs
    event PageReplaced(address page, uint256 stepsLeft, uint256 stepAt);
    /// @notice The page in force stays; the rest of the way to `target` is given up.
    event RampStopped(address page, address target, uint256 stepsLeft);

    /// @notice The debt index up to this block, RAY; from here on it grows by the rate of the page now in force (C-3).
    event DebtIndexStored(uint256 debtIndex);

    error ParameterOutOfRange(bytes32 name, uint256 value, uint256 min, uint256 max);
    error UnitExponentOutOfRange(int256 unitExponent, int256 min, int256 max);
    error UnsupportedDecimals(address token, uint256 decimals, uint256 min, uint256 max);
    error TooManyListings(uint256 max);
    /// @notice The token is an asset already, or the source prices a market already: a risk factor is exactly one feed (M-1).
    error AlreadyListed(address tokenOrSource);
    /// @notice A market's second source must be another one than its first (B-1).
    error SecondSourceIsFirst(address source);
    error MarketAlreadyPricesAsset(MarketId market, AssetId asset);
    /// @notice The source has no price at listing (0), or it is outside 1e-4…1e4 USD per contract unit: choose another unit exponent.
    error PriceOutOfListingRange(address source, uint256 price, uint256 min, uint256 max);
    /// @notice maxMove + maxPremium + φ must be at most κ·m0 (M-6): `jumpPpm` against `coverPpm`.
    error MarketOutsideEnvelope(MarketId market, uint256 jumpPpm, uint256 coverPpm);
    /// @notice maxMove of the price market + maxDiscount must be at most κ·hc (M-6): `jumpPpm` against `coverPpm`.
    error AssetOutsideEnvelope(AssetId asset, uint256 jumpPpm, uint256 coverPpm);
    /// @notice More is open, or may be opened, than the premium's bound allows: lower maxOpenInterest first (P-1). Contract units WAD.
    error PremiumBelowOpenInterest(MarketId market, uint256 bound, uint256 openInterest);
    /// @notice This parameter is fixed at listing: state it as it is.
    error FixedParameter(bytes32 name);
    error NothingChanges();
    /// @notice One change at a time: let the ramp end, or stop it.
    error RampRunning(address target, uint256 stepsLeft);
    error NoRampRunning();
    error RampStepTooEarly(uint256 stepAt, uint256 timestamp);
}
