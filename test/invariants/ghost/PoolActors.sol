// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarginPool } from "../../../contracts/MarginPool.sol";
import { MockToken } from "../../../contracts/mocks/MockToken.sol";
import { AccountId, toAccountId } from "../../../contracts/types/AccountId.sol";
import { BackstopVault } from "../../../contracts/waterfall/BackstopVault.sol";
import { ASSETS, MARKETS, PoolFixture } from "../../support/PoolFixture.sol";
import { VM } from "../../support/Test.sol";
import { GhostRisk } from "./GhostRisk.sol";

/// @notice Who acts, and the one way to act: call, then compare what came back with what the model foretold.
/// @dev Actors 0, 1 and 2 are one attacker; 3 to 5 are strangers to each other; keepers are any of them.
abstract contract PoolActors is GhostRisk {
    uint256 internal constant ACTORS = 6;
    uint256 internal constant COALITION = 3;
    uint256 internal constant WALLET = 1e30;
    bytes4 internal constant OK = 0;

    MarginPool internal _core;
    BackstopVault internal _vault;
    AccountId[ACCOUNTS] internal _ids;
    uint256[ACCOUNTS] internal _owners = [0, 1, 2, 3, 4, 5, 1, 2, 4];
    mapping(uint256 actor => int256) internal _vaultNet; // USDC paid to the vault less collected, asset-0 units

    mapping(uint256 actor => int256) internal _given; // to insurance and to others' accounts, less received, USDC

    mapping(bytes32 action => uint256) public succeeded;
    mapping(bytes32 action => uint256) public refused;

    error UnexpectedSuccess(bytes32 action, bytes4 foretold);
    error UnexpectedRevert(bytes32 action, bytes4 foretold, bytes returned);

    constructor() {
        fixture = new PoolFixture(_listingPrices());
        for (uint256 m; m < MARKETS; ++m) _list(m, _listingPrices()[m]);
        (_core, _vault) = (fixture.pool(), fixture.vault());
        for (uint256 i; i < ACCOUNTS; ++i) {
            // account 6 is isolated to ETH, 7 is a second cross account, 8 is isolated to BTC
            uint32 sub = [uint32(0), 0, 0, 0, 0, 0, (1 << 31) | (1 << 16), 1, 1 << 31][i];
            _isolated[i] = i == 6 || i == 8;
            _ids[i] = toAccountId(_actor(_owners[i]), sub);
        }
        for (uint256 actor; actor < ACTORS; ++actor) {
            for (uint256 asset; asset < ASSETS; ++asset) {
                _approve(fixture.tokens(asset), actor, address(_core));
                fixture.tokens(asset).mint(_actor(actor), WALLET);
            }
            _approve(fixture.tokens(0), actor, address(_vault));
        }
    }

    function _approve(MockToken token, uint256 actor, address spender) private {
        VM.prank(_actor(actor));
        token.approve(spender, type(uint256).max);
    }

    function _listingPrices() internal pure returns (int256[MARKETS] memory) {
        return [int256(7_900e8), 194e8, 20e8, 4.5e8];
    }

    function _actor(uint256 actor) internal pure returns (address) {
        return address(uint160(0xA11CE000 + actor));
    }

    /// @dev Calls as an actor. The revert must be the foretold one, to the selector; 0 foretells success.
    function _call(
        bytes32 action,
        uint256 actor,
        address to,
        bytes memory input,
        bytes4 foretold
    ) internal returns (bool ok, bytes memory returned) {
        VM.prank(_actor(actor));
        (ok, returned) = to.call(input);
        if (ok && foretold != OK) revert UnexpectedSuccess(action, foretold);
        if (!ok && (foretold == OK || bytes4(returned) != foretold)) {
            revert UnexpectedRevert(action, foretold, returned);
        }
        if (ok) ++succeeded[action];
        else ++refused[action];
    }

    function _onPool(bytes32 action, uint256 actor, bytes memory input, bytes4 foretold) internal returns (bool ok) {
        (ok, ) = _call(action, actor, address(_core), input, foretold);
    }

    function _warp(uint256 time) internal {
        _clock = time;
        VM.warp(time);
    }

    /// @dev x folded into [low, high].
    function _in(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (x % (high - low + 1));
    }

    /// @dev One in `n`.
    function _rarely(uint256 x, uint256 n) internal pure returns (bool) {
        return uint256(keccak256(abi.encode(x))) % n == 0;
    }
}
