// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

uint256 constant CORRELATION_CLASSES = 8;

/// @notice The margin side of an account, as sums over its factors (M-1). All USD WAD.
struct MarginTerms {
    uint256 gross; // Σ m_i·|n_i| + Σ hc_j·C_j
    uint256 longSum; // A = Σ y_f⁺
    uint256 shortSum; // B = Σ y_f⁻
    uint256[8] longs; // Σ y_f⁺ by correlation class
    uint256[8] shorts; // Σ y_f⁻ by correlation class
}

/// @notice The equity side of an account, as sums over its factors (M-3). All USD WAD.
struct EquityTerms {
    uint256 collateral; // at mark, asset 0 included
    int256 quote; // junior profit, or minus the debt
    int256 pnl; // Σ PnL of all positions, funding included
    uint256 staleAllowance; // Σ exposure·min(s, cap·age) over factors without a valid price (Q-4)
}

/// @notice Everything that an initial margin is judged by: both margins, and the equity side with PnL⁻ + w·PnL⁺ for its PnL (M-5).
struct InitialTerms {
    EquityTerms equity;
    MarginTerms maintenance;
    MarginTerms initial;
}
