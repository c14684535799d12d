import { expect } from "chai";

import { expectStateEqualsChain } from "../support/compare-with-chain.js";
import { startKeeper, type KeeperHarness } from "../support/keeper-harness.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";

const ETH = 1;

describe("The keeper while a price is contested", () => {
  let node: LocalNode;
  let harness: KeeperHarness;

  before(async () => {
    // one source: what lies more than 1 % away counts after 60 s
    node = await startLocalNode(({ markets }) => Object.assign(markets[ETH]!, { maxDeviation: "0" }));
    await node.world.fundsVault("1000000");
    const trader = await node.world.trader();
    await trader.deposits("3000", "USDC");
    await trader.trades("100", "ETH"); // 100 units of about 194 USD, margin 970
    harness = await startKeeper(node);
    await harness.settles();
  });

  after(async () => {
    harness.open.close();
    await node.close();
  });

  async function equalsChain(): Promise<void> {
    const head = await harness.keeper.parts.rpc.head();
    await harness.keeper.parts.indexer.follow(head);
    await expectStateEqualsChain(harness.state, node.world, head);
  }

  it("B-2: puts the contest on record, liquidates nobody at either price meanwhile, and knows what the pool knows", async () => {
    await node.world.publishes({ ETH: "150" });
    await harness.settles();
    const [contested] = harness.events("contested");
    expect(contested).to.include({ market: "ETHUSDT", print: "150" });
    expect(harness.events("liquidated")).to.be.empty;
    await equalsChain();
    expect(harness.state.contests[ETH]).to.not.equal(0n);
  });

  it("B-2: ends it when it is confirmed, and liquidates at the price that then counts", async () => {
    await node.world.passes(61);
    await harness.settles();
    expect(harness.events("uncontested")[0]).to.include({ market: "ETHUSDT", price: "150" });
    expect(harness.events("liquidated")).to.have.length(1);
    await equalsChain();
    expect(harness.state.contests[ETH]).to.equal(0n);
  });

  it("B-2: records that a contest was dropped", async () => {
    await node.world.publishes({ ETH: "100" });
    await harness.settles();
    await node.world.publishes({ ETH: "150" });
    await harness.settles();
    expect(harness.events("contested")).to.have.length(2);
    expect(harness.events("uncontested")).to.have.length(2);
    await equalsChain();
    expect(harness.state.words[ETH]!.price).to.equal(150n * 10n ** 18n);
  });
});
