// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";
import { AssetId } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";
import { Position } from "../types/Position.sol";
import { IAccounts } from "./IAccounts.sol";
import { IArithmetic } from "./IArithmetic.sol";
import { IBackstop } from "./IBackstop.sol";
import { ICollateral, Permit } from "./ICollateral.sol";
import { IDelegation } from "./IDelegation.sol";
import { AccountReport, AssetReport, MarketReport, PoolReport } from "./ILens.sol";
import { ILiquidation } from "./ILiquidation.sol";
import { IMarkets } from "./IMarkets.sol";
import { IOrders } from "./IOrders.sol";
import { IParameters } from "./IParameters.sol";
import { IWaterfall } from "./IWaterfall.sol";

/// @notice The pool: everything anyone can call, with all events and errors of all its parts.
interface IMarginPool is
    IAccounts,
    IArithmetic,
    IBackstop,
    ICollateral,
    IDelegation,
    ILiquidation,
    IMarkets,
    IOrders,
    IParameters,
    IWaterfall
{
    /// @notice A view was asked for while the pool is in the middle of an action (read-only reentrancy).
    error PoolLocked();

    // ── traders ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Adds collateral; the measured change of the pool's balance is credited and swept against debt.
    /// @param amount the token's own units
    function deposit(AccountId account, AssetId asset, uint256 amount) external returns (uint256 received);

    /// @notice The same with the token's permit for exactly `amount`; one that is used up already does no harm.
    function depositWithPermit(
        AccountId account,
        AssetId asset,
        uint256 amount,
        Permit calldata permit
    ) external returns (uint256 received);

    /// @notice Lets `operator` trade for the caller until `expiry` (a timestamp), or no longer with 0.
    function setOperator(address operator, uint256 expiry) external;

    /// @notice The same on an owner's EIP-712 signature (or ERC-1271 for a contract), good once and until `deadline`.
    function setOperatorBySignature(
        address owner,
        address operator,
        uint256 expiry,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Takes out collateral that initial margin does not need. Owner only.
    /// @param amount the token's own units; type(uint256).max for all that a pending order does not keep (P-4)
    function withdraw(AccountId account, AssetId asset, uint256 amount, address to) external returns (uint256 paid);

    /// @notice Commits an order; it fills at the first price published at or after the delay. Owner or operator.
    /// @param size contract units WAD, positive buys
    /// @param limitPrice worst fill price, USD WAD per contract unit
    function commitOrder(AccountId account, MarketId market, int256 size, uint256 limitPrice) external;

    /// @notice Turns mature profit into principal at ρ, at most `wanted` USD WAD of it. Owner only.
    function convert(AccountId account, uint256 wanted) external returns (uint256 received, uint256 burnt);

    // ── keepers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Settles a pending order at its price, or cancels it with the reason; pays the order fee to the caller.
    /// @param proof for an aggregator: abi.encode(uint256 roundId) of the first round at or after the delay
    function settleOrder(AccountId account, bytes calldata proof) external;

    /// @notice Ends an order that found no price in time; pays the order fee to the caller.
    function expireOrder(AccountId account) external;

    /// @notice Liquidates one account or reverts with the reason.
    function liquidate(AccountId account) external;

    /// @notice Liquidates accounts in the given order; those that cannot be are skipped and recorded.
    function liquidateMany(AccountId[] calldata accounts) external returns (uint256 count);

    /// @notice Brings markets up to date in storage; never reverts for a source that does not answer.
    function syncMarkets(MarketId[] calldata markets) external;

    /// @notice Brings every market up to date.
    /// @return allValid every market has a fresh price
    function syncAll() external returns (bool allValid);

    /// @notice Pays the caller what it has earned. Asset-0 units.
    function claimKeeperFees(address to) external returns (uint256 units);

    /// @notice Covers an account's debt from its own collateral when its debt, or all debt, is above its cap. Anyone.
    /// @return covered USD WAD
    function coverDebt(AccountId account) external returns (uint256 covered);

    /// @notice Buys seized collateral at the market's price less the present discount.
    /// @param amount the token's own units
    /// @param maxPaid most to pay, asset-0 units
    function buyInventory(AssetId asset, uint256 amount, uint256 maxPaid, address to) external returns (uint256 paid);

    /// @notice Takes the next step of a parameter ramp, if its time has come. Anyone (M-6).
    function stepParameters() external;

    /// @notice Adds asset 0 to shared insurance, for good.
    function fundInsurance(uint256 amount) external returns (uint256 received);

    // ── the backstop vault ──────────────────────────────────────────────────────────────────────────────────────────

    function receiveVaultDeposit(uint256 assets) external returns (uint256 received);

    function admitVaultDeposit(uint256 assets) external;

    function reserveVaultRedemption(uint256 assets) external;

    function payVaultRedemption(address to, uint256 assets) external;

    // ── governance ──────────────────────────────────────────────────────────────────────────────────────────────────

    function listMarket(MarketParameters calldata parameters) external returns (MarketId market);

    function listAsset(AssetParameters calldata parameters) external returns (AssetId asset);

    /// @notice Changes parameters of the whole pool. Bonds, order fee and order delays are fixed.
    function changePool(PoolParameters calldata parameters) external;

    /// @notice Changes a market: at once if no margin can rise by it, else by a ramp. Unit, class and skew scale are fixed. A
    /// new source is a price change like any other (B-2).
    function changeMarket(MarketId market, MarketParameters calldata parameters) external;

    /// @notice Changes a collateral asset. Token and price market are fixed.
    function changeAsset(AssetId asset, AssetParameters calldata parameters) external;

    /// @notice Ends the running ramp where it stands.
    function stopRamp() external;

    /// @notice Names the backstop vault, once.
    function bindVault(address vault) external;

    // ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Every term of an account's equity and margin at prices of this block.
    function accountReport(AccountId account) external view returns (AccountReport memory);

    function poolReport() external view returns (PoolReport memory);

    function assetReport(AssetId asset) external view returns (AssetReport memory);

    function marketReport(MarketId market) external view returns (MarketReport memory);

    /// @notice An account's slot as stored (see AccountWord).
    function accountWord(AccountId account) external view returns (uint256);

    function position(AccountId account, MarketId market) external view returns (Position memory);

    /// @notice The account's pending or last order as stored (see OrderWord).
    function orderWord(AccountId account) external view returns (uint256);

    /// @notice The token's own units.
    function balanceOf(AccountId account, AssetId asset) external view returns (uint256);

    /// @notice Last timestamp at which `operator` may trade for `owner`.
    function operatorExpiry(address owner, address operator) external view returns (uint256);

    /// @notice Nonce that the owner's next signature must carry.
    function nonces(address owner) external view returns (uint256);

    /// @notice Asset-0 units a keeper may claim.
    function keeperClaims(address keeper) external view returns (uint256);

    /// @notice What `amount` of seized collateral costs now, asset-0 units, and at which discount, WAD.
    function inventoryQuote(AssetId asset, uint256 amount) external view returns (uint256 paid, uint256 discount);

    /// @notice Vault cash above Σquote⁺, asset-0 units.
    function availableVaultCash() external view returns (uint256);

    /// @notice The data contract that holds all parameters (see ParameterPage).
    function parameterPage() external view returns (address);

    /// @notice The running ramp of parameters: the page that it leads to, steps left, and from when the next may be taken. All
    /// zero when none runs (M-6).
    function ramp() external view returns (address target, uint256 stepsLeft, uint256 stepAt);

    function vault() external view returns (address);

    function settlementToken() external view returns (address);
}
