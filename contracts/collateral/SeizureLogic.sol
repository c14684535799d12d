// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { CollateralMath } from "../math/CollateralMath.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { LiquidationMath } from "../math/LiquidationMath.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { ParameterPage } from "../types/ParameterPage.sol";
import { Factor, Portfolio } from "../types/Portfolio.sol";
import { InventoryLogic } from "./InventoryLogic.sol";

/// @notice Collateral for debt: lowest haircut first, ties by asset id (Q-6), credited at P·(1 − hc) (Q-8).
library SeizureLogic {
    using FixedPointMath for int256;
    using FixedPointMath for uint256;

    /// @notice Seizes collateral that has a valid price until no more than `allowed` of the debt is left, USD WAD.
    /// @dev A seizure may lower health: credited after haircut, it costs the account hc of what is taken (Q-6).
    function seize(
        PoolState storage $,
        Books memory books,
        Portfolio memory portfolio,
        AccountWord word,
        uint256 allowed
    ) internal returns (AccountWord) {
        // each round takes one asset: at most 8
        while (true) {
            uint256 debt = LedgerLogic.quoteOf($, books, word).shortfall();
            if (debt <= allowed || word.assetBits() == 0) return word;
            (bool found, uint256 index) = _next(books.page, portfolio);
            if (!found) return word;
            Factor memory factor = portfolio.factors[index];
            (uint256 amount, uint256 credit) = _cover(books.page, factor, debt - allowed);
            word = LedgerLogic.debit($, portfolio.id, word, factor.asset, amount);
            InventoryLogic.take($, books, portfolio.id, factor.asset, amount, credit);
            word = LedgerLogic.addQuote($, books, portfolio.id, word, credit.toInt());
            factor.amount = 0; // taken or enough: either way not looked at again
        }
        return word;
    }

    /// @dev The asset with the lowest haircut, then the lowest id, that is held and has a valid price.
    function _next(ParameterPage page, Portfolio memory portfolio) private pure returns (bool found, uint256 index) {
        uint256 best;
        Factor[] memory factors = portfolio.factors;
        for (uint256 i; i < factors.length; ++i) {
            Factor memory factor = factors[i];
            if (factor.amount == 0 || !factor.valid) continue;
            uint256 rank = (page.haircut(factor.asset) << 8) | AssetId.unwrap(factor.asset);
            if (found && rank >= best) continue;
            (found, index, best) = (true, i, rank);
        }
    }

    function _cover(
        ParameterPage page,
        Factor memory factor,
        uint256 debt
    ) private pure returns (uint256 amount, uint256 credit) {
        uint256 haircut = page.haircut(factor.asset);
        credit = LiquidationMath.seizureCredit(factor.collateral, haircut);
        amount = LiquidationMath.seizureAmount(factor.amount, credit, debt);
        if (amount == factor.amount) return (amount, credit);
        uint256 value = CollateralMath.value(
            amount,
            factor.hot.price(),
            page.assetDecimals(factor.asset),
            page.unitExponent(factor.market)
        );
        credit = LiquidationMath.seizureCredit(value, haircut);
    }
}
