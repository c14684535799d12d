// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarginMath } from "../../math/MarginMath.sol";
import { MarginTerms } from "../../types/RiskTerms.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice MarginMath from outside, for differential tests only.
contract MarginMathHarness is CallBatch {
    function legWeight(uint256 base, uint256 slope, int256 size, uint256 scale) external pure returns (uint256) {
        return MarginMath.legWeight(base, slope, size, scale);
    }

    function initialBase(
        uint256 base,
        uint256 slope,
        uint256 openInterest,
        uint256 cap
    ) external pure returns (uint256) {
        return MarginMath.initialBase(base, slope, openInterest, cap);
    }

    function factor(
        int256 notional,
        uint256 weight,
        uint256 collateral,
        uint256 haircut
    ) external pure returns (int256 weighted, uint256 gross) {
        return MarginMath.factor(notional, weight, collateral, haircut);
    }

    function add(
        MarginTerms memory terms,
        uint256 correlationClass,
        int256 weighted,
        uint256 gross
    ) external pure returns (MarginTerms memory) {
        MarginMath.add(terms, correlationClass, weighted, gross);
        return terms;
    }

    function remove(
        MarginTerms memory terms,
        uint256 correlationClass,
        int256 weighted,
        uint256 gross
    ) external pure returns (MarginTerms memory) {
        MarginMath.remove(terms, correlationClass, weighted, gross);
        return terms;
    }

    function correlationPct(uint256 table, uint256 i, uint256 j) external pure returns (uint256) {
        return MarginMath.correlationPct(table, i, j);
    }

    function root(MarginTerms memory terms, uint256 table) external pure returns (uint256) {
        return MarginMath.root(terms, table);
    }

    function margin(
        MarginTerms memory terms,
        bool isolated,
        uint256 table,
        uint256 kappa,
        uint256 lambda,
        uint256 lambdaSlope,
        uint256 debtMargin
    ) external pure returns (uint256) {
        return MarginMath.margin(terms, isolated, table, kappa, lambda, lambdaSlope, debtMargin);
    }

    function equity(uint256 collateral, int256 profit, uint256 rho) external pure returns (int256) {
        return MarginMath.equity(collateral, profit, rho);
    }

    function initialEquity(uint256 collateral, int256 quote, int256 pnlInitial) external pure returns (int256) {
        return MarginMath.initialEquity(collateral, quote, pnlInitial);
    }

    function initialProfit(int256 profit, uint256 weight) external pure returns (int256) {
        return MarginMath.initialProfit(profit, weight);
    }

    function health(int256 equity_, uint256 margin_) external pure returns (int256) {
        return MarginMath.health(equity_, margin_);
    }

    function staleAllowance(
        uint256 exposure,
        uint256 shock,
        uint256 growth,
        uint256 age
    ) external pure returns (uint256) {
        return MarginMath.staleAllowance(exposure, shock, growth, age);
    }
}
