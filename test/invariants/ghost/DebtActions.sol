// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICollateral } from "../../../contracts/interfaces/ICollateral.sol";
import { LiquidationClass } from "../../../contracts/interfaces/ILiquidation.sol";
import { IMarginPool } from "../../../contracts/interfaces/IMarginPool.sol";
import { IMarkets } from "../../../contracts/interfaces/IMarkets.sol";
import { AssetId } from "../../../contracts/types/AssetId.sol";
import { ASSETS } from "../../support/PoolFixture.sol";
import { GhostAsset } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { LiquidationActions } from "./LiquidationActions.sol";

/// @notice Forced covers of debt (C-3) and the sale of what was seized (Q-8).
abstract contract DebtActions is LiquidationActions {
    using GhostMath for int256;

    /// @dev What the model says of a cover that it has tried and taken back.
    error Foretold(bytes4 answer);
    error CoverCostThePool(int256 navBefore, int256 navAfter);
    error CoverEndangered(uint256 account);

    // ── covers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function coversDebt(uint256 account, uint256 actor, uint256 rare) external {
        if (_rarely(rare, 4)) _refresh();
        uint256 i = account % ACCOUNTS;
        if (_onPool("sync", actor % ACTORS, abi.encodeCall(IMarginPool.syncAll, ()), OK)) _storeAll();
        bytes4 foretold = _foretellCover(i);
        int256 nav = _core.poolReport().nav;
        bytes memory input = abi.encodeCall(IMarginPool.coverDebt, (_ids[i]));
        if (!_onPool("cover", actor % ACTORS, input, foretold)) return;
        _takeCover(i);
        // INV-16: at the same prices and time
        if (_core.poolReport().nav < nav) revert CoverCostThePool(nav, _core.poolReport().nav);
        if (_core.accountReport(_ids[i]).class != LiquidationClass.Healthy) revert CoverEndangered(i);
    }

    /// @notice Tries a cover on the model and takes it back with its answer.
    function triesCover(uint256 i) external {
        int256 debt = _quoteOf(i).minus();
        GhostView memory v = _takeCover(i);
        if (_quoteOf(i).minus() >= debt) revert Foretold(ICollateral.NothingToCover.selector);
        LiquidationClass class = _class(v, _presentRho(v));
        revert Foretold(class == LiquidationClass.Healthy ? OK : ICollateral.CoverEndangersAccount.selector);
    }

    function _foretellCover(uint256 i) private returns (bytes4 answer) {
        if (_excess(i) == 0) return ICollateral.DebtWithinCap.selector;
        (, bytes memory returned) = address(this).call(abi.encodeCall(this.triesCover, (i)));
        // the answer follows the error's own selector
        for (uint256 k; k < 4; ++k) answer |= bytes4(returned[4 + k]) >> (8 * k);
    }

    /// @dev What is above the account's cap, or above a third of cash as far as the account owes it.
    function _excess(uint256 i) private view returns (int256) {
        int256 debt = _quoteOf(i).minus();
        (, int256 all) = _sums();
        int256 shared = (all - (_pool.vaultCash * UNIT) / 3).plus().least(debt);
        return (debt - DEBT_CAP).plus().most(shared);
    }

    function _takeCover(uint256 i) private returns (GhostView memory v) {
        int256 allowed = _quoteOf(i).minus() - _excess(i);
        // eight per cent of haircut goes before ten
        _seize(i, 0, allowed);
        _seize(i, 1, allowed);
        v = _view(i);
        _storedRho(v);
    }

    // ── sales ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function buysInventory(uint256 asset, uint256 share, uint256 actor, uint256 rare) external {
        uint256 a = _rarely(rare, 20) ? asset % (ASSETS + 1) : 1 + (asset % 2);
        int256 there = a < ASSETS ? _assets[a].inventory : int256(0);
        int256 amount = (there * int256(_in(share, 0, 104))) / 100;
        if (_rarely(rare ^ 1, 10)) amount = int256(_in(share, 0, 1_000));
        _buy(a, amount, _rarely(rare ^ 2, 10) ? int256(1) : int256(0), actor % ACTORS);
    }

    /// @notice The price falls by 10 to 40 % and somebody buys a quarter of what is there.
    function buysAfterFall(uint256 asset, uint256 depth, uint256 actor) external {
        uint256 a = 1 + (asset % 2);
        _push(a == 1 ? 1 : 0, 10_000 - int256(_in(depth, 1_000, 4_000)));
        _buy(a, (_assets[a].inventory + 3) / 4, 0, actor % ACTORS);
    }

    /// @param less than the price: the most that the buyer would pay
    function _buy(uint256 a, int256 amount, int256 less, uint256 actor) private {
        bool listed = a == 1 || a == 2;
        int256 paid = listed ? _priceOf(a, amount) : int256(0);
        int256 limit = (paid - less).plus();
        bytes4 foretold = listed ? _foretellSale(a, amount, paid, limit) : ICollateral.UnknownAsset.selector;
        bytes memory input = abi.encodeCall(
            IMarginPool.buyInventory,
            (AssetId.wrap(uint8(a)), uint256(amount), uint256(limit), _actor(actor))
        );
        if (!_onPool("buy", actor, input, foretold)) return;
        _given[actor] += paid;
        _sell(a, amount, paid);
    }

    function _foretellSale(uint256 a, int256 amount, int256 paid, int256 limit) private view returns (bytes4) {
        if (amount == 0) return ICollateral.ZeroAmount.selector;
        if (amount > _assets[a].inventory) return ICollateral.InsufficientInventory.selector;
        if (!_isValid(_priceMarket(a))) return IMarkets.PriceUnavailable.selector;
        return paid > limit ? ICollateral.PriceAboveLimit.selector : OK;
    }

    /// @dev Value less a discount that rises to three per cent in an hour; whole units, each step up, at least one.
    function _priceOf(uint256 a, int256 amount) private view returns (int256) {
        int256 value = (amount * _priceMarket(a).price).ceilDiv(a == 1 ? int256(1e18) : int256(1e7));
        int256 age = int256(_clock) - _assets[a].clock;
        int256 discount = age >= 3600 ? int256(0.03e18) : (0.03e18 * age) / 3600;
        return value.ceilWad(1e18 - discount).ceilDiv(UNIT).most(1);
    }

    /// @dev The credit given for it goes to cash, the surplus to insurance; insurance makes good what is missing, if it can.
    function _sell(uint256 a, int256 amount, int256 paid) private {
        GhostAsset storage s = _assets[a];
        int256 credit = (s.credit * amount) / s.inventory;
        s.inventory -= amount;
        s.credit -= credit;
        _rebook(a, _priceMarket(a).price);
        int256 owed = credit.ceilDiv(UNIT).least(paid);
        _pool.vaultCash += owed;
        _pool.insurance += paid - owed;
        int256 units = (credit - paid * UNIT).plus().ceilDiv(UNIT).least(_pool.insurance);
        _pool.insurance -= units;
        _pool.vaultCash += units;
        ++succeeded[credit > paid * UNIT ? bytes32("buy short") : bytes32("buy over")];
    }

    function _priceMarket(uint256 a) private view returns (GhostMarket memory) {
        return _now(a == 1 ? 1 : 0);
    }
}
