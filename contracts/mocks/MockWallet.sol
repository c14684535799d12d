// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A contract wallet that answers for signatures (ERC-1271) as it is told. For tests only.
contract MockWallet is IERC1271 {
    enum Mood {
        Refuses,
        Agrees,
        Reverts,
        AnswersNothing,
        AnswersTooMuch,
        BurnsGas
    }

    Mood public mood;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (mood == Mood.Agrees) return IERC1271.isValidSignature.selector;
        if (mood == Mood.Reverts) revert("no");
        if (mood == Mood.BurnsGas) while (gasleft() > 0) {}
        if (mood == Mood.Refuses) return 0xffffffff;
        // Equivalent to: return nothing, or a word with more than the selector in it
        uint256 size = mood == Mood.AnswersTooMuch ? 32 : 0;
        bytes32 word = bytes32(IERC1271.isValidSignature.selector) | bytes32(uint256(1));
        assembly ("memory-safe") {
            let output := mload(0x40)
            mstore(output, word)
            return(output, size)
        }
    }

    /// @notice Makes a call as the wallet.
    function does(address target, bytes calldata input) external returns (bytes memory returned) {
        bool ok;
        (ok, returned) = target.call(input);
        require(ok, "call failed");
    }
}
