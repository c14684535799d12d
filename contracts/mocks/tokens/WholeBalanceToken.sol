// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice A token that takes a transfer of 2^256 − 1 for the whole balance of the sender. For tests only.
contract WholeBalanceToken is MockToken {
    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value == type(uint256).max ? balanceOf(from) : value);
    }
}
