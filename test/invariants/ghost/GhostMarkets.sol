// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
    }

    /// @notice The market at this moment.
    function _now(uint256 m) internal view returns (GhostMarket memory g) {
        g = _stored[m];
        int256 elapsed = int256(_clock) - g.syncedAt;
        if (elapsed == 0) return g;
        (int256 rate, int256 area) = _fundingRate(g, elapsed);
        // area is in 1e-11 a day times two, times seconds
        g.funding += (g.price * area).floorDiv(2 * 86_400 * 1e11);
        g.rate = rate;
        g.syncedAt = int256(_clock);
        (bool fresh, int256 price, int256 age) = _latest(m);
        if (fresh) {
            g.price = price;
            g.age = (age + 15) / 16;
        } else {
            g.age = (g.age + (elapsed + 15) / 16).least(255);
        }
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

    function _latest(uint256 m) internal view returns (bool fresh, int256 price, int256 age) {
        if (_down[m]) return (false, 0, 0);
        uint64 last = fixture.aggregators(m).latestRound();
        (int256 answer, uint256 updatedAt) = fixture.aggregators(m).round(last);
        age = int256(_clock) - int256(updatedAt);
        if (answer <= 0 || age > MAX_AGE) return (false, 0, age);
        return (true, _unitPrice(m, answer), age);
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
