// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice A token that keeps a hundredth of every transfer. For tests only.
contract FeeOnTransferToken is MockToken {
    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    function _update(address from, address to, uint256 value) internal override {
        bool moves = from != address(0) && to != address(0);
        super._update(from, to, value);
        if (moves) super._update(to, address(0), value / 100);
    }
}
