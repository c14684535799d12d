// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ASSETS, MARKETS } from "../../support/PoolFixture.sol";
import { GhostMarket, GhostMarkets } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";

struct GhostOrder {
    bool pending;
    uint256 market;
    int256 size;
    int256 limit;
    int256 committedAt;
}

struct GhostAccount {
    int256[ASSETS] balances; // the token's own units; index 0 is the settlement asset
    int256 raw; // >= 0: profit, USD WAD; < 0: debt over the debt index
    int256[MARKETS] sizes;
    int256[MARKETS] costs;
    bool bonded;
    uint256 raisedAt;
    int256 young;
    int256 youngAt;
    GhostOrder order;
    int256 tradeCash; // Σ −delta·(fill − F), USD WAD: what a perfect book-keeper would have paid and received
    int256 spent; // fees and penalties, USD WAD
    int256 forgiven; // debt written off, USD WAD
    int256 seized; // credit for seized collateral, USD WAD
    int256 fromCash; // converted, less swept, USD WAD: quote that became principal
    int256 burntLoss; // claim burnt in conversions beyond what was received, USD WAD
    int256 seen; // profit, or minus the debt, as the last change left it, USD WAD
    int256 interest; // on debt, up to the last change, and what its storing has rounded up, USD WAD
    int256 keepersPaid; // bonds and order fees that went to keepers, asset-0 units
    int256 trades;
}

struct GhostAsset {
    int256 cross;
    int256 isolated;
    int256 inventory;
    int256 credit; // USD WAD
    int256 book; // USD WAD
    int256 clock; // mean time of the lots
}

struct GhostPool {
    int256 vaultCash;
    int256 insurance;
    int256 pullClaims;
    int256 escrow;
    int256 vaultRequests;
    int256 vaultClaims;
}

/// @notice The model's books: every account and every bucket of U-2 in the plainest numbers there are.
abstract contract GhostLedger is GhostMarkets {
    using GhostMath for int256;

    int256 internal constant UNIT = 1e12; // USD WAD of one unit of USDC
    int256 internal constant BOND = 20e6;
    int256 internal constant ORDER_FEE = 1e6;
    int256 internal constant JUNIOR_DELAY = 900;
    int256 internal constant RAY = 1e27;
    int256 internal constant DEBT_CAP = 2_000e18; // of one account
    uint256 internal constant ACCOUNTS = 9;

    GhostAccount[ACCOUNTS] internal _accounts;
    bool[ACCOUNTS] internal _isolated;
    GhostAsset[ASSETS] internal _assets;
    GhostPool internal _pool;
    mapping(address keeper => int256) internal _claims;
    mapping(address keeper => int256) internal _earned; // ever, asset-0 units
    int256 private _born = int256(_clock); // when debt began to bear interest

    // ── principal ───────────────────────────────────────────────────────────────────────────────────────────────────

    function _principal(uint256 i, uint256 asset, int256 change) internal {
        _accounts[i].balances[asset] += change;
        if (_isolated[i]) _assets[asset].isolated += change;
        else _assets[asset].cross += change;
    }

    // ── quote ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice A half of one a year, along a line, up (C-3).
    function _debtIndex() internal view returns (int256) {
        return RAY + ((RAY / 2) * (int256(_clock) - _born)).ceilDiv(365 * 86_400);
    }

    /// @notice What a stored quote is worth now: profit as it is, debt with interest, up.
    function _usd(int256 raw) internal view returns (int256) {
        return raw >= 0 ? raw : 0 - (raw.abs() * _debtIndex()).ceilDiv(RAY);
    }

    function _quoteOf(uint256 i) internal view returns (int256) {
        return _usd(_accounts[i].raw);
    }

    /// @notice Interest on an account's debt, ever, with what its storing has rounded up. USD WAD.
    function _interest(uint256 i) internal view returns (int256) {
        return _accounts[i].interest + _accounts[i].seen - _quoteOf(i);
    }

    function _quote(uint256 i, int256 change) internal {
        if (change == 0) return;
        GhostAccount storage a = _accounts[i];
        int256 before = a.raw.plus();
        int256 next = _quoteOf(i) + change;
        a.raw = next >= 0 ? next : 0 - (next.abs() * RAY).ceilDiv(_debtIndex());
        a.interest += a.seen + change - _quoteOf(i);
        a.seen = _quoteOf(i);
        int256 gain = a.raw.plus() - before;
        if (gain < UNIT) return;
        bool matured = int256(_clock) >= a.youngAt + JUNIOR_DELAY;
        a.young = matured ? gain : a.young + gain;
        a.youngAt = int256(_clock);
    }

    function _sweep(uint256 i) internal {
        GhostAccount storage a = _accounts[i];
        if (a.raw >= 0 || a.balances[0] == 0) return;
        int256 units = (0 - _quoteOf(i)).ceilDiv(UNIT).least(a.balances[0]);
        _principal(i, 0, 0 - units);
        _pool.vaultCash += units;
        a.fromCash -= units * UNIT;
        _quote(i, units * UNIT);
    }

    function _mature(uint256 i) internal view returns (int256) {
        GhostAccount storage a = _accounts[i];
        int256 profit = a.raw.plus();
        if (int256(_clock) >= a.youngAt + JUNIOR_DELAY) return profit;
        return (profit - a.young).plus();
    }

    // ── asset 0 between buckets ─────────────────────────────────────────────────────────────────────────────────────

    function _lock(uint256 i, int256 units) internal {
        _principal(i, 0, 0 - units);
        _pool.escrow += units;
    }

    function _owe(address keeper, int256 units) internal {
        _pool.pullClaims += units;
        _claims[keeper] += units;
        _earned[keeper] += units;
    }

    function _escrowToKeeper(uint256 i, address keeper, int256 units) internal {
        _accounts[i].keepersPaid += units;
        _pool.escrow -= units;
        _owe(keeper, units);
    }

    /// @dev Whole units, as far as cash goes.
    function _takeCash(int256 usd) internal returns (int256 units) {
        units = (usd / UNIT).least(_pool.vaultCash);
        _pool.vaultCash -= units;
    }

    // ── positions ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Trades q at a fill price in a market brought to this moment (P-3).
    /// @return realised what goes to the quote
    function _trade(uint256 i, uint256 m, int256 q, int256 fill) internal returns (int256 realised) {
        GhostMarket memory g = _now(m);
        GhostAccount storage a = _accounts[i];
        int256 size = a.sizes[m];
        int256 index = fill - g.funding; // (P − F) + (fill − P)
        a.tradeCash -= q.floorWad(index);
        ++a.trades;
        _side(g, size, a.costs[m], 0 - 1);

        int256 closing = _closing(size, q);
        int256 opening = q + closing;
        if (closing != 0) {
            int256 share = _share(a.costs[m], closing, size);
            realised = closing.floorWad(index) - share;
            a.costs[m] -= share;
        }
        a.costs[m] += opening.ceilWad(index);
        a.sizes[m] = size + q;
        _side(g, a.sizes[m], a.costs[m], 1);
        g.fraction = (_skew(g) * 32767) / _scale(m);
        _stored[m] = g;
        _revalue(m);
    }

    /// @dev The part of a position, with its sign, that a trade of q closes.
    function _closing(int256 size, int256 q) internal pure returns (int256) {
        if (size > 0 && q < 0) return (0 - q).least(size);
        if (size < 0 && q > 0) return (0 - q).most(size);
        return 0;
    }

    /// @dev Its share of the cost: all of it with the last unit.
    function _share(int256 cost, int256 closing, int256 size) internal pure returns (int256) {
        return closing == size ? cost : (cost * closing.abs()).ceilDiv(size.abs());
    }

    function _side(GhostMarket memory g, int256 size, int256 cost, int256 sign) private pure {
        if (size > 0) (g.longSize, g.longCost) = (g.longSize + sign * size, g.longCost + sign * cost);
        if (size < 0) (g.shortSize, g.shortCost) = (g.shortSize - sign * size, g.shortCost + sign * cost);
    }

    function _store(uint256 m) internal {
        _stored[m] = _now(m);
        _revalue(m);
    }

    function _storeAll() internal {
        for (uint256 m; m < MARKETS; ++m) _store(m);
    }

    /// @notice For an action of which nothing remains when it reverts, syncs included.
    function _saved() internal view returns (GhostMarket[MARKETS] memory markets, int256 weth, int256 wbtc) {
        return (_stored, _assets[1].book, _assets[2].book);
    }

    function _restore(GhostMarket[MARKETS] memory markets, int256 weth, int256 wbtc) internal {
        for (uint256 m; m < MARKETS; ++m) _stored[m] = markets[m];
        (_assets[1].book, _assets[2].book) = (weth, wbtc);
    }

    // ── other collateral ────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice The asset that a market's feed prices, 0 for none.
    function _assetOf(uint256 m) internal pure returns (uint256) {
        return m == 0 ? 2 : (m == 1 ? 1 : 0);
    }

    function _haircut(uint256 asset) internal pure returns (int256) {
        return [int256(0), 0.1e18, 0.08e18][asset];
    }

    /// @notice USD WAD of an amount at a unit price: WETH has 18 decimals, a tenth of a WBTC 1e7 units.
    function _value(uint256 asset, int256 amount, int256 price) internal pure returns (int256) {
        return asset == 1 ? amount.floorWad(price) : (amount * price).floorDiv(1e7);
    }

    function _creditFor(uint256 asset, int256 amount, int256 price) internal pure returns (int256) {
        return _value(asset, amount, price).floorWad(1e18 - _haircut(asset));
    }

    function _revalue(uint256 m) private {
        uint256 asset = _assetOf(m);
        if (asset != 0 && _assets[asset].inventory != 0) _rebook(asset, _stored[m].price);
    }

    function _rebook(uint256 asset, int256 price) internal {
        _assets[asset].book = _worth(asset, price);
    }

    /// @dev Seized collateral counts for its value after haircut, never for more than was credited (U-4).
    function _worth(uint256 asset, int256 price) private view returns (int256) {
        return _creditFor(asset, _assets[asset].inventory, price).least(_assets[asset].credit);
    }

    // ── sums ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Σ profit, and Σ debt: the sum is over stored debts, and grows and is rounded as one (INV-4).
    function _sums() internal view returns (int256 profit, int256 debt) {
        int256 scaled;
        for (uint256 i; i < ACCOUNTS; ++i) {
            profit += _accounts[i].raw.plus();
            scaled += _accounts[i].raw.minus();
        }
        debt = 0 - _usd(0 - scaled);
    }

    /// @notice NAV without the skew premium, and all junior profit, at stored or at present prices (U-4, W-5).
    function _netAssets(bool present) internal view returns (int256 net, int256 junior) {
        (int256 profit, int256 debt) = _sums();
        net = _pool.vaultCash * UNIT + debt - profit;
        junior = profit;
        for (uint256 m; m < MARKETS; ++m) {
            GhostMarket memory g = present ? _now(m) : _stored[m];
            if (_assetOf(m) != 0) net += present ? _worth(_assetOf(m), g.price) : _assets[_assetOf(m)].book;
            (int256 longs, int256 shorts) = _sidePnl(g);
            net -= longs + shorts;
            junior += longs.plus() + shorts.plus();
        }
    }

    /// @notice ρ = clamp(1 + (NAV* − floor)/J, 0, 1), down (W-5); the floor is one dollar.
    function _rho(bool present) internal view returns (int256) {
        (int256 net, int256 junior) = _netAssets(present);
        int256 missing = 1e18 - net;
        if (missing <= 0 || junior == 0) return 1e18;
        return missing >= junior ? int256(0) : 1e18 - (missing * 1e18).ceilDiv(junior);
    }

    function _skewPremium() internal view returns (int256 sum) {
        for (uint256 m; m < MARKETS; ++m) {
            int256 skew = _skew(_stored[m]);
            sum += _stored[m].price.ceilWad((skew * skew).ceilDiv(2 * _scale(m)));
        }
    }
}
