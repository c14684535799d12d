import { expect } from "chai";

import { observe } from "../../keeper/prices/observe.js";
import { PriceSources } from "../../keeper/prices/price-sources.js";
import { expectJudgementsEqualChain, expectStateEqualsChain } from "../support/compare-with-chain.js";
import { startKeeper, type KeeperHarness } from "../support/keeper-harness.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";
import { Random, testSeed } from "../support/random.js";
import { RandomLife } from "../support/random-life.js";

const ROUNDS = 12;
const ACTS_A_ROUND = 15;

describe("The keeper's state after a random history", () => {
  let node: LocalNode;

  before(async () => {
    node = await startLocalNode();
  });

  /** How often each kind of work was done in the random history. */
  let worked: (readonly [event: string, times: number])[] = [];

  after(() => node.close());

  async function compare(harness: KeeperHarness, { world } = node): Promise<void> {
    const { rpc, indexer } = harness.keeper.parts;
    const head = await rpc.head();
    await indexer.follow(head);
    await expectStateEqualsChain(harness.state, world, head);
    const moment = await observe(new PriceSources(rpc.provider), harness.state, head);
    await expectJudgementsEqualChain(harness.state, moment, world, head);
  }

  it(`K-1, K-3: equals the chain for every account, and a clean replay equals it (seed ${testSeed()})`, async () => {
    const { world } = node;
    await world.fundsVault("50000");
    const life = new RandomLife(world, new Random(testSeed()));
    await life.begins(6);
    const harness = await startKeeper(node);
    for (let round = 0; round < ROUNDS; round++) {
      for (let act = 0; act < ACTS_A_ROUND; act++) await life.acts();
      await compare(harness);
      await harness.settles();
      await compare(harness);
    }
    expect(harness.state.accounts.size).to.equal(life.seats.length);
    worked = ["settled", "liquidated", "expired"].map((event) => [event, harness.events(event).length] as const);

    const replay = await startKeeper(node);
    await replay.settles();
    expect(replay.state).to.deep.equal(harness.state);
    harness.open.close();
    replay.open.close();
  });

  it("saw every kind of the keeper's work in that history", () => {
    for (const [event, times] of worked) {
      expect(times, `a history without one ${event} proves nothing of it`).to.be.greaterThan(0);
    }
    expect(worked).to.have.length(3);
  });

  it("C-3, Q-8, K-1: follows interest, a seizure and the sale of what was seized", async () => {
    const own = await startLocalNode();
    const { world } = own;
    await world.fundsVault("50000");
    const [alice, buyer] = [await world.trader(), await world.trader()];
    await alice.deposits("60", "USDC");
    await alice.deposits("40", "WETH");
    const { price } = await world.pool.marketReport(world.market("LINK"));
    const units = (3_000n * 10n ** 36n) / price / 10n ** 18n;
    await alice.trades(String(units), "LINK");
    const harness = await startKeeper(own);
    await world.feeds[world.market("LINK")]!.aggregator.push((price * 7n) / 10n ** 11n); // less 30 %
    await alice.trades(String(-units), "LINK");
    expect((await alice.report()).quote < 0n, "it owes").to.equal(true);
    await compare(harness, own);
    await world.passes(1_000_000);
    await world.refreshes();
    await compare(harness, own);
    const eth = world.market("ETH");
    for (let fall = 0; fall < 40 && (await world.pool.assetReport(1)).inventory === 0n; fall++) {
      const { price: now } = await world.pool.marketReport(eth);
      await world.feeds[eth]!.aggregator.push((now * 9n) / 10n ** 11n);
      await world.pool.syncAll();
      await harness.settles();
    }
    await compare(harness, own);
    const { inventory } = await world.pool.assetReport(1);
    await buyer.pool.buyInventory(1, inventory / 3n, 2n ** 255n, buyer.signer.address);
    await compare(harness, own);
    await buyer.pool.buyInventory(1, inventory - inventory / 3n, 2n ** 255n, buyer.signer.address);
    await compare(harness, own);
    expect(harness.state.inventories[1]!.amount).to.equal(0n);
    harness.open.close();
    await own.close();
  });
});
