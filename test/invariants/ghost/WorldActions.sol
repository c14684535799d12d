// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockAggregator, MockFeed } from "../../../contracts/mocks/MockAggregator.sol";
import { MARKETS } from "../../support/PoolFixture.sol";
import { GhostMath } from "./GhostMath.sol";
import { PoolActors } from "./PoolActors.sol";

/// @notice What happens without anybody asking the pool: time, prices, feeds that fail.
abstract contract WorldActions is PoolActors {
    using GhostMath for int256;

    /// @notice Up to two hours pass; every third time enough for profit to mature and for orders to expire.
    function passes(uint256 time) external {
        _warp(_clock + (time % 3 == 0 ? _in(time, 901, 7_200) : _in(time, 1, 120)));
    }

    /// @notice A price moves by up to 9 %.
    function moves(uint256 market, uint256 step) external {
        _push(market % MARKETS, 9_100 + int256(step % 1_801));
    }

    /// @notice A gap of 20 to 60 %, up or down: through many a bankruptcy price.
    function gaps(uint256 market, uint256 depth, uint256 up) external {
        int256 size = int256(_in(depth, 2_000, 6_000));
        _push(market % MARKETS, up % 2 == 0 ? 10_000 + size : 10_000 - size);
    }

    /// @notice Every feed publishes its last price again.
    function refreshes() external {
        _refresh();
    }

    /// @notice A feed fails, or comes back: reverting, silent, or burning its gas.
    function breaks(uint256 market, uint256 fault) external {
        uint256 m = market % MARKETS;
        MockFeed.Fault next = MockFeed.Fault(fault % 5);
        _fault(m, _down[m] ? MockFeed.Fault.None : next);
        _down[m] = !_down[m] && next != MockFeed.Fault.None;
    }

    /// @notice A feed says zero or less: no price.
    function answersNothing(uint256 market, uint256 answer) external {
        fixture.aggregators(market % MARKETS).push(0 - int256(answer % 2));
    }

    function _refresh() internal {
        for (uint256 m; m < MARKETS; ++m) {
            _push(m, 10_000);
            if (_down[m]) _fault(m, MockFeed.Fault.None);
            _down[m] = false;
        }
    }

    /// @dev Both sources of a market fail together: one alone would leave the market the other.
    function _fault(uint256 m, MockFeed.Fault fault) internal {
        fixture.feeds(m).setFault(fault);
        fixture.secondFeeds(m).setFault(fault);
    }

    /// @dev The last price there was, times `tenThousandths`; it stays within what markets are listed for.
    function _push(uint256 m, int256 tenThousandths) internal {
        MockAggregator aggregator = fixture.aggregators(m);
        uint64 round = aggregator.latestRound();
        (int256 answer, ) = aggregator.round(round);
        while (answer <= 0) (answer, ) = aggregator.round(--round);
        int256 first = _listingPrices()[m];
        answer = (answer * tenThousandths) / 10_000;
        aggregator.push(answer.most(first / 50).least(first * 20));
    }
}
