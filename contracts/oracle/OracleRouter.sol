// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMath, WAD } from "../math/FixedPointMath.sol";
import { MoveMath } from "../math/MoveMath.sol";
import { PRICE_MAX } from "../types/MarketWord.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage, SOURCE_PULL } from "../types/ParameterPage.sol";
import { ChainlinkSource } from "./ChainlinkSource.sol";
import { PullSource } from "./PullSource.sol";

/// @notice What a market's sources say together (B-1).
enum Standing {
    None, // neither has a price
    Single, // a price of one, and nothing as fresh to compare it with
    Agreed, // two prices within the largest deviation
    Split // two prices further apart
}

/// @notice From a market to a price in USD WAD per contract unit, or the word that there is none.
library OracleRouter {
    using FixedPointMath for uint256;

    uint256 internal constant ANSWER_MAX = type(uint128).max;

    /// @notice The latest price of a market's sources.
    /// @dev The primary source's, unless the second one's alone is fresh. However old: a price that is no longer fresh is
    /// still the last valid one (Q-4).
    /// @return standing how many sources stand behind it
    /// @return price USD WAD per contract unit, toward zero
    /// @return publishedAt timestamp of publication
    function latest(
        ParameterPage page,
        MarketId market
    ) internal view returns (Standing standing, uint256 price, uint256 publishedAt) {
        bool ok;
        (ok, price, publishedAt) = _primary(page, market);
        standing = ok ? Standing.Single : Standing.None;
        if (page.secondary(market) == address(0)) return (standing, price, publishedAt);

        (bool okToo, uint256 second, uint256 secondAt) = _secondary(page, market);
        if (!okToo) return (standing, price, publishedAt);
        if (!ok) return (Standing.Single, second, secondAt);
        bool fresh = _isFresh(page, market, publishedAt);
        if (fresh != _isFresh(page, market, secondAt)) {
            return fresh ? (Standing.Single, price, publishedAt) : (Standing.Single, second, secondAt);
        }
        bool agree = MoveMath.within(price, second, page.maxDeviation(market));
        return (agree ? Standing.Agreed : Standing.Split, price, publishedAt);
    }

    /// @notice The first price published at or after `notBefore`, proved by its predecessor (P-4).
    /// @dev `proof` is one word. For an aggregator the round id n: round n was published at or after `notBefore` and round
    /// n − 1 of the same phase before it; the first round of a phase has no provable predecessor and is never the answer.
    /// For a pull oracle the timestamp of a price that was brought and proved to be the first one since `notBefore`.
    /// @return ok false when it is not proved
    function firstSince(
        ParameterPage page,
        MarketId market,
        uint256 notBefore,
        bytes calldata proof
    ) internal view returns (bool ok, uint256 price, uint256 publishedAt) {
        if (proof.length != 32) return (false, 0, 0);
        uint256 word = abi.decode(proof, (uint256));
        uint256 answer;
        if (page.sourceKind(market) == SOURCE_PULL) {
            (ok, answer, publishedAt) = _firstPulled(page, market, notBefore, word);
        } else {
            (ok, answer, publishedAt) = _firstRound(page, market, notBefore, word);
        }
        if (!ok) return (false, 0, publishedAt);
        (ok, price) = _toUnitPrice(answer, page.sourceDecimals(market), page.unitExponent(market));
    }

    function _firstRound(
        ParameterPage page,
        MarketId market,
        uint256 notBefore,
        uint256 roundId
    ) private view returns (bool ok, uint256 answer, uint256 publishedAt) {
        if (roundId > type(uint80).max || uint64(roundId) < 2) return (false, 0, 0);
        address source = page.source(market);
        (bool hasBefore, , uint256 before) = ChainlinkSource.round(source, uint80(roundId - 1));
        if (!hasBefore || before >= notBefore) return (false, 0, 0);
        (ok, answer, publishedAt) = ChainlinkSource.round(source, uint80(roundId));
        ok = ok && publishedAt >= notBefore;
    }

    function _firstPulled(
        ParameterPage page,
        MarketId market,
        uint256 notBefore,
        uint256 publishedAt
    ) private view returns (bool ok, uint256 answer, uint256) {
        uint256 confidence;
        uint256 since;
        (ok, answer, confidence, since) = PullSource.firstPrice(page.source(market), publishedAt);
        ok = ok && since <= notBefore && notBefore <= publishedAt && _isSure(page, market, answer, confidence);
        return (ok, answer, publishedAt);
    }

    function _primary(
        ParameterPage page,
        MarketId market
    ) private view returns (bool ok, uint256 price, uint256 publishedAt) {
        address source = page.source(market);
        uint256 answer;
        if (page.sourceKind(market) == SOURCE_PULL) {
            uint256 confidence;
            (ok, answer, confidence, publishedAt) = PullSource.latest(source);
            ok = ok && _isSure(page, market, answer, confidence);
        } else {
            (ok, answer, publishedAt) = ChainlinkSource.latest(source);
        }
        if (!ok) return (false, 0, 0);
        (ok, price) = _toUnitPrice(answer, page.sourceDecimals(market), page.unitExponent(market));
    }

    function _secondary(
        ParameterPage page,
        MarketId market
    ) private view returns (bool ok, uint256 price, uint256 publishedAt) {
        uint256 answer;
        (ok, answer, publishedAt) = ChainlinkSource.latest(page.secondary(market));
        if (!ok) return (false, 0, 0);
        (ok, price) = _toUnitPrice(answer, page.secondaryDecimals(market), page.unitExponent(market));
    }

    /// @dev A price that its publishers disagree about is none (B-1).
    function _isSure(
        ParameterPage page,
        MarketId market,
        uint256 answer,
        uint256 confidence
    ) private pure returns (bool) {
        return answer <= ANSWER_MAX && confidence <= answer.mulDivDown(page.maxConfidence(market), WAD);
    }

    function _isFresh(ParameterPage page, MarketId market, uint256 publishedAt) private view returns (bool) {
        return block.timestamp - publishedAt <= page.maxAge(market);
    }

    /// @dev price = answer · 10^(18 − decimals + unitExponent)
    function _toUnitPrice(
        uint256 answer,
        uint256 decimals,
        int256 exponent
    ) private pure returns (bool ok, uint256 price) {
        if (answer > ANSWER_MAX) return (false, 0);
        // The power is −6 … 36 by the listing checks, and 2^128 · 10^36 < 2^248.
        unchecked {
            int256 power = 18 - int256(decimals) + exponent;
            price = power >= 0 ? answer * 10 ** uint256(power) : answer / 10 ** uint256(0 - power);
        }
        ok = price != 0 && price <= PRICE_MAX;
    }
}
