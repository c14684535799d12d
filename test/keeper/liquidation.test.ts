import { expect } from "chai";

import { startKeeper } from "../support/keeper-harness.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";

describe("Keeper on a node", () => {
  let node: LocalNode;
  let snapshot: string;

  before(async () => {
    node = await startLocalNode();
    await node.world.fundsVault("1000000");
    await Promise.all([node.world.trader()]);
  });

  after(() => node.close());

  beforeEach(async () => {
    snapshot = (await node.world.connection.ethers.provider.send("evm_snapshot", [])) as string;
  });

  afterEach(async () => {
    await node.world.connection.ethers.provider.send("evm_revert", [snapshot]);
  });

  it("settles an order at its price and liquidates an account that falls", async () => {
    const { world } = node;
    const [alice] = world.traders;
    const harness = await startKeeper(node);
    await harness.settles();
    expect(harness.events("ready")).to.have.length(1);

    await alice!.deposits("5000", "USDC");
    await alice!.commits("100", "ETH");
    await world.passes(3);
    await harness.settles();
    expect(harness.events("settled"), "no price after the delay yet").to.be.empty;
    await world.refreshes();
    await harness.settles();
    expect(harness.events("settled")).to.have.length(1);
    expect((await world.pool.position(alice!.account, 1)).size).to.equal(100n * 10n ** 18n);

    await world.publishes({ ETH: "150" });
    await harness.settles();
    console.log(harness.lines.map((l) => `${l.event}: ${l.msg}`).join("\n"));
    expect(harness.events("liquidated")).to.have.length(1);
    harness.open.close();
  });
});
