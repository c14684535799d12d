// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the pool reads of a pull oracle: prices that anyone brings to the chain, each with the proof of its source.
interface IPullFeed {
    /// @notice Decimals of prices and confidences.
    function decimals() external view returns (uint8);

    /// @notice The latest price that was brought.
    /// @return price in 10^-decimals USD a token
    /// @return confidence half the width of its confidence interval, in the same unit
    /// @return publishedAt timestamp, zero when there is none
    function latest() external view returns (uint256 price, uint256 confidence, uint256 publishedAt);

    /// @notice The price published at `publishedAt`, which was the first one since `since` (P-4).
    /// @return price as above
    /// @return confidence as above
    /// @return since timestamp; zero when no such price was brought
    function firstPrice(uint256 publishedAt) external view returns (uint256 price, uint256 confidence, uint256 since);
}
