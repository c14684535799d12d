// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LiquidationClass } from "../../../contracts/interfaces/ILiquidation.sol";
import { MARKETS } from "../../support/PoolFixture.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { VaultActions } from "./VaultActions.sol";

/// @notice Deep states on purpose: chains of actions that a fuzzer alone would hardly put in a row.
abstract contract ScenarioActions is VaultActions {
    using GhostMath for int256;

    /// @notice An account borrows as much as it may, then its price falls step by step until somebody can take it.
    function crashes(uint256 account, uint256 market, int256 size, uint256 depth, uint256 keeper) external {
        uint256 i = account % ACCOUNTS;
        uint256 m = _isolated[i] ? (i == 6 ? 1 : 0) : market % MARKETS;
        _refresh();
        if (_accounts[i].sizes[m] == 0) _lever(i, m, size > 0, keeper % ACTORS);
        int256 held = _accounts[i].sizes[m];
        if (held == 0) return;
        int256 step = int256(_in(depth, 100, 3_000));
        for (uint256 k; k < 8; ++k) {
            _warp(_clock + 5);
            _push(m, held > 0 ? 10_000 - step : 10_000 + step);
            if (_classNow(i) == LiquidationClass.Healthy) continue;
            _liquidate(i, keeper % ACTORS);
            return;
        }
    }

    /// @notice An account wins, closes, waits for its profit to mature and wants all of it, whatever cash there is.
    function wins(uint256 account, uint256 market, int256 size, uint256 gain, uint256 keeper) external {
        uint256 i = account % ACCOUNTS;
        uint256 m = _isolated[i] ? (i == 6 ? 1 : 0) : market % MARKETS;
        _refresh();
        if (_accounts[i].sizes[m] == 0) _lever(i, m, size > 0, keeper % ACTORS);
        int256 held = _accounts[i].sizes[m];
        if (held == 0) return;
        int256 step = int256(_in(gain, 100, 2_500));
        _push(m, held > 0 ? 10_000 + step : 10_000 - step);
        _tradeNow(i, m, 0 - held, 0, keeper % ACTORS);
        _warp(_clock + 901);
        _refresh();
        _convert(i, _owners[i], 1e40);
    }

    /// @notice A winner leaves his position open while a stranger with the other side goes under: ρ falls below one.
    function squeezes(uint256 winner, uint256 market, uint256 gain, uint256 keeper) external {
        uint256 i = winner % 6;
        uint256 m = market % MARKETS;
        _refresh();
        if (_accounts[i].sizes[m] <= 0) _lever(i, m, true, keeper % ACTORS);
        _push(m, 10_000 + int256(_in(gain, 2_000, 9_000)));
        _onPool("sync", keeper % ACTORS, abi.encodeWithSignature("syncAll()"), OK);
        _storeAll();
        if (_rho(false) < 1e18) ++succeeded["rho below one"];
        if (_rho(false) == 0) ++succeeded["rho zero"];
    }

    /// @notice A small account sinks until its margin is dust.
    function grinds(uint256 account, uint256 market, uint256 keeper) external {
        uint256 i = account % 6;
        uint256 m = market % MARKETS;
        _refresh();
        GhostView memory v = _view(i);
        if (!_flat(v) || v.quote < 0 || v.amounts[1] != 0 || v.amounts[2] != 0) return;
        if (_accounts[i].order.pending || v.settlement < 300e18) return;
        // Long $410 (thin: $260) on $240 ($160): at a fall by 56 % both E and M come to about $9, less than the dust limit.
        _withdrawAllBut(i, _thin(m) ? int256(181e6) : int256(261e6));
        int256 q = (int256(_thin(m) ? int256(260e18) : int256(410e18)) * 1e18) / v.markets[m].price;
        _tradeNow(i, m, q, 0, keeper % ACTORS);
        _warp(_clock + 5);
        for (uint256 k; k < 40 && _accounts[i].sizes[m] != 0; ++k) {
            _push(m, 9_750);
            if (_classNow(i) == LiquidationClass.Healthy) _warp(_clock + 1);
            else _liquidate(i, keeper % ACTORS);
        }
    }

    /// @notice An order whose price is proved while its market has no valid price any more.
    function ordersIntoSilence(uint256 account, uint256 market, int256 size, uint256 keeper) external {
        uint256 i = account % 6;
        uint256 m = market % MARKETS;
        _refresh();
        _warp(_clock + 7_200);
        if (_accounts[i].order.pending || _accounts[i].balances[0] < ORDER_FEE) return;
        int256 q = _orderSize(i, m, size);
        _commit(i, _owners[i], m, q, _noLimit(q));
        _warp(_clock + 3);
        _push(m, 10_000);
        fixture.aggregators(m).push(0);
        _settle(i, keeper % ACTORS, _rightRound(i));
    }

    /// @notice An order that leaves a position not worth liquidating.
    function tradesTooLittle(uint256 account, uint256 market, uint256 usd, uint256 keeper) external {
        uint256 m = market % MARKETS;
        int256 q = (int256(_in(usd, 1, 250)) * 1e36) / _stored[m].price;
        _tradeNow(account % 6, m, q - _accounts[account % 6].sizes[m], 0, keeper % ACTORS);
    }

    /// @notice An order whose limit the market has left by the time it settles.
    function tradesAtLimit(uint256 account, uint256 market, int256 size, uint256 keeper) external {
        uint256 i = account % 6;
        uint256 m = market % MARKETS;
        if (_accounts[i].order.pending || _accounts[i].balances[0] < ORDER_FEE) return;
        int256 q = _orderSize(i, m, size);
        _commit(i, _owners[i], m, q, _now(m).price);
        _warp(_clock + 3);
        _push(m, q > 0 ? int256(10_100) : int256(9_900));
        _settle(i, keeper % ACTORS, _rightRound(i));
    }

    /// @notice A first order of an account that cannot leave a bond: it has only another collateral, and the order fee.
    function tradesUnbonded(uint256 account, uint256 market, int256 size, uint256 keeper) external {
        uint256 i = account % 6;
        if (!_flat(_view(i)) || _accounts[i].raw < 0 || _accounts[i].order.pending) return;
        _withdrawAllBut(i, 10e6);
        if (_accounts[i].balances[1] == 0) _deposit(i, _owners[i], 1, 10e18);
        _tradeNow(i, market % MARKETS, _orderSize(i, market % MARKETS, size), 0, keeper % ACTORS);
    }

    /// @notice An order for more than one side of the market may hold.
    function tradesBeyondCap(uint256 account, uint256 market, int256 size, uint256 keeper) external {
        uint256 m = market % MARKETS;
        int256 q = _scale(m) / 100 + 1;
        _tradeNow(account % 6, m, size > 0 ? q : 0 - q, 0, keeper % ACTORS);
    }

    /// @notice A long in BTC on WETH falls by an eighth and is closed, or flipped: the loss is debt, often above the cap.
    function overdraws(uint256 account, uint256 amount, uint256 flip, uint256 keeper) external {
        uint256 i = account % 6;
        _refresh();
        if (!_flat(_view(i)) || _accounts[i].raw < 0 || _accounts[i].order.pending) return;
        _deposit(i, _owners[i], 1, _in(amount, 60e18, 120e18));
        _withdrawAllBut(i, 100e6);
        int256 q = (20_000e18 * 1e18) / _now(0).price;
        _tradeNow(i, 0, q, 0, keeper % ACTORS);
        if (_accounts[i].sizes[0] != q) return;
        _push(0, 8_750);
        _tradeNow(i, 0, flip % 2 == 0 ? -2 * q : 0 - q, 0, keeper % ACTORS);
    }

    /// @notice A short that hedges WETH is opened and then reduced.
    function unhedges(uint256 account, uint256 amount, uint256 part, uint256 keeper) external {
        uint256 i = account % 6;
        _refresh();
        if (_flat(_view(i)) && _accounts[i].raw >= 0 && !_accounts[i].order.pending) {
            _deposit(i, _owners[i], 1, _in(amount, 20e18, 60e18));
            _tradeNow(i, 1, 0 - _accounts[i].balances[1], 0, keeper % ACTORS);
        }
        int256 short = _accounts[i].sizes[1];
        if (short < 0) _tradeNow(i, 1, (0 - short) / int256(_in(part, 1, 3)), 0, keeper % ACTORS);
    }

    /// @notice The smaller leg of a hedge is closed by an account that could not have opened the larger one alone.
    /// @dev With equity E: long 12·E in BTC, short 7·E in ETH need an initial margin of 0.95·E; the long alone needs 1.2·E.
    function unbalances(uint256 account, uint256 keeper) external {
        uint256 i = account % 6;
        _refresh();
        GhostView memory v = _view(i);
        if (!_flat(v) || v.quote < 0 || v.amounts[1] != 0 || v.amounts[2] != 0) return;
        int256 e = ((v.settlement - 25e18) * 96) / 100;
        if (e < 1_000e18 || e > 200_000e18) return;
        int256 btc = (e * 1e18) / v.markets[0].price;
        int256 eth = (e * 1e18) / v.markets[1].price;
        _tradeNow(i, 0, 8 * btc, 0, keeper % ACTORS);
        _tradeNow(i, 1, -7 * eth, 0, keeper % ACTORS);
        _tradeNow(i, 0, 4 * btc, 0, keeper % ACTORS);
        if (_accounts[i].sizes[0] == 12 * btc) _tradeNow(i, 1, 7 * eth, 0, keeper % ACTORS);
    }

    /// @dev Two thirds of the most that initial margin lets an account open.
    function _lever(uint256 i, uint256 m, bool long, uint256 keeper) internal {
        GhostView memory v = _view(i);
        int256 free = _initialEquity(v) - _requirement(v) - 25e18;
        if (free <= 300e18) return;
        int256 usd = (free * (_thin(m) ? int256(4) : int256(6))).least(200_000e18);
        int256 q = (usd * 1e18) / v.markets[m].price;
        _tradeNow(i, m, long ? q : 0 - q, 0, keeper);
    }

    function _classNow(uint256 i) private view returns (LiquidationClass) {
        GhostView memory v = _view(i);
        return _class(v, _presentRho(v));
    }

    function _withdrawAllBut(uint256 i, int256 units) private {
        int256 excess = _accounts[i].balances[0] - units;
        if (excess <= 0) return;
        _onPool(
            "withdraw",
            _owners[i],
            abi.encodeWithSignature(
                "withdraw(uint192,uint8,uint256,address)",
                _ids[i],
                0,
                uint256(excess),
                _actor(_owners[i])
            ),
            OK
        );
        _principal(i, 0, 0 - excess);
    }
}
