// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LossMath } from "../math/LossMath.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice The vault's net assets and ρ, the share of junior profit that the pool could pay now (U-4, W-5). O(1).
/// @dev Trader PnL counts at stored prices: what must be exact is synced before it is asked for.
library JuniorProfitLogic {
    using FixedPointMath for uint256;

    /// @notice NAV* = NAV without the skew premium, USD WAD.
    function netAssets(PoolState storage $, ParameterPage page) internal view returns (int256) {
        return
            LossMath.netAssets(
                uint256($.vaultCash) * page.settlementScale(),
                $.inventoryCredit,
                LossMath.debtOf($.scaledDebt, $.debtIndex),
                $.quotePlus,
                $.traderPnl
            );
    }

    /// @notice NAV, USD WAD; the skew premium will be paid back on exit (U-4).
    function nav(PoolState storage $, ParameterPage page) internal view returns (int256) {
        return netAssets($, page) - int256(uint256($.skewPremium));
    }

    /// @notice J = Σquote⁺ + Σ_sides max(0, U_side), USD WAD.
    function junior(PoolState storage $) internal view returns (uint256) {
        return uint256($.quotePlus) + $.juniorPnl;
    }

    /// @notice ρ, WAD.
    function rho(PoolState storage $, ParameterPage page) internal view returns (uint256) {
        return LossMath.rho(netAssets($, page), page.vaultFloor(), junior($));
    }
}
