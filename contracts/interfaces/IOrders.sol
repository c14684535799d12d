// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "../types/AccountId.sol";
import { MarketId } from "../types/MarketId.sol";

/// @notice Why an order was cancelled at its settlement (P-4).
enum CancelReason {
    LimitPrice, // fill worse than the limit
    OpenInterestCap, // the market's caps in units or USD
    TooManyPositions,
    PositionTooSmall, // margin of what remains under twice the dust limit
    InsufficientBond, // not enough asset 0 for the keeper bond of a first position
    InitialMargin, // a risk-raising order that the account cannot afford
    ReductionWorsens, // a reduction that leaves equity negative or health worse, and less than initial margin
    DebtCap, // a risk-raising order after which the account's debt, or all debt, is above its cap
    StalePrice // no fresh accepted price to judge the account's traded market
}

/// @notice Two-step orders (P-4).
interface IOrders {
    /// @param size contract units WAD
    /// @param limitPrice USD WAD per contract unit
    /// @param earliest the order fills at the first price published at or after this time
    /// @param expiry after this time it can only expire
    event OrderCommitted(
        AccountId indexed account,
        MarketId indexed market,
        int256 size,
        uint256 limitPrice,
        uint256 nonce,
        uint256 earliest,
        uint256 expiry
    );
    /// @param fee trading fee, USD WAD
    /// @param publishedAt of the price it was filled at
    event OrderSettled(
        AccountId indexed account,
        MarketId indexed market,
        uint256 nonce,
        int256 size,
        int256 fillPrice,
        uint256 fee,
        uint256 publishedAt,
        address keeper
    );
    /// @param penalty of notional, USD WAD
    event OrderCancelled(
        AccountId indexed account,
        MarketId indexed market,
        uint256 nonce,
        CancelReason reason,
        uint256 penalty,
        address keeper
    );
    event OrderExpired(AccountId indexed account, MarketId indexed market, uint256 nonce, address keeper);
    /// @notice The order died with the liquidation of its account; its fee went back to the account.
    event OrderVoided(AccountId indexed account, uint256 nonce);

    error OrderAlreadyPending(AccountId account);
    error NoPendingOrder(AccountId account);
    error OrderSizeOutOfRange(int256 size, int256 max);
    error LimitPriceOutOfRange(uint256 limitPrice, uint256 max);
    /// @notice An order needs asset 0 for its fee and for what it pays if it fails, at the stored price. Asset-0 units.
    error InsufficientOrderFee(AccountId account, uint256 balance, uint256 needed);
    error OrderNotReady(AccountId account, uint256 earliest, uint256 nowTimestamp);
    error OrderPastExpiry(AccountId account, uint256 expiry, uint256 nowTimestamp);
    error OrderNotExpired(AccountId account, uint256 expiry, uint256 nowTimestamp);
    /// @notice The proof does not show the first price published at or after `earliest`, or that price came after the expiry.
    error PriceNotProved(AccountId account, uint256 earliest, uint256 publishedAt);
}
