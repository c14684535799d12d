// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Index of a collateral asset, 0…15, in order of listing. Asset 0 is the settlement asset: exactly 1 USD a token (U-1).
type AssetId is uint8;

using { bit, sameAsset as ==, otherAsset as != } for AssetId global;

AssetId constant SETTLEMENT_ASSET = AssetId.wrap(0);

/// @notice The asset's bit in an asset bitmap.
function bit(AssetId id) pure returns (uint256) {
    return 1 << AssetId.unwrap(id);
}

function sameAsset(AssetId a, AssetId b) pure returns (bool) {
    return AssetId.unwrap(a) == AssetId.unwrap(b);
}

function otherAsset(AssetId a, AssetId b) pure returns (bool) {
    return AssetId.unwrap(a) != AssetId.unwrap(b);
}
