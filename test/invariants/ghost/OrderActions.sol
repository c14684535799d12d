// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMarginPool } from "../../../contracts/interfaces/IMarginPool.sol";
import { CancelReason, IOrders } from "../../../contracts/interfaces/IOrders.sol";
import { MockAggregator } from "../../../contracts/mocks/MockAggregator.sol";
import { GhostAccount, GhostOrder } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { TraderActions } from "./TraderActions.sol";

/// @notice What happens to orders: settled at the right round or a wrong one, too early, too late, expired.
abstract contract OrderActions is TraderActions {
    using GhostMath for int256;

    int256 internal constant MIN_DELAY = 2;
    int256 internal constant MAX_DELAY = 600;

    mapping(uint256 reason => uint256) public cancelled;

    function settles(uint256 account, uint256 keeper, uint256 rare) external {
        uint256 i = account % ACCOUNTS;
        uint256 round = _rightRound(i);
        if (_rarely(rare, 8)) round = rare % 5 == 0 ? 1 : round + 1 - (rare % 3);
        _settle(i, keeper % ACTORS, round);
    }

    /// @notice Commits, lets the delay pass, moves the price a little and settles: what most orders live through.
    function trades(uint256 account, uint256 market, int256 size, uint256 step, uint256 keeper) external {
        uint256 i = account % ACCOUNTS;
        uint256 m = _isolated[i] ? (i == 6 ? 1 : 0) : market % 4;
        _tradeNow(i, m, _orderSize(i, m, size), int256(step % 121) - 60, keeper % ACTORS);
    }

    function expires(uint256 account, uint256 keeper, uint256 late) external {
        uint256 i = account % ACCOUNTS;
        if (late % 2 == 0) _warp(_clock + uint256(MAX_DELAY) + 1);
        GhostOrder memory order = _accounts[i].order;
        bytes4 foretold = OK;
        if (!order.pending) foretold = IOrders.NoPendingOrder.selector;
        else if (int256(_clock) <= order.committedAt + MAX_DELAY) foretold = IOrders.OrderNotExpired.selector;
        bytes memory input = abi.encodeCall(IMarginPool.expireOrder, (_ids[i]));
        if (!_onPool("expire", keeper % ACTORS, input, foretold)) return;
        _escrowToKeeper(i, _actor(keeper % ACTORS), ORDER_FEE);
        _accounts[i].order.pending = false;
    }

    function _tradeNow(uint256 i, uint256 m, int256 q, int256 step, uint256 keeper) internal {
        if (_accounts[i].order.pending || _accounts[i].balances[0] < ORDER_FEE) return;
        if (!_commit(i, _owners[i], m, q, _noLimit(q))) return;
        _warp(_clock + 3);
        _push(m, 10_000 + step);
        _settle(i, keeper, _rightRound(i));
    }

    function _settle(uint256 i, uint256 keeper, uint256 round) internal {
        bytes memory input = abi.encodeCall(IMarginPool.settleOrder, (_ids[i], abi.encode((uint256(1) << 64) | round)));
        (bytes4 foretold, int256 price) = _foretellSettlement(i, round);
        if (!_onPool("settle", keeper, input, foretold)) return;
        GhostAccount storage a = _accounts[i];
        uint256 m = a.order.market;
        GhostView memory v = _view(i);
        int256 skew = _skew(v.markets[m]);
        price = _noGift(price, v.markets[m].price, a.order.size);
        int256 fill = _fillPrice(m, price, skew, a.order.size);
        int256 fee = _tradingFee(m, fill, skew, a.order.size);
        (bool ok, CancelReason reason, bool raises) = _verdict(i, v, fill, fee);
        _escrowToKeeper(i, _actor(keeper), ORDER_FEE);
        a.order.pending = false;
        if (ok) _fill(i, m, fill, fee, raises);
        else _cancel(i, m, reason);
    }

    /// @dev Further than 1 % from the price that counts, the worse of the two for the order.
    function _noGift(int256 proved, int256 accepted, int256 size) private pure returns (int256) {
        if ((proved - accepted).abs() <= accepted / 100) return proved;
        return size > 0 ? proved.most(accepted) : proved.least(accepted);
    }

    /// @dev The first round published when the delay is over, if there is one; the last one otherwise.
    function _rightRound(uint256 i) internal view returns (uint256 round) {
        MockAggregator aggregator = fixture.aggregators(_accounts[i].order.market);
        round = aggregator.latestRound();
        int256 earliest = _accounts[i].order.committedAt + MIN_DELAY;
        while (round > 1) {
            (, uint256 updatedAt) = aggregator.round(uint64(round - 1));
            if (int256(updatedAt) < earliest) return round;
            --round;
        }
    }

    function _foretellSettlement(uint256 i, uint256 round) private view returns (bytes4, int256 price) {
        GhostOrder memory order = _accounts[i].order;
        if (!order.pending) return (IOrders.NoPendingOrder.selector, 0);
        int256 time = int256(_clock);
        if (time < order.committedAt + MIN_DELAY) return (IOrders.OrderNotReady.selector, 0);
        if (time > order.committedAt + MAX_DELAY) return (IOrders.OrderPastExpiry.selector, 0);
        if (round < 2 || _down[order.market]) return (IOrders.PriceNotProved.selector, 0);
        MockAggregator aggregator = fixture.aggregators(order.market);
        (int256 earlier, uint256 earlierAt) = aggregator.round(uint64(round - 1));
        (int256 answer, uint256 updatedAt) = aggregator.round(uint64(round));
        int256 earliest = order.committedAt + MIN_DELAY;
        bool proved =
            earlier > 0 &&
                earlierAt != 0 &&
                int256(earlierAt) < earliest &&
                answer > 0 &&
                int256(updatedAt) >= earliest;
        if (!proved) return (IOrders.PriceNotProved.selector, 0);
        return (OK, _unitPrice(order.market, answer));
    }

    function _fill(uint256 i, uint256 m, int256 fill, int256 fee, bool raises) private {
        GhostAccount storage a = _accounts[i];
        if (!a.bonded) {
            _lock(i, BOND);
            a.bonded = true;
        }
        int256 realised = _trade(i, m, a.order.size, fill);
        a.spent += fee;
        _quote(i, realised - fee);
        if (a.sizes[0] == 0 && a.sizes[1] == 0 && a.sizes[2] == 0 && a.sizes[3] == 0) {
            _lock(i, 0 - BOND);
            a.bonded = false;
        }
        _sweep(i);
        _pool.insurance += _takeCash(fee.floorWad(0.5e18));
        if (raises) a.raisedAt = _clock;
        ++succeeded[raises ? bytes32("fill raises") : bytes32("fill reduces")];
    }

    /// @dev Two hundredths of a per cent of notional, out of asset 0 and never into debt.
    function _cancel(uint256 i, uint256 m, CancelReason reason) private {
        GhostAccount storage a = _accounts[i];
        GhostMarket memory g = _now(m);
        int256 penalty = a.order.size.abs().ceilWad(g.price).ceilWad(0.0002e18).least(a.balances[0] * UNIT);
        a.spent += penalty;
        _quote(i, 0 - penalty);
        _sweep(i);
        ++succeeded["cancel"];
        ++cancelled[uint256(reason)];
    }
}
