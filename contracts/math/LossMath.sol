// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath, RAY, WAD } from "./FixedPointMath.sol";

/// @notice Net asset value, the payable share of junior profit, and debt (U-3, U-4, W-5). All USD WAD.
library LossMath {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice NAV* = vaultCash + inventoryCredit + debt − Σquote⁺ − ΣU (U-4 without the skew premium, W-5).
    function netAssets(
        uint256 cash,
        uint256 inventoryCredit,
        uint256 debt,
        uint256 quotePlus,
        int256 traderPnl
    ) internal pure returns (int256) {
        return (cash + inventoryCredit + debt).toInt() - quotePlus.toInt() - traderPnl;
    }

    /// @notice ρ = clamp(1 + (NAV* − floor)/J, 0, 1), down; 1 when there is no junior profit (W-5).
    /// @param junior J = Σquote⁺ + Σ_sides max(0, U_side)
    function rho(int256 netAssets_, uint256 floor, uint256 junior) internal pure returns (uint256) {
        int256 surplus = netAssets_ - floor.toInt();
        if (surplus >= 0 || junior == 0) return WAD;
        uint256 missing = surplus.abs();
        return missing >= junior ? 0 : WAD - missing.mulDivUp(WAD, junior);
    }

    /// @notice Debt index after `elapsed` seconds at a yearly rate: index + RAY·rate·elapsed / year, up (C-3).
    /// @dev It grows along a line, so that one step and many give the same, and nothing has to be stored for it to grow.
    function debtIndexAfter(uint256 index, uint256 rate, uint256 elapsed) internal pure returns (uint256) {
        return index + (RAY * rate).mulDivUp(elapsed, 365 days * WAD);
    }

    /// @notice Whether all debt together is more than a quarter of the vault's cash and debt (C-3). USD WAD.
    function exceedsDebtShare(uint256 debt, uint256 cash) internal pure returns (bool) {
        return 4 * debt > cash + debt;
    }

    /// @notice What of all debt is above that share: debt − cash/3, up (C-3). USD WAD.
    function debtAboveShare(uint256 debt, uint256 cash) internal pure returns (uint256) {
        uint256 allowed = cash / 3;
        return debt > allowed ? debt - allowed : 0;
    }

    /// @notice Debt in USD of a scaled debt, up.
    function debtOf(uint256 scaled, uint256 index) internal pure returns (uint256) {
        return index == RAY ? scaled : scaled.mulDivUp(index, RAY);
    }

    /// @notice Scaled debt of a debt in USD, up.
    function scaledDebt(uint256 usd, uint256 index) internal pure returns (uint256) {
        return index == RAY ? usd : usd.mulDivUp(RAY, index);
    }

    /// @notice Profit x becomes c = min(ρ·x, cash) of principal and c/ρ of the claim is burnt (U-3).
    /// @param profit x
    /// @param cash the vault's cash in units of asset 0
    /// @param scale USD WAD of one unit
    /// @return units c in units of asset 0, down
    /// @return burnt c/ρ in USD WAD, up, never more than x
    function convert(
        uint256 profit,
        uint256 rho_,
        uint256 cash,
        uint256 scale
    ) internal pure returns (uint256 units, uint256 burnt) {
        if (rho_ == 0) return (0, 0);
        units = (profit.mulDivDown(rho_, WAD) / scale).min(cash);
        burnt = (units * scale).mulDivUp(WAD, rho_).min(profit);
    }
}
