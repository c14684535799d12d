// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockAggregator } from "../../../contracts/mocks/MockAggregator.sol";
import { MARKETS, PoolFixture } from "../../support/PoolFixture.sol";
import { GhostMath } from "./GhostMath.sol";

struct GhostMarket {
    int256 price;
    int256 funding;
    int256 rate;
    int256 fraction;
    int256 syncedAt;
    int256 age; // units of 16 s
    int256 longSize;
    int256 longCost;
    int256 shortSize;
    int256 shortCost;
}

/// @notice What markets ought to be: prices as the feeds say, funding as P-2 says, one row of numbers each.
/// @dev Every parameter is a literal of the fixture; nothing is read from the pool.
abstract contract GhostMarkets {
    using GhostMath for int256;

    PoolFixture public fixture;
    GhostMarket[MARKETS] internal _stored;
    bool[MARKETS] internal _down; // the feed does not answer
    // The chain's time, kept here because a compiler may read `block.timestamp` once for a call that warps in between.
    uint256 internal _clock = block.timestamp;

    int256 internal constant MAX_AGE = 3600;
    int256 internal constant MAX_COUNTED_AGE = 4095; // units of 16 s

    function _scale(uint256 m) internal pure returns (int256) {
        return [int256(1_250_000e18), 4_000_000e18, 20_000_000e18, 90_000_000e18][m];
    }

    function _thin(uint256 m) internal pure returns (bool) {
        return m > 1;
    }

    /// @notice Answers have 8 decimals; market 0 is quoted in tenths of a token.
    function _unitPrice(uint256 m, int256 answer) internal pure returns (int256) {
        return m == 0 ? answer * 1e9 : answer * 1e10;
    }

    function _list(uint256 m, int256 answer) internal {
        _stored[m].price = _unitPrice(m, answer);
        _stored[m].syncedAt = int256(_clock);
        _stored[m].age = _ageOf(int256(_clock));
    }

    /// @notice The market at this moment.
    function _now(uint256 m) internal view returns (GhostMarket memory g) {
        g = _stored[m];
        int256 elapsed = int256(_clock) - g.syncedAt;
        if (elapsed == 0) return g;
        (int256 rate, int256 area) = _fundingRate(g, elapsed);
        // area is in 1e-11 a day times two, times seconds
        // the sum in whole units of 128, down
        g.funding = (g.funding + (g.price * area).floorDiv(2 * 86_400 * 1e11)).floorDiv(128) * 128;
        g.rate = rate;
        g.syncedAt = int256(_clock);
        _observe(m, g, int256(_clock) - elapsed);
    }

    /// @dev What the feed says, unless that is older than what is stored, which has only grown older since. An age at its
    /// limit says nothing about which is older; then the feed is believed.
    function _observe(uint256 m, GhostMarket memory g, int256 since) private view {
        bool limit = g.age == MAX_COUNTED_AGE;
        int256 grown = g.age + _unitsUp(int256(_clock)) - _unitsUp(since);
        (bool answers, int256 price, int256 updatedAt) = _latest(m);
        if (answers && _ageOf(updatedAt) <= grown) (g.price, grown) = (price, _ageOf(updatedAt));
        else if (answers && limit) g.price = price;
        g.age = grown.least(MAX_COUNTED_AGE);
    }

    /// @dev ⌈t/16⌉ − ⌊p/16⌋: never too young.
    function _ageOf(int256 updatedAt) private view returns (int256) {
        return _unitsUp(int256(_clock)) - updatedAt / 16;
    }

    function _unitsUp(int256 time) private pure returns (int256) {
        return (time + 15) / 16;
    }

    /// @dev The rate moves by skew·v_max until the cap stops it, and funding is the area under it (P-2).
    function _fundingRate(GhostMarket memory g, int256 elapsed) private pure returns (int256 rate, int256 area) {
        int256 velocity = 0.5e11;
        int256 cap = 0.1e11;
        int256 slope = g.fraction * velocity;
        rate = g.rate + (slope * elapsed) / (32767 * 86_400);
        if (rate <= cap && rate >= 0 - cap) return (rate, (g.rate + rate) * elapsed);
        rate = rate > 0 ? cap : 0 - cap;
        int256 rising = ((rate - g.rate) * 32767 * 86_400) / slope;
        area = (g.rate + rate) * rising + 2 * rate * (elapsed - rising);
    }

    function _latest(uint256 m) private view returns (bool answers, int256 price, int256 updatedAt) {
        if (_down[m]) return (false, 0, 0);
        MockAggregator aggregator = fixture.aggregators(m);
        (int256 answer, uint256 time) = aggregator.round(aggregator.latestRound());
        return (answer > 0, _unitPrice(m, answer), int256(time));
    }

    function _isValid(GhostMarket memory g) internal pure returns (bool) {
        return g.age <= MAX_AGE / 16;
    }

    function _skew(GhostMarket memory g) internal pure returns (int256) {
        return g.longSize - g.shortSize;
    }

    /// @notice What the longs and the shorts of a market have gained, at its own price.
    function _sidePnl(GhostMarket memory g) internal pure returns (int256 longs, int256 shorts) {
        int256 index = g.price - g.funding;
        longs = g.longSize.floorWad(index) - g.longCost;
        shorts = (0 - g.shortSize).floorWad(index) - g.shortCost;
    }

    /// @notice Fill price of q at oracle price P against skew S: P·(1 + (S + q/2)/K) (P-1).
    function _fillPrice(uint256 m, int256 price, int256 skew, int256 q) internal pure returns (int256) {
        int256 product = price * (2 * skew + q);
        int256 twice = 2 * _scale(m);
        return price + (q > 0 ? product.ceilDiv(twice) : product.floorDiv(twice));
    }

    /// @notice Maker fee on what reduces the skew, taker fee on the rest (P-4).
    function _tradingFee(uint256 m, int256 fill, int256 skew, int256 q) internal pure returns (int256) {
        int256 makerSize = skew * q < 0 ? q.abs().least(skew.abs()) : int256(0);
        int256 maker = _thin(m) ? int256(0.0004e18) : int256(0.0002e18);
        int256 taker = _thin(m) ? int256(0.001e18) : int256(0.0006e18);
        return makerSize.ceilWad(fill).ceilWad(maker) + (q.abs() - makerSize).ceilWad(fill).ceilWad(taker);
    }
}
