// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Chainlink's aggregator interface that the pool reads.
interface IAggregatorV3 {
    function decimals() external view returns (uint8);

    /// @return roundId phase (16 bits) ‖ round of the phase's aggregator (64 bits)
    /// @return answer price in 10^-decimals USD a token
    /// @return startedAt unused
    /// @return updatedAt timestamp of publication, zero for a round without an answer
    /// @return answeredInRound unused
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    function getRoundData(
        uint80 roundId
    ) external view returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
