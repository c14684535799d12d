// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { InventoryLogic } from "../collateral/InventoryLogic.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { FundingMath } from "../math/FundingMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { Books, MarketBook, PriceQuality } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import {
    FUNDING_INDEX_MAX,
    MarketWord,
    SKEW_FRACTION_MAX,
    SKEW_FRACTION_ONE,
    toMarketWord
} from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Side } from "../types/Position.sol";
import { PriceLogic } from "./PriceLogic.sol";

/// @notice A market's price, funding and open positions within the books, and the only place that stores them.
library MarketLogic {
    using FixedPointMath for uint256;
    using FixedPointMath for int256;
    using SafeCast for int256;
    using SafeCast for uint256;

    // ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Puts the market's book among the books at the first look: funding accrued at the old price, then the source's
    /// price if it has one. Never reverts.
    /// @dev A leg that is not traded costs one slot and one feed, whatever the number of accounts that hold it. Nothing is
    /// returned, because the compiler makes room for a returned struct at every call.
    function look(PoolState storage $, Books memory books, MarketId market) internal view {
        if (books.seen & market.bit() != 0) return;
        books.seen |= market.bit();
        MarketBook memory book;
        _project($, books, market, book);
        book.quality = PriceLogic.qualityOf(books, market, book);
        books.markets[MarketId.unwrap(market)] = book;
    }

    /// @notice The same with both sides of the market's open positions.
    function lookAtSides(PoolState storage $, Books memory books, MarketId market) internal view {
        look($, books, market);
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (book.hasSides) return;
        MarketState storage state = $.markets[market];
        (book.longSize, book.longCost) = (state.long.size, state.long.cost);
        (book.shortSize, book.shortCost) = (state.short.size, state.short.cost);
        book.hasSides = true;
        (book.pnl, book.junior, book.premium) = _exposure(book, state.hot, books.page.skewScale(market));
    }

    /// @notice S = longs − shorts, contract units WAD.
    function skewOf(PoolState storage $, Books memory books, MarketId market) internal view returns (int256) {
        lookAtSides($, books, market);
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        return _skew(book);
    }

    /// @notice Lets a market pass whose price is valid.
    function requireValid(PoolState storage $, Books memory books, MarketId market) internal view {
        look($, books, market);
        PriceLogic.requireValid(books, market);
    }

    // ── changing ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Moves the pool's sums to what the market's sides and the asset it prices are worth now, and has it stored at the close.
    /// @dev Sizes are below 2^112, indexes within ± 2^81 and costs within ± 2^127, so a side is worth less than 2^146 and no
    /// sum over 32 markets comes near 2^255.
    function update(PoolState storage $, Books memory books, MarketId market) internal view {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        (int256 pnl, uint256 junior, uint256 premium) = _exposure(book, book.hot, books.page.skewScale(market));
        unchecked {
            books.traderPnl += pnl - book.pnl;
            books.juniorPnl = books.juniorPnl + junior - book.junior;
            books.skewPremium = books.skewPremium + premium - book.premium;
        }
        (book.pnl, book.junior, book.premium) = (pnl, junior, premium);
        InventoryLogic.revalue($, books, market);
        books.changed |= market.bit();
    }

    /// @notice Brings one market up to date.
    function sync(PoolState storage $, Books memory books, MarketId market) internal view {
        lookAtSides($, books, market);
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (MarketWord.unwrap(book.hot) != MarketWord.unwrap($.markets[market].hot)) update($, books, market);
    }

    /// @notice Brings every market up to date, so that the sums say what the pool is worth now. At most 32.
    /// @return allValid every market has a fresh price
    function syncAll(PoolState storage $, Books memory books) internal view returns (bool allValid) {
        allValid = true;
        uint256 count = books.page.marketCount();
        for (uint256 m; m < count; ++m) {
            sync($, books, MarketId.wrap(uint8(m)));
            if (books.markets[m].quality != PriceQuality.Valid) allValid = false;
        }
    }

    /// @notice Stores every market that changed. At most 32.
    function storeChanged(PoolState storage $, Books memory books) internal {
        uint256 bits = books.changed;
        for (uint256 m; bits != 0; (++m, bits >>= 1)) {
            if (bits & 1 == 1) _store($, books, MarketId.wrap(uint8(m)));
        }
        books.changed = 0;
    }

    function _store(PoolState storage $, Books memory books, MarketId market) private {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        MarketState storage state = $.markets[market];
        _storeSide(state.long, book.longSize, book.longCost);
        _storeSide(state.short, book.shortSize, book.shortCost);
        int256 fraction;
        // a skew of 129 bits times 15; K is not zero
        unchecked {
            fraction = (_skew(book) * SKEW_FRACTION_ONE) / int256(books.page.skewScale(market));
        }
        MarketWord hot = book.hot.withSkewFraction(fraction.clamp(0 - SKEW_FRACTION_MAX, SKEW_FRACTION_MAX));
        state.hot = hot;
        InventoryLogic.store($, books, market);
        emit IMarkets.MarketUpdated(market, hot);
        PriceLogic.store($, books, market, book);
    }

    function _storeSide(Side storage side, uint256 size, int256 cost) private {
        (uint256 storedSize, int256 storedCost) = (side.size, side.cost);
        if (storedSize != size || storedCost != cost) (side.size, side.cost) = (size.toUint128(), cost.toInt128());
    }

    // ── what follows from words and sides ───────────────────────────────────────────────────────────────────────────

    function _project(PoolState storage $, Books memory books, MarketId market, MarketBook memory book) private view {
        MarketWord stored = $.markets[market].hot;
        // A market stored in this block is not read again: a price is accepted once for all.
        if (stored.syncedAt() == block.timestamp) {
            book.hot = stored;
            PriceLogic.recall($, books, market, book);
            return;
        }
        (int256 rate, int256 index) = _accrueFunding(books.page, market, stored);
        (uint256 price, uint256 age, uint256 spent) = PriceLogic.observe($, books, market, stored, book);
        book.hot = toMarketWord(price, index, rate, stored.skewFraction(), block.timestamp, age, spent);
    }

    /// @dev The index saturates instead of reverting: liquidation must go on whatever it has come to.
    function _accrueFunding(
        ParameterPage page,
        MarketId market,
        MarketWord stored
    ) private view returns (int256 rate, int256 index) {
        // a time of an earlier block, and an index of 80 bits plus what FundingMath bounds
        unchecked {
            (rate, index) = FundingMath.accrue(
                stored.rate(),
                stored.skewFraction(),
                stored.price(),
                block.timestamp - stored.syncedAt(),
                page.fundingVelocity(market),
                page.maxFundingRate(market)
            );
            index = (stored.fundingIndex() + index).clamp(0 - FUNDING_INDEX_MAX, FUNDING_INDEX_MAX);
        }
    }

    /// @dev U_m per side is floor(Q·A) − Σcost with signed Q (P-3); the junior part is what is positive of each (W-5); the
    /// premium is P·S²/(2K) (U-4). Bounds as in `update`.
    function _exposure(
        MarketBook memory book,
        MarketWord hot,
        uint256 scale
    ) private pure returns (int256 pnl, uint256 junior, uint256 premium) {
        int256 index = hot.priceIndex();
        unchecked {
            int256 longPnl = PricingMath.profit(int256(book.longSize), book.longCost, index);
            int256 shortPnl = PricingMath.profit(0 - int256(book.shortSize), book.shortCost, index);
            pnl = longPnl + shortPnl;
            junior = longPnl.positive() + shortPnl.positive();
        }
        premium = PricingMath.skewPremium(hot.price(), _skew(book), scale);
    }

    /// @dev Both sizes are stored in 128 bits.
    function _skew(MarketBook memory book) private pure returns (int256) {
        unchecked {
            return int256(book.longSize) - int256(book.shortSize);
        }
    }
}
