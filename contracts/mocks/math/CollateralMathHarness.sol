// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CollateralMath } from "../../math/CollateralMath.sol";
import { CallBatch } from "./CallBatch.sol";

/// @notice CollateralMath from outside, for differential tests only.
contract CollateralMathHarness is CallBatch {
    function value(
        uint256 amount,
        uint256 price,
        uint256 decimals,
        int256 unitExponent
    ) external pure returns (uint256) {
        return CollateralMath.value(amount, price, decimals, unitExponent);
    }

    function valueUp(
        uint256 amount,
        uint256 price,
        uint256 decimals,
        int256 unitExponent
    ) external pure returns (uint256) {
        return CollateralMath.valueUp(amount, price, decimals, unitExponent);
    }
}
