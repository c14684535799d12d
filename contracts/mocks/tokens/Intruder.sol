// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ITokenHook } from "./HookToken.sol";

/// @notice A token hook that makes calls of its own and keeps what they answered. For tests only.
contract Intruder is ITokenHook {
    struct Attempt {
        address target;
        bytes input;
    }

    struct Answer {
        bool ok;
        bytes returned;
    }

    Attempt[] internal _attempts;
    Answer[] internal _answers;
    bool internal _busy; // its own calls move tokens too: they start no second round

    /// @notice Plans one more call.
    function plans(address target, bytes calldata input) external {
        _attempts.push(Attempt(target, input));
    }

    /// @notice Makes a call now, as itself.
    function does(address target, bytes calldata input) external returns (bytes memory returned) {
        bool ok;
        (ok, returned) = target.call(input);
        if (!ok) {
            // Equivalent to: revert with what the call reverted with
            assembly ("memory-safe") {
                revert(add(returned, 0x20), mload(returned))
            }
        }
    }

    function onTransfer(address, address, uint256) external {
        if (_busy) return;
        _busy = true;
        delete _answers;
        for (uint256 i; i < _attempts.length; ++i) {
            (bool ok, bytes memory returned) = _attempts[i].target.call(_attempts[i].input);
            _answers.push(Answer(ok, returned));
        }
        _busy = false;
    }

    function answers() external view returns (Answer[] memory) {
        return _answers;
    }
}
