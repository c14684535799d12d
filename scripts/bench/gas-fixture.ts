import type { ContractTransactionReceipt } from "ethers";

import { crossAccount, type AccountId } from "../../keeper/util/account-id.js";
import { deployPool, type World } from "../../test/support/deploy-pool.js";
import { ANY_PRICE, type Trader } from "../../test/support/trader.js";
import { scaled } from "../deployment/parameters.js";

/**
 * The fixture of every gas figure: release compiler settings, one transaction each, 12 markets, USDC and WETH as
 * collateral, feeds shaped proxy → aggregator (two contracts, four slots), every price moved since it was last accepted,
 * a finite allowance, slots dirty except in rows named "first". A second column repeats a row with all prices accepted
 * earlier in the same block.
 */
export const MARKETS = 12;
/** Contract units of every position; each is worth about 20,000 USD. */
const POSITION_UNITS = "100";

export async function gasWorld(): Promise<World> {
  return deployPool((parameters) => {
    const eth = parameters.markets.find(({ symbol }) => symbol === "ETHUSDT")!;
    const template = { ...eth, initialPrice: "200", correlationClass: 1, maxDeviation: "0" };
    parameters.markets = Array.from({ length: MARKETS }, (_, index) => ({
      ...template,
      symbol: index === 1 ? "ETHUSDT" : `M${index}USDT`,
      correlationClass: index % 3,
    }));
    parameters.assets = parameters.assets.filter(({ symbol }) => symbol !== "WBTC");
  });
}

/** A trader whose allowance is finite, as users' allowances are. */
export async function gasTrader(world: World): Promise<Trader> {
  const trader = await world.trader();
  for (const token of world.tokens) await token.connect(trader.signer).approve(world.pool, 10n ** 50n);
  return trader;
}

/** Moves every price to a share of what it was. */
export async function movePrices(world: World, factor: number): Promise<void> {
  for (const feed of world.feeds) {
    const [answer] = await feed.aggregator.round(await feed.aggregator.latestRound());
    await feed.aggregator.push((answer * BigInt(Math.round(factor * 1e6))) / 1_000_000n);
  }
}

/** Lets every price fall by 30 %: further than one print may move it, so it counts once it has stood long enough (B-2). */
export async function crash(world: World): Promise<void> {
  await movePrices(world, 0.7);
  await world.pool.syncAll();
  await world.passes(Math.max(...world.parameters.markets.map(({ confirmDelay }) => confirmDelay)));
  await movePrices(world, 1);
  await world.pool.syncAll();
}

/** An account with so many equal long positions and just enough USDC and WETH behind them. */
export async function openAccount(world: World, trader: Trader, index: number, positions: number): Promise<AccountId> {
  const account = crossAccount(trader.signer.address, index);
  await trader.deposits(String(1500 * positions + 100), "USDC", account);
  await trader.deposits(String(8 * positions), "WETH", account);
  // spread over the markets, so that a batch touches all of them
  for (let i = 0; i < positions; i++) await openPosition(world, trader, account, (index + i) % MARKETS);
  return account;
}

export async function openPosition(
  world: World,
  trader: Trader,
  account: AccountId,
  market: number,
): Promise<ContractTransactionReceipt | null> {
  await trader.pool.commitOrder(account, market, scaled(POSITION_UNITS, 18), ANY_PRICE);
  await world.passes(3);
  await movePrices(world, 1.000001);
  return settle(world, account, market);
}

export async function settle(
  world: World,
  account: AccountId,
  market: number,
): Promise<ContractTransactionReceipt | null> {
  const keeper = await world.keeper();
  const tx = await world.pool.connect(keeper).settleOrder(account, await world.proof(market));
  return tx.wait();
}
