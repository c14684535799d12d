// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath } from "./FixedPointMath.sol";

/// @notice Value of token amounts.
library CollateralMath {
    using FixedPointMath for uint256;

    /// @notice amount·P / 10^(decimals + unitExponent), USD WAD, down.
    /// @param amount in the token's own units
    /// @param price USD WAD per contract unit of 10^unitExponent tokens
    /// @param decimals of the token, 6…18
    /// @param unitExponent −6…18
    function value(
        uint256 amount,
        uint256 price,
        uint256 decimals,
        int256 unitExponent
    ) internal pure returns (uint256) {
        // a power of 0 … 36
        unchecked {
            return amount.mulDivDown(price, 10 ** uint256(int256(decimals) + unitExponent));
        }
    }

    /// @notice The same, up: what somebody pays for the amount.
    function valueUp(
        uint256 amount,
        uint256 price,
        uint256 decimals,
        int256 unitExponent
    ) internal pure returns (uint256) {
        // as in value
        unchecked {
            return amount.mulDivUp(price, 10 ** uint256(int256(decimals) + unitExponent));
        }
    }
}
