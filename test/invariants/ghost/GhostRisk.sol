// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LiquidationClass } from "../../../contracts/interfaces/ILiquidation.sol";
import { CancelReason } from "../../../contracts/interfaces/IOrders.sol";
import { ASSETS, MARKETS } from "../../support/PoolFixture.sol";
import { GhostAccount, GhostLedger } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";

/// @notice One account at prices of this moment, to be changed at will.
struct GhostView {
    bool isolated;
    int256 settlement; // USD WAD
    int256 quote;
    int256[ASSETS] amounts;
    int256[MARKETS] sizes;
    int256[MARKETS] costs;
    GhostMarket[MARKETS] markets;
}

/// @notice What an account's equity and margin ought to be (M), and what its order ought to meet (P-4, P-5).
abstract contract GhostRisk is GhostLedger {
    using GhostMath for int256;

    int256 internal constant DUST = 10e18;

    function _view(uint256 i) internal view returns (GhostView memory v) {
        GhostAccount storage a = _accounts[i];
        v.isolated = _isolated[i];
        v.quote = _quoteOf(i);
        v.settlement = a.balances[0] * UNIT;
        v.amounts = a.balances;
        v.sizes = a.sizes;
        v.costs = a.costs;
        for (uint256 m; m < MARKETS; ++m) v.markets[m] = _now(m);
    }

    function _flat(GhostView memory v) internal pure returns (bool) {
        return v.sizes[0] == 0 && v.sizes[1] == 0 && v.sizes[2] == 0 && v.sizes[3] == 0;
    }

    function _collateralIn(GhostView memory v, uint256 m) internal pure returns (int256) {
        uint256 asset = _assetOf(m);
        return asset == 0 ? int256(0) : _value(asset, v.amounts[asset], v.markets[m].price);
    }

    // ── equity ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function _pnl(GhostView memory v, uint256 m) internal pure returns (int256) {
        return v.sizes[m].floorWad(v.markets[m].price - v.markets[m].funding) - v.costs[m];
    }

    /// @notice exposure·min(s, growth·age) of a market without a valid price (Q-4).
    function _allowance(GhostView memory v) internal pure returns (int256 sum) {
        for (uint256 m; m < MARKETS; ++m) {
            GhostMarket memory g = v.markets[m];
            if (_isValid(g)) continue;
            int256 growth = (_thin(m) ? int256(0.00003e18) : int256(0.00002e18)) * g.age * 16;
            int256 shock = growth.least(_thin(m) ? int256(0.15e18) : int256(0.1e18));
            sum += (v.sizes[m].abs().floorWad(g.price) + _collateralIn(v, m)).floorWad(shock);
        }
    }

    function _collateral(GhostView memory v) internal pure returns (int256 sum) {
        sum = v.settlement;
        for (uint256 m; m < MARKETS; ++m) sum += _collateralIn(v, m);
    }

    /// @notice p: quote and unrealised profit or loss.
    function _profit(GhostView memory v) internal pure returns (int256 p) {
        p = v.quote;
        for (uint256 m; m < MARKETS; ++m) p += _pnl(v, m);
    }

    /// @notice ρ for an account: at present prices of all markets if it has a profit for it to share (W-5).
    function _presentRho(GhostView memory v) internal view returns (int256) {
        return _profit(v) > 0 ? _rho(true) : int256(1e18);
    }

    /// @dev The same in an action that goes through: what was looked at for it is stored.
    function _storedRho(GhostView memory v) internal returns (int256) {
        if (_profit(v) <= 0) return 1e18;
        _storeAll();
        return _rho(false);
    }

    /// @notice E (M-3).
    function _equity(GhostView memory v, int256 rho) internal pure returns (int256) {
        int256 p = _profit(v);
        if (p > 0) p = p.floorWad(rho);
        return _collateral(v) + p + _allowance(v);
    }

    /// @notice E_init (M-5): losses in full, profits by half in deep markets and not at all in thin ones.
    function _initialEquity(GhostView memory v) internal pure returns (int256) {
        int256 p = v.quote;
        for (uint256 m; m < MARKETS; ++m) {
            int256 pnl = _pnl(v, m);
            p += pnl <= 0 ? pnl : (_thin(m) ? int256(0) : pnl.floorWad(0.5e18));
        }
        return _collateral(v) + p.least(0) - _allowance(v);
    }

    // ── margin ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice M or M_init, debt term included (M-1, M-2); λ is zero in this part.
    function _margin(GhostView memory v, bool initial) internal pure returns (int256) {
        (int256[3] memory longs, int256[3] memory shorts, int256 gross) = _classes(v, initial);
        int256 debt = v.quote.minus().ceilWad(0.05e18);
        if (v.isolated) return gross + debt;
        return gross.ceilWad(0.5e18).most(_root(longs, shorts)) + debt;
    }

    /// @notice max(M_init, 1.25·M) (M-5).
    function _requirement(GhostView memory v) internal pure returns (int256) {
        return _margin(v, true).most(_margin(v, false).ceilWad(1.25e18));
    }

    function _classes(
        GhostView memory v,
        bool initial
    ) private pure returns (int256[3] memory longs, int256[3] memory shorts, int256 gross) {
        for (uint256 m; m < MARKETS; ++m) {
            (int256 y, int256 g) = _factor(v, m, initial);
            gross += g;
            uint256 class = m > 2 ? 2 : m;
            longs[class] += y.plus();
            shorts[class] += y.minus();
        }
    }

    /// @dev y = N × the average weight of N's side: shorts weigh m; longs and collateral the mean of m and hc (M-1).
    function _factor(GhostView memory v, uint256 m, bool initial) private pure returns (int256 y, int256 gross) {
        int256 base =
            _thin(m) ? (initial ? int256(0.15e18) : int256(0.08e18)) : (initial ? int256(0.1e18) : int256(0.05e18));
        if (initial && _thin(m) && v.sizes[m] != 0) base += _crowding(v.markets[m], _scale(m) / 100);
        int256 weight = (base + (v.sizes[m].abs() * 1e18).ceilDiv(_scale(m))).least(1e18);
        int256 n = v.sizes[m].abs().ceilWad(v.markets[m].price);
        int256 c = _collateralIn(v, m);
        int256 haircut = _haircut(_assetOf(m));
        // a tenth more at 20,000 WETH (C-1)
        if (initial && m == 1) haircut = (haircut + (0.1e18 * v.amounts[1]).ceilDiv(20_000e18)).least(1e18);
        gross = n.ceilWad(weight) + c.ceilWad(haircut);
        if (v.sizes[m] >= 0) return (gross, gross);
        if (n > c) return (0 - (n - c).ceilWad(weight), gross);
        return ((c - n).ceilWad(haircut), gross);
    }

    /// @dev A twentieth at the cap of open interest, in proportion below it (P-5); thin markets alone.
    function _crowding(GhostMarket memory g, int256 cap) private pure returns (int256) {
        int256 open = g.longSize.most(g.shortSize);
        return open >= cap ? int256(0.05e18) : (0.05e18 * open).ceilDiv(cap);
    }

    /// @dev √(A² + B² − 2Σρ·y⁺·y⁻) with ρ by class.
    function _root(int256[3] memory longs, int256[3] memory shorts) private pure returns (int256) {
        uint8[3][3] memory rho = [[90, 80, 60], [80, 90, 70], [60, 70, 70]];
        int256 a = longs[0] + longs[1] + longs[2];
        int256 b = shorts[0] + shorts[1] + shorts[2];
        int256 hedge;
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 3; ++j) hedge += (longs[i] * shorts[j] * int256(uint256(rho[i][j]))) / 100;
        }
        return (a * a + b * b - 2 * hedge).rootUp();
    }

    // ── verdicts ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice What an account is to a liquidator (M-4, Q-4).
    function _class(GhostView memory v, int256 rho) internal pure returns (LiquidationClass) {
        if (_flat(v) && v.quote >= 0) return LiquidationClass.Healthy;
        (int256 e, int256 margin) = (_equity(v, rho), _margin(v, false));
        if (e >= margin) return LiquidationClass.Healthy;
        if (e < 0) return LiquidationClass.Insolvent;
        return margin < DUST ? LiquidationClass.Dust : LiquidationClass.Solvent;
    }

    /// @notice Whether an order may fill, and why not; checks in the order of P-4.
    /// @dev On the way `v` becomes what the fill would leave.
    function _verdict(
        uint256 i,
        GhostView memory v,
        int256 fill,
        int256 fee
    ) internal returns (bool ok, CancelReason reason, bool raises) {
        GhostAccount storage a = _accounts[i];
        (uint256 m, int256 q) = (a.order.market, a.order.size);
        if (!_isValid(v.markets[m])) return (false, CancelReason.StalePrice, false);
        if (q > 0 ? fill > a.order.limit : fill < a.order.limit) return (false, CancelReason.LimitPrice, false);
        int256 size = v.sizes[m];
        raises = size * q >= 0 || q.abs() > size.abs();
        int256 rest = size + q;
        if (raises && _overOpenInterest(v, m, rest)) return (false, CancelReason.OpenInterestCap, true);
        int256 m0 = _thin(m) ? int256(0.08e18) : int256(0.05e18);
        if (rest != 0 && rest.abs().ceilWad(v.markets[m].price).floorWad(m0) < 2 * DUST) {
            return (false, CancelReason.PositionTooSmall, raises);
        }
        if (!a.bonded && a.balances[0] < BOND) return (false, CancelReason.InsufficientBond, raises);
        // worse, but with all that opening what is left would need: as good as not worse (M-5)
        if (!raises) {
            ok = !_worsens(v, m, q, fill, fee) || _initialEquity(v) >= _requirement(v);
            return (ok, CancelReason.ReductionWorsens, false);
        }
        if (!a.bonded) v.settlement -= BOND * UNIT;
        int256 owed = v.quote.minus();
        _fillView(v, m, q, fill, fee);
        _sweepView(v);
        if (_initialEquity(v) < _requirement(v)) return (false, CancelReason.InitialMargin, true);
        if (_overDebtCap(owed, v.quote.minus())) return (false, CancelReason.DebtCap, true);
        ok = true;
    }

    /// @dev Debt of one account, or of all with this one's as it will be: a quarter of it and cash at most (C-3).
    function _overDebtCap(int256 owed, int256 owes) private view returns (bool) {
        (, int256 all) = _sums();
        all += owes - owed;
        return owes > DEBT_CAP || (owes > 0 && 4 * all > _pool.vaultCash * UNIT + all);
    }

    function _overOpenInterest(GhostView memory v, uint256 m, int256 rest) private pure returns (bool) {
        GhostMarket memory g = v.markets[m];
        int256 others = rest > 0 ? g.longSize - v.sizes[m].plus() : g.shortSize - v.sizes[m].minus();
        int256 side = others + rest.abs();
        int256 capUsd = [int256(10_000_000e18), 8_000_000e18, 4_000_000e18, 4_000_000e18][m];
        return side > _scale(m) / 100 || side.ceilWad(g.price) > capUsd;
    }

    /// @dev A reduction needs E ≥ 0 after, and M without its debt term or health not worse (M-5).
    /// As the pool does, this weighs an account that the fill leaves flat by the margin of its collateral, not by A-4's zero.
    function _worsens(GhostView memory v, uint256 m, int256 q, int256 fill, int256 fee) private returns (bool) {
        int256 rho = _storedRho(v);
        (int256 e0, int256 m0) = (_equity(v, rho), _margin(v, false));
        int256 r0 = m0 - v.quote.minus().ceilWad(0.05e18);
        _fillView(v, m, q, fill, fee);
        _sweepView(v);
        (int256 e1, int256 m1) = (_equity(v, rho), _margin(v, false));
        if (e1 < 0) return true;
        return m1 - v.quote.minus().ceilWad(0.05e18) > r0 && e1 * m0 < e0 * m1;
    }

    /// @dev Moves the view to where a fill would leave the account, its debt not yet swept.
    function _fillView(GhostView memory v, uint256 m, int256 q, int256 fill, int256 fee) internal pure {
        int256 index = fill - v.markets[m].funding;
        int256 closing = _closing(v.sizes[m], q);
        if (closing != 0) {
            int256 share = _share(v.costs[m], closing, v.sizes[m]);
            v.quote += closing.floorWad(index) - share;
            v.costs[m] -= share;
        }
        v.costs[m] += (q + closing).ceilWad(index);
        v.sizes[m] += q;
        v.quote -= fee;
    }

    function _sweepView(GhostView memory v) internal pure {
        int256 covered = v.quote.minus().least(v.settlement);
        v.settlement -= covered;
        v.quote += covered;
    }

    /// @notice Whether any slice of any leg of 1, 2, 4 … 256 in 256 would raise health (Q-6).
    function _someSliceHelps(GhostView memory v, int256 rho) internal pure returns (bool) {
        int256 present = (_equity(v, rho) * 1e18).floorDiv(_margin(v, false));
        for (uint256 m; m < MARKETS; ++m) {
            if (v.sizes[m] == 0 || !_isValid(v.markets[m])) continue;
            for (int256 part = 1; part <= 256; part *= 2) {
                if (_healthAfter(v, rho, m, part) > present) return true;
            }
        }
        return false;
    }

    /// @dev Health if `part`/256 of a leg were closed now and the fee paid; flat and free of debt it is boundless.
    function _healthAfter(GhostView memory v, int256 rho, uint256 m, int256 part) private pure returns (int256) {
        GhostView memory w = _copy(v);
        GhostMarket memory g = v.markets[m];
        int256 q = (v.sizes[m].abs() * part).ceilDiv(256) * (v.sizes[m] > 0 ? int256(-1) : int256(1));
        _fillView(w, m, q, _fillPrice(m, g.price, _skew(g), q), 0);
        w.quote -= _liquidationFee(q.abs().ceilWad(g.price), _equity(w, rho));
        int256 e = _equity(w, rho);
        _sweepView(w);
        return _flat(w) && w.quote >= 0 ? type(int256).max : (e * 1e18).floorDiv(_margin(w, false));
    }

    /// @notice Half a per cent of what was closed, never more than is left (Q-7).
    function _liquidationFee(int256 notional, int256 e) internal pure returns (int256) {
        return notional.ceilWad(0.005e18).least(e.plus());
    }

    function _copy(GhostView memory v) private pure returns (GhostView memory w) {
        (w.isolated, w.settlement, w.quote, w.markets) = (v.isolated, v.settlement, v.quote, v.markets);
        for (uint256 m; m < MARKETS; ++m) (w.sizes[m], w.costs[m]) = (v.sizes[m], v.costs[m]);
        w.amounts = v.amounts;
    }
}
