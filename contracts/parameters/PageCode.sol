// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketId } from "../types/MarketId.sol";
import { AssetId } from "../types/AssetId.sol";
import { PAGE_ASSET_WORDS, PAGE_HEADER_WORDS, PAGE_MARKET_WORDS, ParameterPage } from "../types/ParameterPage.sol";

/// @notice The data contract behind a parameter page: from its code to words in memory, and back to a new contract.
library PageCode {
    error PageDeploymentFailed();

    function read(address location) internal view returns (uint256[] memory words) {
        bytes memory code = location.code; // STOP ‖ words
        words = new uint256[]((code.length - 1) / 32);
        // Equivalent to: words[i] = the 32 bytes of code from 1 + 32·i on, for every i
        assembly ("memory-safe") {
            mcopy(add(words, 0x20), add(code, 0x21), shl(5, mload(words)))
        }
    }

    /// @dev Init code that returns STOP ‖ words: PUSH2 size, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN.
    function deploy(uint256[] memory words) internal returns (address location) {
        bytes memory init = abi.encodePacked(
            hex"61",
            uint16(words.length * 32 + 1),
            hex"80600a5f395ff3",
            hex"00",
            words
        );
        // Equivalent to: location = address of a new contract with that init code
        assembly ("memory-safe") {
            location := create(0, add(init, 0x20), mload(init))
        }
        if (location == address(0)) revert PageDeploymentFailed();
    }

    /// @notice The same words, read through the page's accessors.
    function asPage(uint256[] memory words) internal pure returns (ParameterPage page) {
        // Equivalent to: page = address of words[0]
        assembly ("memory-safe") {
            page := add(words, 0x20)
        }
    }

    function copy(uint256[] memory words) internal pure returns (uint256[] memory) {
        return insert(words, words.length, new uint256[](0));
    }

    /// @notice A longer page with `more` before the word `index`.
    function insert(
        uint256[] memory words,
        uint256 index,
        uint256[] memory more
    ) internal pure returns (uint256[] memory longer) {
        longer = new uint256[](words.length + more.length);
        for (uint256 i; i < words.length; ++i) longer[i < index ? i : i + more.length] = words[i];
        put(longer, index, more);
    }

    /// @notice Writes `part` over the words from `index` on.
    function put(uint256[] memory words, uint256 index, uint256[] memory part) internal pure {
        for (uint256 i; i < part.length; ++i) words[index + i] = part[i];
    }

    /// @notice Whether two pages of one length differ in `count` words from `index` on.
    function differ(uint256[] memory a, uint256[] memory b, uint256 index, uint256 count) internal pure returns (bool) {
        for (uint256 i = index; i < index + count; ++i) if (a[i] != b[i]) return true;
        return false;
    }

    /// @notice Index of a market's first word; of the end of all markets for an id one above the last.
    function indexOf(MarketId market) internal pure returns (uint256) {
        return PAGE_HEADER_WORDS + uint256(MarketId.unwrap(market)) * PAGE_MARKET_WORDS;
    }

    /// @notice Index of an asset's first word on a page with so many markets.
    function indexOf(AssetId asset, uint256 marketCount) internal pure returns (uint256) {
        return PAGE_HEADER_WORDS + marketCount * PAGE_MARKET_WORDS + uint256(AssetId.unwrap(asset)) * PAGE_ASSET_WORDS;
    }
}
