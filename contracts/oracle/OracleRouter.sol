// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PRICE_MAX } from "../types/MarketWord.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { ChainlinkSource } from "./ChainlinkSource.sol";

/// @notice From a market to a price in USD WAD per contract unit, or the word that there is none.
library OracleRouter {
    uint256 internal constant ANSWER_MAX = type(uint128).max;

    /// @notice The latest price of a market's source.
    /// @dev However old it is: a price that is no longer fresh is still the last valid one (Q-4).
    /// @return ok the source answered with a price that is positive and fits
    /// @return price USD WAD per contract unit, toward zero
    /// @return publishedAt timestamp of publication
    function latest(
        ParameterPage page,
        MarketId market
    ) internal view returns (bool ok, uint256 price, uint256 publishedAt) {
        uint256 answer;
        (ok, answer, publishedAt) = ChainlinkSource.latest(page.source(market));
        if (!ok) return (false, 0, 0);
        (ok, price) = _toUnitPrice(answer, page.sourceDecimals(market), page.unitExponent(market));
    }

    /// @notice The first price published at or after `notBefore`, proved by its predecessor (P-4).
    /// @dev `proof` is the round id n: round n was published at or after `notBefore` and round n − 1 of the same phase
    /// before it. The first round of a phase has no provable predecessor and is never the answer.
    /// @return ok false when the rounds do not prove it
    function firstSince(
        ParameterPage page,
        MarketId market,
        uint256 notBefore,
        bytes calldata proof
    ) internal view returns (bool ok, uint256 price, uint256 publishedAt) {
        if (proof.length != 32) return (false, 0, 0);
        uint256 roundId = abi.decode(proof, (uint256));
        if (roundId > type(uint80).max || uint64(roundId) < 2) return (false, 0, 0);

        address source = page.source(market);
        (bool hasBefore, , uint256 before) = ChainlinkSource.round(source, uint80(roundId - 1));
        if (!hasBefore || before >= notBefore) return (false, 0, 0);

        uint256 answer;
        (ok, answer, publishedAt) = ChainlinkSource.round(source, uint80(roundId));
        if (!ok || publishedAt < notBefore) return (false, 0, publishedAt);
        (ok, price) = _toUnitPrice(answer, page.sourceDecimals(market), page.unitExponent(market));
    }

    /// @dev price = answer · 10^(18 − decimals + unitExponent)
    function _toUnitPrice(
        uint256 answer,
        uint256 decimals,
        int256 exponent
    ) private pure returns (bool ok, uint256 price) {
        if (answer > ANSWER_MAX) return (false, 0);
        int256 power = 18 - int256(decimals) + exponent; // −6 … 36 by the listing checks
        price = power >= 0 ? answer * 10 ** uint256(power) : answer / 10 ** uint256(0 - power);
        ok = price != 0 && price <= PRICE_MAX;
    }
}
