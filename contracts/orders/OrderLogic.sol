// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { PositionLogic } from "../accounts/PositionLogic.sol";
import { CancelReason, IOrders } from "../interfaces/IOrders.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { PriceLogic } from "../markets/PriceLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MoveMath } from "../math/MoveMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { OracleRouter } from "../oracle/OracleRouter.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord, FLAG_BONDED, FLAG_ORDER } from "../types/AccountWord.sol";
import { Books } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { OrderWord } from "../types/OrderWord.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { PositionChange } from "../types/PositionChange.sol";
import { OrderChecks } from "./OrderChecks.sol";
import { OrderPenalty } from "./OrderPenalty.sol";

/// @notice The second step of an order: anyone settles it at the first price after the delay (P-4).
library OrderLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Fills a pending order at the first price published at or after its delay, or cancels it with the reason.
    /// @dev Reverts only for time and price, so that a keeper that brings the right price is always paid.
    /// @param proof what the market's source needs to prove that price
    function settle(PoolState storage $, address keeper, AccountId id, bytes calldata proof) external {
        Books memory books = BooksLogic.open($);
        ParameterPage page = books.page;
        OrderWord order = _pending($, id);
        MarketId market = order.market();
        (uint256 price, uint256 publishedAt) = _provedPrice(page, id, order, proof);

        Portfolio memory portfolio = RiskLogic.load($, books, id, market.bit());
        Factor memory factor = RiskLogic.factorOf(portfolio, market);
        PriceLogic.requireUndisputed(books, market);
        price = _fillBase(page, market, order.size(), price, factor.hot.price());
        int256 skew = MarketLogic.skewOf($, books, market);
        PositionChange memory change = PositionLogic.propose(page, id, factor, order.size(), price, skew);
        uint256 fee = PricingMath.tradingFee(
            change.fillPrice,
            skew,
            change.delta,
            page.makerFee(market),
            page.takerFee(market)
        );

        (bool ok, CancelReason reason, bool raisesRisk) = OrderChecks.check(
            $,
            books,
            portfolio,
            factor,
            change,
            order.limitPrice(),
            fee
        );
        AccountWord word = portfolio.word.withoutFlag(FLAG_ORDER);
        if (!ok) {
            _cancel($, books, keeper, id, order, word, factor, reason);
            return;
        }
        LedgerLogic.payFromEscrow($, keeper, page.orderFee());
        if (!word.hasFlag(FLAG_BONDED)) {
            word = LedgerLogic.lock($, id, word, page.keeperBond()).withFlag(FLAG_BONDED);
        }
        PositionLogic.execute($, books, change);
        word = change.size == 0 ? word.withoutMarketBit(market.bit()) : word.withMarketBit(market.bit());
        word = LedgerLogic.addQuote($, books, id, word, change.realised - fee.toInt());
        if (word.marketBits() == 0) {
            word = LedgerLogic.unlock($, id, word, page.keeperBond()).withoutFlag(FLAG_BONDED);
        }
        word = LedgerLogic.sweep($, books, id, word);
        LedgerLogic.insureFromCash(books, fee.mulDivDown(page.feeInsuranceShare(), 1e18));
        if (raisesRisk) word = word.withRaisedRiskAt(block.timestamp);
        LedgerLogic.store($, id, word);
        emit IOrders.OrderSettled(id, market, order.nonce(), change.delta, change.fillPrice, fee, publishedAt, keeper);
        BooksLogic.close($, books);
    }

    /// @notice Ends an order that found no price in its time; the caller gets the keeper fee.
    function expire(PoolState storage $, address keeper, AccountId id) external {
        ParameterPage page = loadParameterPage($.parameterPage);
        OrderWord order = _pending($, id);
        uint256 expiry = order.committedAt() + page.maxDelay();
        if (block.timestamp <= expiry) revert IOrders.OrderNotExpired(id, expiry, block.timestamp);
        LedgerLogic.payFromEscrow($, keeper, page.orderFee());
        LedgerLogic.store($, id, $.accounts[id].withoutFlag(FLAG_ORDER));
        emit IOrders.OrderExpired(id, order.market(), order.nonce(), keeper);
    }

    /// @dev The fill price before premium is fixed by the commitment; whoever settles only chooses when, and with it the skew
    /// and the present prices that margin is judged at. After the expiry an order can only expire, before it only settle.
    function _provedPrice(
        ParameterPage page,
        AccountId id,
        OrderWord order,
        bytes calldata proof
    ) private view returns (uint256 price, uint256 publishedAt) {
        uint256 earliest = order.committedAt() + page.minDelay();
        uint256 expiry = order.committedAt() + page.maxDelay();
        if (block.timestamp < earliest) revert IOrders.OrderNotReady(id, earliest, block.timestamp);
        if (block.timestamp > expiry) revert IOrders.OrderPastExpiry(id, expiry, block.timestamp);
        bool proved;
        (proved, price, publishedAt) = OracleRouter.firstSince(page, order.market(), earliest, proof);
        if (!proved || publishedAt > expiry) revert IOrders.PriceNotProved(id, earliest, publishedAt);
    }

    /// @dev The proved price, unless it is further than one move from the accepted one: then the worse of the two for the
    /// order. A single print far off is a price at which nobody else traded, and must not be a gift to whoever has an order
    /// waiting (B-2); the limit price is the owner's protection.
    function _fillBase(
        ParameterPage page,
        MarketId market,
        int256 size,
        uint256 proved,
        uint256 accepted
    ) private pure returns (uint256) {
        if (MoveMath.within(accepted, proved, page.maxMove(market))) return proved;
        return size > 0 ? proved.max(accepted) : proved.min(accepted);
    }

    function _cancel(
        PoolState storage $,
        Books memory books,
        address keeper,
        AccountId id,
        OrderWord order,
        AccountWord word,
        Factor memory factor,
        CancelReason reason
    ) private {
        LedgerLogic.payFromEscrow($, keeper, books.page.orderFee());
        // From asset 0 and never into debt: a price that has moved far since the commitment can leave too little of it.
        uint256 penalty = OrderPenalty.usd(books.page, order.size(), factor.hot.price()).min(
            word.settlement() * books.scale
        );
        word = LedgerLogic.addQuote($, books, id, word, penalty.negate());
        word = LedgerLogic.sweep($, books, id, word);
        LedgerLogic.store($, id, word);
        emit IOrders.OrderCancelled(id, order.market(), order.nonce(), reason, penalty, keeper);
        BooksLogic.close($, books);
    }

    function _pending(PoolState storage $, AccountId id) private view returns (OrderWord) {
        if (!$.accounts[id].hasFlag(FLAG_ORDER)) revert IOrders.NoPendingOrder(id);
        return $.orders[id];
    }
}
