// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { LedgerLogic } from "../accounts/LedgerLogic.sol";
import { ICollateral, Permit } from "../interfaces/ICollateral.sol";
import { AccountId } from "../types/AccountId.sol";
import { AccountWord } from "../types/AccountWord.sol";
import { AssetId, SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";
import { CollateralLogic } from "./CollateralLogic.sol";
import { TokenTransfer } from "./TokenTransfer.sol";

/// @notice Deposits of collateral (U-1, C-1).
/// @dev Compiled into the pool: what every trader calls costs no second contract, unless there is debt to cover.
library DepositLogic {
    uint256 internal constant MAX_ASSETS = 8;

    /// @notice Takes tokens from `from` and credits the measured change of the pool's balance (U-1).
    /// @dev The transfer comes first because the measured amount is what is credited; the entry point is guarded against
    /// reentrancy and nothing is read before the transfer that a callback could change.
    function deposit(
        PoolState storage $,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount
    ) internal returns (uint256 received) {
        ParameterPage page = loadParameterPage($.parameterPage);
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        return _deposit($, page, from, id, asset, amount);
    }

    /// @notice The same with the token's permit (ERC-2612) for exactly `amount`.
    /// @dev A permit that somebody else has used before is no reason to fail: the allowance is what counts (A-3).
    function depositWithPermit(
        PoolState storage $,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount,
        Permit calldata permit
    ) internal returns (uint256 received) {
        ParameterPage page = loadParameterPage($.parameterPage);
        if (!page.isAssetListed(asset)) revert ICollateral.UnknownAsset(asset);
        try
            IERC20Permit(page.token(asset)).permit(
                from,
                address(this),
                amount,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            )
        {} catch {}
        return _deposit($, page, from, id, asset, amount);
    }

    function _deposit(
        PoolState storage $,
        ParameterPage page,
        address from,
        AccountId id,
        AssetId asset,
        uint256 amount
    ) private returns (uint256 received) {
        if (amount == 0) revert ICollateral.ZeroAmount();
        received = TokenTransfer.pull(IERC20(page.token(asset)), from, amount);
        if (received == 0) revert ICollateral.ZeroAmount();

        AccountWord word = $.accounts[id];
        uint256 held = LedgerLogic.balanceOf($, id, word, asset);
        if (held == 0) {
            if (id.owner() != from) revert ICollateral.StrangerCannotAddAsset(id, asset, from);
            if (asset != SETTLEMENT_ASSET && _countAssets(word) == MAX_ASSETS) {
                revert ICollateral.TooManyAssets(id, MAX_ASSETS);
            }
        }
        uint256 balance = held + received;
        if (balance > page.accountCap(asset)) {
            revert ICollateral.AccountCapExceeded(id, asset, balance, page.accountCap(asset));
        }
        (uint256 cross, uint256 isolated) = LedgerLogic.principalOf($, asset);
        uint256 total = cross + isolated + received;
        if (total > page.poolCap(asset)) revert ICollateral.PoolCapExceeded(asset, total, page.poolCap(asset));

        word = LedgerLogic.credit($, id, word, asset, received);
        if (asset == SETTLEMENT_ASSET && word.rawQuote() < 0) word = CollateralLogic.repay($, id, word);
        LedgerLogic.store($, id, word);
        emit ICollateral.Deposited(id, asset, from, received, LedgerLogic.balanceOf($, id, word, asset));
    }

    function _countAssets(AccountWord word) private pure returns (uint256 count) {
        for (uint256 bits = word.assetBits(); bits != 0; bits &= bits - 1) ++count;
    }
}
