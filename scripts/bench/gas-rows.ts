import type { ContractTransactionResponse } from "ethers";

import type { AccountId } from "../../keeper/util/account-id.js";
import type { World } from "../../test/support/deploy-pool.js";
import { ANY_PRICE } from "../../test/support/trader.js";
import { scaled } from "../deployment/parameters.js";
import { crash, gasTrader, gasWorld, MARKETS, movePrices, openAccount, openPosition } from "./gas-fixture.js";

/** One figure; `accepted` is the same with all prices accepted earlier in the block. */
export interface GasRow {
  readonly name: string;
  readonly gas: number;
  readonly accepted?: number;
}

type Send = () => Promise<ContractTransactionResponse>;

/** Measures every row of the table; `progress` hears what is being measured. */
export async function measureGas(progress: (what: string) => void): Promise<GasRow[]> {
  return [...(await measureTrading(progress)), ...(await measureLiquidation(progress)), await measureBatch(progress)];
}

async function measureTrading(progress: (what: string) => void): Promise<GasRow[]> {
  progress("deposits, orders and withdrawals");
  const world = await gasWorld();
  await world.fundsVault("10000000");
  const trader = await gasTrader(world);
  // dirties the sides of every market, the keeper's claim and the pool's sums
  await openAccount(world, trader, 100, MARKETS);
  const account = trader.account;
  const rows: GasRow[] = [];
  const add = async (name: string, send: Send) => rows.push({ name, gas: await gasOf(send) });

  await add("deposit asset 0, first", () => trader.deposits("20000", "USDC"));
  await add("deposit asset 0, again", () => trader.deposits("20000", "USDC"));
  await add("deposit WETH, first", () => trader.deposits("50", "WETH"));
  await add("deposit WETH, again", () => trader.deposits("50", "WETH"));
  const order = () => trader.pool.commitOrder(account, 0, scaled("100", 18), ANY_PRICE);
  await add("commit order, first", order);
  await world.passes(3);
  await movePrices(world, 1.000001);
  const keeper = world.pool.connect(await world.keeper());
  const settle = async (market: number) => keeper.settleOrder(account, await world.proof(market));
  await add("settle order, 1st position", () => settle(0));
  for (let market = 1; market < 9; market++) await openPosition(world, trader, account, market);
  await add("commit order, again", () => trader.pool.commitOrder(account, 9, scaled("100", 18), ANY_PRICE));
  await world.passes(3);
  await movePrices(world, 1.000001);
  const proof = await world.proof(9);
  const accepted = await acceptedGasOf(world, () => keeper.settleOrder(account, proof, { gasLimit: 3_000_000 }));
  rows.push({ name: "settle order, 10th position", gas: await gasOf(() => settle(9)), accepted });
  await movePrices(world, 1.000001);
  await add("withdraw with 10 positions", () => trader.withdraws("100", "USDC"));
  return rows;
}

async function measureLiquidation(progress: (what: string) => void): Promise<GasRow[]> {
  const rows: GasRow[] = [];
  for (const positions of [1, 3, 5, 10]) {
    progress(`liquidation of ${positions} position${positions === 1 ? "" : "s"}`);
    const world = await gasWorld();
    await world.fundsVault("10000000");
    const trader = await gasTrader(world);
    const first = await openAccount(world, trader, 100, 1);
    const account = await openAccount(world, trader, 0, positions);
    await crash(world);
    const keeper = world.pool.connect(await world.keeper());
    await keeper.liquidate(first); // dirties the keeper's claim and the inventory
    await movePrices(world, 0.999);
    const accepted = await acceptedGasOf(world, () => keeper.liquidate(account, { gasLimit: 5_000_000 }));
    const gas = await gasOf(() => keeper.liquidate(account));
    rows.push({ name: `liquidate insolvent, ${positions} position${positions === 1 ? "" : "s"}`, gas, accepted });
  }
  return rows;
}

async function measureBatch(progress: (what: string) => void): Promise<GasRow> {
  progress("a batch of 50 liquidations");
  const world = await gasWorld();
  await world.fundsVault("10000000");
  const trader = await gasTrader(world);
  const accounts: AccountId[] = [];
  for (let index = 0; index < 50; index++) accounts.push(await openAccount(world, trader, index, 1));
  const extra = await openAccount(world, trader, 50, 1);
  await crash(world);
  const keeper = world.pool.connect(await world.keeper());
  await keeper.liquidate(extra);
  await movePrices(world, 0.999);
  const helpers = world.connection.networkHelpers;
  const snapshot = await helpers.takeSnapshot();
  const one = await gasOf(() => keeper.liquidateMany([accounts[0]!]));
  await snapshot.restore();
  const fifty = await gasOf(() => keeper.liquidateMany(accounts));
  return { name: "liquidate insolvent, marginal of 50", gas: Math.round((fifty - one) / 49) };
}

async function gasOf(send: Send): Promise<number> {
  const receipt = await (await send()).wait();
  if (receipt?.status !== 1) throw new Error("a measured transaction failed");
  return Number(receipt.gasUsed);
}

/** Gas of a transaction that follows a sync of all markets in its own block; leaves the chain as it was. */
async function acceptedGasOf(world: World, send: Send): Promise<number> {
  const { networkHelpers, provider } = world.connection;
  const snapshot = await networkHelpers.takeSnapshot();
  await provider.request({ method: "evm_setAutomine", params: [false] });
  const [deployer] = await world.connection.ethers.getSigners();
  await world.pool
    .connect(deployer)
    .syncAll({ gasLimit: 5_000_000, maxPriorityFeePerGas: 10n ** 10n, maxFeePerGas: 10n ** 11n });
  const response = await send();
  await networkHelpers.mine();
  await provider.request({ method: "evm_setAutomine", params: [true] });
  const receipt = await response.wait();
  if (receipt?.status !== 1 || receipt.index !== 1) throw new Error("the measured transaction did not follow the sync");
  await snapshot.restore();
  return Number(receipt.gasUsed);
}
