// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { FundingMath } from "../math/FundingMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { OracleRouter } from "../oracle/OracleRouter.sol";
import { InventoryLogic } from "../collateral/InventoryLogic.sol";
import { MarketId } from "../types/MarketId.sol";
import {
    FUNDING_INDEX_MAX,
    MarketWord,
    PRICE_AGE_MAX,
    PRICE_AGE_UNIT,
    SKEW_FRACTION_ONE,
    toMarketWord
} from "../types/MarketWord.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Side } from "../types/Position.sol";

/// @notice What a market's open positions are to the pool. USD WAD.
struct Exposure {
    int256 pnl; // U_m, unrealised, both sides
    uint256 junior; // Σ_sides max(0, U_side)
    uint256 premium; // P·S²/(2K)
}

/// @notice A market's price and funding at this moment, and the only place that stores them.
library MarketLogic {
    using FixedPointMath for uint256;
    using FixedPointMath for int256;
    using SafeCast for int256;
    using SafeCast for uint256;

    /// @notice The market now: funding accrued at the old price, then the source's price if it has one. Never reverts.
    /// @dev Only reads, so that a leg that is not traded costs one slot and one feed. A market stored in this block is
    /// not read again: a price is accepted once for all.
    function project(
        PoolState storage $,
        ParameterPage page,
        MarketId market
    ) internal view returns (MarketWord stored, MarketWord next) {
        stored = $.markets[market].hot;
        uint256 elapsed = block.timestamp - stored.syncedAt();
        if (elapsed == 0) return (stored, stored);

        (int256 rate, int256 funding) = FundingMath.accrue(
            stored.rate(),
            stored.skewFraction(),
            stored.price(),
            elapsed,
            page.fundingVelocity(market),
            page.maxFundingRate(market)
        );
        // Saturates instead of reverting: liquidation must go on whatever the index has come to.
        int256 index = (stored.fundingIndex() + funding).clamp(FUNDING_INDEX_MAX.negate(), FUNDING_INDEX_MAX);

        (bool ok, uint256 price, uint256 publishedAt) = OracleRouter.latest(page, market);
        uint256 age =
            ok
                ? (block.timestamp - publishedAt).divUp(PRICE_AGE_UNIT)
                : stored.priceAge() + elapsed.divUp(PRICE_AGE_UNIT);
        next = toMarketWord(
            ok ? price : stored.price(),
            index,
            rate,
            stored.skewFraction(),
            block.timestamp,
            age.min(PRICE_AGE_MAX)
        );
    }

    /// @notice Whether the price of a projected word is fresh enough to trade and liquidate at.
    function isValid(ParameterPage page, MarketId market, MarketWord hot) internal pure returns (bool) {
        return hot.priceAge() <= page.maxAge(market) / PRICE_AGE_UNIT;
    }

    /// @notice Says that a market has no price to act at, and how old the last one is.
    function requireValid(ParameterPage page, MarketId market, MarketWord hot) internal pure {
        if (isValid(page, market, hot)) return;
        revert IMarkets.PriceUnavailable(market, hot.priceAge() * PRICE_AGE_UNIT, page.maxAge(market));
    }

    /// @notice Brings one market up to date in storage.
    function sync(PoolState storage $, ParameterPage page, MarketId market) internal returns (MarketWord next) {
        MarketWord stored;
        (stored, next) = project($, page, market);
        if (MarketWord.unwrap(stored) == MarketWord.unwrap(next)) return next;
        MarketState storage state = $.markets[market];
        store($, page, market, next, state.long, state.short);
    }

    /// @notice Stores a market's word and sides and moves the pool's sums by the difference.
    /// @dev The only writer of these. Skew, its fraction of K and the pool's ΣU, ΣU⁺ and premium follow from the sides.
    function store(
        PoolState storage $,
        ParameterPage page,
        MarketId market,
        MarketWord next,
        Side memory long,
        Side memory short
    ) internal {
        MarketState storage state = $.markets[market];
        uint256 scale = page.skewScale(market);
        _moveTotals($, _exposure(state.hot, state.long, state.short, scale), _exposure(next, long, short, scale));

        int256 skew = int256(uint256(long.size)) - int256(uint256(short.size));
        next = next.withSkewFraction((skew * SKEW_FRACTION_ONE) / scale.toInt());
        if (state.long.size != long.size || state.long.cost != long.cost) state.long = long;
        if (state.short.size != short.size || state.short.cost != short.cost) state.short = short;
        state.hot = next;
        InventoryLogic.revalue($, page, market, next);
        emit IMarkets.MarketUpdated(
            market,
            next.price(),
            next.fundingIndex(),
            next.rate(),
            next.skewFraction(),
            next.priceAge()
        );
    }

    /// @notice S = longs − shorts, contract units WAD.
    function skewOf(PoolState storage $, MarketId market) internal view returns (int256) {
        MarketState storage state = $.markets[market];
        return int256(uint256(state.long.size)) - int256(uint256(state.short.size));
    }

    /// @dev U_m per side is floor(Q·A) − Σcost with signed Q (P-3); the junior part is what is positive of each (W-5).
    function _exposure(
        MarketWord hot,
        Side memory long,
        Side memory short,
        uint256 scale
    ) private pure returns (Exposure memory exposure) {
        int256 index = hot.priceIndex();
        int256 longSize = int256(uint256(long.size));
        int256 shortSize = int256(uint256(short.size));
        int256 longPnl = PricingMath.profit(longSize, long.cost, index);
        int256 shortPnl = PricingMath.profit(shortSize.negate(), short.cost, index);
        exposure.pnl = longPnl + shortPnl;
        exposure.junior = longPnl.positive() + shortPnl.positive();
        exposure.premium = PricingMath.skewPremium(hot.price(), longSize - shortSize, scale);
    }

    function _moveTotals(PoolState storage $, Exposure memory from, Exposure memory to) private {
        $.traderPnl = ($.traderPnl + to.pnl - from.pnl).toInt112();
        $.juniorPnl = ($.juniorPnl + to.junior - from.junior).toUint112();
        $.skewPremium = ($.skewPremium + to.premium - from.premium).toUint96();
    }
}
