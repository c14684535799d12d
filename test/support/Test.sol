// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheatcodes that these tests use.
interface IVm {
    function warp(uint256 timestamp) external;

    function prank(address sender) external;

    function assume(bool condition) external pure;

    function expectRevert(bytes4 selector) external;

    function expectRevert(bytes calldata data) external;

    function expectRevert() external;
}

IVm constant VM = IVm(address(uint160(uint256(keccak256("hevm cheat code")))));

struct FuzzSelector {
    address addr;
    bytes4[] selectors;
}

/// @notice Base of all Solidity tests: assertions, bounds, and what an invariant campaign may call.
abstract contract Test {
    address[] private _targets;
    FuzzSelector[] private _selectors;

    error Unequal(string what, int256 left, int256 right);
    error UnequalUnsigned(string what, uint256 left, uint256 right);
    error Refuted(string what);

    /// @notice The runner asks which contracts a campaign calls.
    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @notice The runner asks which of their functions it calls.
    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _selectors;
    }

    function _target(address handler, bytes4[] memory selectors) internal {
        _targets.push(handler);
        _selectors.push(FuzzSelector(handler, selectors));
    }

    /// @dev x if it lies in [low, high], else folded into it.
    function bound(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        require(low <= high, "bound: empty range");
        if (x >= low && x <= high) return x;
        uint256 width = high - low;
        return width == type(uint256).max ? x : low + (x % (width + 1));
    }

    function bound(int256 x, int256 low, int256 high) internal pure returns (int256) {
        uint256 shift = uint256(1) << 255;
        unchecked {
            return int256(bound(uint256(x) + shift, uint256(low) + shift, uint256(high) + shift) - shift);
        }
    }

    function assertEq(int256 left, int256 right, string memory what) internal pure {
        if (left != right) revert Unequal(what, left, right);
    }

    function assertEq(uint256 left, uint256 right, string memory what) internal pure {
        if (left != right) revert UnequalUnsigned(what, left, right);
    }

    function assertLe(int256 left, int256 right, string memory what) internal pure {
        if (left > right) revert Unequal(what, left, right);
    }

    function assertLe(uint256 left, uint256 right, string memory what) internal pure {
        if (left > right) revert UnequalUnsigned(what, left, right);
    }

    function assertTrue(bool holds, string memory what) internal pure {
        if (!holds) revert Refuted(what);
    }
}
