// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId, toAccountId } from "../../../contracts/types/AccountId.sol";
import { AccountWord, QuoteOutOfRange, SettlementOutOfRange } from "../../../contracts/types/AccountWord.sol";
import { MarketId } from "../../../contracts/types/MarketId.sol";
import { MarketWord, toMarketWord } from "../../../contracts/types/MarketWord.sol";
import { OrderWord, toOrderWord } from "../../../contracts/types/OrderWord.sol";
import { Test, VM } from "../../support/Test.sol";

contract WordCalls {
    function withSettlement(uint256 word, uint256 value) external pure returns (AccountWord) {
        return AccountWord.wrap(word).withSettlement(value);
    }

    function withRawQuote(uint256 word, int256 value) external pure returns (AccountWord) {
        return AccountWord.wrap(word).withRawQuote(value);
    }
}

/// @notice Packed words: what is written is read, and nothing beside it changes.
contract WordsTest is Test {
    WordCalls internal _calls = new WordCalls();

    /// @dev Bits of `word` outside [from, from + width) are those of `before`.
    function _sameBut(uint256 word, uint256 before, uint256 from, uint256 width, string memory what) private pure {
        uint256 field = ((uint256(1) << width) - 1) << from;
        assertEq(word & ~field, before & ~field, what);
    }

    // ── AccountWord ─────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_AccountWord_settlement_and_quote(uint256 raw, uint80 settlement, int96 quote) external pure {
        AccountWord w = AccountWord.wrap(raw).withSettlement(settlement);
        assertEq(w.settlement(), settlement, "settlement");
        _sameBut(AccountWord.unwrap(w), raw, 0, 80, "settlement leaves the rest alone");
        w = AccountWord.wrap(raw).withRawQuote(quote);
        assertEq(w.rawQuote(), quote, "quote keeps its sign");
        _sameBut(AccountWord.unwrap(w), raw, 80, 96, "quote leaves the rest alone");
    }

    function testFuzz_AccountWord_bits_flags_and_time(uint256 raw, uint8 id, uint256 time) external pure {
        (uint256 market, uint256 asset, uint256 flag) = (1 << (id % 32), 1 << (id % 16), 1 << (id % 8));
        AccountWord w = AccountWord.wrap(raw);
        assertTrue(w.withMarketBit(market).marketBits() == w.marketBits() | market, "market bit set");
        assertTrue(w.withoutMarketBit(market).marketBits() == w.marketBits() & ~market, "market bit cleared");
        _sameBut(AccountWord.unwrap(w.withMarketBit(market)), raw, 176, 32, "set market bit");
        _sameBut(AccountWord.unwrap(w.withoutMarketBit(market)), raw, 176, 32, "clear market bit");
        assertTrue(w.withAssetBit(asset).assetBits() == w.assetBits() | asset, "asset bit set");
        assertTrue(w.withoutAssetBit(asset).assetBits() == w.assetBits() & ~asset, "asset bit cleared");
        _sameBut(AccountWord.unwrap(w.withAssetBit(asset)), raw, 208, 16, "set asset bit");
        _sameBut(AccountWord.unwrap(w.withoutAssetBit(asset)), raw, 208, 16, "clear asset bit");
        assertTrue(w.withFlag(flag).hasFlag(flag) && !w.withoutFlag(flag).hasFlag(flag), "flag");
        _sameBut(AccountWord.unwrap(w.withFlag(flag)), raw, 224 + (id % 8), 1, "set flag");
        _sameBut(AccountWord.unwrap(w.withoutFlag(flag)), raw, 224 + (id % 8), 1, "clear flag");
        assertEq(uint256(w.withRaisedRiskAt(time).raisedRiskAt()), time % 65_536, "raised risk at");
        _sameBut(AccountWord.unwrap(w.withRaisedRiskAt(time)), raw, 232, 16, "raised risk at");
    }

    function testFuzz_AccountWord_refuses_what_does_not_fit(uint256 raw, uint256 settlement, int256 quote) external {
        uint256 s = bound(settlement, uint256(type(uint80).max) + 1, type(uint256).max);
        VM.expectRevert(abi.encodeWithSelector(SettlementOutOfRange.selector, s, type(uint80).max));
        _calls.withSettlement(raw, s);
        VM.assume(quote != int96(quote));
        VM.expectRevert(abi.encodeWithSelector(QuoteOutOfRange.selector, quote));
        _calls.withRawQuote(raw, quote);
    }

    // ── MarketWord ──────────────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_MarketWord_reads_what_was_written(
        uint80 price,
        int256 funding,
        int256 rate,
        int16 drawn,
        uint32 syncedAt,
        uint32 ageAndSpent
    ) external pure {
        (uint256 age, uint256 spent) = (ageAndSpent % 4_096, (ageAndSpent >> 16) % 1_024);
        int256 raw = bound(funding, -(2 ** 79), 2 ** 79 - 1);
        int256 f = raw - (((raw % 128) + 128) % 128); // the multiple of 128 at or below
        int256 r = bound(rate, -(2 ** 35), 2 ** 35 - 1);
        int256 fraction = int256(drawn) % 4_096;
        MarketWord w = toMarketWord(price, raw, r, fraction, syncedAt, age, spent);
        assertEq(w.price(), price, "price");
        assertEq(w.fundingIndex(), f, "funding index, 73 bits, signed, toward minus infinity");
        assertEq(w.rate(), r, "rate, 36 bits, signed");
        assertEq(w.skewFraction(), fraction, "skew fraction");
        assertEq(w.syncedAt(), syncedAt, "synced at");
        assertEq(w.priceAge(), age, "age");
        assertEq(w.moveSpent(), spent, "move spent");
        assertEq(w.priceIndex(), int256(uint256(price)) - f, "A = P - F");
    }

    function testFuzz_MarketWord_a_new_skew_leaves_the_rest_alone(uint256 raw, int16 drawn) external pure {
        int256 fraction = int256(drawn) % 4_096;
        MarketWord w = MarketWord.wrap(raw).withSkewFraction(fraction);
        assertEq(w.skewFraction(), fraction, "skew fraction");
        _sameBut(MarketWord.unwrap(w), raw, 189, 13, "the rest");
    }

    // ── OrderWord, AccountId ────────────────────────────────────────────────────────────────────────────────────────

    function testFuzz_OrderWord_reads_what_was_written(
        uint8 market,
        int112 size,
        uint80 limit,
        uint32 committedAt,
        uint24 nonce
    ) external pure {
        OrderWord w = toOrderWord(MarketId.wrap(market), size, limit, committedAt, nonce);
        assertEq(w.size(), size, "size");
        assertEq(w.limitPrice(), limit, "limit");
        assertEq(w.committedAt(), committedAt, "committed at");
        assertEq(w.nonce(), nonce, "nonce");
        assertEq(uint256(MarketId.unwrap(w.market())), market, "market");
    }

    function testFuzz_A1_an_account_id_is_owner_mode_and_market(address owner, uint32 sub) external pure {
        AccountId id = toAccountId(owner, sub);
        assertTrue(id.owner() == owner && id.subAccount() == sub, "owner and sub-account");
        assertTrue(id.isIsolated() == (sub >= 2 ** 31), "bit 31 is the mode");
        assertEq(uint256(id.isolatedMarket()), (sub >> 16) & 0xff, "bits 16 to 23 are the market");
    }
}
