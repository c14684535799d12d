// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a market's positions weigh, read from the parameter page in one go: its word 6 + 5m.
/// @dev 40 bits of the open-interest cap, then m0, m1, the initial m0 and the profit weight in 24 bits of one ppm each.
type LegWeights is uint256;

using { maintenance, sizeSlope, initial, profitWeight } for LegWeights global;

uint256 constant PPM = 1e12; // WAD of one ppm

/// @notice 24 bits of ppm at a place of a word, as a WAD.
/// @dev 24 bits times 10^12 is below 2^64.
function fractionOf(uint256 word, uint256 shift) pure returns (uint256) {
    unchecked {
        return uint256(uint24(word >> shift)) * PPM;
    }
}

function maintenance(LegWeights w) pure returns (uint256) {
    return fractionOf(LegWeights.unwrap(w), 40);
}

function sizeSlope(LegWeights w) pure returns (uint256) {
    return fractionOf(LegWeights.unwrap(w), 64);
}

function initial(LegWeights w) pure returns (uint256) {
    return fractionOf(LegWeights.unwrap(w), 88);
}

function profitWeight(LegWeights w) pure returns (uint256) {
    return fractionOf(LegWeights.unwrap(w), 112);
}
