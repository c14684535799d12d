// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "./AccountId.sol";
import { AccountWord } from "./AccountWord.sol";
import { AssetId } from "./AssetId.sol";
import { MarketId } from "./MarketId.sol";
import { MarketWord } from "./MarketWord.sol";

/// @notice One risk factor of an account: its position in a market and the collateral priced by the same feed.
struct Factor {
    MarketId market;
    MarketWord hot; // the market projected to now; not yet stored
    int256 size; // contract units WAD, zero when there is no position
    int256 cost; // USD WAD
    AssetId asset; // collateral asset priced by this market; 0 when the account holds none
    uint256 amount; // of the asset, in the token's own units
    uint256 collateral; // its value at the price, USD WAD, rounded down
    bool valid; // the price is fresh enough to trade and to liquidate at
    uint256 openInterest; // of the market's larger side, contract units WAD; known only where initial margin needs it (P-5)
}

/// @notice An account at one moment: a read-only working copy that nothing else writes.
struct Portfolio {
    AccountId id;
    AccountWord word;
    int256 quote; // USD WAD: junior profit, or minus the debt with interest
    uint256 settlement; // asset-0 principal, USD WAD
    Factor[] factors; // ascending by market; at most 12 positions and 8 assets
}

/// @notice Room for so many factors, none of which is there yet.
/// @dev A list made by `new Factor[]` would fill all of them with zeros that are written over at once.
function noFactors(uint256 count) pure returns (Factor[] memory factors) {
    uint256[] memory addresses = new uint256[](count);
    // Equivalent to: factors = addresses, a list of memory addresses, each of which is set before it is read
    assembly ("memory-safe") {
        factors := addresses
    }
}
