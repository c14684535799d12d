// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { MoveMath } from "../math/MoveMath.sol";
import { OracleRouter, Standing } from "../oracle/OracleRouter.sol";
import { Books, MarketBook, PriceQuality } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord, PRICE_AGE_MAX, PRICE_AGE_UNIT, elapsedUnits, priceAgeAt } from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";

/// @notice Which price a market takes, and what may be done at it (B-1, B-2).
/// @dev In plain words. A print is what the sources say now. It counts at once if it lies within the move allowance of the
/// accepted price and the two sources, where there are two, do not contradict each other; or if it lies further away and the
/// second source says the same. Any other print is contested: the price stays as it is, and nothing is filled, closed or paid
/// out on it, until a print returns inside, or for as long as `confirmDelay` none does: then it counts in full. A print is
/// never cut down to the allowance, because the cut price would be one at which nobody traded, and a gift to whoever fills.
library PriceLogic {
    using FixedPointMath for uint256;

    /// @notice The price that counts now, beside what is on record of a contest in `book`.
    /// @return price USD WAD per contract unit
    /// @return age in PRICE_AGE_UNIT seconds
    /// @return spent units of the move allowance
    function observe(
        PoolState storage $,
        Books memory books,
        MarketId market,
        MarketWord stored,
        MarketBook memory book
    ) internal view returns (uint256 price, uint256 age, uint256 spent) {
        recall($, books, market, book);
        ParameterPage page = books.page;
        price = stored.price();
        // times of blocks, this one the last
        unchecked {
            uint256 elapsed = block.timestamp - stored.syncedAt();
            age = stored.priceAge() + elapsedUnits(stored.syncedAt(), block.timestamp);
            spent = MoveMath.spentAfter(stored.moveSpent(), page.moveRefill(market), elapsed);
        }

        (Standing standing, uint256 print, uint256 publishedAt) = OracleRouter.latest(page, market);
        uint256 printAge = standing == Standing.None ? type(uint256).max : priceAgeAt(publishedAt, block.timestamp);
        // A print older than what is stored is none. A saturated age says nothing about which is older; the source is believed.
        if (standing == Standing.None || (printAge > age && stored.priceAge() != PRICE_AGE_MAX)) {
            return (price, age.min(PRICE_AGE_MAX), spent);
        }
        if (print != price) {
            uint256 full = MoveMath.capacity(page.moveRefill(market));
            uint256 after_ = spent + MoveMath.cost(price, print, page.maxMove(market), full);
            if (standing != Standing.Split && after_ <= full) {
                spent = after_;
            } else if (standing != Standing.Agreed && !_isConfirmed(page, market, book)) {
                if (book.contestedAt == 0) (book.contestedAt, book.contestedPrice) = (block.timestamp, print);
                return (price, age.min(PRICE_AGE_MAX), spent);
            }
        }
        book.contestedAt = 0;
        return (print, printAge.min(PRICE_AGE_MAX), spent);
    }

    /// @notice Puts into the book what is on record of a contest.
    function recall(PoolState storage $, Books memory books, MarketId market, MarketBook memory book) internal view {
        if (books.contestedMarkets & market.bit() == 0) return;
        MarketState storage state = $.markets[market];
        (book.contestedAt, book.contestedPrice) = (state.contestedAt, state.contestedPrice);
    }

    /// @notice What may be done at the price of a book.
    function qualityOf(
        Books memory books,
        MarketId market,
        MarketBook memory book
    ) internal pure returns (PriceQuality) {
        if (books.sequencerDown) return PriceQuality.SequencerDown;
        if (book.contestedAt != 0) return PriceQuality.Contested;
        return isFresh(books.page, market, book.hot) ? PriceQuality.Valid : PriceQuality.Stale;
    }

    /// @notice Whether the price of a projected word is young enough.
    function isFresh(ParameterPage page, MarketId market, MarketWord hot) internal pure returns (bool) {
        return hot.priceAge() <= page.maxAge(market) / PRICE_AGE_UNIT;
    }

    /// @notice Keeps on record that a contest has begun, or is over. The caller stores the book's word.
    function store(PoolState storage $, Books memory books, MarketId market, MarketBook memory book) internal {
        bool known = books.contestedMarkets & market.bit() != 0;
        if (known == (book.contestedAt != 0)) return;
        books.contestedMarkets ^= market.bit();
        MarketState storage state = $.markets[market];
        // the time of a block and a price of 80 bits
        (state.contestedAt, state.contestedPrice) = (uint32(book.contestedAt), uint80(book.contestedPrice));
        if (known) emit IMarkets.PriceContestEnded(market, book.hot.price());
        else emit IMarkets.PriceContested(market, book.contestedPrice, book.hot.price());
    }

    /// @notice Lets a valid price pass, and says what is wrong with any other.
    function requireValid(Books memory books, MarketId market) internal pure {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (book.quality == PriceQuality.Valid) return;
        requireUndisputed(books, market);
        revert IMarkets.PriceUnavailable(market, book.hot.priceAge() * PRICE_AGE_UNIT, books.page.maxAge(market));
    }

    /// @notice Lets valid and stale prices pass, the others not.
    function requireUndisputed(Books memory books, MarketId market) internal pure {
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        if (book.quality == PriceQuality.SequencerDown) revert IMarkets.SequencerDown();
        if (book.quality != PriceQuality.Contested) return;
        revert IMarkets.PriceIsContested(market, book.contestedAt + books.page.confirmDelay(market));
    }

    function _isConfirmed(ParameterPage page, MarketId market, MarketBook memory book) private view returns (bool) {
        return book.contestedAt != 0 && block.timestamp >= book.contestedAt + page.confirmDelay(market);
    }
}
