// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { PositionLogic } from "../accounts/PositionLogic.sol";
import { SeizureLogic } from "../collateral/SeizureLogic.sol";
import { ILiquidation, LiquidationClass } from "../interfaces/ILiquidation.sol";
import { IOrders } from "../interfaces/IOrders.sol";
import { MarketLogic } from "../markets/MarketLogic.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LiquidationMath } from "../math/LiquidationMath.sol";
import { MarginMath } from "../math/MarginMath.sol";
import { PricingMath } from "../math/PricingMath.sol";
import { RiskLogic } from "../risk/RiskLogic.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord, FLAG_BONDED, FLAG_ORDER } from "../types/AccountWord.sol";
import { Books } from "../types/Books.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { PositionChange } from "../types/PositionChange.sol";
import { EquityTerms } from "../types/RiskTerms.sol";
import { JuniorProfitLogic } from "../waterfall/JuniorProfitLogic.sol";
import { WaterfallLogic } from "../waterfall/WaterfallLogic.sol";
import { LegSelection, Workout } from "./LegSelection.sol";

/// @notice One liquidation from judgement to record.
struct Execution {
    address executor;
    LiquidationClass class;
    int256 equity; // E before, USD WAD
    uint256 margin; // M before, USD WAD
    int256 realised; // what closing legs brought to the quote, USD WAD
    uint256 closedNotional; // Σ|Δq|·P, USD WAD
    uint256 fee; // φ of it, USD WAD
    bool bondOnly; // insolvent, dust, or no leg helped: the executor gets the escrowed bond and nothing else
}

/// @notice Liquidation by account (Q-4, Q-6, Q-7).
/// @dev The way of one liquidation: judge the account → close legs → settle with the account (order, bond, fee, sweep) →
/// seize collateral for debt that remains → write off what nothing covers → pay fees → record.
library LiquidationLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    uint256 internal constant MAX_BATCH = 200;

    /// @notice Liquidates one account or reverts with the reason.
    function liquidate(PoolState storage $, address executor, AccountId id) external {
        Books memory books = BooksLogic.open($);
        (bytes4 reason, int256 equity, uint256 margin) = _liquidate($, books, executor, id);
        if (reason == ILiquidation.NotLiquidatable.selector) revert ILiquidation.NotLiquidatable(id, equity, margin);
        if (reason == ILiquidation.RiskRaisedNow.selector) revert ILiquidation.RiskRaisedNow(id, block.timestamp);
        if (reason != 0) revert ILiquidation.NothingLiquidated(id);
        BooksLogic.close($, books);
    }

    /// @notice Liquidates the accounts of a batch in the given order; one that cannot be is skipped and recorded.
    /// @return count accounts liquidated
    function liquidateMany(
        PoolState storage $,
        address executor,
        AccountId[] calldata ids
    ) external returns (uint256 count) {
        if (ids.length > MAX_BATCH) revert ILiquidation.TooManyAccounts(ids.length, MAX_BATCH);
        Books memory books = BooksLogic.open($);
        for (uint256 i; i < ids.length; ++i) {
            (bytes4 reason, , ) = _liquidate($, books, executor, ids[i]);
            if (reason == 0) ++count;
            else emit ILiquidation.LiquidationSkipped(ids[i], reason);
        }
        BooksLogic.close($, books);
    }

    /// @notice What an account is at present prices.
    /// @param terms the sums of its equity side
    function judge(
        Books memory books,
        Portfolio memory portfolio,
        EquityTerms memory terms,
        uint256 rho
    ) internal pure returns (LiquidationClass class, int256 equity, uint256 margin) {
        (equity, margin) = RiskLogic.health(books, portfolio, terms, rho);
        bool exposed = portfolio.word.marketBits() != 0 || portfolio.quote < 0;
        if (!exposed || equity >= margin.toInt()) return (LiquidationClass.Healthy, equity, margin);
        if (equity < 0) return (LiquidationClass.Insolvent, equity, margin);
        return (margin < books.page.dust() ? LiquidationClass.Dust : LiquidationClass.Solvent, equity, margin);
    }

    function _liquidate(
        PoolState storage $,
        Books memory books,
        address executor,
        AccountId id
    ) private returns (bytes4 reason, int256 equity, uint256 margin) {
        Portfolio memory portfolio = RiskLogic.load($, books, id, 0);
        Execution memory execution;
        execution.executor = executor;
        EquityTerms memory terms = RiskLogic.equityTerms(books.page, portfolio);
        uint256 rho = JuniorProfitLogic.presentRho($, books, terms);
        (execution.class, execution.equity, execution.margin) = judge(books, portfolio, terms, rho);
        (equity, margin) = (execution.equity, execution.margin);
        if (execution.class == LiquidationClass.Healthy) {
            return (ILiquidation.NotLiquidatable.selector, equity, margin);
        }
        if (portfolio.word.raisedRiskAt() == uint16(block.timestamp)) {
            return (ILiquidation.RiskRaisedNow.selector, equity, margin);
        }
        if (!_canAct(portfolio)) return (ILiquidation.NothingLiquidated.selector, equity, margin);

        if (execution.class == LiquidationClass.Solvent) {
            _closeSlices($, books, portfolio, execution, terms, rho);
        } else {
            execution.bondOnly = true;
            _closeAll($, books, portfolio, execution);
        }
        _settle($, books, portfolio, execution);
    }

    /// @dev Something can be closed or seized at a valid price, or there is a debt that nothing stands behind.
    function _canAct(Portfolio memory portfolio) private pure returns (bool) {
        if (portfolio.word.marketBits() == 0 && portfolio.word.assetBits() == 0) return true;
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            if (factor.valid && (factor.size != 0 || (factor.amount != 0 && portfolio.quote < 0))) return true;
        }
        return false;
    }

    // ── closing legs ────────────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Closes every leg that has a valid price, in market order. A stale leg stays (Q-4).
    function _closeAll(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Execution memory execution
    ) private {
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            if (factor.size != 0 && factor.valid) {
                _trade($, books, portfolio, execution, factor, 0 - factor.size);
            }
        }
    }

    /// @dev Closes as little as brings health to the target (Q-6). If no leg helps, closes all for the bond alone.
    function _closeSlices(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Execution memory execution,
        EquityTerms memory terms,
        uint256 rho
    ) private {
        Workout memory workout = LegSelection.start(books.page, portfolio, terms, rho);
        int256 health = MarginMath.health(execution.equity, execution.margin);
        int256 target = books.page.targetHealth().toInt();
        // each round visits one leg: at most 12
        while (health < target) {
            (bool found, uint256 index) = LegSelection.bestLeg($, books, portfolio, workout);
            if (!found) break;
            workout.visited |= 1 << index;
            Factor memory factor = portfolio.factors[index];
            int256 delta;
            (delta, health) = LegSelection.chooseSlice($, books, portfolio, workout, factor, health);
            if (delta == 0) continue;
            LegSelection.advance(books.page, workout, factor, MarketLogic.skewOf($, books, factor.market), delta);
            _trade($, books, portfolio, execution, factor, delta);
        }
        if (execution.closedNotional == 0) {
            execution.bondOnly = true;
            _closeAll($, books, portfolio, execution);
        }
    }

    /// @dev Trades one leg at its fill price and moves portfolio and execution on.
    function _trade(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Execution memory execution,
        Factor memory factor,
        int256 delta
    ) private {
        int256 skew = MarketLogic.skewOf($, books, factor.market);
        PositionChange memory change = PositionLogic.propose(
            books.page,
            portfolio.id,
            factor,
            delta,
            factor.hot.price(),
            skew
        );
        PositionLogic.execute($, books, change);
        (factor.size, factor.cost) = (change.size, change.cost);
        // of at most 12 positions, each of which realises less than 2^200
        unchecked {
            execution.realised += change.realised;
            execution.closedNotional += PricingMath.notionalUp(delta, factor.hot.price());
        }
        if (change.size == 0) portfolio.word = portfolio.word.withoutMarketBit(factor.market.bit());
    }

    // ── settling with the account ───────────────────────────────────────────────────────────────────────────────────

    /// @dev In this order: 1 the order dies, 2 what the legs realised and the fee go to the quote, 3 the bond goes to the
    /// executor or back, 4 asset 0 covers debt, 5 collateral does, 6 what nothing covers is written off, 7 fees are paid.
    function _settle(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        Execution memory execution
    ) private {
        AccountId id = portfolio.id;
        AccountWord word = portfolio.word;
        if (word.hasFlag(FLAG_ORDER)) {
            word = LedgerLogic.unlock($, id, word, books.page.orderFee()).withoutFlag(FLAG_ORDER);
            emit IOrders.OrderVoided(id, $.orders[id].nonce());
        }
        word = LedgerLogic.addQuote($, books, id, word, execution.realised);
        if (!execution.bondOnly) {
            execution.fee = _fee($, books, portfolio, word, execution.closedNotional);
            word = LedgerLogic.addQuote($, books, id, word, execution.fee.negate());
        }
        bool bondPaid;
        if (word.marketBits() == 0 && word.hasFlag(FLAG_BONDED)) {
            bondPaid = execution.bondOnly;
            word = word.withoutFlag(FLAG_BONDED);
            if (bondPaid) LedgerLogic.payFromEscrow($, execution.executor, books.page.keeperBond());
            else word = LedgerLogic.unlock($, id, word, books.page.keeperBond());
        }
        word = LedgerLogic.sweep($, books, id, word);
        if (word.rawQuote() < 0) word = SeizureLogic.seize($, books, portfolio, word, 0);
        if (word.rawQuote() < 0 && word.marketBits() == 0 && word.assetBits() == 0) {
            word = WaterfallLogic.writeOff($, books, id, word);
        }
        (uint256 insured, uint256 earned) = _payFee($, books, execution);
        LedgerLogic.store($, id, word);
        emit ILiquidation.AccountLiquidated(
            id,
            execution.class,
            execution.executor,
            execution.equity,
            execution.margin,
            execution.closedNotional,
            insured,
            earned,
            bondPaid
        );
    }

    /// @dev The account owes the fee in full; insurance and executor get it from vault cash, as far as there is any, in
    /// whole units (Q-7).
    function _payFee(
        PoolState storage $,
        Books memory books,
        Execution memory execution
    ) private returns (uint256 insured, uint256 earned) {
        if (execution.fee == 0) return (0, 0);
        uint256 insuranceFee = execution.fee.mulDivDown(7, 10);
        insured = LedgerLogic.insureFromCash(books, insuranceFee);
        earned = LedgerLogic.takeCash(books, execution.fee - insuranceFee);
        LedgerLogic.owe($, execution.executor, earned);
    }

    /// @dev φ of what was closed, at most the equity that is left (Q-7).
    function _fee(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        AccountWord word,
        uint256 closedNotional
    ) private view returns (uint256) {
        portfolio.quote = LedgerLogic.quoteOf($, books, word);
        EquityTerms memory terms = RiskLogic.equityTerms(books.page, portfolio);
        int256 equity = RiskLogic.equity(terms, JuniorProfitLogic.presentRho($, books, terms));
        return LiquidationMath.fee(closedNotional, books.page.liquidationFee(), equity);
    }
}
