// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetId } from "../types/AssetId.sol";
import { PriceQuality } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { LiquidationClass } from "./ILiquidation.sol";

/// @notice One risk factor of an account. USD WAD unless said otherwise.
struct FactorReport {
    MarketId market;
    uint256 price; // per contract unit, projected to this block
    int256 fundingIndex; // F, per contract unit
    PriceQuality quality; // what may be done at the price
    int256 size; // contract units WAD
    int256 cost;
    int256 pnl; // funding included
    AssetId asset; // collateral priced by the same feed, 0 for none
    uint256 amount; // of it, the token's own units
    uint256 collateral; // its value at mark
    int256 weighted; // y_f
    uint256 gross; // m·|n| + hc·C
    uint256 staleAllowance;
}

/// @notice Every term of E and M (M-1…M-5). USD WAD unless said otherwise.
struct AccountReport {
    LiquidationClass class;
    int256 equity; // E
    uint256 margin; // M
    int256 health; // E / M, WAD; int256 max when nothing is required
    uint256 collateral;
    int256 quote; // junior profit, or minus the debt
    int256 pnl; // Σ, unrealised, funding included
    uint256 rho; // WAD
    uint256 staleAllowance; // Σ
    uint256 gross; // Σ
    uint256 root; // √(A² + B² − 2Σρ·y⁺·y⁻)
    int256 initialEquity; // E_init
    uint256 initialRequirement; // max(M_init, ratio·M)
    uint256 matureProfit; // of the quote, convertible now by age
    FactorReport[] factors;
}

/// @notice One market as stored.
struct MarketReport {
    uint256 price;
    int256 fundingIndex;
    int256 rate; // 1e-11 per day
    int256 skewFraction; // 1/32767
    uint256 syncedAt;
    uint256 priceAge; // 16 s
    uint256 moveSpent; // of the move allowance, in its units (see MoveMath)
    uint256 contestedPrice; // print that waits for confirmation, USD WAD per contract unit
    uint256 contestedAt; // since when, zero for none
    uint256 longSize;
    int256 longCost;
    uint256 shortSize;
    int256 shortCost;
}

/// @notice The pool's buckets of asset 0 and its sums. Units of asset 0, or USD WAD where said.
struct PoolReport {
    uint256 vaultCash;
    uint256 insurance;
    uint256 pullClaims;
    uint256 escrow;
    uint256 vaultRequests;
    uint256 vaultClaims;
    uint256 quotePlus; // USD WAD
    uint256 debt; // USD WAD
    int256 traderPnl; // USD WAD
    uint256 juniorPnl; // USD WAD
    uint256 skewPremium; // USD WAD
    uint256 inventoryCredit; // USD WAD
    int256 nav; // USD WAD
    uint256 rho; // WAD
    uint256 scaledDebt; // Σ debt / debtIndex, USD WAD
    uint256 debtIndex; // RAY, of this block
}

/// @notice Buckets of one asset, the token's own units.
struct AssetReport {
    uint256 cross;
    uint256 isolated;
    uint256 inventory;
    uint256 inventoryCredit; // USD WAD
    uint256 total; // sum of all named buckets: the token balance is at least this (U-2)
    uint256 inventoryClock; // value-weighted mean time of the inventory's lots, from which its discount rises (Q-8)
}
