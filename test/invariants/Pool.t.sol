// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Test } from "../support/Test.sol";
import { PoolHandler } from "./ghost/PoolHandler.sol";

/// @notice Random histories of a whole pool whose every answer, refusals included, a model has foretold.
/// @dev Campaigns share one handler; each invariant runs after every call. The promises are in test/INVARIANTS.md.
contract PoolInvariants is Test {
    PoolHandler internal _handler;

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

    function _actions() private view returns (bytes4[] memory actions) {
        actions = new bytes4[](33);
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
    }
}
