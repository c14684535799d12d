// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccountId } from "./types/AccountId.sol";
import { AccountWord } from "./types/AccountWord.sol";
import { AssetId } from "./types/AssetId.sol";
import { MarketId } from "./types/MarketId.sol";
import { MarketWord } from "./types/MarketWord.sol";
import { OrderWord } from "./types/OrderWord.sol";
import { Position, Side } from "./types/Position.sol";

// Every storage variable of the pool, on one page. Amounts of asset 0 and of other tokens are in the token's own units,
// USD and contract units are WAD, unless a comment says otherwise. Fields marked "reserved" have their place so that no
// slot has to move later; nothing reads or writes them yet.

/// @notice A market: two slots that every trade touches, the word that every evaluation reads, and cold reserves.
struct MarketState {
    MarketWord hot; //            slot 0: price, funding, skew (see MarketWord)
    Side long; //                 slot 1
    Side short; //                slot 2: sizes are positive here too
    uint96 insurance; //          slot 3:  96 · reserved: asset-0 units in the market's own insurance (W-2)
    uint64 insuranceUsed; //      slot 3:  64 · reserved: micro-USD level of its leaking bucket
    uint32 insuranceUsedAt; //    slot 3:  32 · reserved
    uint64 stress; //             slot 3:  64 · reserved: micro-USD, the market's part of Σ stress (S-1)
    uint80 contestedPrice; //     slot 4:  80 · print that waits for confirmation, USD WAD per contract unit (B-2)
    uint32 contestedAt; //        slot 4:  32 · since when; zero for none
    uint32 settledAt; //          slot 4:  32 · reserved: when a dead market was settled (W-7)
}

/// @notice One collateral asset: who holds how much of the pool's token balance. Principal of asset 0 is in PoolState.
struct AssetState {
    uint128 cross; //             slot 0: 128 · Σ principal of cross accounts
    uint128 isolated; //          slot 0: 128 · Σ principal of isolated accounts
    uint128 inventory; //         slot 1: 128 · seized collateral not yet sold (Q-8)
    uint128 queued; //            slot 1: 128 · reserved: queued withdrawals (B-4)
    uint96 inventoryCredit; //    slot 2:  96 · USD WAD credited for the inventory at seizure
    uint96 inventoryBook; //      slot 2:  96 · USD WAD, its part of the pool's inventory credit, at the last synced price
    uint40 inventoryClock; //     slot 2:  40 · value-weighted mean time of the lots (Q-8)
    uint96 outflowMain; //        slot 3:  96 · reserved: outflow limiter (B-4)
    uint96 outflowElastic; //     slot 3:  96 · reserved
    uint32 outflowAt; //          slot 3:  32 · reserved
}

/// @notice Realised profit too young to become principal, and the account's part in the mutual fund.
struct AccountReserve {
    uint96 youngProfit; //        slot 0:  96 · USD WAD realised less than T_junior before `youngAt` + T_junior (U-3)
    uint32 youngAt; //            slot 0:  32 · when it was last added to
    uint96 pledgeScaled; //       slot 0:  96 · reserved: pledge before slashing (W-4)
    uint32 pledgeExitAt; //       slot 0:  32 · reserved: when a requested exit matures
    uint96 pledgeExit; //         slot 1:  96 · reserved: pledge that wants to leave
    uint128 pledgeRewardPaid; //  slot 1: 128 · reserved: reward index at the last touch
    uint32 marginCallAt; //       slot 1:  32 · reserved: margin call on record (S-3)
}

/// @notice An account in the liquidation queue; reserved (Q-2).
struct FlagState {
    address flagger; //           slot 0: 160
    uint32 flaggedAt; //          slot 0:  32
    uint64 key; //                slot 0:  64 · micro-health, drift-compensated (Q-1)
}

struct PoolState {
    address parameterPage; //     slot 0: 160 · data contract with all parameters (see ParameterPage)
    uint32 contestedMarkets; //   slot 0:  32 · bitmap of markets with a print that waits for confirmation (B-2)
    uint32 lambda; //             slot 0:  32 · reserved: λ_eff, 1e-9; zero until capital adequacy moves it (S-2)
    uint32 queueLength; //        slot 0:  32 · reserved (Q-2)
    uint32 queueFactors; //       slot 1:  32 · reserved: factors that flagged accounts hold (Q-1)
    uint64 drift; //              slot 1:  64 · reserved: D, 1e-6 of health (Q-1)
    uint32 lambdaTarget; //       slot 1:  32 · reserved
    uint32 accruedAt; //          slot 1:  32 · reserved
    uint64 speedBucket; //        slot 1:  64 · reserved: micro-USD (Q-5)
    uint32 speedBucketAt; //      slot 1:  32 · reserved
    uint96 vaultCash; //          slot 2:  96 · asset-0 units, the vault's cash; never negative (U-3)
    uint80 insurance; //          slot 2:  80 · asset-0 units, shared insurance (W-2)
    uint80 pullClaims; //         slot 2:  80 · asset-0 units owed to keepers (Q-7)
    uint128 quotePlus; //         slot 3: 128 · Σ quote⁺, USD WAD
    uint128 scaledDebt; //        slot 3: 128 · Σ debt / debtIndex, USD WAD
    int112 traderPnl; //          slot 4: 112 · Σ_m U_m at stored prices, USD WAD
    uint112 juniorPnl; //         slot 4: 112 · Σ_sides max(0, U_side) at stored prices, USD WAD (W-5)
    uint96 skewPremium; //        slot 5:  96 · Σ_m P·S²/(2K) at stored prices, USD WAD (U-4)
    uint96 inventoryCredit; //    slot 5:  96 · unsold inventory at min(credit given, value after haircut), USD WAD
    uint64 stress; //             slot 5:  64 · reserved: Σ stress, micro-USD (S-1)
    uint128 debtIndex; //         slot 6: 128 · RAY, what one unit of scaled debt had grown to at `debtIndexAt`
    uint32 debtIndexAt; //        slot 6:  32 · since then it grows by the rate of the parameter page (C-3)
    uint80 vaultRequests; //      slot 7:  80 · asset-0 units: deposits that wait for their batch (V-1)
    uint80 vaultClaims; //        slot 7:  80 · asset-0 units: redemptions fulfilled and not yet collected
    uint96 mutualFund; //         slot 7:  96 · reserved: asset-0 units pledged (W-4)
    uint128 pledgeIndex; //       slot 8: 128 · reserved: RAY, what slashing left of one pledged unit (W-4)
    uint128 pledgeReward; //      slot 8: 128 · reserved: reward per pledged unit
    address vault; //             slot 9: 160 · the backstop vault, bound once
    uint32 holdUntil; //          slot 9:  32 · reserved (B-5)
    address rampTarget; //        slot 10: 160 · page that the running ramp of parameters leads to, zero for none (M-6)
    uint32 rampStepAt; //         slot 10:  32 · time from which its next step may be taken
    uint8 rampStepsLeft; //       slot 10:   8 · steps still to be taken, zero for no ramp
    uint96 settlementCross; //    slot 11: 96 · asset-0 units: Σ principal of cross accounts
    uint80 settlementIsolated; // slot 11: 80 · asset-0 units: Σ principal of isolated accounts
    uint80 escrow; //             slot 11: 80 · asset-0 units: keeper bonds and order fees, which come from principal
    mapping(AccountId => AccountWord) accounts;
    mapping(AccountId => mapping(MarketId => Position)) positions;
    mapping(AccountId => mapping(AssetId => uint256)) balances; // assets ≥ 1, the token's own units, fits 128 bits
    mapping(AccountId => OrderWord) orders;
    mapping(AccountId => AccountReserve) reserves;
    mapping(AccountId => FlagState) flags; // reserved
    mapping(MarketId => MarketState) markets;
    mapping(AssetId => AssetState) assets;
    mapping(address => uint256) claims; // asset-0 units a keeper may pull
    uint256[] queue; // reserved: heap of key 64 ‖ account 192 (Q-2)
    mapping(address owner => mapping(address operator => uint256)) operators; // last timestamp of an operator's right (A-3)
    mapping(address owner => uint256) nonces; // of an owner's next signature (A-3)
}

abstract contract MarginPoolStorage {
    PoolState internal _pool;
}
