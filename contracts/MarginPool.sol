// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { Multicall } from "@openzeppelin/contracts/utils/Multicall.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { MarginPoolStorage } from "./MarginPoolStorage.sol";
import { DelegationLogic } from "./accounts/DelegationLogic.sol";
import { AuctionLogic } from "./collateral/AuctionLogic.sol";
import { CollateralLogic } from "./collateral/CollateralLogic.sol";
import { DebtLogic } from "./collateral/DebtLogic.sol";
import { DepositLogic } from "./collateral/DepositLogic.sol";
import { AccountReport, AssetReport, MarketReport, PoolReport } from "./interfaces/ILens.sol";
import { Permit } from "./interfaces/ICollateral.sol";
import { IMarginPool } from "./interfaces/IMarginPool.sol";
import { AccountLens } from "./lens/AccountLens.sol";
import { PoolLens } from "./lens/PoolLens.sol";
import { LiquidationLogic } from "./liquidation/LiquidationLogic.sol";
import { SyncLogic } from "./markets/SyncLogic.sol";
import { CommitLogic } from "./orders/CommitLogic.sol";
import { OrderLogic } from "./orders/OrderLogic.sol";
import { ParameterChangeLogic } from "./parameters/ParameterChangeLogic.sol";
import { ParameterLogic } from "./parameters/ParameterLogic.sol";
import { RampLogic } from "./parameters/RampLogic.sol";
import { AccountId } from "./types/AccountId.sol";
import { AccountWord } from "./types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "./types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "./types/ListingParameters.sol";
import { MarketId } from "./types/MarketId.sol";
import { OrderWord } from "./types/OrderWord.sol";
import { loadParameterPage } from "./types/ParameterPage.sol";
import { Position } from "./types/Position.sol";
import { VaultCashLogic } from "./waterfall/VaultCashLogic.sol";

/// @title MarginPool
/// @notice A cross-margin pool with isolated accounts. Holds every token; the code is immutable, the logic lives in linked
/// libraries that work on this contract's storage, one for each thing that can happen.
/// @dev Every entry point: guard, authorise, one library (a change of parameters at once: plan it, then take its one step). Governance can list, and change
/// parameters within bounds and at a pace; it cannot move or block anything.
contract MarginPool is
    IMarginPool,
    MarginPoolStorage,
    AccessManaged,
    ReentrancyGuardTransient,
    EIP712("Bulkhead", "1"),
    Multicall
{
    constructor(
        address authority,
        PoolParameters memory parameters,
        AssetParameters memory settlement
    ) AccessManaged(authority) {
        ParameterLogic.configure(_pool, parameters, settlement);
    }

    modifier onlyVault() {
        if (msg.sender != _pool.vault) revert NotVault(msg.sender);
        _;
    }

    /// @dev Views that follow from several slots answer only between actions.
    modifier whenUnlocked() {
        if (_reentrancyGuardEntered()) revert PoolLocked();
        _;
    }

    // ── traders ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarginPool
    function deposit(AccountId account, AssetId asset, uint256 amount) external nonReentrant returns (uint256) {
        return DepositLogic.deposit(_pool, msg.sender, account, asset, amount);
    }

    /// @inheritdoc IMarginPool
    function depositWithPermit(
        AccountId account,
        AssetId asset,
        uint256 amount,
        Permit calldata permit
    ) external nonReentrant returns (uint256) {
        return DepositLogic.depositWithPermit(_pool, msg.sender, account, asset, amount, permit);
    }

    /// @inheritdoc IMarginPool
    function setOperator(address operator, uint256 expiry) external {
        DelegationLogic.setOperator(_pool, msg.sender, operator, expiry);
    }

    /// @inheritdoc IMarginPool
    function setOperatorBySignature(
        address owner,
        address operator,
        uint256 expiry,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant {
        bytes32 digest = _hashTypedDataV4(DelegationLogic.structHash(_pool, owner, operator, expiry, deadline));
        DelegationLogic.setOperatorBySignature(_pool, owner, operator, expiry, deadline, digest, signature);
    }

    /// @inheritdoc IMarginPool
    function withdraw(
        AccountId account,
        AssetId asset,
        uint256 amount,
        address to
    ) external nonReentrant returns (uint256) {
        return CollateralLogic.withdraw(_pool, msg.sender, account, asset, amount, to);
    }

    /// @inheritdoc IMarginPool
    function commitOrder(AccountId account, MarketId market, int256 size, uint256 limitPrice) external nonReentrant {
        CommitLogic.commit(_pool, msg.sender, account, market, size, limitPrice);
    }

    /// @inheritdoc IMarginPool
    function convert(
        AccountId account,
        uint256 wanted
    ) external nonReentrant returns (uint256 received, uint256 burnt) {
        return CollateralLogic.convert(_pool, msg.sender, account, wanted);
    }

    // ── keepers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarginPool
    function settleOrder(AccountId account, bytes calldata proof) external nonReentrant {
        OrderLogic.settle(_pool, msg.sender, account, proof);
    }

    /// @inheritdoc IMarginPool
    function expireOrder(AccountId account) external nonReentrant {
        OrderLogic.expire(_pool, msg.sender, account);
    }

    /// @inheritdoc IMarginPool
    function liquidate(AccountId account) external nonReentrant {
        LiquidationLogic.liquidate(_pool, msg.sender, account);
    }

    /// @inheritdoc IMarginPool
    function liquidateMany(AccountId[] calldata accounts) external nonReentrant returns (uint256) {
        return LiquidationLogic.liquidateMany(_pool, msg.sender, accounts);
    }

    /// @inheritdoc IMarginPool
    function syncMarkets(MarketId[] calldata markets) external nonReentrant {
        SyncLogic.syncMarkets(_pool, markets);
    }

    /// @inheritdoc IMarginPool
    function syncAll() external nonReentrant returns (bool) {
        return SyncLogic.syncAll(_pool);
    }

    /// @inheritdoc IMarginPool
    function claimKeeperFees(address to) external nonReentrant returns (uint256) {
        return CollateralLogic.claimKeeperFees(_pool, msg.sender, to);
    }

    /// @inheritdoc IMarginPool
    function coverDebt(AccountId account) external nonReentrant returns (uint256) {
        return DebtLogic.cover(_pool, msg.sender, account);
    }

    /// @inheritdoc IMarginPool
    function buyInventory(
        AssetId asset,
        uint256 amount,
        uint256 maxPaid,
        address to
    ) external nonReentrant returns (uint256) {
        return AuctionLogic.buy(_pool, msg.sender, asset, amount, maxPaid, to);
    }

    /// @inheritdoc IMarginPool
    function stepParameters() external nonReentrant {
        RampLogic.step(_pool);
    }

    /// @inheritdoc IMarginPool
    function fundInsurance(uint256 amount) external nonReentrant returns (uint256) {
        return CollateralLogic.fundInsurance(_pool, msg.sender, amount);
    }

    // ── the backstop vault ──────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarginPool
    function receiveVaultDeposit(uint256 assets) external onlyVault nonReentrant returns (uint256) {
        return VaultCashLogic.receiveDeposit(_pool, assets);
    }

    /// @inheritdoc IMarginPool
    function admitVaultDeposit(uint256 assets) external onlyVault nonReentrant {
        VaultCashLogic.admitDeposit(_pool, assets);
    }

    /// @inheritdoc IMarginPool
    function reserveVaultRedemption(uint256 assets) external onlyVault nonReentrant {
        VaultCashLogic.reserveRedemption(_pool, assets);
    }

    /// @inheritdoc IMarginPool
    function payVaultRedemption(address to, uint256 assets) external onlyVault nonReentrant {
        VaultCashLogic.payRedemption(_pool, to, assets);
    }

    // ── governance ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarginPool
    function listMarket(MarketParameters calldata parameters) external restricted nonReentrant returns (MarketId) {
        return ParameterLogic.listMarket(_pool, parameters);
    }

    /// @inheritdoc IMarginPool
    function listAsset(AssetParameters calldata parameters) external restricted nonReentrant returns (AssetId) {
        return ParameterLogic.listAsset(_pool, parameters);
    }

    /// @inheritdoc IMarginPool
    function changePool(PoolParameters calldata parameters) external restricted nonReentrant {
        if (ParameterChangeLogic.changePool(_pool, parameters)) RampLogic.step(_pool);
    }

    /// @inheritdoc IMarginPool
    function changeMarket(MarketId market, MarketParameters calldata parameters) external restricted nonReentrant {
        if (ParameterChangeLogic.changeMarket(_pool, market, parameters)) RampLogic.step(_pool);
    }

    /// @inheritdoc IMarginPool
    function changeAsset(AssetId asset, AssetParameters calldata parameters) external restricted nonReentrant {
        if (ParameterChangeLogic.changeAsset(_pool, asset, parameters)) RampLogic.step(_pool);
    }

    /// @inheritdoc IMarginPool
    function stopRamp() external restricted nonReentrant {
        RampLogic.stop(_pool);
    }

    /// @inheritdoc IMarginPool
    function bindVault(address vault_) external restricted nonReentrant {
        if (_pool.vault != address(0)) revert VaultAlreadyBound(_pool.vault);
        if (vault_ == address(0)) revert NotVault(vault_);
        _pool.vault = vault_;
        emit VaultBound(vault_);
    }

    // ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarginPool
    function accountReport(AccountId account) external view whenUnlocked returns (AccountReport memory) {
        return AccountLens.report(_pool, account);
    }

    /// @inheritdoc IMarginPool
    function poolReport() external view whenUnlocked returns (PoolReport memory) {
        return PoolLens.pool(_pool);
    }

    /// @inheritdoc IMarginPool
    function assetReport(AssetId asset) external view whenUnlocked returns (AssetReport memory) {
        return PoolLens.asset(_pool, asset);
    }

    /// @inheritdoc IMarginPool
    function marketReport(MarketId market) external view whenUnlocked returns (MarketReport memory) {
        return PoolLens.market(_pool, market);
    }

    /// @inheritdoc IMarginPool
    function inventoryQuote(AssetId asset, uint256 amount) external view whenUnlocked returns (uint256, uint256) {
        return AuctionLogic.quote(_pool, asset, amount);
    }

    /// @inheritdoc IMarginPool
    function availableVaultCash() external view whenUnlocked returns (uint256) {
        return VaultCashLogic.available(_pool);
    }

    /// @inheritdoc IMarginPool
    function accountWord(AccountId account) external view returns (uint256) {
        return AccountWord.unwrap(_pool.accounts[account]);
    }

    /// @inheritdoc IMarginPool
    function position(AccountId account, MarketId market) external view returns (Position memory held) {
        if (_pool.accounts[account].marketBits() & market.bit() != 0) held = _pool.positions[account][market];
    }

    /// @inheritdoc IMarginPool
    function orderWord(AccountId account) external view returns (uint256) {
        return OrderWord.unwrap(_pool.orders[account]);
    }

    /// @inheritdoc IMarginPool
    function balanceOf(AccountId account, AssetId asset) external view returns (uint256) {
        return asset == SETTLEMENT_ASSET ? _pool.accounts[account].settlement() : _pool.balances[account][asset];
    }

    /// @inheritdoc IMarginPool
    function operatorExpiry(address owner, address operator) external view returns (uint256) {
        return _pool.operators[owner][operator];
    }

    /// @inheritdoc IMarginPool
    function nonces(address owner) external view returns (uint256) {
        return _pool.nonces[owner];
    }

    /// @inheritdoc IMarginPool
    function keeperClaims(address keeper) external view returns (uint256) {
        return _pool.claims[keeper];
    }

    /// @inheritdoc IMarginPool
    function parameterPage() external view returns (address) {
        return _pool.parameterPage;
    }

    /// @inheritdoc IMarginPool
    function ramp() external view returns (address target, uint256 stepsLeft, uint256 stepAt) {
        return (_pool.rampTarget, _pool.rampStepsLeft, _pool.rampStepAt);
    }

    /// @inheritdoc IMarginPool
    function vault() external view returns (address) {
        return _pool.vault;
    }

    /// @inheritdoc IMarginPool
    function settlementToken() external view returns (address) {
        return loadParameterPage(_pool.parameterPage).token(SETTLEMENT_ASSET);
    }
}
