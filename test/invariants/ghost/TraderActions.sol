// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAccounts } from "../../../contracts/interfaces/IAccounts.sol";
import { ICollateral } from "../../../contracts/interfaces/ICollateral.sol";
import { IMarkets } from "../../../contracts/interfaces/IMarkets.sol";
import { IDelegation } from "../../../contracts/interfaces/IDelegation.sol";
import { IMarginPool } from "../../../contracts/interfaces/IMarginPool.sol";
import { IOrders } from "../../../contracts/interfaces/IOrders.sol";
import { AssetId } from "../../../contracts/types/AssetId.sol";
import { MarketId } from "../../../contracts/types/MarketId.sol";
import { ASSETS, MARKETS } from "../../support/PoolFixture.sol";
import { GhostAccount, GhostOrder } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { WorldActions } from "./WorldActions.sol";

/// @notice What owners do: deposit, withdraw, commit, convert.
abstract contract TraderActions is WorldActions {
    using GhostMath for int256;

    error PaidAboveRho(int256 units, int256 burnt, int256 rho);

    // ── deposits ────────────────────────────────────────────────────────────────────────────────────────────────────

    function deposits(uint256 account, uint256 asset, uint256 amount, uint256 rare) external {
        uint256 i = account % ACCOUNTS;
        uint256 a = _rarely(rare, 40) ? ASSETS : asset % ASSETS;
        uint256 actor = _rarely(rare ^ 1, 8) ? rare % ACTORS : _owners[i];
        uint256 units = a < ASSETS ? _in(amount, 1, [uint256(20_000e6), 50e18, 2e8][a]) : amount;
        if (_rarely(rare ^ 2, 30)) units = 0;
        if (_rarely(rare ^ 3, 20) && a < ASSETS) units = [uint256(5e13), 20_000e18, 1_000e8][a];
        _deposit(i, actor, a, units);
    }

    function _deposit(uint256 i, uint256 actor, uint256 asset, uint256 units) internal {
        bytes4 foretold = _foretellDeposit(i, actor, asset, int256(units));
        bytes memory input = abi.encodeCall(IMarginPool.deposit, (_ids[i], AssetId.wrap(uint8(asset)), units));
        if (!_onPool("deposit", actor, input, foretold)) return;
        _principal(i, asset, int256(units));
        if (asset != 0) return;
        _given[actor] += int256(units);
        _given[_owners[i]] -= int256(units);
        _sweep(i);
    }

    function _foretellDeposit(uint256 i, uint256 actor, uint256 asset, int256 units) private view returns (bytes4) {
        if (asset >= ASSETS) return ICollateral.UnknownAsset.selector;
        if (units == 0) return ICollateral.ZeroAmount.selector;
        int256 held = _accounts[i].balances[asset];
        if (held == 0 && actor != _owners[i]) return ICollateral.StrangerCannotAddAsset.selector;
        if (held + units > [int256(5e13), 20_000e18, 1_000e8][asset]) return ICollateral.AccountCapExceeded.selector;
        int256 total = _assets[asset].cross + _assets[asset].isolated + units;
        if (total > [int256(5e14), 100_000e18, 5_000e8][asset]) return ICollateral.PoolCapExceeded.selector;
        return OK;
    }

    // ── withdrawals ─────────────────────────────────────────────────────────────────────────────────────────────────

    function withdraws(uint256 account, uint256 asset, uint256 share, uint256 rare) external {
        uint256 i = account % ACCOUNTS;
        uint256 a = _rarely(rare, 40) ? ASSETS : asset % ASSETS;
        uint256 actor = _rarely(rare ^ 1, 20) ? rare % ACTORS : _owners[i];
        int256 held = a < ASSETS ? _accounts[i].balances[a] : int256(1);
        int256 units = (held * int256(_in(share, 0, 110))) / 100;
        bytes4 foretold = _foretellWithdrawal(i, actor, a, units);
        bytes memory input = abi.encodeCall(
            IMarginPool.withdraw,
            (_ids[i], AssetId.wrap(uint8(a)), uint256(units), _actor(actor))
        );
        if (!_onPool("withdraw", actor, input, foretold)) return;
        _principal(i, a, 0 - units);
        if (_exposed(i)) _accounts[i].raisedAt = _clock;
    }

    function _foretellWithdrawal(uint256 i, uint256 actor, uint256 asset, int256 units) private view returns (bytes4) {
        if (asset >= ASSETS) return ICollateral.UnknownAsset.selector;
        if (actor != _owners[i]) return IAccounts.NotAccountOwner.selector;
        if (units == 0) return ICollateral.ZeroAmount.selector;
        int256 kept =
            asset == 0 && _accounts[i].order.pending
                ? _penaltyUnits(_accounts[i].order.size, _now(_accounts[i].order.market).price)
                : int256(0);
        int256 held = _accounts[i].balances[asset];
        if (units > held - kept.least(held)) return ICollateral.InsufficientBalance.selector;
        if (!_exposed(i)) return OK;
        GhostView memory v = _view(i);
        if (asset == 0) v.settlement -= units * UNIT;
        else v.amounts[asset] -= units;
        return _initialEquity(v) < _requirement(v) ? IAccounts.InsufficientInitialMargin.selector : OK;
    }

    function _exposed(uint256 i) internal view returns (bool) {
        GhostAccount storage a = _accounts[i];
        return a.raw < 0 || a.sizes[0] != 0 || a.sizes[1] != 0 || a.sizes[2] != 0 || a.sizes[3] != 0;
    }

    // ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function commits(uint256 account, uint256 market, int256 size, uint256 limit, uint256 rare) external {
        uint256 i = account % ACCOUNTS;
        uint256 m = _rarely(rare, 30) ? MARKETS : market % MARKETS;
        uint256 actor = _rarely(rare ^ 1, 30) ? rare % ACTORS : _owners[i];
        int256 q = _rarely(rare ^ 2, 30) ? int256(0) : _orderSize(i, m % MARKETS, size);
        if (_rarely(rare ^ 3, 40)) q = int256(type(int112).max) + 1;
        int256 price = _stored[m % MARKETS].price;
        int256 bar = _rarely(rare ^ 4, 6) ? (price * int256(_in(limit, 95, 105))) / 100 : _noLimit(q);
        _commit(i, actor, m, q, _rarely(rare ^ 5, 40) ? int256(2 ** 80) : bar);
    }

    function _commit(uint256 i, uint256 actor, uint256 m, int256 q, int256 limit) internal returns (bool ok) {
        bytes4 foretold = _foretellCommitment(i, actor, m, q, limit);
        bytes memory input = abi.encodeCall(
            IMarginPool.commitOrder,
            (_ids[i], MarketId.wrap(uint8(m)), q, uint256(limit))
        );
        ok = _onPool("commit", actor, input, foretold);
        if (!ok) return false;
        _lock(i, ORDER_FEE);
        _accounts[i].order = GhostOrder(true, m, q, limit, int256(_clock));
    }

    function _foretellCommitment(
        uint256 i,
        uint256 actor,
        uint256 m,
        int256 q,
        int256 limit
    ) private view returns (bytes4) {
        if (actor != _owners[i]) return IDelegation.NotAccountTrader.selector;
        if (m >= MARKETS) return IMarkets.UnknownMarket.selector;
        if (_isolated[i] && m != (i == 6 ? 1 : 0)) return IAccounts.WrongIsolatedMarket.selector;
        if (q == 0 || q.abs() > type(int112).max) return IOrders.OrderSizeOutOfRange.selector;
        if (limit >= 2 ** 80) return IOrders.LimitPriceOutOfRange.selector;
        if (_accounts[i].order.pending) return IOrders.OrderAlreadyPending.selector;
        if (_accounts[i].balances[0] < ORDER_FEE + _penaltyUnits(q, _stored[m].price))
            return IOrders.InsufficientOrderFee.selector;
        return OK;
    }

    /// @dev What an order pays if it fails: two hundredths of a per cent of notional, in whole units, up.
    function _penaltyUnits(int256 q, int256 price) private pure returns (int256) {
        return q.abs().ceilWad(price).ceilWad(0.0002e18).ceilDiv(UNIT);
    }

    /// @dev A close, half of one, a flip, or something new: up to 15 times the account's collateral.
    function _orderSize(uint256 i, uint256 m, int256 seed) internal view returns (int256) {
        int256 held = _accounts[i].sizes[m];
        if (held != 0 && seed % 5 == 0) return 0 - held;
        if (held != 0 && seed % 5 == 1) return (0 - held) / 2;
        if (held != 0 && seed % 5 == 2) return (0 - held) * 2;
        int256 usd = (_collateral(_view(i)) * int256(_in(uint256(seed) >> 8, 1, 150))) / 10 + 1e18;
        int256 q = (usd * 1e18) / _stored[m].price;
        return seed < 0 ? 0 - q : q;
    }

    function _noLimit(int256 q) internal pure returns (int256) {
        return q > 0 ? int256(2 ** 80 - 1) : int256(0);
    }

    // ── conversion ──────────────────────────────────────────────────────────────────────────────────────────────────

    function converts(uint256 account, uint256 wanted, uint256 rare) external {
        uint256 i = account % ACCOUNTS;
        _convert(i, _rarely(rare, 20) ? rare % ACTORS : _owners[i], _rarely(rare ^ 1, 4) ? wanted % 1_000e18 : 1e40);
    }

    function _convert(uint256 i, uint256 actor, uint256 wanted) internal {
        bytes memory input = abi.encodeCall(IMarginPool.convert, (_ids[i], wanted));
        if (actor != _owners[i]) {
            _onPool("convert", actor, input, IAccounts.NotAccountOwner.selector);
            return;
        }
        GhostView memory v = _view(i);
        for (uint256 m; m < MARKETS; ++m) {
            if (v.sizes[m] == 0 || _isValid(v.markets[m])) continue;
            _onPool("convert", actor, input, IMarkets.PriceUnavailable.selector);
            return;
        }
        (GhostMarket[MARKETS] memory markets, int256 weth, int256 wbtc) = _saved();
        _storeAll();
        int256 rho = _rho(false);
        int256 profit = _mature(i).least(int256(wanted));
        int256 units = (profit.floorWad(rho) / UNIT).least(_pool.vaultCash);
        if (!_onPool("convert", actor, input, units == 0 ? ICollateral.NothingToConvert.selector : OK)) {
            _restore(markets, weth, wbtc);
            return;
        }
        int256 burnt = (units * UNIT * 1e18).ceilDiv(rho).least(profit);
        if (units * UNIT > burnt.floorWad(rho)) revert PaidAboveRho(units, burnt, rho);
        _pool.vaultCash -= units;
        _principal(i, 0, units);
        _quote(i, 0 - burnt);
        _accounts[i].fromCash += units * UNIT;
        _accounts[i].burntLoss += burnt - units * UNIT;
        if (rho < 1e18) ++succeeded["convert below par"];
    }
}
