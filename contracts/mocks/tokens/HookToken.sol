// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "../MockToken.sol";

/// @notice What a holder of a HookToken may have called when tokens leave or reach them.
interface ITokenHook {
    function onTransfer(address from, address to, uint256 value) external;
}

/// @notice A token that calls back before it takes tokens and after it has given them, like ERC-777. For tests only.
contract HookToken is MockToken {
    mapping(address => ITokenHook) public hooks;

    constructor(string memory name, string memory symbol, uint8 decimals_) MockToken(name, symbol, decimals_) {}

    /// @notice Anyone may register a hook for anyone: the worst case.
    function setHook(address holder, ITokenHook hook) external {
        hooks[holder] = hook;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (address(hooks[from]) != address(0)) hooks[from].onTransfer(from, to, value);
        super._update(from, to, value);
        if (address(hooks[to]) != address(0)) hooks[to].onTransfer(from, to, value);
    }
}
