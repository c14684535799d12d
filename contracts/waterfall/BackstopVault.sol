// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { Batch, IBackstopVault, Request } from "../interfaces/IBackstopVault.sol";
import { IMarginPool } from "../interfaces/IMarginPool.sol";

/// @title BackstopVault
/// @notice Shares of the pool's net asset value: the counterparty of every trader and the payer of last resort (V-1).
/// @dev Both ways are asynchronous. A request joins the batch of its period; the batch closes at the period's end and
/// anyone fulfils it, after a delay, at the NAV of a full sync in that transaction. The holder chooses no time and no
/// price. All asset 0 lives in the pool: requests wait there, and so do fulfilled redemptions. Accounting is internal:
/// tokens sent to this contract change nothing.
contract BackstopVault is IBackstopVault, ERC20, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using Math for uint256;

    /// @dev Virtual shares and assets: an empty vault prices 10^3 shares at one unit of asset 0, and no donation or first
    /// deposit can move the price by more than a part in 10^3 of what it costs.
    uint256 internal constant VIRTUAL_SHARES = 1e3;
    uint256 internal constant VIRTUAL_ASSETS = 1;
    /// @dev Deals stop below par / 100; par is one unit of asset 0 for VIRTUAL_SHARES shares.
    uint256 internal constant MIN_PRICE_DIVISOR = 100;

    IMarginPool public immutable POOL;
    IERC20 public immutable ASSET;
    uint256 public immutable PERIOD;
    uint256 public immutable DEPOSIT_DELAY;
    uint256 public immutable REDEMPTION_DELAY;
    uint256 internal immutable SCALE; // USD WAD of one unit of asset 0
    uint8 internal immutable SHARE_DECIMALS;

    mapping(uint256 batch => Batch) internal _deposits;
    mapping(uint256 batch => Batch) internal _redemptions;
    mapping(uint256 batch => mapping(address => Request)) internal _depositRequests;
    mapping(uint256 batch => mapping(address => Request)) internal _redemptionRequests;

    /// @param period seconds of a batch
    /// @param depositDelay seconds from the end of a batch to its fulfilment
    /// @param redemptionDelay likewise for redemptions
    constructor(
        IMarginPool pool,
        uint256 period,
        uint256 depositDelay,
        uint256 redemptionDelay
    ) ERC20("Bulkhead Backstop Share", "BBS") {
        if (period == 0) revert ZeroPeriod();
        POOL = pool;
        ASSET = IERC20(pool.settlementToken());
        PERIOD = period;
        DEPOSIT_DELAY = depositDelay;
        REDEMPTION_DELAY = redemptionDelay;
        uint8 assetDecimals = IERC20Metadata(address(ASSET)).decimals();
        SCALE = 10 ** (18 - assetDecimals);
        SHARE_DECIMALS = assetDecimals + 3;
    }

    // ── deposits ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IBackstopVault
    function requestDeposit(uint256 assets) external nonReentrant returns (uint256 batch) {
        if (assets == 0) revert ZeroRequest();
        uint256 before = ASSET.balanceOf(address(this));
        ASSET.safeTransferFrom(msg.sender, address(this), assets);
        uint256 arrived = ASSET.balanceOf(address(this)) - before;
        ASSET.forceApprove(address(POOL), arrived);
        uint256 received = POOL.receiveVaultDeposit(arrived);

        batch = block.timestamp / PERIOD;
        _deposits[batch].requested += received;
        _depositRequests[batch][msg.sender].amount += received;
        emit DepositRequested(msg.sender, batch, received);
    }

    /// @inheritdoc IBackstopVault
    function fulfilDeposits(uint256 batch) external nonReentrant returns (uint256 shares) {
        Batch storage b = _deposits[batch];
        _requireOpen(batch, b, DEPOSIT_DELAY);
        uint256 assets = b.requested;
        (uint256 net, uint256 supply) = _fullySyncedPrice();
        shares = assets.mulDiv(supply, net);
        (b.filled, b.proceeds) = (assets, shares);
        _mint(address(this), shares);
        emit DepositsFulfilled(batch, assets, shares);
        POOL.admitVaultDeposit(assets);
    }

    /// @inheritdoc IBackstopVault
    function claimShares(uint256 batch, address receiver) external nonReentrant returns (uint256 shares) {
        shares = _claim(batch, _deposits[batch], _depositRequests[batch][msg.sender]);
        emit SharesClaimed(msg.sender, batch, receiver, shares);
        _transfer(address(this), receiver, shares);
    }

    // ── redemptions ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IBackstopVault
    function requestRedemption(uint256 shares) external nonReentrant returns (uint256 batch) {
        if (shares == 0) revert ZeroRequest();
        _transfer(msg.sender, address(this), shares);
        batch = block.timestamp / PERIOD;
        _redemptions[batch].requested += shares;
        _redemptionRequests[batch][msg.sender].amount += shares;
        emit RedemptionRequested(msg.sender, batch, shares);
    }

    /// @inheritdoc IBackstopVault
    /// @dev What cash above Σquote⁺ cannot pay stays in the batch, everyone's part alike, and is worth the NAV of the
    /// fulfilment that pays it: waiting shares share in losses.
    function fulfilRedemptions(uint256 batch) external nonReentrant returns (uint256 shares, uint256 assets) {
        Batch storage b = _redemptions[batch];
        _requireOpen(batch, b, REDEMPTION_DELAY);
        (uint256 net, uint256 supply) = _fullySyncedPrice();
        shares = b.requested - b.filled;
        assets = shares.mulDiv(net, supply);
        uint256 cash = POOL.availableVaultCash();
        if (assets > cash) {
            shares = cash.mulDiv(supply, net);
            assets = shares.mulDiv(net, supply);
        }
        if (shares == 0) revert NothingToFulfil(batch);
        b.filled += shares;
        b.proceeds += assets;
        _burn(address(this), shares);
        emit RedemptionsFulfilled(batch, shares, assets, b.requested - b.filled);
        POOL.reserveVaultRedemption(assets);
    }

    /// @inheritdoc IBackstopVault
    function claimAssets(uint256 batch, address receiver) external nonReentrant returns (uint256 assets) {
        assets = _claim(batch, _redemptions[batch], _redemptionRequests[batch][msg.sender]);
        emit AssetsClaimed(msg.sender, batch, receiver, assets);
        POOL.payVaultRedemption(receiver, assets);
    }

    // ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IBackstopVault
    function totalAssets() public view returns (uint256) {
        int256 nav = POOL.poolReport().nav;
        return nav > 0 ? uint256(nav) / SCALE : 0;
    }

    /// @inheritdoc IBackstopVault
    function convertToAssets(uint256 shares) external view returns (uint256) {
        return shares.mulDiv(totalAssets() + VIRTUAL_ASSETS, totalSupply() + VIRTUAL_SHARES);
    }

    /// @inheritdoc IBackstopVault
    function depositBatch(uint256 batch) external view returns (Batch memory) {
        return _deposits[batch];
    }

    /// @inheritdoc IBackstopVault
    function redemptionBatch(uint256 batch) external view returns (Batch memory) {
        return _redemptions[batch];
    }

    function decimals() public view override returns (uint8) {
        return SHARE_DECIMALS;
    }

    // ── internals ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Price of a share as a fraction, at a full sync. Below 1 % of par nobody deals: a deposit would take the vault
    /// over for next to nothing, and a redemption would burn shares for next to nothing (V-1).
    function _fullySyncedPrice() private returns (uint256 net, uint256 supply) {
        if (!POOL.syncAll()) revert PricesNotFresh();
        net = totalAssets() + VIRTUAL_ASSETS;
        supply = totalSupply() + VIRTUAL_SHARES;
        if (net * VIRTUAL_SHARES * MIN_PRICE_DIVISOR < supply * VIRTUAL_ASSETS) revert SharePriceTooLow(net, supply);
    }

    function _requireOpen(uint256 batch, Batch storage b, uint256 delay) private view {
        uint256 ready = (batch + 1) * PERIOD + delay;
        if (block.timestamp < ready) revert BatchNotReady(batch, ready, block.timestamp);
        if (b.requested == b.filled) revert NothingToFulfil(batch);
    }

    /// @dev A request's part of what its batch has brought so far, less what was collected before; down.
    function _claim(uint256 batch, Batch storage b, Request storage r) private returns (uint256 amount) {
        if (b.requested != 0) amount = b.proceeds.mulDiv(r.amount, b.requested) - r.collected;
        if (amount == 0) revert NothingToCollect(batch, msg.sender);
        r.collected += amount;
    }
}
