// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CancelReason } from "../../contracts/interfaces/IOrders.sol";
import { Test } from "../support/Test.sol";
import { PoolHandler } from "./ghost/PoolHandler.sol";

/// @notice Random histories of a whole pool whose every answer, refusals included, a model has foretold.
/// @dev Campaigns share one handler; each invariant runs after every call. The promises are in test/INVARIANTS.md.
contract PoolInvariants is Test {
    uint256 internal constant TRIES = 80;

    PoolHandler internal _handler;
    uint256 internal _draws;

    function setUp() external {
        _handler = new PoolHandler(20_000e6);
        _target(address(_handler), _actions());
    }

    function invariant_INV_1_INV_2_INV_3_INV_4_INV_5_INV_12_the_books_add_up() external view {
        _handler.checkBuckets();
        _handler.checkSums();
    }

    function invariant_INV_6_INV_7_INV_8_INV_13_losses_find_vault_and_junior_profit() external view {
        _handler.checkNetAssets();
    }

    function invariant_INV_9_INV_10_the_model_foretells_accounts_buckets_and_risk() external view {
        _handler.checkAccounts();
        _handler.checkModel();
        _handler.checkRisk(block.timestamp % 9);
    }

    function invariant_INV_11_INV_14_a_coalition_gains_nothing_but_what_it_earned() external view {
        _handler.checkCoalition();
    }

    // ── what a campaign reaches ─────────────────────────────────────────────────────────────────────────────────────────
    // A campaign whose actions never succeed, or are never refused, proves nothing of them. Here each outcome is brought about
    // by the same actions with drawn arguments.

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
        _cancels(_handler.unbalances.selector, CancelReason.ReductionWorsens);
        _cancels(_handler.overdraws.selector, CancelReason.DebtCap);
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

    function test_INV_15_INV_16_debt_is_covered_and_inventory_sold() external {
        for (uint256 k; k < TRIES && _handler.succeeded("cover") == 0; ++k) {
            _act(_handler.overdraws.selector);
            for (uint256 n; n < 9; ++n) _act(_handler.coversDebt.selector);
        }
        _checkAll();
        assertTrue(_handler.succeeded("cover") > 0, "cover");
        _isRefused(_handler.coversDebt.selector, "cover");
        _succeeds(_handler.buysInventory.selector, "buy over");
        _isRefused(_handler.buysInventory.selector, "buy");
        for (uint256 k; k < 20; ++k) _act(_handler.deposits.selector);
        _succeeds(_handler.crashes.selector, "seize");
        _succeeds(_handler.buysAfterFall.selector, "buy short");
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

    // ── internals ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function _succeeds(bytes4 action, bytes32 outcome) private {
        uint256 before = _handler.succeeded(outcome);
        for (uint256 k; k < TRIES && _handler.succeeded(outcome) == before; ++k) _act(action);
        _checkAll();
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
    }

    function _digit(uint256 n) private pure returns (string memory) {
        return string(abi.encodePacked(bytes1(uint8(48 + n))));
    }

    function _text(bytes32 name) private pure returns (string memory) {
        uint256 length;
        while (length < 32 && name[length] != 0) ++length;
        bytes memory text = new bytes(length);
        for (uint256 k; k < length; ++k) text[k] = name[k];
        return string(text);
    }

    function _checkAll() private view {
        _handler.checkBuckets();
        _handler.checkSums();
        _handler.checkNetAssets();
        _handler.checkAccounts();
        _handler.checkModel();
        for (uint256 i; i < 9; ++i) _handler.checkRisk(i);
        _handler.checkCoalition();
    }

    function _actions() private view returns (bytes4[] memory actions) {
        actions = new bytes4[](38);
        actions[0] = _handler.passes.selector;
        actions[1] = _handler.moves.selector;
        actions[2] = _handler.gaps.selector;
        actions[3] = _handler.refreshes.selector;
        actions[4] = _handler.breaks.selector;
        actions[5] = _handler.answersNothing.selector;
        actions[6] = _handler.deposits.selector;
        actions[7] = _handler.withdraws.selector;
        actions[8] = _handler.commits.selector;
        actions[9] = _handler.converts.selector;
        actions[10] = _handler.settles.selector;
        actions[11] = _handler.trades.selector;
        actions[12] = _handler.expires.selector;
        actions[13] = _handler.liquidates.selector;
        actions[14] = _handler.liquidatesMany.selector;
        actions[15] = _handler.requestsDeposit.selector;
        actions[16] = _handler.fulfilsDeposits.selector;
        actions[17] = _handler.claimsShares.selector;
        actions[18] = _handler.requestsRedemption.selector;
        actions[19] = _handler.fulfilsRedemptions.selector;
        actions[20] = _handler.claimsAssets.selector;
        actions[21] = _handler.claimsKeeperFees.selector;
        actions[22] = _handler.fundsInsurance.selector;
        actions[23] = _handler.syncs.selector;
        actions[24] = _handler.crashes.selector;
        actions[25] = _handler.wins.selector;
        actions[26] = _handler.squeezes.selector;
        actions[27] = _handler.grinds.selector;
        actions[28] = _handler.trades.selector;
        actions[29] = _handler.deposits.selector;
        actions[30] = _handler.ordersIntoSilence.selector;
        actions[31] = _handler.unhedges.selector;
        actions[32] = _handler.tradesAtLimit.selector;
        actions[33] = _handler.unbalances.selector;
        actions[34] = _handler.overdraws.selector;
        actions[35] = _handler.coversDebt.selector;
        actions[36] = _handler.buysInventory.selector;
        actions[37] = _handler.buysAfterFall.selector;
    }
}
