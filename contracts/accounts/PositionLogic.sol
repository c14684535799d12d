// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { IAccounts } from "../interfaces/IAccounts.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { AccountId } from "../types/AccountId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor } from "../types/Portfolio.sol";
import { Position, Side } from "../types/Position.sol";
import { PositionChange } from "../types/PositionChange.sol";

/// @notice The one function that changes a position, its side's totals and what goes to the quote together (P-3).
library PositionLogic {
    using FixedPointMath for int256;
    using SafeCast for int256;
    using SafeCast for uint256;

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
        change.hot = factor.hot;
        change.delta = delta;
        change.size = factor.size;
        change.cost = factor.cost;
        change.fillPrice = PricingMath.fillPrice(price, skew, delta, page.skewScale(factor.market));
    }

    /// @notice Applies a change; on return `change` holds the position after it and the realised amount.
    /// @dev ΣQ and Σcost move by exactly what the position moves, so ΣQ·A − Σcost = Σ(q·A − cost) to the integer.
    /// The account's market bit is the caller's, with the rest of the account's word.
    function execute(PoolState storage $, ParameterPage page, PositionChange memory change) internal {
        MarketState storage market = $.markets[change.market];
        (Side memory long, Side memory short) = (market.long, market.short);

        _leave(change.size > 0 ? long : short, change.size, change.cost);
        (change.size, change.cost, change.realised) = PricingMath.trade(
            change.size,
            change.cost,
            change.delta,
            change.hot.priceIndex(),
            change.fillPrice - int256(change.hot.price())
        );
        _enter(change.size > 0 ? long : short, change.size, change.cost);

        MarketLogic.store($, page, change.market, change.hot, long, short);
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

    function _leave(Side memory side, int256 size, int256 cost) private pure {
        if (size == 0) return;
        side.size = (side.size - size.abs()).toUint128();
        side.cost = (side.cost - cost).toInt128();
    }

    function _enter(Side memory side, int256 size, int256 cost) private pure {
        if (size == 0) return;
        side.size = (side.size + size.abs()).toUint128();
        side.cost = (side.cost + cost).toInt128();
    }
}
