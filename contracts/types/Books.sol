// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketWord } from "./MarketWord.sol";
import { ParameterPage } from "./ParameterPage.sol";

/// @notice One call's working copy of what the health of every account depends on: the pool's sums and its markets. Every
/// slot behind it is read once and written back once, however many accounts and legs the call touches. It lives in memory
/// only, so it cannot outlast its call.
struct Books {
    ParameterPage page;
    uint256 scale; // USD WAD of one unit of asset 0
    uint256 lambda; // λ_eff, WAD
    uint256 debtIndex; // RAY; zero until it is asked for
    uint256 vaultCash; // asset-0 units
    uint256 insurance; // asset-0 units
    uint256 quotePlus; // Σquote⁺, USD WAD
    uint256 scaledDebt; // Σ debt / debtIndex, USD WAD
    int256 traderPnl; // ΣU, USD WAD
    uint256 juniorPnl; // Σ_sides max(0, U_side), USD WAD
    uint256 skewPremium; // Σ P·S²/(2K), USD WAD
    uint256 inventoryCredit; // USD WAD
    uint256 seen; // bitmap of markets that have been looked at
    uint256 changed; // bitmap of markets whose state is to be stored
    MarketBook[] markets; // by market id; only those seen are there
}

/// @notice One market within the books.
struct MarketBook {
    MarketWord hot; // projected to this block
    bool valid; // the price is fresh enough to act at
    bool hasSides; // the fields below are loaded
    uint256 longSize; // contract units WAD
    int256 longCost; // USD WAD
    uint256 shortSize; // contract units WAD
    int256 shortCost; // USD WAD
    int256 pnl; // U_m as it counts in the books' ΣU
    uint256 junior; // as it counts in ΣU⁺
    uint256 premium; // as it counts in the skew premium
    bool hasInventory; // the field below is loaded
    uint256 inventory; // of the asset that the market prices, as it counts in the inventory credit
}

/// @notice Room for the books of `count` markets, none of which is there yet.
/// @dev A list made by `new MarketBook[]` would fill all of them with zeros, at a cost for every market that a call does not
/// look at.
function noMarkets(uint256 count) pure returns (MarketBook[] memory markets) {
    uint256[] memory addresses = new uint256[](count);
    // Equivalent to: markets = addresses, a list of memory addresses, each of which is set before it is read
    assembly ("memory-safe") {
        markets := addresses
    }
}
