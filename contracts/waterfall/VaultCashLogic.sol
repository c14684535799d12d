// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { PoolState } from "../MarginPoolStorage.sol";
import { BooksLogic } from "../accounts/BooksLogic.sol";
import { TokenTransfer } from "../collateral/TokenTransfer.sol";
import { IBackstop } from "../interfaces/IBackstop.sol";
import { ICollateral } from "../interfaces/ICollateral.sol";
import { FixedPointMath } from "../math/FixedPointMath.sol";
import { SETTLEMENT_ASSET } from "../types/AssetId.sol";
import { Books } from "../types/Books.sol";
import { loadParameterPage, ParameterPage } from "../types/ParameterPage.sol";

/// @notice The vault's asset 0 inside the pool: requests → cash → claims → out (V-1, U-2).
library VaultCashLogic {
    using FixedPointMath for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice Takes asset 0 from the vault contract into the bucket of waiting deposits; credits what arrived.
    function receiveDeposit(PoolState storage $, uint256 assets) external returns (uint256 received) {
        ParameterPage page = loadParameterPage($.parameterPage);
        received = TokenTransfer.pull(IERC20(page.token(SETTLEMENT_ASSET)), msg.sender, assets);
        $.vaultRequests = ($.vaultRequests + received).toUint80();
        emit IBackstop.VaultDepositReceived(received);
    }

    /// @notice A fulfilled deposit batch becomes vault cash.
    function admitDeposit(PoolState storage $, uint256 assets) external {
        Books memory books = BooksLogic.open($);
        $.vaultRequests = ($.vaultRequests - assets).toUint80();
        books.vaultCash += assets;
        emit IBackstop.VaultDepositAdmitted(assets);
        BooksLogic.close($, books);
    }

    /// @notice A fulfilled redemption leaves vault cash for the bucket of claims; only cash above Σquote⁺ may.
    function reserveRedemption(PoolState storage $, uint256 assets) external {
        uint256 cash = available($);
        if (assets > cash) revert IBackstop.InsufficientVaultCash(assets, cash);
        Books memory books = BooksLogic.open($);
        books.vaultCash -= assets;
        $.vaultClaims = ($.vaultClaims + assets).toUint80();
        emit IBackstop.VaultRedemptionReserved(assets);
        BooksLogic.close($, books);
    }

    /// @notice Pays a redemption that was fulfilled.
    function payRedemption(PoolState storage $, address to, uint256 assets) external {
        if (to == address(0) || to == address(this)) revert ICollateral.ZeroRecipient();
        ParameterPage page = loadParameterPage($.parameterPage);
        $.vaultClaims = ($.vaultClaims - assets).toUint80();
        emit IBackstop.VaultRedemptionPaid(to, assets);
        IERC20(page.token(SETTLEMENT_ASSET)).safeTransfer(to, assets);
    }

    /// @notice Vault cash above what is owed to realised junior profit, asset-0 units.
    function available(PoolState storage $) public view returns (uint256) {
        ParameterPage page = loadParameterPage($.parameterPage);
        uint256 owed = uint256($.quotePlus).divUp(page.settlementScale());
        return $.vaultCash > owed ? $.vaultCash - owed : 0;
    }
}
