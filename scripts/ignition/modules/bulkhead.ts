import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractCallFuture, ContractFuture } from "@nomicfoundation/ignition-core";

import {
  toAssetParameters,
  toMarketParameters,
  toPoolParameters,
  type NetworkParameters,
} from "../../deployment/parameters.js";
import { setUpRoles } from "./governance.js";
import { localSources } from "./local-sources.js";

/** External libraries that the pool is linked to. */
export const POOL_LIBRARIES = [
  "AccountLens",
  "PoolLens",
  "AuctionLogic",
  "CollateralLogic",
  "DebtLogic",
  "LiquidationLogic",
  "OrderLogic",
  "ParameterChangeLogic",
  "ParameterLogic",
  "RampLogic",
  "SyncLogic",
  "VaultCashLogic",
] as const;

/** The pool, its authority, its backstop vault, everything that the parameters list, in order, and then the roles. */
export function bulkhead(parameters: NetworkParameters) {
  return buildModule("Bulkhead", (m) => {
    const sources = m.useModule(localSources(parameters));
    const admin = m.getAccount(0);
    const authority = m.contract("AccessManager", [admin]);
    const libraries = Object.fromEntries(POOL_LIBRARIES.map((name) => [name, m.library(name)]));

    const settlement = parameters.assets[0]!;
    const settlementParameters = toAssetParameters(settlement, sources["token0"]!, 0);
    const pool = m.contract(
      "MarginPool",
      [authority, toPoolParameters(parameters.pool, settlement.decimals), settlementParameters],
      { libraries },
    );

    // Ids are given in the order of listing, so each listing waits for the one before.
    let last: ContractCallFuture<string, string> = m.call(pool, "listMarket", [market(parameters, sources, 0)], {
      id: "ListMarket_0",
    });
    for (let index = 1; index < parameters.markets.length; index++) {
      last = m.call(pool, "listMarket", [market(parameters, sources, index)], {
        id: `ListMarket_${index}`,
        after: [last],
      });
    }
    for (let index = 1; index < parameters.assets.length; index++) {
      const asset = parameters.assets[index]!;
      const priceMarket = parameters.markets.findIndex(({ symbol }) => symbol === asset.priceMarket);
      const listing = toAssetParameters(asset, sources[`token${index}`]!, priceMarket);
      last = m.call(pool, "listAsset", [listing], { id: `ListAsset_${index}`, after: [last] });
    }

    const { period, depositDelay, redemptionDelay } = parameters.vault;
    const vault = m.contract("BackstopVault", [pool, period, depositDelay, redemptionDelay]);
    const bound = m.call(pool, "bindVault", [vault]);
    setUpRoles(m, authority, pool, parameters, [last, bound]);
    return { pool, vault, authority, ...sources };
  });
}

function market(parameters: NetworkParameters, sources: Record<string, ContractFuture<string>>, index: number) {
  return toMarketParameters(parameters.markets[index]!, sources[`feed${index}`]!, sources[`second${index}`]!);
}
