// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A position, valid iff its bit in the account's market bitmap is set; never cleared.
/// @dev PnL with funding = floor(size · A / WAD) − cost, where A = P − F (P-3). One slot.
struct Position {
    int128 size; // slot 0: 128 · contract units WAD, positive long, never zero while valid
    int128 cost; // slot 0: 128 · USD WAD, what the size has cost in terms of A; negative for a short
}

/// @notice All positions of one side of a market. One slot.
struct Side {
    uint128 size; // slot 0: 128 · Σ|size| in contract units WAD
    int128 cost; // slot 0: 128 · Σcost, USD WAD
}
