// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";
import { AssetId } from "../types/AssetId.sol";

/// @notice A token holder's signed allowance for the pool (ERC-2612).
struct Permit {
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice Principal going in and out, junior profit becoming principal, and keepers' claims (U, C).
interface ICollateral {
    /// @param amount credited, as measured, the token's own units
    /// @param balance of the account after it
    event Deposited(AccountId indexed account, AssetId indexed asset, address from, uint256 amount, uint256 balance);
    event Withdrawn(AccountId indexed account, AssetId indexed asset, address to, uint256 amount, uint256 balance);

    /// @notice Profit became principal at the pool's ρ (U-3).
    /// @param burnt claim given up, USD WAD
    /// @param received principal, asset-0 units
    /// @param rho ρ at which it happened, WAD
    event ProfitConverted(AccountId indexed account, uint256 burnt, uint256 received, uint256 rho);

    /// @notice Collateral went to the pool's inventory against debt (Q-8).
    /// @param amount the token's own units
    /// @param credit USD WAD, value after haircut
    /// @param price USD WAD per contract unit
    event CollateralSeized(
        AccountId indexed account,
        AssetId indexed asset,
        uint256 amount,
        uint256 credit,
        uint256 price
    );

    /// @param amount asset-0 units
    event KeeperFeesClaimed(address indexed keeper, address to, uint256 amount);
    event InsuranceFunded(address indexed from, uint256 amount);

    /// @notice Seized collateral was sold (Q-8).
    /// @param amount the token's own units
    /// @param paid asset-0 units
    /// @param credit given for it at the seizure, USD WAD: the vault's; what is over or missing is insurance's
    /// @param discount on the market's price, WAD
    event InventorySold(
        AssetId indexed asset,
        address indexed buyer,
        address to,
        uint256 amount,
        uint256 paid,
        uint256 credit,
        uint256 discount
    );
    /// @notice Collateral of an account whose debt, or the pool's, is above its cap was turned into repayment (C-3).
    /// @param debtBefore USD WAD
    /// @param debtAfter USD WAD
    event DebtCovered(AccountId indexed account, address indexed caller, uint256 debtBefore, uint256 debtAfter);

    /// @notice Debt is within its caps: nobody may touch the account's collateral for it (C-3). USD WAD.
    error DebtWithinCap(AccountId account, uint256 debt, uint256 cap);
    /// @notice Nothing of the account's collateral has a price to cover debt at.
    error NothingToCover(AccountId account, uint256 debt);
    /// @notice The cover would leave the account below its margin: that is a liquidation's business (Q-6). USD WAD.
    error CoverEndangersAccount(AccountId account, int256 equity, uint256 margin);
    error InsufficientInventory(AssetId asset, uint256 amount, uint256 available);
    /// @notice The inventory costs more than the buyer said to pay. Asset-0 units.
    error PriceAboveLimit(AssetId asset, uint256 price, uint256 max);
    error PaymentIncomplete(uint256 received, uint256 price);
    error UnknownAsset(AssetId asset);
    error ZeroAmount();
    error ZeroRecipient();
    /// @notice A stranger may only add to an asset that the account already holds (A-1).
    error StrangerCannotAddAsset(AccountId account, AssetId asset, address caller);
    error TooManyAssets(AccountId account, uint256 max);
    error PoolCapExceeded(AssetId asset, uint256 total, uint256 cap);
    error AccountCapExceeded(AccountId account, AssetId asset, uint256 balance, uint256 cap);
    error InsufficientBalance(AccountId account, AssetId asset, uint256 amount, uint256 balance);
    /// @notice Nothing can be converted: no profit, too young, or the pool cannot pay junior profit now (U-3).
    error NothingToConvert(AccountId account, uint256 matureProfit, uint256 rho, uint256 vaultCash);
    error NothingToClaim(address keeper);
}
