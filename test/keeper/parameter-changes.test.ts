import { expect } from "chai";

import { observe } from "../../keeper/prices/observe.js";
import { PriceSources } from "../../keeper/prices/price-sources.js";
import { toAssetParameters, toMarketParameters, toPoolParameters } from "../../scripts/deployment/parameters.js";
import { expectJudgementsEqualChain, expectStateEqualsChain } from "../support/compare-with-chain.js";
import { STEP_INTERVAL, STEPS } from "../support/change-parameters.js";
import { governs } from "../support/governance.js";
import { startKeeper, type KeeperHarness } from "../support/keeper-harness.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";
import { readPoolState } from "../support/mirror-state.js";

const BTC = 0;

describe("The keeper while parameters change", () => {
  let node: LocalNode;
  let harness: KeeperHarness;

  before(async () => {
    // without interest and concentration, which are not what this is about
    node = await startLocalNode((parameters) => {
      parameters.pool.debtRate = "0";
      for (const asset of parameters.assets) asset.concentration = "0";
    });
    harness = await startKeeper(node);
  });

  after(async () => {
    harness.open.close();
    await node.close();
  });

  /** Follows to the head and compares parameters with the page's own bytes, everything else with the pool's views. */
  async function compare(): Promise<void> {
    const { rpc, indexer } = harness.keeper.parts;
    const head = await rpc.head();
    await indexer.follow(head);
    const { state } = harness;
    const page = await readPoolState(node.world, []);
    expect(state.parameters).to.deep.equal(page.parameters);
    expect(state.markets.map(lowerCase)).to.deep.equal(page.markets);
    expect(state.assets.map(lowerCase)).to.deep.equal(page.assets);
    expect([state.ramp, state.debtIndex, state.debtIndexAt]).to.deep.equal([
      page.ramp,
      page.debtIndex,
      page.debtIndexAt,
    ]);
    await expectStateEqualsChain(state, node.world, head);
    const moment = await observe(new PriceSources(rpc.provider), state, head);
    await expectJudgementsEqualChain(state, moment, node.world, head);
  }

  async function changes(data: string): Promise<void> {
    const [deployer] = await node.world.connection.ethers.getSigners();
    await node.world.refreshes();
    await governs(node.world, deployer!, data);
    await compare();
  }

  it("M-6, K-1: knows every page, judges every account by it, and takes the steps of a ramp itself", async () => {
    const { world } = node;
    const { pool, parameters } = world;
    await world.fundsVault("50000");
    const alice = await world.trader();
    await alice.deposits("3000", "USDC");
    await alice.deposits("5", "WETH");
    await alice.trades("3", "BTC");
    await alice.trades("-10", "ETH");
    await compare();

    const encode = pool.interface.encodeFunctionData.bind(pool.interface);
    const market = parameters.markets[BTC]!;
    const sources = [await world.feeds[BTC]!.proxy.getAddress(), await world.feeds[BTC]!.second.getAddress()] as const;
    await changes(encode("changePool", [toPoolParameters({ ...parameters.pool, debtHaircut: "0.04", dust: "9" }, 6)]));
    await changes(encode("changeMarket", [BTC, toMarketParameters({ ...market, takerFee: "0.0005" }, ...sources)]));

    const raised = toMarketParameters(
      { ...market, maintenance: "0.08", sizeSlope: "0.5", makerFee: "0.0001" },
      ...sources,
    );
    await changes(encode("changeMarket", [BTC, raised]));
    expect(harness.state.ramp?.stepsLeft).to.equal(STEPS);
    await harness.settles();
    expect(harness.state.ramp?.stepsLeft, "not before its time").to.equal(STEPS);
    for (let left = STEPS - 1; left >= 0; left--) {
      await world.passes(STEP_INTERVAL);
      await world.refreshes();
      await harness.settles();
      expect(harness.state.ramp?.stepsLeft ?? 0).to.equal(left);
      await compare();
    }
    expect(harness.state.markets[BTC]!.maintenanceFraction).to.equal(8n * 10n ** 16n);
    expect(harness.events("stepped").map(({ stepsLeft }) => stepsLeft)).to.deep.equal([5, 4, 3, 2, 1, 0]);

    const asset = { ...parameters.assets[1]!, haircut: "0.2" };
    await changes(encode("changeAsset", [1, toAssetParameters(asset, await world.tokens[1]!.getAddress(), 1)]));
    await changes(encode("stopRamp"));
    expect(harness.state.ramp).to.equal(undefined);

    const replay = await startKeeper(node);
    await replay.settles();
    expect(replay.state).to.deep.equal(harness.state);
    replay.open.close();
  });
});

/** Addresses as the page's bytes give them. */
function lowerCase<Listed extends object>(listed: Listed): Listed {
  const entries = Object.entries(listed).map(([name, value]) => [
    name,
    typeof value === "string" ? value.toLowerCase() : (value as unknown),
  ]);
  return Object.fromEntries(entries) as Listed;
}
