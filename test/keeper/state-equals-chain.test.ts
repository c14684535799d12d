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

  after(() => node.close());

  async function compare(harness: KeeperHarness): Promise<void> {
    const { rpc, indexer } = harness.keeper.parts;
    const head = await rpc.head();
    await indexer.follow(head);
    await expectStateEqualsChain(harness.state, node.world, head);
    const moment = await observe(new PriceSources(rpc.provider), harness.state, head);
    await expectJudgementsEqualChain(harness.state, moment, node.world, head);
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
    for (const event of ["settled", "liquidated", "expired"]) {
      expect(harness.events(event), `a history without one ${event} proves nothing of it`).to.not.be.empty;
    }

    const replay = await startKeeper(node);
    await replay.settles();
    expect(replay.state).to.deep.equal(harness.state);
    harness.open.close();
    replay.open.close();
  });
});
