// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RampMath } from "../../../contracts/math/RampMath.sol";
import { MarginTerms } from "../../../contracts/types/RiskTerms.sol";
import { AccountId } from "../../../contracts/types/AccountId.sol";
import { AssetParameters, MarketParameters, PoolParameters } from "../../../contracts/types/ListingParameters.sol";
import { AssetId } from "../../../contracts/types/AssetId.sol";
import { Books } from "../../../contracts/types/Books.sol";
import { MarketId } from "../../../contracts/types/MarketId.sol";
import { MarketWord } from "../../../contracts/types/MarketWord.sol";
import { Factor, Portfolio } from "../../../contracts/types/Portfolio.sol";
import { PageCode } from "../../../contracts/parameters/PageCode.sol";
import { PagePacking } from "../../../contracts/parameters/PagePacking.sol";
import { RampFields } from "../../../contracts/parameters/RampFields.sol";
import { MarginKind } from "../../../contracts/risk/FactorRisk.sol";
import { InitialMarginLogic } from "../../../contracts/risk/InitialMarginLogic.sol";
import { RiskLogic } from "../../../contracts/risk/RiskLogic.sol";
import { Test } from "../../support/Test.sol";

/// @notice M-6: what a ramp does to the margin of random accounts, with the pool's own margin on its own pages.
/// @dev Four markets of which the first prices an asset. Accounts have any position in each and any amount of the asset.
contract RampedMarginTest is Test {
    uint256 internal constant MARKETS = 4;
    uint256 internal constant STEPS = 6;
    /// @dev A margin moves by at most (1 + σ/2)/√0.02 < 43 times what a factor does; each is rounded up by a few wei.
    uint256 internal constant STEEPEST = 43;
    uint256 internal constant ROUNDING = 12 * STEEPEST;

    // ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_M6_a_pool_change_that_raises_margins_raises_them_step_by_step(uint256 seed) external pure {
        PoolParameters memory p = _pool(seed);
        uint256[] memory present = _page(p, seed);
        p.kappaPpm = uint24(_draw(seed, "kappa+", p.kappaPpm, 1e6));
        p.lambdaSlopePpm = uint24(_draw(seed, "sigma+", p.lambdaSlopePpm, 10e6));
        p.debtHaircutPpm = uint24(_draw(seed, "hc_d+", p.debtHaircutPpm, 1e6));
        for (uint256 i; i < 36; ++i) p.correlationPct[i] = uint8(_draw(seed, i, 0, p.correlationPct[i]));
        uint256[] memory target = _page(p, seed);
        uint256 debt = _draw(seed, "debt", 0, 1e24);
        uint256 lambda = _draw(seed, "lambda", 0, 0.5e18);
        uint256 before = _margin(present, seed, lambda, debt);
        for (uint256 left = STEPS; left > 0; --left) {
            present = RampMath.step(present, target, RampFields.list(PageCode.asPage(present)), left);
            uint256 now_ = _margin(present, seed, lambda, debt);
            assertLe(before, now_, "a step never lowers it");
            before = now_;
        }
        assertEq(before, _margin(target, seed, lambda, debt), "the last step is the target");
    }

    function testFuzz_M6_on_the_ramp_of_a_weight_no_margin_exceeds_both_ends(uint256 seed) external pure {
        uint256[] memory present = _page(_pool(seed), seed);
        uint256[] memory target = PageCode.copy(present);
        MarketId market = MarketId.wrap(uint8(_draw(seed, "market", 0, MARKETS - 1)));
        MarketParameters memory p = _market(seed, MarketId.unwrap(market));
        (uint24 base, uint24 slope) = (p.maintenancePpm, p.sizeSlopePpm);
        (p.maintenancePpm, p.sizeSlopePpm) = _weights(seed, "target");
        bool oneWay = (p.maintenancePpm >= base) == (p.sizeSlopePpm >= slope);
        uint256 priced = MarketId.unwrap(market) == 0 ? 1 : 0;
        PageCode.put(target, PageCode.indexOf(market), PagePacking.pack(p, 8, 0, priced));
        uint256 tolerance = oneWay ? ROUNDING : _rounding(seed, MarketId.unwrap(market));
        _staysBelowBothEnds(present, target, seed, tolerance);
    }

    function testFuzz_M6_on_the_ramp_of_a_haircut_no_margin_exceeds_both_ends(uint256 seed) external pure {
        uint256[] memory present = _page(_pool(seed), seed);
        uint256[] memory target = PageCode.copy(present);
        AssetParameters memory p = _asset(seed);
        p.haircutPpm = uint24(_draw(seed, "hc target", 0.02e6, 1e6 - 1));
        PageCode.put(target, PageCode.indexOf(AssetId.wrap(1), MARKETS), PagePacking.pack(p, 18));
        _staysBelowBothEnds(present, target, seed, ROUNDING);
    }

    /// @dev The initial margin likewise, whose haircut grows with the amount (C-1).
    function testFuzz_M6_on_the_ramp_of_a_concentration_no_initial_margin_exceeds_both_ends(
        uint256 seed
    ) external pure {
        uint256[] memory present = _page(_pool(seed), seed);
        uint256[] memory target = PageCode.copy(present);
        AssetParameters memory p = _asset(seed);
        p.concentrationPpm = uint24(_draw(seed, "concentration target", 0, 1e6));
        PageCode.put(target, PageCode.indexOf(AssetId.wrap(1), MARKETS), PagePacking.pack(p, 18));
        uint256 most = _initialMargin(present, seed);
        if (most < _initialMargin(target, seed)) most = _initialMargin(target, seed);
        for (uint256 left = STEPS; left > 0; --left) {
            present = RampMath.step(present, target, RampFields.list(PageCode.asPage(present)), left);
            assertLe(_initialMargin(present, seed), most + ROUNDING, "within both ends");
        }
    }

    /// @dev Long 37 of margin in one market, short 100 in another, ρ = 0.9, κ = 0.5. At half the weight the hedge is 18.5:
    /// before  √(37² + 100² − 2·0.9·37·100)     = √4,709    = 68.62 > κ·137 = 68.5
    /// after   √(18.5² + 100² − 2·0.9·18.5·100) = √7,012.25 = 83.74
    function test_M6_a_lower_weight_can_raise_a_margin_so_it_ramps_too() external pure {
        MarginTerms memory terms;
        (terms.gross, terms.longSum, terms.shortSum) = (137e18, 37e18, 100e18);
        (terms.longs[0], terms.shorts[1]) = (37e18, 100e18);
        PoolParameters memory pool;
        (pool.kappaPpm, pool.correlationPct[1]) = (0.5e6, 90);
        Books memory books;
        books.page = PageCode.asPage(_page(pool, 1));
        uint256 before = RiskLogic.margin(books, AccountId.wrap(0), terms, 0);
        (terms.gross, terms.longSum, terms.longs[0]) = (118.5e18, 18.5e18, 18.5e18);
        uint256 afterwards = RiskLogic.margin(books, AccountId.wrap(0), terms, 0);
        assertEq(before / 1e16, 68_62, "root of 4,709");
        assertEq(afterwards / 1e16, 83_73, "root of 7,012.25");

        uint256[] memory present = _page(_pool(1), 1);
        uint256[] memory target = PageCode.copy(present);
        MarketParameters memory p = _market(1, 2);
        p.maintenancePpm -= 1;
        PageCode.put(target, PageCode.indexOf(MarketId.wrap(2)), PagePacking.pack(p, 8, 0, 0));
        assertTrue(RampMath.raises(present, target, RampFields.list(PageCode.asPage(present))), "so it ramps");
    }

    /// @dev A lower allowance takes equity away, a higher one takes initial equity away (Q-4).
    function test_M6_the_allowance_of_a_stale_price_ramps_both_ways() external pure {
        for (uint256 i; i < 2; ++i) {
            uint256[] memory present = _page(_pool(7), 7);
            uint256[] memory target = PageCode.copy(present);
            MarketParameters memory p = _market(7, 1);
            p.staleShockPpm = i == 0 ? p.staleShockPpm + 1 : p.staleShockPpm - 1;
            PageCode.put(target, PageCode.indexOf(MarketId.wrap(1)), PagePacking.pack(p, 8, 0, 0));
            assertTrue(RampMath.raises(present, target, RampFields.list(PageCode.asPage(present))), "it ramps");
        }
    }

    /// @dev Not of ramps, but of the same random accounts: what an order checks first is never less than what it must reach.
    function testFuzz_M5_the_bound_of_the_initial_requirement_bounds_it(uint256 seed, bool isolated) external pure {
        PoolParameters memory pool = _pool(seed);
        pool.initialRatioPpm = uint24(_draw(seed, "ratio", 1e6, 2e6));
        uint256[] memory words = _page(pool, seed);
        for (uint256 m; m < MARKETS; ++m) {
            MarketParameters memory p = _market(seed, m);
            p.initialPpm = uint24(_draw(seed, m + 500, p.maintenancePpm, 1e6));
            p.openInterestSlopePpm = uint24(_draw(seed, m + 600, 0, 1e6));
            p.maxOpenInterest = 100_000e18;
            uint256[] memory packed = PagePacking.pack(p, 8, 0, m == 0 ? 1 : 0);
            PageCode.put(words, PageCode.indexOf(MarketId.wrap(uint8(m))), packed);
        }
        Books memory books;
        (books.page, books.lambda) = (PageCode.asPage(words), _draw(seed, "lambda", 0, 0.5e18));
        Portfolio memory portfolio = _portfolio(seed);
        portfolio.id = AccountId.wrap(isolated ? 1 << 31 : 0);
        portfolio.quote = 0 - int256(_draw(seed, "debt", 0, 1e24));
        for (uint256 m; m < MARKETS; ++m) {
            portfolio.factors[m].openInterest = _draw(seed, m + 700, 0, 120_000e18);
            portfolio.factors[m].valid = true;
        }
        (, uint256 atMost) = InitialMarginLogic.bound(books, portfolio);
        assertLe(_requirement(books, portfolio), atMost, "max(M_init, ratio * M)");
    }

    function _requirement(Books memory books, Portfolio memory portfolio) private pure returns (uint256) {
        uint256 debt = uint256(0 - portfolio.quote);
        MarginTerms memory terms = RiskLogic.marginTerms(books.page, portfolio, MarginKind.Initial);
        uint256 initial = RiskLogic.margin(books, portfolio.id, terms, debt);
        terms = RiskLogic.marginTerms(books.page, portfolio, MarginKind.Maintenance);
        uint256 maintenance = RiskLogic.margin(books, portfolio.id, terms, debt);
        uint256 scaled = (maintenance * books.page.initialRatio()) / 1e18;
        return initial > scaled ? initial : scaled;
    }

    function _staysBelowBothEnds(
        uint256[] memory present,
        uint256[] memory target,
        uint256 seed,
        uint256 tolerance
    ) private pure {
        (uint256 lambda, uint256 debt) = (_draw(seed, "lambda", 0, 0.5e18), _draw(seed, "debt", 0, 1e24));
        uint256 most = _margin(present, seed, lambda, debt);
        uint256 last = _margin(target, seed, lambda, debt);
        if (most < last) most = last;
        for (uint256 left = STEPS; left > 0; --left) {
            present = RampMath.step(present, target, RampFields.list(PageCode.asPage(present)), left);
            assertLe(_margin(present, seed, lambda, debt), most + tolerance, "within both ends");
        }
    }

    // ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function _page(PoolParameters memory pool, uint256 seed) private pure returns (uint256[] memory words) {
        words = PagePacking.pack(pool, MARKETS | (2 << 8) | (6 << 16));
        for (uint256 m; m < MARKETS; ++m) {
            words = PageCode.insert(words, words.length, PagePacking.pack(_market(seed, m), 8, 0, m == 0 ? 1 : 0));
        }
        AssetParameters memory settlement;
        words = PageCode.insert(words, words.length, PagePacking.pack(settlement, 6));
        words = PageCode.insert(words, words.length, PagePacking.pack(_asset(seed), 18));
    }

    function _pool(uint256 seed) private pure returns (PoolParameters memory p) {
        p.kappaPpm = uint24(_draw(seed, "kappa", 1, 1e6));
        p.lambdaSlopePpm = uint24(_draw(seed, "sigma", 0, 10e6));
        p.debtHaircutPpm = uint24(_draw(seed, "hc_d", 1, 1e6));
        for (uint256 i; i < 36; ++i) p.correlationPct[i] = uint8(_draw(seed, i + 100, 0, 99));
    }

    function _market(uint256 seed, uint256 m) private pure returns (MarketParameters memory p) {
        p.correlationClass = uint8(_draw(seed, m + 200, 0, 7));
        p.skewScale = 1_000_000e18;
        p.initialPpm = 1e6;
        p.staleShockPpm = 0.1e6;
        (p.maintenancePpm, p.sizeSlopePpm) = _weights(seed, bytes32(m));
    }

    function _weights(uint256 seed, bytes32 what) private pure returns (uint24 base, uint24 slope) {
        base = uint24(_draw(seed, keccak256(abi.encode(what, "m0")), 1, 1e6));
        slope = uint24(_draw(seed, keccak256(abi.encode(what, "m1")), 0, 10e6));
    }

    function _asset(uint256 seed) private pure returns (AssetParameters memory p) {
        p.haircutPpm = uint24(_draw(seed, "hc", 0.02e6, 1e6 - 1));
        p.concentrationPpm = uint24(_draw(seed, "concentration", 0, 1e6));
        p.accountCap = 1_000_000e18;
    }

    // ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Each side, or none, in every market, of up to 100,000 units of 1 USD; up to 200,000 of the asset.
    function _portfolio(uint256 seed) private pure returns (Portfolio memory portfolio) {
        portfolio.factors = new Factor[](MARKETS);
        for (uint256 m; m < MARKETS; ++m) {
            Factor memory factor;
            factor.market = MarketId.wrap(uint8(m));
            factor.hot = MarketWord.wrap(1e18); // a price of 1 USD, of age zero
            int256 size = int256(_draw(seed, m + 300, 0, 100_000e18));
            uint256 side = _draw(seed, m + 400, 0, 2);
            factor.size =
                side == 0
                    ? int256(0)
                    : side == 1
                        ? size
                        : 0 - size;
            portfolio.factors[m] = factor;
        }
        Factor memory priced = portfolio.factors[0];
        priced.asset = AssetId.wrap(1);
        priced.amount = _draw(seed, "amount", 0, 200_000e18);
        priced.collateral = priced.amount;
    }

    function _margin(
        uint256[] memory words,
        uint256 seed,
        uint256 lambda,
        uint256 debt
    ) private pure returns (uint256) {
        Books memory books;
        (books.page, books.lambda) = (PageCode.asPage(words), lambda);
        MarginTerms memory terms = RiskLogic.marginTerms(books.page, _portfolio(seed), MarginKind.Maintenance);
        return RiskLogic.margin(books, AccountId.wrap(0), terms, debt);
    }

    function _initialMargin(uint256[] memory words, uint256 seed) private pure returns (uint256) {
        Books memory books;
        books.page = PageCode.asPage(words);
        MarginTerms memory terms = RiskLogic.marginTerms(books.page, _portfolio(seed), MarginKind.Initial);
        return RiskLogic.margin(books, AccountId.wrap(0), terms, 0);
    }

    /// @dev Where m0 and m1 go opposite ways a weight is a difference of two numbers that are each rounded to one ppm, so it
    /// may leave the interval between its ends by less than two.
    function _rounding(uint256 seed, uint256 market) private pure returns (uint256) {
        int256 size = _portfolio(seed).factors[market].size;
        return (uint256(size < 0 ? 0 - size : size) * 2 * STEEPEST) / 1e6 + ROUNDING;
    }

    function _draw(uint256 seed, bytes32 what, uint256 low, uint256 high) private pure returns (uint256) {
        return low + (uint256(keccak256(abi.encode(seed, what))) % (high - low + 1));
    }

    function _draw(uint256 seed, uint256 what, uint256 low, uint256 high) private pure returns (uint256) {
        return _draw(seed, bytes32(what), low, high);
    }
}
