// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { IAggregatorV3 } from "../interfaces/IAggregatorV3.sol";
import { IMarkets } from "../interfaces/IMarkets.sol";
import { IParameters } from "../interfaces/IParameters.sol";
import { PriceLogic } from "../markets/PriceLogic.sol";
import { RAY } from "../math/FixedPointMath.sol";
import { OracleRouter, Standing } from "../oracle/OracleRouter.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../types/ListingParameters.sol";
import { MarketId } from "../types/MarketId.sol";
import { MarketWord, PRICE_AGE_MAX, PRICE_AGE_UNIT, priceAgeAt, toMarketWord } from "../types/MarketWord.sol";
import { loadParameterPage, PAGE_HEADER_WORDS, PAGE_MARKET_WORDS, ParameterPage } from "../types/ParameterPage.sol";
import { ListingChecks } from "./ListingChecks.sol";

/// @notice Writes the parameter page: once at deployment, then a longer one for every listing. What is listed stays.
library ParameterLogic {
    uint256 internal constant MAX_MARKETS = 32;
    uint256 internal constant MAX_ASSETS = 16;
    uint256 internal constant MIN_LISTING_PRICE = 1e14;
    uint256 internal constant MAX_LISTING_PRICE = 1e22;

    error PageDeploymentFailed();

    /// @notice Sets the pool up with its settlement asset.
    function configure(
        PoolState storage $,
        PoolParameters calldata parameters,
        AssetParameters calldata settlement
    ) external {
        ListingChecks.checkPool(parameters);
        uint256 decimals = ListingChecks.checkToken(settlement.token, 6, 8);
        ListingChecks.checkSettlement(settlement, decimals);
        bytes memory header = abi.encode(
            uint256(parameters.kappaPpm) |
                (uint256(parameters.debtHaircutPpm) << 24) |
                (uint256(parameters.initialRatioPpm) << 48) |
                (uint256(parameters.targetHealthPpm) << 72) |
                (uint256(parameters.lambdaSlopePpm) << 96) |
                (uint256(parameters.liquidationFeePpm) << 120) |
                (uint256(parameters.feeInsurancePpm) << 144) |
                (uint256(parameters.failedOrderFeePpm) << 168) |
                (uint256(parameters.minDelay) << 192) |
                (uint256(parameters.maxDelay) << 208) |
                (uint256(parameters.juniorDelay) << 224),
            uint256(parameters.keeperBond) |
                (uint256(parameters.orderFee) << 64) |
                (uint256(parameters.dust) << 128) |
                (uint256(parameters.vaultFloor) << 192),
            _packCorrelation(parameters.correlationPct),
            (uint256(1) << 8) |
                (decimals << 16) |
                (uint256(uint160(parameters.sequencer)) << 24) |
                (uint256(parameters.sequencerGrace) << 184) |
                (uint256(parameters.debtRatePpm) << 200) |
                (uint256(parameters.accountDebtCapUsd) << 224)
        );
        $.parameterPage = _deploy(bytes.concat(header, _assetWords(settlement, decimals, 0)));
        $.debtIndex = uint128(RAY);
        $.debtIndexAt = uint32(block.timestamp);
        $.pledgeIndex = uint128(RAY);
        $.accruedAt = uint32(block.timestamp);
        emit IParameters.PoolConfigured(parameters, settlement.token);
        emit IParameters.AssetListed(SETTLEMENT_ASSET, settlement);
    }

    /// @notice Lists a market whose source has a price now.
    function listMarket(PoolState storage $, MarketParameters calldata p) external returns (MarketId market) {
        bytes memory code = _read($);
        ParameterPage page = loadParameterPage($.parameterPage);
        uint256 count = page.marketCount();
        if (count == MAX_MARKETS) revert IParameters.TooManyListings(MAX_MARKETS);
        ListingChecks.checkMarket(p);
        for (uint256 m; m < count; ++m) {
            if (page.source(MarketId.wrap(uint8(m))) == p.source) revert IParameters.AlreadyListed(p.source);
        }
        market = MarketId.wrap(uint8(count));
        uint256 split = (PAGE_HEADER_WORDS + count * PAGE_MARKET_WORDS) * 32;
        bytes memory words = _marketWords(p);
        code = bytes.concat(_slice(code, 0, split), words, _slice(code, split, code.length));
        _setWord(code, 3, uint256(bytes32(_slice(code, 96, 128))) + 1);
        $.parameterPage = _deploy(code);
        MarketWord hot = _openPrice($, market, p.source);
        emit IParameters.MarketListed(market, p, hot.price());
        emit IMarkets.MarketUpdated(market, hot);
    }

    /// @notice Lists a collateral asset priced by a listed market.
    function listAsset(PoolState storage $, AssetParameters calldata p) external returns (AssetId asset) {
        bytes memory code = _read($);
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
        code = bytes.concat(code, _assetWords(p, decimals, p.haircutPpm));
        _setWord(code, 3, uint256(bytes32(_slice(code, 96, 128))) + (1 << 8));
        uint256 marketIndex = PAGE_HEADER_WORDS + uint256(p.priceMarket) * PAGE_MARKET_WORDS;
        uint256 first = uint256(bytes32(_slice(code, marketIndex * 32, marketIndex * 32 + 32)));
        _setWord(code, marketIndex, first | (count << 200));
        $.parameterPage = _deploy(code);
        emit IParameters.AssetListed(asset, p);
    }

    function _marketWords(MarketParameters calldata p) private view returns (bytes memory) {
        return
            bytes.concat(
                abi.encode(
                    uint256(uint160(p.source)) |
                        (uint256(p.maxAge) << 160) |
                        (_decimalsOf(p.source) << 176) |
                        (uint256(uint8(p.unitExponent)) << 184) |
                        (uint256(p.correlationClass) << 192) |
                        (uint256(p.sourceKind) << 208),
                    uint256(p.skewScale) | (uint256(p.maxOpenInterest) << 112),
                    uint256(p.maxOpenInterestUsd) |
                        (uint256(p.maintenancePpm) << 40) |
                        (uint256(p.sizeSlopePpm) << 64) |
                        (uint256(p.initialPpm) << 88) |
                        (uint256(p.profitWeightPpm) << 112) |
                        (uint256(p.makerFeePpm) << 136) |
                        (uint256(p.takerFeePpm) << 152) |
                        (uint256(p.maxPremiumPpm) << 168) |
                        (uint256(p.maxFundingRatePpm) << 192)
                ),
                abi.encode(
                    uint256(p.fundingVelocityPpm) |
                        (uint256(p.staleShockPpm) << 32) |
                        (uint256(p.staleGrowthPpb) << 56) |
                        (uint256(p.maxMovePpm) << 88) |
                        (uint256(p.moveRefill) << 112) |
                        (uint256(p.confirmDelay) << 128) |
                        (uint256(p.openInterestSlopePpm) << 136),
                    uint256(uint160(p.secondary)) |
                        (_decimalsOf(p.secondary) << 160) |
                        (uint256(p.maxDeviationPpm) << 168) |
                        (uint256(p.maxConfidencePpm) << 192)
                )
            );
    }

    function _decimalsOf(address source) private view returns (uint256 decimals) {
        if (source == address(0)) return 0;
        decimals = IAggregatorV3(source).decimals();
        if (decimals > 18) revert IParameters.UnsupportedDecimals(source, decimals, 0, 18);
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

    function _assetWords(
        AssetParameters calldata p,
        uint256 decimals,
        uint256 haircutPpm
    ) private pure returns (bytes memory) {
        return
            abi.encode(
                uint256(uint160(p.token)) | (decimals << 160) | (uint256(p.priceMarket) << 168) | (haircutPpm << 176),
                uint256(p.poolCap) | (uint256(p.accountCap) << 128)
            );
    }

    function _packCorrelation(uint8[36] calldata table) private pure returns (uint256 packed) {
        for (uint256 i; i < 36; ++i) packed |= uint256(table[i]) << (7 * i);
    }

    // ── the data contract ───────────────────────────────────────────────────────────────────────────────────────────

    function _read(PoolState storage $) private view returns (bytes memory code) {
        code = $.parameterPage.code;
        code = _slice(code, 1, code.length);
    }

    /// @dev Init code that returns STOP ‖ words: PUSH2 size, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN.
    function _deploy(bytes memory words) private returns (address location) {
        bytes memory init = bytes.concat(
            hex"61",
            bytes2(uint16(words.length + 1)),
            hex"80600a5f395ff3",
            hex"00",
            words
        );
        // Equivalent to: location = address of a new contract with that init code
        assembly ("memory-safe") {
            location := create(0, add(init, 0x20), mload(init))
        }
        if (location == address(0)) revert PageDeploymentFailed();
    }

    function _slice(bytes memory data, uint256 from, uint256 to) private pure returns (bytes memory part) {
        part = new bytes(to - from);
        for (uint256 i; i < part.length; ++i) part[i] = data[from + i];
    }

    function _setWord(bytes memory data, uint256 index, uint256 value) private pure {
        for (uint256 i; i < 32; ++i) data[index * 32 + i] = bytes1(uint8(value >> (8 * (31 - i))));
    }
}
