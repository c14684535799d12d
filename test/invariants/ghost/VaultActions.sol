// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import { IBackstopVault } from "../../../contracts/interfaces/IBackstopVault.sol";
import { ICollateral } from "../../../contracts/interfaces/ICollateral.sol";
import { IMarginPool } from "../../../contracts/interfaces/IMarginPool.sol";
import { MARKETS } from "../../support/PoolFixture.sol";
import { GhostMarket } from "./GhostMarkets.sol";
import { GhostMath } from "./GhostMath.sol";
import { DebtActions } from "./DebtActions.sol";

struct GhostBatch {
    int256 requested;
    int256 filled;
    int256 proceeds;
    int256 collected;
}

/// @notice Deposits to the backstop vault and redemptions from it, and the two small doors of asset 0.
abstract contract VaultActions is DebtActions {
    using GhostMath for int256;

    int256 internal constant PERIOD = 3600;

    uint256[] internal _depositBatches;
    uint256[] internal _redemptionBatches;
    mapping(uint256 batch => GhostBatch) internal _deposits;
    mapping(uint256 batch => GhostBatch) internal _redemptions;
    mapping(uint256 batch => mapping(uint256 actor => int256)) internal _depositParts;
    mapping(uint256 batch => mapping(uint256 actor => int256)) internal _depositTaken;
    mapping(uint256 batch => mapping(uint256 actor => int256)) internal _redemptionParts;
    mapping(uint256 batch => mapping(uint256 actor => int256)) internal _redemptionTaken;
    mapping(uint256 actor => int256) internal _shares;
    int256 internal _supply;

    error StayersDiluted(int256 netBefore, int256 supplyBefore, int256 netAfter, int256 supplyAfter);

    // ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────

    function requestsDeposit(uint256 actorSeed, uint256 amount) external {
        _requestDeposit(actorSeed % ACTORS, _rarely(amount, 20) ? 0 : _in(amount, 1, 30_000e6));
    }

    function _requestDeposit(uint256 actor, uint256 units) internal returns (uint256 batch) {
        bytes4 foretold = units == 0 ? IBackstopVault.ZeroRequest.selector : OK;
        if (!_onVault("request deposit", actor, abi.encodeCall(IBackstopVault.requestDeposit, (units)), foretold)) {
            return 0;
        }
        batch = _clock / uint256(PERIOD);
        if (_deposits[batch].requested == 0) _depositBatches.push(batch);
        _deposits[batch].requested += int256(units);
        _depositParts[batch][actor] += int256(units);
        _pool.vaultRequests += int256(units);
        _vaultNet[actor] += int256(units);
    }

    function requestsRedemption(uint256 actorSeed, uint256 share) external {
        uint256 actor = actorSeed % ACTORS;
        int256 amount = (_shares[actor] * int256(_in(share, 0, 105))) / 100;
        bytes4 foretold = OK;
        if (amount == 0) foretold = IBackstopVault.ZeroRequest.selector;
        else if (amount > _shares[actor]) foretold = IERC20Errors.ERC20InsufficientBalance.selector;
        bytes memory input = abi.encodeCall(IBackstopVault.requestRedemption, (uint256(amount)));
        if (!_onVault("request redemption", actor, input, foretold)) return;
        uint256 batch = _clock / uint256(PERIOD);
        if (_redemptions[batch].requested == 0) _redemptionBatches.push(batch);
        _redemptions[batch].requested += amount;
        _redemptionParts[batch][actor] += amount;
        _shares[actor] -= amount;
    }

    // ── fulfilment ──────────────────────────────────────────────────────────────────────────────────────────────────

    function fulfilsDeposits(uint256 pick, uint256 waits) external {
        uint256 batch = _pick(_depositBatches, pick);
        if (waits % 2 == 0) _waitUntil((int256(batch) + 1) * PERIOD + 60);
        _fulfilDeposits(batch, pick % ACTORS);
    }

    function _fulfilDeposits(uint256 batch, uint256 actor) internal {
        GhostBatch storage b = _deposits[batch];
        bytes memory input = abi.encodeCall(IBackstopVault.fulfilDeposits, (batch));
        bytes4 foretold = _foretellFulfilment(batch, b, 60);
        (GhostMarket[MARKETS] memory markets, int256 weth, int256 wbtc) = _saved();
        if (foretold == OK) {
            _storeAll();
            if (_tooCheap()) foretold = IBackstopVault.SharePriceTooLow.selector;
        }
        if (!_onVault("fulfil deposits", actor, input, foretold)) {
            _restore(markets, weth, wbtc);
            return;
        }
        int256 net = _vaultAssets();
        int256 shares = (b.requested * (_supply + 1_000)) / (net + 1);
        (b.filled, b.proceeds) = (b.requested, shares);
        _requireNoDilution(net, _supply, net + b.requested, _supply + shares);
        _supply += shares;
        _pool.vaultRequests -= b.requested;
        _pool.vaultCash += b.requested;
    }

    function fulfilsRedemptions(uint256 pick, uint256 waits) external {
        uint256 batch = _pick(_redemptionBatches, pick);
        if (waits % 2 == 0) _waitUntil((int256(batch) + 1) * PERIOD + 259_200);
        GhostBatch storage b = _redemptions[batch];
        bytes memory input = abi.encodeCall(IBackstopVault.fulfilRedemptions, (batch));
        bytes4 foretold = _foretellFulfilment(batch, b, 259_200);
        if (foretold != OK) {
            _onVault("fulfil redemptions", pick % ACTORS, input, foretold);
            return;
        }
        (GhostMarket[MARKETS] memory markets, int256 weth, int256 wbtc) = _saved();
        _storeAll();
        (int256 shares, int256 paid) = _payable(b);
        if (_tooCheap()) foretold = IBackstopVault.SharePriceTooLow.selector;
        else if (shares == 0) foretold = IBackstopVault.NothingToFulfil.selector;
        if (_onVault("fulfil redemptions", pick % ACTORS, input, foretold)) _payBatch(b, shares, paid);
        else _restore(markets, weth, wbtc);
    }

    /// @dev What is due, as far as cash above Σquote⁺ goes.
    function _payable(GhostBatch storage b) private view returns (int256 shares, int256 paid) {
        (int256 net, int256 cash) = (_vaultAssets(), _freeCash());
        shares = b.requested - b.filled;
        paid = (shares * (net + 1)) / (_supply + 1_000);
        if (paid <= cash) return (shares, paid);
        shares = (cash * (_supply + 1_000)) / (net + 1);
        paid = (shares * (net + 1)) / (_supply + 1_000);
    }

    function _payBatch(GhostBatch storage b, int256 shares, int256 paid) private {
        int256 net = _vaultAssets();
        if (shares < b.requested - b.filled) ++succeeded["redeem in part"];
        b.filled += shares;
        b.proceeds += paid;
        _requireNoDilution(net, _supply, net - paid, _supply - shares);
        _supply -= shares;
        _pool.vaultCash -= paid;
        _pool.vaultClaims += paid;
    }

    // ── collection ──────────────────────────────────────────────────────────────────────────────────────────────────

    function claimsShares(uint256 actorSeed, uint256 pick) external {
        _claimShares(actorSeed % ACTORS, _pick(_depositBatches, pick));
    }

    function _claimShares(uint256 actor, uint256 batch) internal {
        GhostBatch storage b = _deposits[batch];
        int256 due = b.requested == 0 ? int256(0) : (b.proceeds * _depositParts[batch][actor]) / b.requested;
        due -= _depositTaken[batch][actor];
        bytes memory input = abi.encodeCall(IBackstopVault.claimShares, (batch, _actor(actor)));
        bytes4 foretold = due == 0 ? IBackstopVault.NothingToCollect.selector : OK;
        if (!_onVault("claim shares", actor, input, foretold)) return;
        _depositTaken[batch][actor] += due;
        b.collected += due;
        _shares[actor] += due;
    }

    function claimsAssets(uint256 actorSeed, uint256 pick) external {
        uint256 actor = actorSeed % ACTORS;
        uint256 batch = _pick(_redemptionBatches, pick);
        GhostBatch storage b = _redemptions[batch];
        int256 due = b.requested == 0 ? int256(0) : (b.proceeds * _redemptionParts[batch][actor]) / b.requested;
        due -= _redemptionTaken[batch][actor];
        bytes memory input = abi.encodeCall(IBackstopVault.claimAssets, (batch, _actor(actor)));
        bytes4 foretold = due == 0 ? IBackstopVault.NothingToCollect.selector : OK;
        if (!_onVault("claim assets", actor, input, foretold)) return;
        _redemptionTaken[batch][actor] += due;
        b.collected += due;
        _pool.vaultClaims -= due;
        _vaultNet[actor] -= due;
    }

    // ── keepers' claims, insurance ──────────────────────────────────────────────────────────────────────────────────

    function claimsKeeperFees(uint256 actorSeed) external {
        uint256 actor = actorSeed % ACTORS;
        bytes memory input = abi.encodeCall(IMarginPool.claimKeeperFees, (_actor(actor)));
        bytes4 foretold = _claims[_actor(actor)] == 0 ? ICollateral.NothingToClaim.selector : OK;
        if (!_onPool("claim keeper fees", actor, input, foretold)) return;
        _pool.pullClaims -= _claims[_actor(actor)];
        _claims[_actor(actor)] = 0;
    }

    function fundsInsurance(uint256 actorSeed, uint256 amount) external {
        uint256 units = _rarely(amount, 10) ? 0 : _in(amount, 1, 500e6);
        bytes4 foretold = units == 0 ? ICollateral.ZeroAmount.selector : OK;
        bytes memory input = abi.encodeCall(IMarginPool.fundInsurance, (units));
        if (!_onPool("fund insurance", actorSeed % ACTORS, input, foretold)) return;
        _pool.insurance += int256(units);
        _given[actorSeed % ACTORS] += int256(units);
    }

    function syncs(uint256 actorSeed) external {
        if (_onPool("sync", actorSeed % ACTORS, abi.encodeCall(IMarginPool.syncAll, ()), OK)) _storeAll();
    }

    // ── internals ───────────────────────────────────────────────────────────────────────────────────────────────────

    function _onVault(bytes32 action, uint256 actor, bytes memory input, bytes4 foretold) private returns (bool ok) {
        (ok, ) = _call(action, actor, address(_vault), input, foretold);
    }

    function _pick(uint256[] storage batches, uint256 pick) private view returns (uint256) {
        return batches.length == 0 ? pick % 1_000 : batches[pick % batches.length];
    }

    function _waitUntil(int256 time) internal {
        if (int256(_clock) < time) _warp(uint256(time));
        _refresh();
    }

    function _foretellFulfilment(uint256 batch, GhostBatch storage b, int256 delay) private view returns (bytes4) {
        if (int256(_clock) < (int256(batch) + 1) * PERIOD + delay) return IBackstopVault.BatchNotReady.selector;
        if (b.requested == b.filled) return IBackstopVault.NothingToFulfil.selector;
        for (uint256 m; m < MARKETS; ++m) if (!_isValid(_now(m))) return IBackstopVault.PricesNotFresh.selector;
        return OK;
    }

    /// @notice Cash above Σquote⁺ (V-1).
    function _freeCash() internal view returns (int256) {
        (int256 profit, ) = _sums();
        return (_pool.vaultCash - profit.ceilDiv(UNIT)).plus();
    }

    /// @notice NAV in whole units, at stored prices.
    function _vaultAssets() internal view returns (int256) {
        (int256 net, ) = _netAssets(false);
        return (net - _skewPremium()).plus() / UNIT;
    }

    /// @dev Below a hundredth of par nobody deals (V-1): 1,000 shares are one unit at par.
    function _tooCheap() private view returns (bool) {
        return (_vaultAssets() + 1) * 100_000 < _supply + 1_000;
    }

    /// @dev INV-14: coming and going leave a share of those who stay worth no less.
    function _requireNoDilution(int256 net0, int256 supply0, int256 net1, int256 supply1) private pure {
        if ((net0 + 1) * (supply1 + 1_000) > (net1 + 1) * (supply0 + 1_000)) {
            revert StayersDiluted(net0, supply0, net1, supply1);
        }
    }
}
