// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILiquidation, LiquidationClass } from "../../../contracts/interfaces/ILiquidation.sol";
import { IMarginPool } from "../../../contracts/interfaces/IMarginPool.sol";
import { AccountId } from "../../../contracts/types/AccountId.sol";
import { MarketId } from "../../../contracts/types/MarketId.sol";
import { MARKETS } from "../../support/PoolFixture.sol";
import { GhostAccount, GhostAsset } from "./GhostLedger.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { GhostView } from "./GhostRisk.sol";
import { OrderActions } from "./OrderActions.sol";

/// @notice Liquidations. Insolvent and dust accounts are foretold whole. For a solvent one the pool's choice of legs and
/// slices is taken from its positions; who gets what of it, and whether any slice helped at all, is foretold.
abstract contract LiquidationActions is OrderActions {
    using GhostMath for int256;

    error ChoseStaleLeg(uint256 account, uint256 market);
    error GrewLeg(uint256 account, uint256 market);
    error LeftLegOpen(uint256 account, uint256 market);
    error WrongCount(uint256 foretold, uint256 returned);

    function liquidates(uint256 account, uint256 keeper) external {
        _liquidate(account % ACCOUNTS, keeper % ACTORS);
    }

    /// @notice Every account, in an order of the fuzzer's choice.
    function liquidatesMany(uint256 first, uint256 stride, uint256 keeper) external {
        AccountId[] memory batch = new AccountId[](ACCOUNTS);
        uint256[ACCOUNTS] memory order;
        uint256 step = [uint256(1), 2, 4, 5, 7, 8][stride % 6]; // all prime to nine
        for (uint256 k; k < ACCOUNTS; ++k) {
            order[k] = ((first % ACCOUNTS) + k * step) % ACCOUNTS;
            batch[k] = _ids[order[k]];
        }
        bytes memory input = abi.encodeCall(IMarginPool.liquidateMany, (batch));
        (, bytes memory returned) = _call("liquidate many", keeper % ACTORS, address(_core), input, OK);
        uint256 count;
        for (uint256 k; k < ACCOUNTS; ++k) {
            // the call goes through, so what is looked at for an account that is left alone is stored all the same
            _storedRho(_view(order[k]));
            if (_foretellLiquidation(order[k]) != OK) continue;
            _execute(order[k], keeper % ACTORS);
            ++count;
        }
        if (count != abi.decode(returned, (uint256))) revert WrongCount(count, abi.decode(returned, (uint256)));
    }

    function _liquidate(uint256 i, uint256 keeper) internal returns (bool ok) {
        bytes4 foretold = _foretellLiquidation(i);
        ok = _onPool("liquidate", keeper, abi.encodeCall(IMarginPool.liquidate, (_ids[i])), foretold);
        if (ok) _execute(i, keeper);
    }

    function _foretellLiquidation(uint256 i) internal view returns (bytes4) {
        GhostView memory v = _view(i);
        if (_class(v, _presentRho(v)) == LiquidationClass.Healthy) return ILiquidation.NotLiquidatable.selector;
        if (uint16(_accounts[i].raisedAt) == uint16(_clock)) return ILiquidation.RiskRaisedNow.selector;
        if (_flat(v) && v.amounts[1] == 0 && v.amounts[2] == 0) return OK;
        for (uint256 m; m < MARKETS; ++m) {
            if (!_isValid(v.markets[m])) continue;
            if (v.sizes[m] != 0 || (v.quote < 0 && v.amounts[_assetOf(m)] != 0 && _assetOf(m) != 0)) return OK;
        }
        return ILiquidation.NothingLiquidated.selector;
    }

    function _execute(uint256 i, uint256 keeper) private {
        GhostView memory v = _view(i);
        int256 rho = _storedRho(v);
        LiquidationClass class = _class(v, rho);
        bool bondOnly = class != LiquidationClass.Solvent || !_someSliceHelps(v, rho);
        ++succeeded[
            class == LiquidationClass.Solvent
                ? bytes32("liquidate solvent")
                : (class == LiquidationClass.Dust ? bytes32("liquidate dust") : bytes32("liquidate insolvent"))
        ];
        (int256 realised, int256 notional) = _closeLegs(i, v, bondOnly);
        _quote(i, realised);
        int256 fee = bondOnly ? int256(0) : _fee(i, v, notional);
        _afterClose(i, keeper, fee, bondOnly);
    }

    /// @dev Trades what the pool has traded, in market order: legs in different markets do not touch each other.
    function _closeLegs(uint256 i, GhostView memory v, bool all) private returns (int256 realised, int256 notional) {
        for (uint256 m; m < MARKETS; ++m) {
            int256 size = v.sizes[m];
            if (size == 0) continue;
            int256 left = _core.position(_ids[i], MarketId.wrap(uint8(m))).size;
            if (left == size && (!all || !_isValid(v.markets[m]))) continue;
            if (!_isValid(v.markets[m])) revert ChoseStaleLeg(i, m);
            if (all && left != 0) revert LeftLegOpen(i, m);
            if (left * size < 0 || left.abs() >= size.abs()) revert GrewLeg(i, m);
            int256 price = v.markets[m].price;
            realised += _trade(i, m, left - size, _fillPrice(m, price, _skew(v.markets[m]), left - size));
            notional += (left - size).abs().ceilWad(price);
        }
    }

    /// @dev The equity that is left bounds the fee (Q-7); an order's own fee, still in escrow, is no part of it.
    function _fee(uint256 i, GhostView memory before, int256 notional) private returns (int256 fee) {
        GhostView memory v = _view(i);
        v.settlement = before.settlement;
        fee = _liquidationFee(notional, _equity(v, _storedRho(v)));
        _accounts[i].spent += fee;
        _quote(i, 0 - fee);
    }

    /// @dev The order dies, the bond goes, debt is swept, seized for and written off, the fee is paid: in this order.
    function _afterClose(uint256 i, uint256 keeper, int256 fee, bool bondOnly) private {
        GhostAccount storage a = _accounts[i];
        if (a.order.pending) {
            _lock(i, 0 - ORDER_FEE);
            a.order.pending = false;
        }
        bool flat = a.sizes[0] == 0 && a.sizes[1] == 0 && a.sizes[2] == 0 && a.sizes[3] == 0;
        if (flat && a.bonded) {
            if (bondOnly) _escrowToKeeper(i, _actor(keeper), BOND);
            else _lock(i, 0 - BOND);
            a.bonded = false;
        }
        _sweep(i);
        // eight per cent of haircut goes before ten
        _seize(i, 0, 0);
        _seize(i, 1, 0);
        if (flat && a.raw < 0 && a.balances[1] == 0 && a.balances[2] == 0) _writeOff(i);
        int256 toInsurance = (fee * 7) / 10;
        _pool.insurance += _takeCash(toInsurance);
        int256 units = _takeCash(fee - toInsurance);
        if (units != 0) _owe(_actor(keeper), units);
    }

    /// @notice Seizes of one asset until no more than `allowed` is owed.
    function _seize(uint256 i, uint256 m, int256 allowed) internal {
        GhostAccount storage a = _accounts[i];
        uint256 asset = _assetOf(m);
        GhostMarket memory g = _now(m);
        int256 held = a.balances[asset];
        int256 due = _quoteOf(i).minus() - allowed;
        if (due <= 0 || held == 0 || !_isValid(g)) return;
        int256 credit = _creditFor(asset, held, g.price);
        if (credit > due) {
            held = (held * due).ceilDiv(credit);
            credit = _creditFor(asset, held, g.price);
        }
        _principal(i, asset, 0 - held);
        GhostAsset storage s = _assets[asset];
        s.clock = (s.clock * s.inventory + int256(_clock) * held) / (s.inventory + held);
        s.inventory += held;
        s.credit += credit;
        _rebook(asset, g.price);
        a.seized += credit;
        _quote(i, credit);
        ++succeeded["seize"];
    }

    function _writeOff(uint256 i) private {
        int256 debt = 0 - _quoteOf(i);
        _accounts[i].forgiven += debt;
        _quote(i, debt);
        int256 units = debt.ceilDiv(UNIT).least(_pool.insurance);
        _pool.insurance -= units;
        _pool.vaultCash += units;
        ++succeeded["write off"];
    }
}
