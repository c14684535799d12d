// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice A token that refuses to move nothing. For tests only.
contract NoZeroToken is MockToken {
    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    function _update(address from, address to, uint256 value) internal override {
        require(value != 0, "zero amount");
        super._update(from, to, value);
    }
}
