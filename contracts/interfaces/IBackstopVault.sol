// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One batch of requests. Deposits: assets in, shares out. Redemptions: shares in, assets out.
struct Batch {
    uint256 requested;
    uint256 filled; // of what was requested
    uint256 proceeds; // what that brought
}

/// @notice One holder's part in a batch.
struct Request {
    uint256 amount;
    uint256 collected; // of the proceeds
}

/// @notice Asynchronous deposits and redemptions in batches (V-1). Assets in asset-0 units, shares with 3 more decimals.
interface IBackstopVault {
    event DepositRequested(address indexed owner, uint256 indexed batch, uint256 assets);
    event DepositsFulfilled(uint256 indexed batch, uint256 assets, uint256 shares);
    event SharesClaimed(address indexed owner, uint256 indexed batch, address receiver, uint256 shares);
    event RedemptionRequested(address indexed owner, uint256 indexed batch, uint256 shares);
    /// @param sharesLeft requested and not yet paid
    event RedemptionsFulfilled(uint256 indexed batch, uint256 shares, uint256 assets, uint256 sharesLeft);
    event AssetsClaimed(address indexed owner, uint256 indexed batch, address receiver, uint256 assets);

    error ZeroPeriod();
    error ZeroRequest();
    error BatchNotReady(uint256 batch, uint256 ready, uint256 nowTimestamp);
    error NothingToFulfil(uint256 batch);
    error NothingToCollect(uint256 batch, address owner);
    /// @notice A market has no fresh price, so there is no NAV to deal at.
    error PricesNotFresh();
    /// @notice A share is worth less than 1 % of par: net assets (asset-0 units) over supply, virtual parts included.
    error SharePriceTooLow(uint256 net, uint256 supply);

    /// @notice Gives asset 0 to the batch of this period. Irrevocable.
    function requestDeposit(uint256 assets) external returns (uint256 batch);

    /// @notice Issues the shares of a closed batch at the NAV of a full sync.
    function fulfilDeposits(uint256 batch) external returns (uint256 shares);

    /// @notice Collects the caller's shares of a fulfilled batch.
    function claimShares(uint256 batch, address receiver) external returns (uint256 shares);

    /// @notice Escrows shares in the batch of this period. Irrevocable; they share in losses until paid.
    function requestRedemption(uint256 shares) external returns (uint256 batch);

    /// @notice Pays a closed batch at the NAV of a full sync, as far as cash above realised junior profit goes.
    function fulfilRedemptions(uint256 batch) external returns (uint256 shares, uint256 assets);

    /// @notice Collects the caller's part of what a batch has brought so far.
    function claimAssets(uint256 batch, address receiver) external returns (uint256 assets);

    /// @notice NAV in asset-0 units at stored prices, zero when negative.
    function totalAssets() external view returns (uint256);

    function convertToAssets(uint256 shares) external view returns (uint256);

    function depositBatch(uint256 batch) external view returns (Batch memory);

    function redemptionBatch(uint256 batch) external view returns (Batch memory);
}
