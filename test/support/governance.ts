import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { ContractTransactionResponse } from "ethers";

import { AccessManager__factory, type AccessManager } from "../../typechain-types/index.js";
import type { World } from "./deploy-pool.js";

export async function authorityOf(world: World): Promise<AccessManager> {
  const [deployer] = await world.connection.ethers.getSigners();
  return AccessManager__factory.connect(await world.pool.authority(), deployer);
}

/** Schedules a call of the pool, lets its delay pass and makes it, as a holder of a role does. */
export async function governs(
  world: World,
  holder: HardhatEthersSigner,
  data: string,
): Promise<ContractTransactionResponse> {
  const authority = (await authorityOf(world)).connect(holder);
  const pool = await world.pool.getAddress();
  const [immediate, delay] = await authority.canCall(holder.address, pool, data.slice(0, 10));
  if (!immediate) {
    await authority.schedule(pool, data, 0);
    await world.passes(Number(delay));
  }
  return authority.execute(pool, data);
}
