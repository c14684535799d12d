// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice A token that, once told to fail, answers transfers with false instead of reverting. For tests only.
contract FalseReturningToken is MockToken {
    bool public failing;

    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    function setFailing(bool failing_) external {
        failing = failing_;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return !failing && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !failing && super.transferFrom(from, to, value);
    }
}
