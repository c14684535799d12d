// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Identity of a margin account: owner (160 bits) ‖ sub-account (32 bits). Nobody has to register it.
/// @dev sub-account: bit 31 = isolated · bits 16–23 = the one market of an isolated account · all other bits are free.
/// Mode and market are part of the id, so that no first deposit by a stranger can choose them (A-1, A-2).
type AccountId is uint192;

using { owner, subAccount, isIsolated, isolatedMarket, equals as == } for AccountId global;

function toAccountId(address owner_, uint32 sub) pure returns (AccountId) {
    return AccountId.wrap((uint192(uint160(owner_)) << 32) | sub);
}

function owner(AccountId id) pure returns (address) {
    return address(uint160(AccountId.unwrap(id) >> 32));
}

function subAccount(AccountId id) pure returns (uint32) {
    return uint32(AccountId.unwrap(id));
}

function isIsolated(AccountId id) pure returns (bool) {
    return (AccountId.unwrap(id) >> 31) & 1 == 1;
}

/// @notice Market of an isolated account; meaningless for a cross account.
function isolatedMarket(AccountId id) pure returns (uint8) {
    return uint8(AccountId.unwrap(id) >> 16);
}

function equals(AccountId a, AccountId b) pure returns (bool) {
    return AccountId.unwrap(a) == AccountId.unwrap(b);
}
