// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Packed numbers on their way along a line, step by step (M-6).
/// @dev A field says where in a list of words a number stands and which way may raise a margin:
///   direction u8 · width u8 · shift u8 · index of the word above, from the least significant bit.
/// The line needs no memory of where it began: with `left` steps to go, a step covers 1/left of what is left. Steps so taken
/// differ by at most one unit, none is more than ⌈change/steps⌉, and the last ends exactly at the target.
library RampMath {
    uint256 internal constant UP = 1; // a larger number may raise a margin
    uint256 internal constant DOWN = 2; // a smaller one may

    function field(uint256 index, uint256 shift, uint256 width, uint256 direction) internal pure returns (uint256) {
        return direction | (width << 8) | (shift << 16) | (index << 24);
    }

    /// @notice Whether any of the fields moves in a direction that may raise a margin.
    function raises(
        uint256[] memory present,
        uint256[] memory target,
        uint256[] memory fields
    ) internal pure returns (bool) {
        for (uint256 i; i < fields.length; ++i) {
            uint256 from = get(present, fields[i]);
            uint256 to = get(target, fields[i]);
            if (to > from && fields[i] & UP != 0) return true;
            if (to < from && fields[i] & DOWN != 0) return true;
        }
        return false;
    }

    /// @notice The words one step nearer to the target: fields go along the line, everything else is the target's already.
    /// @param left steps to go, this one included; with 1 the result is the target
    function step(
        uint256[] memory present,
        uint256[] memory target,
        uint256[] memory fields,
        uint256 left
    ) internal pure returns (uint256[] memory next) {
        next = new uint256[](target.length);
        for (uint256 i; i < target.length; ++i) next[i] = target[i];
        for (uint256 i; i < fields.length; ++i) {
            set(next, fields[i], toward(get(present, fields[i]), get(target, fields[i]), left));
        }
    }

    /// @notice from + (to − from)/left, rounded toward `from`: never beyond the line.
    function toward(uint256 from, uint256 to, uint256 left) internal pure returns (uint256) {
        return to > from ? from + (to - from) / left : from - (from - to) / left;
    }

    function get(uint256[] memory words, uint256 field_) internal pure returns (uint256) {
        return (words[field_ >> 24] >> ((field_ >> 16) & 0xff)) & _mask(field_);
    }

    function set(uint256[] memory words, uint256 field_, uint256 value) internal pure {
        uint256 shift = (field_ >> 16) & 0xff;
        words[field_ >> 24] = (words[field_ >> 24] & ~(_mask(field_) << shift)) | (value << shift);
    }

    /// @dev Widths are below 256.
    function _mask(uint256 field_) private pure returns (uint256) {
        return (uint256(1) << ((field_ >> 8) & 0xff)) - 1;
    }
}
