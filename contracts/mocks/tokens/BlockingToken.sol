// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice A token that can be paused, and whose issuer can block addresses. For tests only.
contract BlockingToken is MockToken {
    bool public paused;
    mapping(address => bool) public blocked;

    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function setBlocked(address holder, bool blocked_) external {
        blocked[holder] = blocked_;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!paused, "paused");
        require(!blocked[from] && !blocked[to], "blocked");
        super._update(from, to, value);
    }
}
