// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CancelReason } from "../../contracts/interfaces/IOrders.sol";
import { Test } from "../support/Test.sol";
import { PoolHandler } from "./ghost/PoolHandler.sol";

/// @notice A campaign whose actions never succeed, or are never refused, proves nothing of them. Here each outcome that a
/// campaign claims is brought about by the same actions with drawn arguments, and the promises are checked after each.
contract PoolReach is Test {
    uint256 internal constant TRIES = 80;

    PoolHandler internal _handler;
    uint256 internal _draws;

    function setUp() external {
        _handler = new PoolHandler(20_000e6);
    }

    function test_INV_15_traders_reach_every_outcome() external {
        _succeeds(_handler.deposits.selector, "deposit");
        _isRefused(_handler.deposits.selector, "deposit");
        _succeeds(_handler.withdraws.selector, "withdraw");
        _isRefused(_handler.withdraws.selector, "withdraw");
        _succeeds(_handler.commits.selector, "commit");
        _isRefused(_handler.commits.selector, "commit");
        _isRefused(_handler.settles.selector, "settle");
        _succeeds(_handler.expires.selector, "expire");
        _isRefused(_handler.expires.selector, "expire");
        _succeeds(_handler.trades.selector, "settle");
        _succeeds(_handler.trades.selector, "fill raises");
        _succeeds(_handler.trades.selector, "fill reduces");
        _succeeds(_handler.trades.selector, "cancel");
        _isRefused(_handler.converts.selector, "convert");
        _succeeds(_handler.wins.selector, "convert");
    }

    function test_INV_15_orders_fail_for_every_reason_within_reach() external {
        _cancels(_handler.trades.selector, CancelReason.InitialMargin);
        _cancels(_handler.tradesTooLittle.selector, CancelReason.PositionTooSmall);
        _cancels(_handler.ordersIntoSilence.selector, CancelReason.StalePrice);
        _cancels(_handler.tradesAtLimit.selector, CancelReason.LimitPrice);
        _cancels(_handler.tradesUnbonded.selector, CancelReason.InsufficientBond);
        _cancels(_handler.tradesBeyondCap.selector, CancelReason.OpenInterestCap);
        _cancels(_handler.unhedges.selector, CancelReason.ReductionWorsens);
    }

    function test_INV_15_liquidations_reach_every_class() external {
        _isRefused(_handler.liquidates.selector, "liquidate");
        _succeeds(_handler.crashes.selector, "liquidate solvent");
        _succeeds(_handler.grinds.selector, "liquidate dust");
        _succeeds(_handler.crashes.selector, "liquidate insolvent");
        _succeeds(_handler.crashes.selector, "write off");
        _succeeds(_handler.liquidatesMany.selector, "liquidate many");
        _succeeds(_handler.claimsKeeperFees.selector, "claim keeper fees");
        _isRefused(_handler.claimsKeeperFees.selector, "claim keeper fees");
    }

    function test_INV_15_collateral_is_seized_and_profit_loses_its_par() external {
        for (uint256 k; k < 20; ++k) _act(_handler.deposits.selector);
        _succeeds(_handler.crashes.selector, "seize");
        _succeeds(_handler.squeezes.selector, "rho below one");
        for (uint256 k; k < TRIES && _handler.succeeded("convert below par") == 0; ++k) {
            _act(_handler.squeezes.selector);
            _act(_handler.wins.selector);
            if (k % 8 == 7) _act(_handler.deposits.selector);
        }
        assertTrue(_handler.succeeded("convert below par") > 0, "convert below par");
    }

    function test_INV_15_the_vault_goes_both_ways() external {
        _succeeds(_handler.requestsDeposit.selector, "request deposit");
        _isRefused(_handler.requestsDeposit.selector, "request deposit");
        _isRefused(_handler.fulfilsDeposits.selector, "fulfil deposits");
        _succeeds(_handler.requestsRedemption.selector, "request redemption");
        _isRefused(_handler.requestsRedemption.selector, "request redemption");
        _isRefused(_handler.fulfilsRedemptions.selector, "fulfil redemptions");
        _succeeds(_handler.fulfilsRedemptions.selector, "fulfil redemptions");
        _succeeds(_handler.claimsAssets.selector, "claim assets");
        _isRefused(_handler.claimsAssets.selector, "claim assets");
        _isRefused(_handler.claimsShares.selector, "claim shares");
        _succeeds(_handler.fundsInsurance.selector, "fund insurance");
        _isRefused(_handler.fundsInsurance.selector, "fund insurance");
        _succeeds(_handler.syncs.selector, "sync");
    }

    // ── internals ───────────────────────────────────────────────────────────────────────────────────────────────────

    function _succeeds(bytes4 action, bytes32 outcome) private {
        uint256 before = _handler.succeeded(outcome);
        for (uint256 k; k < TRIES && _handler.succeeded(outcome) == before; ++k) _act(action);
        assertTrue(_handler.succeeded(outcome) > before, string.concat("succeeds: ", _text(outcome)));
    }

    function _isRefused(bytes4 action, bytes32 outcome) private {
        uint256 before = _handler.refused(outcome);
        for (uint256 k; k < TRIES && _handler.refused(outcome) == before; ++k) _act(action);
        assertTrue(_handler.refused(outcome) > before, string.concat("is refused: ", _text(outcome)));
    }

    function _cancels(bytes4 action, CancelReason reason) private {
        uint256 before = _handler.cancelled(uint256(reason));
        for (uint256 k; k < TRIES && _handler.cancelled(uint256(reason)) == before; ++k) _act(action);
        assertTrue(_handler.cancelled(uint256(reason)) > before, string.concat("cancelled ", _digit(uint256(reason))));
    }

    /// @dev Every action has at most five arguments, all of one word.
    function _act(bytes4 action) private {
        bytes memory input = abi.encodePacked(action);
        for (uint256 word; word < 5; ++word) {
            input = abi.encodePacked(input, keccak256(abi.encode("bulkhead", ++_draws)));
        }
        (bool ok, bytes memory returned) = address(_handler).call(input);
        if (!ok) {
            // Equivalent to: revert with what the handler reverted with
            assembly ("memory-safe") {
                revert(add(returned, 0x20), mload(returned))
            }
        }
        _handler.checkModel();
        _handler.checkNetAssets();
    }

    function _digit(uint256 n) private pure returns (string memory) {
        return string(abi.encodePacked(bytes1(uint8(48 + n))));
    }

    function _text(bytes32 name) private pure returns (string memory) {
        return string(abi.encodePacked(name));
    }
}
