// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { DelegationLogic } from "../accounts/DelegationLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { IOrders } from "../interfaces/IOrders.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord, FLAG_ORDER } from "../types/AccountWord.sol";
import { MarketId } from "../types/MarketId.sol";
import { PRICE_MAX } from "../types/MarketWord.sol";
import { ORDER_SIZE_MAX, toOrderWord } from "../types/OrderWord.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { OrderPenalty } from "./OrderPenalty.sol";

/// @notice The first step of an order: it is put on record, and its price is still to be published (P-4).
/// @dev Compiled into the pool: what a trader calls for every trade costs no second contract.
library CommitLogic {
    /// @notice Puts an order on record and escrows the keeper fee.
    function commit(
        PoolState storage $,
        address caller,
        AccountId id,
        MarketId market,
        int256 size,
        uint256 limitPrice
    ) internal {
        ParameterPage page = loadParameterPage($.parameterPage);
        DelegationLogic.requireTrader($, id, caller);
        if (!page.isMarketListed(market)) revert IMarkets.UnknownMarket(market);
        if (id.isIsolated() && id.isolatedMarket() != MarketId.unwrap(market)) {
            revert IAccounts.WrongIsolatedMarket(id, market);
        }
        if (size == 0 || size > ORDER_SIZE_MAX || size < FixedPointMath.negate(ORDER_SIZE_MAX)) {
            revert IOrders.OrderSizeOutOfRange(size, ORDER_SIZE_MAX);
        }
        if (limitPrice > PRICE_MAX) revert IOrders.LimitPriceOutOfRange(limitPrice, PRICE_MAX);
        AccountWord word = $.accounts[id];
        if (word.hasFlag(FLAG_ORDER)) revert IOrders.OrderAlreadyPending(id);
        uint256 fee = page.orderFee();
        uint256 needed = fee + OrderPenalty.units(page, size, $.markets[market].hot.price());
        if (word.settlement() < needed) revert IOrders.InsufficientOrderFee(id, word.settlement(), needed);

        uint256 nonce = uint24($.orders[id].nonce() + 1);
        $.orders[id] = toOrderWord(market, size, limitPrice, block.timestamp, nonce);
        word = LedgerLogic.lock($, id, word, fee);
        LedgerLogic.store($, id, word.withFlag(FLAG_ORDER));
        emit IOrders.OrderCommitted(
            id,
            market,
            size,
            limitPrice,
            nonce,
            block.timestamp + page.minDelay(),
            block.timestamp + page.maxDelay()
        );
    }
}
