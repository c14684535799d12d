// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Position } from "../../../contracts/types/Position.sol";
import { AccountWord, FLAG_BONDED, FLAG_ORDER } from "../../../contracts/types/AccountWord.sol";
import { AccountReport, AssetReport, MarketReport, PoolReport } from "../../../contracts/interfaces/ILens.sol";
import { AssetId } from "../../../contracts/types/AssetId.sol";
import { MarketId } from "../../../contracts/types/MarketId.sol";
import { ASSETS, MARKETS } from "../../support/PoolFixture.sol";
import { Test } from "../../support/Test.sol";
import { GhostAccount, GhostAsset } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { ScenarioActions } from "./ScenarioActions.sol";

/// @notice All actions, and every invariant as a view. What compares with the model says so; the rest is the pool alone.
contract PoolHandler is ScenarioActions, Test {
    using GhostMath for int256;

    /// @notice A pool with nine accounts of 5,000 USDC each and a vault of `vaultUnits`.
    constructor(uint256 vaultUnits) {
        uint256 batch = _requestDeposit(5, vaultUnits);
        _waitUntil((int256(batch) + 1) * PERIOD + 60);
        _fulfilDeposits(batch, 0);
        _claimShares(5, batch);
        for (uint256 i; i < ACCOUNTS; ++i) _deposit(i, _owners[i], 0, 5_000e6);
    }

    // ── the pool by itself ──────────────────────────────────────────────────────────────────────────────────────────

    /// @notice INV-1, INV-2, INV-12: buckets.
    function checkBuckets() external view {
        for (uint256 a; a < ASSETS; ++a) {
            AssetReport memory r = _core.assetReport(_asset(a));
            uint256 held = fixture.tokens(a).balanceOf(address(_core));
            assertEq(held, r.total, "INV-1 token balance is the sum of its buckets");
            (uint256 cross, uint256 isolated) = (0, 0);
            for (uint256 i; i < ACCOUNTS; ++i) {
                uint256 balance = _core.balanceOf(_ids[i], _asset(a));
                if (_isolated[i]) isolated += balance;
                else cross += balance;
            }
            assertEq(r.cross, cross, "INV-2 cross principal is the sum over cross accounts");
            assertEq(r.isolated, isolated, "INV-2 isolated principal is the sum over isolated accounts");
        }
        PoolReport memory p = _core.poolReport();
        uint256 usdc = fixture.tokens(0).balanceOf(address(_core));
        assertLe(p.vaultCash, usdc, "INV-12 vault cash is there");
        assertLe(_core.availableVaultCash(), p.vaultCash, "INV-12 no more is free than there is");
    }

    /// @notice INV-3, INV-4, INV-5: sums over accounts.
    function checkSums() external view {
        (uint256 profit, uint256 debt) = (0, 0);
        MarketReport[MARKETS] memory sums;
        for (uint256 i; i < ACCOUNTS; ++i) {
            AccountWord word = AccountWord.wrap(_core.accountWord(_ids[i]));
            if (word.rawQuote() > 0) profit += uint256(word.rawQuote());
            if (word.rawQuote() >= 0) continue;
            debt += uint256(0 - word.rawQuote());
            assertEq(word.settlement(), 0, "INV-5 an account in debt has no asset 0 left");
        }
        for (uint256 i; i < ACCOUNTS; ++i) {
            for (uint256 m; m < MARKETS; ++m) _addTo(sums[m], _core.position(_ids[i], _market(m)));
        }
        PoolReport memory p = _core.poolReport();
        assertEq(p.quotePlus, profit, "INV-4 sum of profits");
        assertEq(p.scaledDebt, debt, "INV-4 sum of debts over the debt index");
        assertEq(p.debt, _up(debt * p.debtIndex, 1e27), "INV-4 all debt is that sum at the index, up");
        for (uint256 m; m < MARKETS; ++m) {
            MarketReport memory r = _core.marketReport(_market(m));
            assertEq(r.longSize, sums[m].longSize, "INV-3 longs");
            assertEq(r.longCost, sums[m].longCost, "INV-3 cost of longs");
            assertEq(r.shortSize, sums[m].shortSize, "INV-3 shorts");
            assertEq(r.shortCost, sums[m].shortCost, "INV-3 cost of shorts");
        }
    }

    /// @notice INV-6, INV-7, INV-8, INV-13: the pool's sums, NAV and ρ.
    function checkNetAssets() external view {
        PoolReport memory p = _core.poolReport();
        (int256 pnl, int256 junior, int256 losses, int256 premium) = (0, 0, 0, 0);
        for (uint256 m; m < MARKETS; ++m) {
            MarketReport memory r = _core.marketReport(_market(m));
            int256 index = int256(r.price) - r.fundingIndex;
            int256 longs = int256(r.longSize).floorWad(index) - r.longCost;
            int256 shorts = (0 - int256(r.shortSize)).floorWad(index) - r.shortCost;
            pnl += longs + shorts;
            junior += longs.plus() + shorts.plus();
            losses += longs.minus() + shorts.minus();
            int256 skew = int256(r.longSize) - int256(r.shortSize);
            premium += int256(r.price).ceilWad((skew * skew).ceilDiv(2 * _scale(m)));
        }
        assertEq(p.traderPnl, pnl, "INV-6 sum of unrealised profit and loss");
        assertEq(int256(p.juniorPnl), junior, "INV-6 sum of unrealised profit");
        assertEq(int256(p.skewPremium), premium, "INV-6 skew premium");
        int256 backing = int256(p.vaultCash) * UNIT + int256(p.inventoryCredit) + int256(p.debt);
        int256 net = p.nav + int256(p.skewPremium);
        assertEq(net, backing - int256(p.quotePlus) - pnl, "INV-7 NAV*");
        assertEq(net + int256(p.quotePlus) + junior, backing + losses, "INV-8 vault and junior absorb every loss");
        assertLe(int256(0), net + int256(p.quotePlus) + junior, "INV-8 NAV* + J is never negative");
        assertLe(p.rho, 1e18, "INV-13 rho is a fraction");
        int256 owed = int256(p.quotePlus) + junior;
        assertLe(owed.floorWad(int256(p.rho)), backing + losses, "INV-13 rho promises no more than there is");
    }

    // ── the pool against the model ──────────────────────────────────────────────────────────────────────────────────

    /// @notice INV-9, INV-10: accounts. The model moves no account but the one that an action names.
    function checkAccounts() external view {
        for (uint256 i; i < ACCOUNTS; ++i) {
            GhostAccount memory a = _accounts[i];
            AccountWord word = AccountWord.wrap(_core.accountWord(_ids[i]));
            for (uint256 k; k < ASSETS; ++k) {
                uint256 balance = _core.balanceOf(_ids[i], _asset(k));
                assertEq(int256(balance), a.balances[k], "INV-9 principal is the model's");
            }
            assertEq(word.rawQuote(), a.raw, "INV-10 quote");
            assertTrue(word.hasFlag(FLAG_BONDED) == a.bonded, "INV-10 bond");
            assertTrue(word.hasFlag(FLAG_ORDER) == a.order.pending, "INV-10 order");
            assertEq(uint256(word.raisedRiskAt()), uint256(uint16(a.raisedAt)), "INV-10 raised risk at");
            for (uint256 m; m < MARKETS; ++m) {
                Position memory held = _core.position(_ids[i], _market(m));
                assertEq(held.size, a.sizes[m], "INV-10 size");
                assertEq(held.cost, a.costs[m], "INV-10 cost");
            }
        }
    }

    /// @notice INV-10: buckets, markets, sums.
    function checkModel() external view {
        PoolReport memory p = _core.poolReport();
        assertEq(int256(p.vaultCash), _pool.vaultCash, "INV-10 vault cash");
        assertEq(int256(p.insurance), _pool.insurance, "INV-10 insurance");
        assertEq(int256(p.pullClaims), _pool.pullClaims, "INV-10 pull claims");
        assertEq(int256(p.escrow), _pool.escrow, "INV-10 escrow");
        assertEq(int256(p.vaultRequests), _pool.vaultRequests, "INV-10 vault requests");
        assertEq(int256(p.vaultClaims), _pool.vaultClaims, "INV-10 vault claims");
        assertEq(int256(p.rho), _rho(false), "INV-10 rho");
        assertEq(int256(p.debtIndex), _debtIndex(), "INV-10 debt index");
        assertEq(int256(_vault.totalSupply()), _supply, "INV-10 shares");
        for (uint256 a; a < ASSETS; ++a) {
            GhostAsset memory g = _assets[a];
            AssetReport memory r = _core.assetReport(_asset(a));
            assertEq(int256(r.cross), g.cross, "INV-10 cross");
            assertEq(int256(r.isolated), g.isolated, "INV-10 isolated");
            assertEq(int256(r.inventory), g.inventory, "INV-10 inventory");
            assertEq(int256(r.inventoryCredit), g.credit, "INV-10 inventory credit");
            assertEq(int256(r.inventoryClock), g.clock, "INV-10 inventory clock");
        }
        for (uint256 m; m < MARKETS; ++m) _checkMarket(_core.marketReport(_market(m)), _stored[m]);
        for (uint256 actor; actor < ACTORS; ++actor) {
            assertEq(int256(_core.keeperClaims(_actor(actor))), _claims[_actor(actor)], "INV-10 claim");
            assertEq(int256(_vault.balanceOf(_actor(actor))), _shares[actor], "INV-10 shares of one");
        }
    }

    /// @notice INV-10: E, M, E_init and what it must reach, of one account at prices of this moment.
    function checkRisk(uint256 i) external view {
        GhostView memory v = _view(i);
        AccountReport memory r = _core.accountReport(_ids[i]);
        int256 rho = _rho(true);
        bool exposed = !_flat(v) || v.quote < 0;
        assertEq(int256(r.rho), rho, "INV-10 rho at present prices");
        assertEq(r.equity, _equity(v, rho), "INV-10 equity");
        assertEq(int256(r.margin), exposed ? _margin(v, false) : int256(0), "INV-10 margin");
        assertEq(r.initialEquity, _initialEquity(v), "INV-10 initial equity");
        assertEq(int256(r.initialRequirement), exposed ? _requirement(v) : int256(0), "INV-10 requirement");
        assertEq(int256(r.matureProfit), _mature(i), "INV-10 mature profit");
        assertTrue(r.class == _class(v, rho), "INV-10 class");
    }

    /// @notice INV-11: what the attacker has, in real balances, against what trading alone would have given him.
    function checkCoalition() external view {
        (int256 has, int256 earned, int256 trades) = (0, 0, 0);
        for (uint256 actor; actor < COALITION; ++actor) {
            has += int256(fixture.tokens(0).balanceOf(_actor(actor))) - int256(WALLET);
            has += int256(_core.keeperClaims(_actor(actor))) + _vaultNet[actor] + _given[actor];
            earned += _earned[_actor(actor)];
        }
        (has, earned) = (has * UNIT, earned * UNIT);
        for (uint256 i; i < ACCOUNTS; ++i) {
            if (_owners[i] >= COALITION) continue;
            GhostAccount memory a = _accounts[i];
            AccountWord word = AccountWord.wrap(_core.accountWord(_ids[i]));
            int256 escrowed =
                (word.hasFlag(FLAG_BONDED) ? BOND : int256(0)) + (word.hasFlag(FLAG_ORDER) ? ORDER_FEE : int256(0));
            has += (int256(word.settlement()) + escrowed) * UNIT + _usd(word.rawQuote());
            earned += a.tradeCash + a.forgiven + a.seized - a.spent - a.burntLoss - a.keepersPaid * UNIT;
            earned -= _interest(i);
            for (uint256 m; m < MARKETS; ++m) {
                GhostMarket memory g = _now(m);
                Position memory held = _core.position(_ids[i], _market(m));
                has += int256(held.size).floorWad(g.price - g.funding) - held.cost;
                earned += a.sizes[m].ceilWad(g.price - g.funding);
            }
            trades += a.trades;
        }
        assertLe(has, earned, "INV-11 no more than trades, own write-offs and keepers' pay would give");
        assertLe(earned - has, 8 * trades + 64, "INV-11 and no less, but for roundings of trades");
    }

    // ── internals ───────────────────────────────────────────────────────────────────────────────────────────────────

    function _checkMarket(MarketReport memory r, GhostMarket memory g) private pure {
        assertEq(int256(r.price), g.price, "INV-10 price");
        assertEq(r.fundingIndex, g.funding, "INV-10 funding");
        assertEq(r.rate, g.rate, "INV-10 rate");
        assertEq(r.skewFraction, g.fraction, "INV-10 skew fraction");
        assertEq(int256(r.syncedAt), g.syncedAt, "INV-10 synced at");
        assertEq(int256(r.priceAge), g.age, "INV-10 age");
    }

    function _up(uint256 a, uint256 d) private pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / d + 1;
    }

    function _addTo(MarketReport memory sum, Position memory held) private pure {
        if (held.size > 0) {
            sum.longSize += uint256(int256(held.size));
            sum.longCost += held.cost;
        } else if (held.size < 0) {
            sum.shortSize += uint256(0 - int256(held.size));
            sum.shortCost += held.cost;
        }
    }

    function _asset(uint256 a) private pure returns (AssetId) {
        return AssetId.wrap(uint8(a));
    }

    function _market(uint256 m) private pure returns (MarketId) {
        return MarketId.wrap(uint8(m));
    }
}
