// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";

/// @notice Rounds of one price feed, pushed by anyone. For tests and local networks only.
/// @dev Two slots a round, like the aggregators behind real proxies.
contract MockAggregator {
    struct Round {
        int256 answer;
        uint64 updatedAt;
    }

    uint8 public immutable decimals;
    uint64 public latestRound;
    mapping(uint64 => Round) public rounds;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function push(int256 answer) external {
        pushAt(answer, block.timestamp);
    }

    function pushAt(int256 answer, uint256 updatedAt) public {
        rounds[++latestRound] = Round(answer, uint64(updatedAt));
    }

    function round(uint64 id) external view returns (int256 answer, uint256 updatedAt) {
        Round memory r = rounds[id];
        return (r.answer, r.updatedAt);
    }
}

/// @notice A proxy in front of an aggregator, with phases in its round ids. For tests and local networks only.
contract MockFeed is IAggregatorV3 {
    MockAggregator public immutable aggregator;
    uint16 public immutable phase;

    enum Fault {
        None,
        Reverts,
        BurnsGas,
        ReturnsNothing,
        ReturnsHuge
    }

    Fault public fault;

    constructor(MockAggregator aggregator_, uint16 phase_) {
        aggregator = aggregator_;
        phase = phase_;
    }

    function setFault(Fault fault_) external {
        fault = fault_;
    }

    function decimals() external view returns (uint8) {
        return aggregator.decimals();
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return _round(aggregator.latestRound());
    }

    function getRoundData(uint80 id) external view returns (uint80, int256, uint256, uint256, uint80) {
        return _round(uint64(id));
    }

    function _round(uint64 id) private view returns (uint80, int256, uint256, uint256, uint80) {
        if (fault != Fault.None) _fail();
        (int256 answer, uint256 updatedAt) = aggregator.round(id);
        uint80 roundId = (uint80(phase) << 64) | id;
        return (roundId, answer, updatedAt, updatedAt, roundId);
    }

    function _fail() private view {
        if (fault == Fault.Reverts) revert("feed is down");
        if (fault == Fault.BurnsGas) while (gasleft() > 0) {}
        uint256 size = fault == Fault.ReturnsHuge ? 1_000_000 : 0;
        // Equivalent to: return `size` zero bytes
        assembly ("memory-safe") {
            return(mload(0x40), size)
        }
    }
}
