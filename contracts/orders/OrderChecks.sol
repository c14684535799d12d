// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { CancelReason } from "../interfaces/IOrders.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { InitialMarginLogic } from "../risk/InitialMarginLogic.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { FLAG_BONDED } from "../types/AccountWord.sol";
import { Books, MarketBook } from "../types/Books.sol";
import { MarketId } from "../types/MarketId.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { PositionChange } from "../types/PositionChange.sol";
import { EquityTerms } from "../types/RiskTerms.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";

/// @notice Whether a proposed fill may happen. Nothing is stored here (P-4, P-5, M-5).
library OrderChecks {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    uint256 internal constant MAX_POSITIONS = 12;

    /// @notice Judges a fill at present prices of all the account's factors.
    /// @dev On success the portfolio is left as it would be after the fill.
    /// @param factor the portfolio's, of the order's market
    /// @return ok the fill may happen
    /// @return reason why not
    /// @return raisesRisk the fill is not a pure reduction
    function check(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Factor memory factor,
        PositionChange memory change,
        uint256 limitPrice,
        uint256 fee
    ) internal view returns (bool ok, CancelReason reason, bool raisesRisk) {
        ParameterPage page = books.page;
        if (!factor.valid) return (false, CancelReason.StalePrice, false);
        bool worse = change.delta > 0 ? change.fillPrice > limitPrice.toInt() : change.fillPrice < limitPrice.toInt();
        if (worse) return (false, CancelReason.LimitPrice, false);

        int256 newSize = change.size + change.delta;
        raisesRisk = !_isReduction(change.size, newSize);
        if (raisesRisk && _exceedsOpenInterest($, books, change, newSize)) {
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
            uint256 owed = portfolio.quote.shortfall();
            _fill(books, portfolio, factor, change, fee, needsBond);
            if (!_hasInitialMargin($, books, portfolio)) return (false, CancelReason.InitialMargin, true);
            if (LedgerLogic.exceedsDebtCap(books, owed, portfolio.quote.shortfall())) {
                return (false, CancelReason.DebtCap, true);
            }
        } else if (_worsens($, books, portfolio, factor, change, fee) && !_hasInitialMargin($, books, portfolio)) {
            return (false, CancelReason.ReductionWorsens, false);
        }
        return (true, CancelReason.LimitPrice, raisesRisk);
    }

    /// @dev What a risk-raising order needs, and enough for a reduction too: whoever could open the position that is left
    /// may come to it by closing one side of a hedge (M-5). The open interest is that before the fill (P-5).
    function _hasInitialMargin(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio
    ) private view returns (bool ok) {
        (ok, , ) = InitialMarginLogic.check($, books, portfolio);
    }

    /// @dev A reduction needs E ≥ 0 after it, and health, or margin without its debt term, not worse (M-5). Leaves the
    /// portfolio as it would be after the fill.
    function _worsens(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Factor memory factor,
        PositionChange memory change,
        uint256 fee
    ) private view returns (bool) {
        EquityTerms memory terms = RiskLogic.equityTerms(books.page, portfolio);
        uint256 rho = JuniorProfitLogic.presentRho($, books, terms);
        (int256 equityBefore, uint256 marginBefore) = RiskLogic.health(books, portfolio, terms, rho);
        uint256 riskBefore = marginBefore - _debtTerm(books, portfolio);
        _fill(books, portfolio, factor, change, fee, false);
        terms = RiskLogic.equityTerms(books.page, portfolio);
        (int256 equityAfter, uint256 marginAfter) = RiskLogic.health(books, portfolio, terms, rho);
        if (equityAfter < 0) return true;
        if (marginAfter - _debtTerm(books, portfolio) <= riskBefore) return false;
        // E'/M' < E/M, multiplied out
        return equityAfter * marginBefore.toInt() < equityBefore * marginAfter.toInt();
    }

    /// @dev Moves the portfolio to where the fill would leave it.
    function _fill(
        Books memory books,
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
        if (bond) portfolio.settlement -= books.page.keeperBond() * books.scale;
        portfolio.quote += realised - fee.toInt();
        // The sweep to come: principal covers debt, so that the debt term counts only what is left (U-3).
        uint256 covered = portfolio.quote.shortfall().min(portfolio.settlement);
        portfolio.settlement -= covered;
        portfolio.quote += covered.toInt();
    }

    /// @dev What debt adds to the margin of an account with a position, which is all that stands apart from the rest (M-2).
    function _debtTerm(Books memory books, Portfolio memory portfolio) private pure returns (uint256) {
        return RiskLogic.debtMargin(books.page, portfolio.quote.shortfall());
    }

    /// @dev Caps bind only the side that grows (P-1, P-5).
    function _exceedsOpenInterest(
        PoolState storage $,
        Books memory books,
        PositionChange memory change,
        int256 newSize
    ) private view returns (bool) {
        MarketId market = change.market;
        MarketLogic.lookAtSides($, books, market);
        MarketBook memory book = books.markets[MarketId.unwrap(market)];
        uint256 side = newSize > 0 ? book.longSize : book.shortSize;
        if ((change.size > 0) == (newSize > 0)) side -= change.size.abs();
        side += newSize.abs();
        return
            side > books.page.maxOpenInterest(market) ||
            side.mulDivUp(book.hot.price(), 1e18) > books.page.maxOpenInterestUsd(market);
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
