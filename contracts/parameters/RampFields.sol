// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RampMath } from "../math/RampMath.sol";
import { AssetId } from "../types/AssetId.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { PageCode } from "./PageCode.sol";

/// @notice Which parameters margin and equity are computed from, and in which direction they may take something away (M-6).
/// @dev UP or DOWN alone stands where the other direction is proven harmless: M grows with κ, σ and hc_d and falls with ρ_fg;
/// E falls with the vault floor (through ρ); E_init grows with the profit weight; a debt cap only permits when it rises.
/// Weights and haircuts count in both directions, because a lower one can raise a margin: it makes the leg a smaller hedge of
/// another. A stale price counts for the account in E and against it in E_init, so its allowance counts in both as well, and
/// so do the two caps that weights grow with. docs/parameters.md has the argument.
library RampFields {
    uint256 private constant BOTH = RampMath.UP | RampMath.DOWN;
    uint256 private constant POOL_FIELDS = 42;
    uint256 private constant MARKET_FIELDS = 8;
    uint256 private constant ASSET_FIELDS = 3;

    /// @notice The fields of a page; at most 42 + 32·8 + 15·3.
    function list(ParameterPage page) internal pure returns (uint256[] memory fields) {
        uint256 markets = page.marketCount();
        uint256 assets = page.assetCount();
        fields = new uint256[](POOL_FIELDS + markets * MARKET_FIELDS + (assets - 1) * ASSET_FIELDS);
        uint256 n = _addPool(fields);
        for (uint256 m; m < markets; ++m) n = _addMarket(fields, n, PageCode.indexOf(MarketId.wrap(uint8(m))));
        // the settlement asset has no haircut, and its caps enter no margin
        for (uint256 a = 1; a < assets; ++a) {
            n = _addAsset(fields, n, PageCode.indexOf(AssetId.wrap(uint8(a)), markets));
        }
    }

    function _addPool(uint256[] memory fields) private pure returns (uint256 n) {
        fields[n++] = RampMath.field(0, 0, 24, RampMath.UP); // κ
        fields[n++] = RampMath.field(0, 24, 24, RampMath.UP); // hc_d
        fields[n++] = RampMath.field(0, 48, 24, RampMath.UP); // initial ratio
        fields[n++] = RampMath.field(0, 96, 24, RampMath.UP); // σ
        fields[n++] = RampMath.field(1, 192, 64, RampMath.UP); // vault floor
        fields[n++] = RampMath.field(3, 224, 32, RampMath.DOWN); // account debt cap
        for (uint256 i; i < 36; ++i) fields[n++] = RampMath.field(2, 7 * i, 7, RampMath.DOWN); // ρ_fg
    }

    function _addMarket(uint256[] memory fields, uint256 n, uint256 index) private pure returns (uint256) {
        fields[n++] = RampMath.field(index + 1, 112, 112, BOTH); // open-interest cap
        fields[n++] = RampMath.field(index + 2, 40, 24, BOTH); // m0
        fields[n++] = RampMath.field(index + 2, 64, 24, BOTH); // m1
        fields[n++] = RampMath.field(index + 2, 88, 24, BOTH); // m0 of the initial margin
        fields[n++] = RampMath.field(index + 2, 112, 24, RampMath.DOWN); // profit weight
        fields[n++] = RampMath.field(index + 3, 32, 24, BOTH); // stale shock
        fields[n++] = RampMath.field(index + 3, 56, 32, BOTH); // stale growth
        fields[n++] = RampMath.field(index + 3, 136, 24, BOTH); // open-interest slope
        return n;
    }

    function _addAsset(uint256[] memory fields, uint256 n, uint256 index) private pure returns (uint256) {
        fields[n++] = RampMath.field(index, 176, 24, BOTH); // hc
        fields[n++] = RampMath.field(index, 200, 24, BOTH); // concentration
        fields[n++] = RampMath.field(index + 1, 128, 128, BOTH); // account cap
        return n;
    }
}
