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
    bool sequencerDown; // no price is valid
    uint256 contestedMarkets; // bitmap of markets with a contest on record
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

/// @notice What may be done at a market's price (B-1).
enum PriceQuality {
    Valid, // everything
    Stale, // older than the market's limit: nothing is filled, closed or seized at it
    Contested, // a print lies too far away: likewise, and nothing is paid out on it, for at most `confirmDelay`
    SequencerDown // the chain's sequencer is down or has only just returned: as contested
}

/// @notice One market within the books.
struct MarketBook {
    MarketWord hot; // projected to this block
    PriceQuality quality;
    uint256 contestedAt; // since when a print waits for confirmation, zero for none (B-2)
    uint256 contestedPrice; // that print, USD WAD per contract unit
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
