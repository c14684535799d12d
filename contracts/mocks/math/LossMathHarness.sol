// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LossMath } from "../../math/LossMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice LossMath from outside, for differential tests only.
contract LossMathHarness is CallBatch {
    function netAssets(
        uint256 cash,
        uint256 inventoryCredit,
        uint256 debt,
        uint256 quotePlus,
        int256 traderPnl
    ) external pure returns (int256) {
        return LossMath.netAssets(cash, inventoryCredit, debt, quotePlus, traderPnl);
    }

    function rho(int256 netAssets_, uint256 floor, uint256 junior) external pure returns (uint256) {
        return LossMath.rho(netAssets_, floor, junior);
    }

    function debtOf(uint256 scaled, uint256 index) external pure returns (uint256) {
        return LossMath.debtOf(scaled, index);
    }

    function scaledDebt(uint256 usd, uint256 index) external pure returns (uint256) {
        return LossMath.scaledDebt(usd, index);
    }

    function convert(
        uint256 profit,
        uint256 rho_,
        uint256 cash,
        uint256 scale
    ) external pure returns (uint256 units, uint256 burnt) {
        return LossMath.convert(profit, rho_, cash, scale);
    }

    function debtIndexAfter(uint256 index, uint256 rate, uint256 elapsed) external pure returns (uint256) {
        return LossMath.debtIndexAfter(index, rate, elapsed);
    }

    function exceedsDebtShare(uint256 debt, uint256 cash) external pure returns (bool) {
        return LossMath.exceedsDebtShare(debt, cash);
    }

    function debtAboveShare(uint256 debt, uint256 cash) external pure returns (uint256) {
        return LossMath.debtAboveShare(debt, cash);
    }
}
