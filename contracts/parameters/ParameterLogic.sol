// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { PriceLogic } from "../markets/PriceLogic.sol";
import { RAY } from "../math/FixedPointMath.sol";
import { RampMath } from "../math/RampMath.sol";
import { OracleRouter, Standing } from "../oracle/OracleRouter.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord, PRICE_AGE_MAX, PRICE_AGE_UNIT, priceAgeAt, toMarketWord } from "../types/MarketWord.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { EnvelopeChecks } from "./EnvelopeChecks.sol";
import { ListingChecks } from "./ListingChecks.sol";
import { PageCode } from "./PageCode.sol";
import { PagePacking } from "./PagePacking.sol";
import { RampFields } from "./RampFields.sol";

/// @notice Writes the first parameter page at deployment, then a longer one for every listing.
library ParameterLogic {
    uint256 internal constant MAX_MARKETS = 32;
    uint256 internal constant MAX_ASSETS = 16;
    uint256 internal constant MIN_LISTING_PRICE = 1e14;
    uint256 internal constant MAX_LISTING_PRICE = 1e22;

    /// @notice Sets the pool up with its settlement asset.
    function configure(
        PoolState storage $,
        PoolParameters calldata parameters,
        AssetParameters calldata settlement
    ) external {
        ListingChecks.checkPool(parameters);
        uint256 decimals = ListingChecks.checkToken(settlement.token, 6, 8);
        ListingChecks.checkSettlement(settlement, decimals);
        uint256[] memory header = PagePacking.pack(parameters, (uint256(1) << 8) | (decimals << 16));
        $.parameterPage = PageCode.deploy(
            PageCode.insert(header, header.length, PagePacking.pack(settlement, decimals))
        );
        $.debtIndex = uint128(RAY);
        $.debtIndexAt = uint32(block.timestamp);
        $.pledgeIndex = uint128(RAY);
        $.accruedAt = uint32(block.timestamp);
        emit IParameters.PoolConfigured(parameters, settlement.token);
        emit IParameters.AssetListed(SETTLEMENT_ASSET, settlement);
    }

    /// @notice Lists a market whose source has a price now.
    function listMarket(PoolState storage $, MarketParameters calldata p) external returns (MarketId market) {
        ParameterPage page = loadParameterPage($.parameterPage);
        uint256 count = page.marketCount();
        if (count == MAX_MARKETS) revert IParameters.TooManyListings(MAX_MARKETS);
        ListingChecks.checkMarket(p);
        market = MarketId.wrap(uint8(count));
        _requireNewSource($, market, p.source);
        uint256[] memory words = PagePacking.pack(
            p,
            ListingChecks.decimalsOf(p.source),
            ListingChecks.decimalsOf(p.secondary),
            0
        );
        _extend($, PageCode.indexOf(market), words, 1, 0);
        MarketWord hot = _openPrice($, market, p.source);
        emit IParameters.MarketListed(market, p, hot.price());
        emit IMarkets.MarketUpdated(market, hot);
    }

    /// @notice Lists a collateral asset priced by a listed market.
    function listAsset(PoolState storage $, AssetParameters calldata p) external returns (AssetId asset) {
        ParameterPage page = loadParameterPage($.parameterPage);
        uint256 count = page.assetCount();
        if (count == MAX_ASSETS) revert IParameters.TooManyListings(MAX_ASSETS);
        MarketId market = MarketId.wrap(p.priceMarket);
        if (!page.isMarketListed(market)) revert IMarkets.UnknownMarket(market);
        if (AssetId.unwrap(page.collateralAsset(market)) != 0) {
            revert IParameters.MarketAlreadyPricesAsset(market, page.collateralAsset(market));
        }
        for (uint256 i; i < count; ++i) {
            if (page.token(AssetId.wrap(uint8(i))) == p.token) revert IParameters.AlreadyListed(p.token);
        }
        uint256 decimals = ListingChecks.checkToken(p.token, 6, 18);
        ListingChecks.checkAsset(p);

        asset = AssetId.wrap(uint8(count));
        uint256[] memory words = PagePacking.pack(p, decimals);
        _extend($, PageCode.indexOf(asset, page.marketCount()), words, 1 << 8, PageCode.indexOf(market));
        emit IParameters.AssetListed(asset, p);
    }

    /// @dev A source prices one market, on the page in force and on the one that a ramp leads to (M-1).
    function _requireNewSource(PoolState storage $, MarketId market, address source) private view {
        ListingChecks.checkNewSource(loadParameterPage($.parameterPage), market, source);
        if ($.rampTarget == address(0)) return;
        ListingChecks.checkNewSource(loadParameterPage($.rampTarget), market, source);
    }

    /// @dev Puts a listing on the page in force and, while a ramp runs, on the page that it leads to as well: the new words
    /// are the same on both, so the ramp passes them by. Every page to come stays within the envelope (M-6).
    /// @param counts what the listing adds to the counts of the header
    /// @param pricedAt first word of the market that prices a new asset; 0 for a market
    function _extend(
        PoolState storage $,
        uint256 index,
        uint256[] memory words,
        uint256 counts,
        uint256 pricedAt
    ) private {
        ParameterPage before = loadParameterPage($.parameterPage);
        uint256[] memory present = _extended($.parameterPage, index, words, counts, pricedAt);
        EnvelopeChecks.check($, PageCode.asPage(present), before);
        $.parameterPage = PageCode.deploy(present);
        if ($.rampTarget == address(0)) return;
        uint256[] memory target = _extended($.rampTarget, index, words, counts, pricedAt);
        EnvelopeChecks.check($, PageCode.asPage(target), before);
        uint256[] memory fields = RampFields.list(PageCode.asPage(present));
        uint256[] memory next = RampMath.step(present, target, fields, $.rampStepsLeft);
        EnvelopeChecks.check($, PageCode.asPage(next), before);
        $.rampTarget = PageCode.deploy(target);
    }

    function _extended(
        address location,
        uint256 index,
        uint256[] memory words,
        uint256 counts,
        uint256 pricedAt
    ) private view returns (uint256[] memory longer) {
        longer = PageCode.insert(PageCode.read(location), index, words);
        if (pricedAt != 0) longer[pricedAt] |= ((longer[3] >> 8) & 0xff) << 200; // the id of the new asset
        longer[3] += counts;
    }

    /// @dev The first price, which must be fresh and in the range that keeps every product within its width.
    function _openPrice(PoolState storage $, MarketId market, address source) private returns (MarketWord hot) {
        ParameterPage page = loadParameterPage($.parameterPage);
        (Standing standing, uint256 price, uint256 publishedAt) = OracleRouter.latest(page, market);
        bool ok = standing == Standing.Single || standing == Standing.Agreed;
        uint256 age = ok ? priceAgeAt(publishedAt, block.timestamp) : PRICE_AGE_MAX;
        hot = toMarketWord(price, 0, 0, 0, block.timestamp, age > PRICE_AGE_MAX ? PRICE_AGE_MAX : age, 0);
        if (!ok || price < MIN_LISTING_PRICE || price > MAX_LISTING_PRICE) {
            revert IParameters.PriceOutOfListingRange(source, price, MIN_LISTING_PRICE, MAX_LISTING_PRICE);
        }
        if (!PriceLogic.isFresh(page, market, hot)) {
            revert IMarkets.PriceUnavailable(market, hot.priceAge() * PRICE_AGE_UNIT, page.maxAge(market));
        }
        $.markets[market].hot = hot;
    }
}
