// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { Books, MarketBook } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor } from "../types/Portfolio.sol";
import { Position } from "../types/Position.sol";
import { PositionChange } from "../types/PositionChange.sol";

/// @notice The one function that changes a position, its side's totals and what goes to the quote together (P-3).
library PositionLogic {
    using FixedPointMath for int256;
    using SafeCast for int256;

    /// @notice A trade of `delta` in a factor of an account, at the fill price that `price` and the skew make of it (P-1).
    function propose(
        ParameterPage page,
        AccountId id,
        Factor memory factor,
        int256 delta,
        uint256 price,
        int256 skew
    ) internal pure returns (PositionChange memory change) {
        change.account = id;
        change.market = factor.market;
        change.delta = delta;
        change.size = factor.size;
        change.cost = factor.cost;
        change.fillPrice = PricingMath.fillPrice(price, skew, delta, page.skewScale(factor.market));
    }

    /// @notice Applies a change; on return `change` holds the position after it and the realised amount.
    /// @dev ΣQ and Σcost move by exactly what the position moves, so ΣQ·A − Σcost = Σ(q·A − cost) to the integer.
    /// The account's market bit is the caller's, with the rest of the account's word.
    function execute(PoolState storage $, Books memory books, PositionChange memory change) internal {
        MarketLogic.lookAtSides($, books, change.market);
        MarketBook memory book = books.markets[MarketId.unwrap(change.market)];
        _leave(book, change.size, change.cost);
        int256 premium;
        // a fill price is below 2^135
        unchecked {
            premium = change.fillPrice - int256(book.hot.price());
        }
        (change.size, change.cost, change.realised) = PricingMath.trade(
            change.size,
            change.cost,
            change.delta,
            book.hot.priceIndex(),
            premium
        );
        _enter(book, change.size, change.cost);
        MarketLogic.update($, books, change.market);
        if (change.size != 0) {
            $.positions[change.account][change.market] = Position(change.size.toInt128(), change.cost.toInt128());
        }
        emit IAccounts.PositionChanged(
            change.account,
            change.market,
            change.size,
            change.cost,
            change.delta,
            change.fillPrice,
            change.realised
        );
    }

    /// @dev The side's sums hold the position, so they can do without it.
    function _leave(MarketBook memory book, int256 size, int256 cost) private pure {
        unchecked {
            if (size > 0) {
                book.longSize -= uint256(size);
                book.longCost -= cost;
            } else if (size < 0) {
                book.shortSize -= uint256(0 - size);
                book.shortCost -= cost;
            }
        }
    }

    /// @dev Sums stay below 2^255: what is stored fits 128 bits, and so does what comes in, or the call will revert.
    function _enter(MarketBook memory book, int256 size, int256 cost) private pure {
        unchecked {
            if (size > 0) {
                book.longSize += uint256(size);
                book.longCost += cost;
            } else if (size < 0) {
                book.shortSize += uint256(0 - size);
                book.shortCost += cost;
            }
        }
    }
}
