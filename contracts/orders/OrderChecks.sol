// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketState, PoolState } from "../MarginPoolStorage.sol";
import { CancelReason } from "../interfaces/IOrders.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { MarginKind, RiskLogic } from "../risk/RiskLogic.sol";
import { FLAG_BONDED } from "../types/AccountWord.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { PositionChange } from "../types/PositionChange.sol";
import { EquityTerms, MarginTerms } from "../types/RiskTerms.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";

/// @notice Whether a proposed fill may happen. Nothing is stored here (P-4, P-5, M-5).
library OrderChecks {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    uint256 internal constant MAX_POSITIONS = 12;

    /// @notice Judges a fill at present prices of all the account's factors.
    /// @dev On success the portfolio is left as it would be after the fill.
    /// @return ok the fill may happen
    /// @return reason why not
    /// @return raisesRisk the fill is not a pure reduction
    function check(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio,
        PositionChange memory change,
        uint256 limitPrice,
        uint256 fee
    ) internal view returns (bool ok, CancelReason reason, bool raisesRisk) {
        Factor memory factor = portfolio.factors[RiskLogic.indexOf(portfolio, change.market)];
        if (!factor.valid) return (false, CancelReason.StalePrice, false);
        bool worse = change.delta > 0 ? change.fillPrice > limitPrice.toInt() : change.fillPrice < limitPrice.toInt();
        if (worse) return (false, CancelReason.LimitPrice, false);

        int256 newSize = change.size + change.delta;
        raisesRisk = !_isReduction(change.size, newSize);
        if (raisesRisk && _exceedsOpenInterest($, page, change, newSize)) {
            return (false, CancelReason.OpenInterestCap, true);
        }
        if (change.size == 0 && _countPositions(portfolio) == MAX_POSITIONS) {
            return (false, CancelReason.TooManyPositions, true);
        }
        if (newSize != 0 && _isTooSmall(page, factor, newSize)) {
            return (false, CancelReason.PositionTooSmall, raisesRisk);
        }
        bool needsBond = !portfolio.word.hasFlag(FLAG_BONDED);
        if (needsBond && portfolio.word.settlement() < page.keeperBond()) {
            return (false, CancelReason.InsufficientBond, raisesRisk);
        }
        if (raisesRisk) {
            _fill(page, portfolio, factor, change, fee, needsBond);
            EquityTerms memory terms = RiskLogic.equityTerms(page, portfolio);
            uint256 required = RiskLogic.initialRequirement($, page, portfolio);
            if (RiskLogic.initialEquity(terms) < required.toInt()) return (false, CancelReason.InitialMargin, true);
        } else if (_worsens($, page, portfolio, factor, change, fee)) {
            return (false, CancelReason.ReductionWorsens, false);
        }
        return (true, CancelReason.LimitPrice, raisesRisk);
    }

    /// @dev A reduction needs E ≥ 0 after it, and health, or margin without its debt term, not worse (M-5).
    function _worsens(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio,
        Factor memory factor,
        PositionChange memory change,
        uint256 fee
    ) private view returns (bool) {
        uint256 rho = JuniorProfitLogic.rho($, page);
        (int256 equityBefore, uint256 marginBefore) = RiskLogic.health($, page, portfolio, rho);
        uint256 riskBefore = _marginWithoutDebt($, page, portfolio);
        _fill(page, portfolio, factor, change, fee, false);
        (int256 equityAfter, uint256 marginAfter) = RiskLogic.health($, page, portfolio, rho);
        if (equityAfter < 0) return true;
        if (_marginWithoutDebt($, page, portfolio) <= riskBefore) return false;
        // E'/M' < E/M, multiplied out
        return equityAfter * marginBefore.toInt() < equityBefore * marginAfter.toInt();
    }

    /// @dev Moves the portfolio to where the fill would leave it.
    function _fill(
        ParameterPage page,
        Portfolio memory portfolio,
        Factor memory factor,
        PositionChange memory change,
        uint256 fee,
        bool bond
    ) private pure {
        int256 realised;
        (factor.size, factor.cost, realised) = PricingMath.trade(
            factor.size,
            factor.cost,
            change.delta,
            factor.hot.priceIndex(),
            change.fillPrice - int256(factor.hot.price())
        );
        if (bond) portfolio.settlement -= page.keeperBond() * page.settlementScale();
        portfolio.quote += realised - fee.toInt();
        // The sweep to come: principal covers debt, so that the debt term counts only what is left (U-3).
        uint256 covered = portfolio.quote.shortfall().min(portfolio.settlement);
        portfolio.settlement -= covered;
        portfolio.quote += covered.toInt();
    }

    function _marginWithoutDebt(
        PoolState storage $,
        ParameterPage page,
        Portfolio memory portfolio
    ) private view returns (uint256) {
        MarginTerms memory terms = RiskLogic.marginTerms(page, portfolio, MarginKind.Maintenance);
        return RiskLogic.margin($, page, portfolio.id, terms, 0);
    }

    /// @dev Caps bind only the side that grows (P-1, P-5).
    function _exceedsOpenInterest(
        PoolState storage $,
        ParameterPage page,
        PositionChange memory change,
        int256 newSize
    ) private view returns (bool) {
        MarketId market = change.market;
        MarketState storage state = $.markets[market];
        uint256 side = newSize > 0 ? state.long.size : state.short.size;
        if ((change.size > 0) == (newSize > 0)) side -= change.size.abs();
        side += newSize.abs();
        return
            side > page.maxOpenInterest(market) ||
            side.mulDivUp(change.hot.price(), 1e18) > page.maxOpenInterestUsd(market);
    }

    /// @dev A position must be worth liquidating: margin of at least twice the dust limit (P-5).
    function _isTooSmall(ParameterPage page, Factor memory factor, int256 size) private pure returns (bool) {
        uint256 notional = PricingMath.notionalUp(size, factor.hot.price());
        return notional.mulDivDown(page.maintenanceFraction(factor.market), 1e18) < 2 * page.dust();
    }

    function _isReduction(int256 size, int256 newSize) private pure returns (bool) {
        return (newSize == 0 || (newSize > 0) == (size > 0)) && newSize.abs() < size.abs();
    }

    function _countPositions(Portfolio memory portfolio) private pure returns (uint256 count) {
        for (uint256 bits = portfolio.word.marketBits(); bits != 0; bits &= bits - 1) ++count;
    }
}
