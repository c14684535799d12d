import { expect } from "chai";

import type { Header } from "../../keeper/chain/rpc.js";
import { accrueDebt } from "../../keeper/mirror/ledger-logic.js";
import { judge } from "../../keeper/mirror/liquidation-logic.js";
import type { AccountState, Moment, PoolState } from "../../keeper/mirror/state.js";
import type { World } from "./deploy-pool.js";

const field = (word: bigint, shift: bigint, bits: number) => BigInt.asUintN(bits, word >> shift);

/** The bitmap of a map's keys. */
const bitmap = (keys: Iterable<number>) => [...keys].reduce((bits, key) => bits | (1n << BigInt(key)), 0n);

/** Asserts that the keeper's state is what the pool stores at a block, for every account and every sum. */
export async function expectStateEqualsChain(
  state: PoolState,
  world: World,
  { number, timestamp }: Header,
): Promise<void> {
  const at = { blockTag: number };
  for (const account of state.accounts.values()) await expectAccountEqualsChain(account, world, number);
  for (const [market, word] of state.words.entries()) {
    const r = await world.pool.marketReport(market, at);
    const { price, fundingIndex, rate, skewFraction, syncedAt, priceAge, moveSpent } = r;
    expect(state.contests[market], `contest of market ${market}`).to.equal(r.contestedAt);
    expect(word, `word of market ${market}`).to.deep.equal({
      price,
      fundingIndex,
      rate,
      skewFraction,
      syncedAt,
      priceAge,
      moveSpent,
    });
  }
  const pool = await world.pool.poolReport(at);
  expect(accrueDebt(state, timestamp).debtIndex, "debt index").to.equal(pool.debtIndex);
  const { vaultCash, insurance, quotePlus, scaledDebt, traderPnl, juniorPnl, skewPremium, inventoryCredit } = pool;
  expect(state.totals, "totals").to.deep.equal({
    vaultCash,
    insurance,
    quotePlus,
    scaledDebt,
    traderPnl,
    juniorPnl,
    skewPremium,
    inventoryCredit,
  });
  for (const [asset, inventory] of state.inventories.entries()) {
    const report = await world.pool.assetReport(asset, at);
    expect(inventory, `inventory of asset ${asset}`).to.deep.equal({
      amount: report.inventory,
      credit: report.inventoryCredit,
      clock: report.inventoryClock,
    });
  }
}

async function expectAccountEqualsChain(account: AccountState, world: World, blockTag: number): Promise<void> {
  const word = await world.pool.accountWord(account.id, { blockTag });
  const label = `account ${account.id.toString(16)}`;
  expect(account.settlement, `${label} settlement`).to.equal(field(word, 0n, 80));
  expect(account.quote, `${label} quote`).to.equal(BigInt.asIntN(96, field(word, 80n, 96)));
  expect(bitmap(account.positions.keys()), `${label} markets`).to.equal(field(word, 176n, 32));
  expect(bitmap(account.balances.keys()), `${label} assets`).to.equal(field(word, 208n, 16));
  expect(account.flags, `${label} flags`).to.equal(field(word, 224n, 8));
  for (const [market, held] of account.positions) {
    const { size, cost } = await world.pool.position(account.id, market, { blockTag });
    expect(held, `${label} position in ${market}`).to.deep.equal({ size, cost });
  }
  for (const [asset, balance] of account.balances) {
    expect(balance, `${label} balance of ${asset}`).to.equal(
      await world.pool.balanceOf(account.id, asset, { blockTag }),
    );
  }
  expect(account.order !== undefined, `${label} has an order`).to.equal((account.flags & 2n) !== 0n);
  if (account.order === undefined) return;
  const order = await world.pool.orderWord(account.id, { blockTag });
  const committedAt = field(order, 192n, 32);
  const { minDelay, maxDelay } = world.parameters.pool;
  expect(account.order, `${label} order`).to.deep.equal({
    size: BigInt.asIntN(112, field(order, 0n, 112)),
    limitPrice: field(order, 112n, 80),
    nonce: field(order, 224n, 24),
    market: Number(field(order, 248n, 8)),
    earliest: committedAt + BigInt(minDelay),
    expiry: committedAt + BigInt(maxDelay),
  });
}

/** Asserts that every account's judgement is the pool's own, to the wei. */
export async function expectJudgementsEqualChain(
  state: PoolState,
  moment: Moment,
  world: World,
  { number }: Header,
): Promise<void> {
  const classes = ["Healthy", "Solvent", "Dust", "Insolvent"];
  for (const account of state.accounts.values()) {
    const ours = judge(state, account, moment);
    const theirs = await world.pool.accountReport(account.id, { blockTag: number });
    expect(
      { class: ours.class, equity: ours.equity, margin: ours.margin, health: ours.health },
      `account ${account.id.toString(16)}`,
    ).to.deep.equal({
      class: classes[Number(theirs.class)],
      equity: theirs.equity,
      margin: theirs.margin,
      health: theirs.health,
    });
  }
}
