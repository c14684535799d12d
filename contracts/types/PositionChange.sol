// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "./AccountId.sol";
import { MarketId } from "./MarketId.sol";

/// @notice One change of one position, carried from decision to storage and event.
struct PositionChange {
    AccountId account;
    MarketId market;
    int256 delta; // contract units WAD added to the position, never zero
    int256 fillPrice; // USD WAD per contract unit, premium included
    int256 size; // before, then after
    int256 cost; // before, then after, USD WAD
    int256 realised; // USD WAD that goes to the account's quote
}
