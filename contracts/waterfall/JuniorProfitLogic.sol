// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { WAD } from "../math/FixedPointMath.sol";
import { LossMath } from "../math/LossMath.sol";
import { Books } from "../types/Books.sol";
import { EquityTerms } from "../types/RiskTerms.sol";

/// @notice The vault's net assets and ρ, the share of junior profit that the pool could pay now (U-4, W-5). O(1).
/// @dev Trader PnL counts as it stands in the books; all markets are synced where ρ decides.
library JuniorProfitLogic {
    /// @notice NAV* = NAV without the skew premium, USD WAD.
    function netAssets(Books memory books) internal pure returns (int256) {
        return
            LossMath.netAssets(
                books.vaultCash * books.scale,
                books.inventoryCredit,
                LedgerLogic.totalDebt(books),
                books.quotePlus,
                books.traderPnl
            );
    }

    /// @notice NAV, USD WAD; the skew premium will be paid back on exit (U-4).
    function nav(Books memory books) internal pure returns (int256) {
        return netAssets(books) - int256(books.skewPremium);
    }

    /// @notice J = Σquote⁺ + Σ_sides max(0, U_side), USD WAD.
    function junior(Books memory books) internal pure returns (uint256) {
        return books.quotePlus + books.juniorPnl;
    }

    /// @notice ρ as the books stand, WAD.
    function rho(Books memory books) internal pure returns (uint256) {
        return LossMath.rho(netAssets(books), books.page.vaultFloor(), junior(books));
    }

    /// @notice ρ at present prices of all markets, WAD, for an account that has a profit for it to share.
    /// @dev ρ counts only against profit (M-3). Where there is none, no market needs to be looked at for it.
    /// @param terms the account's; p is its quote and the PnL of all its positions
    function presentRho(
        PoolState storage $,
        Books memory books,
        EquityTerms memory terms
    ) internal view returns (uint256) {
        if (terms.quote + terms.pnl <= 0) return WAD;
        MarketLogic.syncAll($, books);
        return rho(books);
    }
}
