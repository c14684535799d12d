// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { IPyth } from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import { PythStructs } from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";

import { IPullFeed } from "../interfaces/IPullFeed.sol";

/// @notice One price feed of a Pyth contract, as the pool reads it (B-1, P-4).
/// @dev Pyth says of an update that it is the first one since a time, and then forgets. This contract remembers what was
/// proved, so that the pool needs nothing but a view: whoever settles an order brings the update here first, in the same
/// transaction or before. Nobody owns this contract and it holds nothing.
contract PythFeed is IPullFeed {
    using Address for address payable;

    /// @notice A price was brought and proved to be the first one since a time.
    /// @param price 18 decimals USD a token
    /// @param confidence 18 decimals
    event FirstPriceRecorded(uint256 indexed publishedAt, uint256 indexed since, uint256 price, uint256 confidence);

    /// @notice The update's price cannot be read: it is not positive, or its exponent is not within −18 … 0.
    error UnusablePrice(int64 price, int32 exponent);
    /// @notice The fee that came with the call is not enough.
    error InsufficientFee(uint256 sent, uint256 required);

    struct FirstPrice {
        uint112 price; //      112 · 18 decimals
        uint80 confidence; //   80 · 18 decimals, saturated
        uint64 since; //        64 · zero when there is none
    }

    IPyth public immutable PYTH;
    bytes32 public immutable PRICE_ID;

    mapping(uint256 publishedAt => FirstPrice) private _firstPrices;

    constructor(IPyth pyth, bytes32 priceId) {
        PYTH = pyth;
        PRICE_ID = priceId;
    }

    /// @notice Brings an update: Pyth checks it, keeps it if it is newer than what it has, and says that it is the first
    /// one since `since`; the caller pays Pyth's fee and gets back what is too much.
    /// @param updateData what Pyth's price service hands out, for this feed alone
    /// @param since the time that an order may settle from
    /// @return publishedAt what the pool takes as the proof of the price
    function record(bytes[] calldata updateData, uint64 since) external payable returns (uint256 publishedAt) {
        uint256 fee = PYTH.getUpdateFee(updateData);
        if (msg.value < fee) revert InsufficientFee(msg.value, fee);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = PRICE_ID;
        (PythStructs.PriceFeed[] memory feeds, ) = PYTH.parsePriceFeedUpdatesWithConfig{ value: fee }(
            updateData,
            ids,
            since,
            type(uint64).max,
            true, // the first one since
            true,
            true // and known to everyone from now on
        );
        PythStructs.Price memory found = feeds[0].price;
        (bool ok, uint256 price, uint256 confidence) = _normalised(found);
        if (!ok) revert UnusablePrice(found.price, found.expo);
        publishedAt = found.publishTime;
        _remember(publishedAt, price, confidence, since);
        payable(msg.sender).sendValue(msg.value - fee);
    }

    /// @inheritdoc IPullFeed
    function decimals() external pure returns (uint8) {
        return 18;
    }

    /// @inheritdoc IPullFeed
    function latest() external view returns (uint256 price, uint256 confidence, uint256 publishedAt) {
        PythStructs.Price memory stored = PYTH.getPriceUnsafe(PRICE_ID);
        bool ok;
        (ok, price, confidence) = _normalised(stored);
        if (!ok) return (0, 0, 0);
        publishedAt = stored.publishTime;
    }

    /// @inheritdoc IPullFeed
    function firstPrice(uint256 publishedAt) external view returns (uint256, uint256, uint256) {
        FirstPrice memory first = _firstPrices[publishedAt];
        return (first.price, first.confidence, first.since);
    }

    /// @dev Several prices can share a timestamp, but only the earliest of them is the first one since any time before, so
    /// there is one price for each. The earliest proof says the most.
    function _remember(uint256 publishedAt, uint256 price, uint256 confidence, uint64 since) private {
        uint64 known = _firstPrices[publishedAt].since;
        if (known != 0 && known <= since) return;
        _firstPrices[publishedAt] = FirstPrice(uint112(price), uint80(confidence), since);
        emit FirstPriceRecorded(publishedAt, since, price, confidence);
    }

    /// @dev price · 10^expo with 18 decimals, down; the confidence up. Below 2^63 · 10^18 < 2^123, checked to fit 112 bits.
    function _normalised(
        PythStructs.Price memory found
    ) private pure returns (bool ok, uint256 price, uint256 confidence) {
        if (found.price <= 0 || found.expo > 0 || found.expo < -18) return (false, 0, 0);
        uint256 unit = 10 ** uint256(int256(18 + found.expo));
        price = uint256(int256(found.price)) * unit;
        confidence = uint256(found.conf) * unit;
        if (confidence > type(uint80).max) confidence = type(uint80).max;
        ok = price <= type(uint112).max;
    }
}
