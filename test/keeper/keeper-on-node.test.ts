import { expect } from "chai";

import { KEEPER_KEY, startKeeper, type KeeperHarness } from "../support/keeper-harness.js";
import { expectStateEqualsChain } from "../support/compare-with-chain.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";
import type { Trader } from "../support/trader.js";

const WAD = 10n ** 18n;

describe("Keeper on a node", () => {
  let node: LocalNode;
  let traders: Trader[];
  let snapshot: string;
  const opened: KeeperHarness[] = [];
  const proxies: FaultProxy[] = [];

  before(async () => {
    node = await startLocalNode();
    await node.world.fundsVault("1000000");
    for (let i = 0; i < 4; i++) await node.world.trader();
    traders = node.world.traders;
  });

  after(() => node.close());

  beforeEach(async () => {
    snapshot = await rpc("evm_snapshot");
  });

  afterEach(async () => {
    for (const { open } of opened.splice(0)) open.close();
    for (const proxy of proxies.splice(0)) await proxy.close();
    await rpc("evm_revert", snapshot);
  });

  async function rpc(method: string, ...parameters: unknown[]): Promise<string> {
    return (await node.world.connection.ethers.provider.send(method, parameters)) as string;
  }

  async function opens(change?: Parameters<typeof startKeeper>[1]): Promise<KeeperHarness> {
    const harness = await startKeeper(node, change);
    opened.push(harness);
    return harness;
  }

  async function proxied(): Promise<FaultProxy> {
    const proxy = await FaultProxy.before(node.url);
    proxies.push(proxy);
    return proxy;
  }

  /** Deposits, and buys ETH with the help of the keeper's own signer. */
  async function buys(trader: Trader, deposit: string, size: string): Promise<void> {
    await trader.deposits(deposit, "USDC");
    await trader.trades(size, "ETH");
  }

  const nonce = async () =>
    node.world.connection.ethers.provider.getTransactionCount((await node.world.keeper()).address);
  const ethPosition = async (trader: Trader) => (await node.world.pool.position(trader.account, 1)).size;

  it("says that it is ready once it has caught up, with the block and the number of accounts", async () => {
    await traders[0]!.deposits("10", "USDC");
    const block = await node.world.connection.ethers.provider.getBlockNumber();
    const harness = await opens();
    await harness.settles();
    await harness.settles();
    expect(harness.events("ready").map(({ block, accounts }) => ({ block, accounts }))).to.deep.equal([
      { block, accounts: 1 },
    ]);
  });

  it("P-4: settles an order with the first price after its delay, though newer ones came since", async () => {
    const { world } = node;
    const harness = await opens();
    await traders[0]!.deposits("5000", "USDC");
    await traders[0]!.commits("10", "ETH");
    await world.passes(3);
    await harness.settles();
    expect(harness.events("settled"), "no price after the delay yet").to.be.empty;
    await world.publishes({ ETH: "200" });
    await world.publishes({ ETH: "201" });
    await world.publishes({ ETH: "201.5" });
    await harness.settles();
    const [settled, ...rest] = harness.events("settled");
    expect(rest).to.be.empty;
    expect(settled).to.include({ market: "ETHUSDT", size: "10" });
    // 200·(1 + 5/K) with K = 800,000,000/194: 200 + 200·5·194/800,000,000
    expect(settled!["fillPrice"]).to.match(/^200\.0002425/);
    expect(await ethPosition(traders[0]!)).to.equal(10n * WAD);
  });

  it("P-4: finds the first price after the delay behind a round that is empty", async () => {
    const { world } = node;
    const harness = await opens();
    await traders[0]!.deposits("5000", "USDC");
    await traders[0]!.commits("10", "ETH");
    await world.passes(3);
    for (const price of ["200", "0", "201"]) await world.publishes({ ETH: price });
    await harness.settles();
    expect(harness.events("settled").map(({ fillPrice }) => String(fillPrice).slice(0, 4))).to.deep.equal(["200."]);
  });

  it("P-4: leaves an order alone whose price cannot be proved, for an empty round before it", async () => {
    const { world } = node;
    const harness = await opens();
    await traders[0]!.deposits("5000", "USDC");
    await traders[0]!.commits("10", "ETH");
    await world.passes(3);
    for (const price of ["0", "200"]) await world.publishes({ ETH: price });
    await harness.settles();
    expect(harness.events("planned")).to.be.empty;
    await world.passes(600);
    await harness.settles();
    expect(harness.events("expired")).to.have.length(1);
  });

  it("P-4: reports the reason of an order that fails at its settlement", async () => {
    const harness = await opens();
    await traders[0]!.deposits("100", "USDC");
    await traders[0]!.commits("100", "ETH"); // 19,400 USD on 100
    await node.world.passes(3);
    await node.world.refreshes();
    await harness.settles();
    expect(harness.events("cancelled").map(({ reason }) => reason)).to.deep.equal(["InitialMargin"]);
  });

  it("P-4: expires an order that found no price in time, and not before", async () => {
    const harness = await opens();
    await traders[0]!.deposits("100", "USDC");
    await traders[0]!.commits("1", "ETH");
    await node.world.passes(600);
    await harness.settles();
    expect(harness.events("expired")).to.be.empty;
    await node.world.passes(1);
    await harness.settles();
    expect(harness.events("expired")).to.have.length(1);
    expect(harness.state.accounts.get(traders[0]!.account)!.order).to.equal(undefined);
  });

  it("Q-4: liquidates accounts that fall in one batch, insolvent before solvent, and leaves the healthy alone", async () => {
    const [alice, bob, carol] = traders as [Trader, Trader, Trader];
    const harness = await opens();
    await buys(alice, "5000", "100"); // E = 5,000 − 44·100 = 600 < M ≈ 750: solvent
    await buys(bob, "4000", "100"); // E = −400: insolvent
    await buys(carol, "50000", "100");
    await harness.settles();
    expect(harness.events("liquidated")).to.be.empty;
    await node.world.publishes({ ETH: "150" });
    await harness.settles();

    const lines = harness.events("liquidated");
    expect(lines.map((line) => [BigInt(line["account"] as string), line["class"]])).to.deep.equal([
      [bob.account, "insolvent"],
      [alice.account, "solvent"],
    ]);
    expect(new Set(lines.map(({ tx }) => tx)).size, "one transaction").to.equal(1);
    expect(Number(lines[0]!["equity"])).to.be.lessThan(0);
    expect(lines[0]!["bondPaid"]).to.equal(true);
    expect(Number(lines[1]!["earned"])).to.be.greaterThan(0);
    expect(lines[1]!.msg).to.match(
      /^Liquidated 0x.* \(solvent\): equity \$\d+\.\d\d, margin \$\d+\.\d\d, closed \$.*, fee \d+(\.\d+)? USDC$/,
    );
    expect(await ethPosition(bob)).to.equal(0n);
    expect(await ethPosition(carol)).to.equal(100n * WAD);
    expect(harness.events("written-off")).to.have.length(1);
  });

  it("dry-run: says what it would do and sends nothing", async () => {
    const harness = await opens({ dryRun: true });
    await buys(traders[0]!, "5000", "100");
    await traders[1]!.deposits("5000", "USDC");
    await traders[1]!.commits("1", "ETH");
    await node.world.passes(3);
    await node.world.publishes({ ETH: "150" });
    const before = await nonce();
    await harness.settles();
    expect(await nonce()).to.equal(before);
    expect(harness.events("dry-run").map(({ kind }) => kind)).to.deep.equal(["liquidate", "settle-order"]);
    expect(await ethPosition(traders[0]!)).to.equal(100n * WAD);
  });

  it("K-2: a feed that burns its gas is a market without a price, and everybody else is still liquidated", async () => {
    const { world } = node;
    const harness = await opens();
    await buys(traders[0]!, "5000", "100");
    await world.feeds[world.market("SOL")]!.proxy.setFault(2);
    await world.publishes({ ETH: "150" });
    await harness.settles();
    expect(harness.events("outage")).to.be.empty;
    expect(harness.events("liquidated")).to.have.length(1);
  });

  for (const fault of ["hang-up", "html", "rate-limit"] as const) {
    it(`K-2: a node that fails (${fault}) is warned of once; the accounts are kept and liquidated when it is back`, async () => {
      const proxy = await proxied();
      const harness = await opens({ rpcUrl: proxy.url });
      await buys(traders[0]!, "5000", "100");
      await harness.settles();
      await node.world.publishes({ ETH: "150" });
      proxy.fault = fault;
      for (let i = 0; i < 3; i++) expect(await harness.keeper.step(), "a step without the node").to.equal(true);
      expect(harness.events("outage")).to.have.length(1);
      expect(harness.state.accounts.size).to.equal(1);
      proxy.fault = "none";
      await harness.settles();
      expect(harness.events("recovered")).to.have.length(1);
      expect(harness.events("liquidated")).to.have.length(1);
    });
  }

  it("K-2: a price that the node fails to give is not a market without a price", async () => {
    const proxy = await proxied();
    const harness = await opens({ rpcUrl: proxy.url });
    await harness.settles();
    const { prices, rpc: port } = harness.keeper.parts;
    const { number } = await port.head();
    const source = node.manifest.markets[0]!.source;
    proxy.fault = "rate-limit";
    let failure: unknown;
    await prices.aggregators.latest(source, number).catch((error: unknown) => (failure = error));
    expect(failure).to.have.property("kind", "retryable");
    proxy.fault = "none";
    expect((await prices.aggregators.latest(source, number))!.answer).to.equal(7_900n * 10n ** 8n);
  });

  it("signs anew when somebody else used its nonce", async () => {
    const proxy = await proxied();
    const harness = await startKeeper(node, { rpcUrl: proxy.url }, KEEPER_KEY);
    opened.push(harness);
    await buys(traders[0]!, "5000", "100"); // the keeper's account has sent once
    await node.world.publishes({ ETH: "150" });
    proxy.fault = "stale-nonce";
    await harness.settles();
    expect(proxy.fault, "the stale nonce was given").to.equal("none");
    expect(harness.events("nonce-used")).to.have.length(1);
    expect(harness.events("liquidated")).to.have.length(1);
  });

  it("K-1: reads everything again when the chain replaced a block, and says so", async () => {
    const harness = await opens();
    await traders[0]!.deposits("500", "USDC");
    const fork = await rpc("evm_snapshot");
    await traders[1]!.deposits("300", "USDC");
    await harness.settles();
    expect(harness.state.accounts.size).to.equal(2);

    await rpc("evm_revert", fork);
    await traders[2]!.deposits("700", "USDC");
    await traders[0]!.deposits("20", "USDC");
    await harness.settles();
    expect(harness.events("rebuilt")).to.have.length(1);
    expect([...harness.state.accounts.keys()]).to.deep.equal([traders[0]!.account, traders[2]!.account]);
    await expectStateEqualsChain(harness.state, node.world, harness.keeper.parts.indexer.cursor!);
  });

  it("K-1: notices a chain that became shorter", async () => {
    const harness = await opens();
    const fork = await rpc("evm_snapshot");
    await traders[1]!.deposits("300", "USDC");
    await harness.settles();
    await rpc("evm_revert", fork);
    await harness.settles();
    expect(harness.events("rebuilt")).to.have.length(1);
    expect(harness.state.accounts.size).to.equal(0);
  });

  it("Q-4: an account that cannot be liquidated now spoils no batch, is tried less and less often, and keeps its order", async () => {
    const { world } = node;
    const [alice, bob] = traders as [Trader, Trader];
    await alice.deposits("2000", "USDC");
    await alice.trades("500", "SOL"); // 10,000 USD
    await alice.commits("1", "ETH");
    await buys(bob, "5000", "100");
    // Alice's only leg has no valid price: E = 2,000 − 2,500 and a little over 10 % of 7,500 in her favour, M = 600.
    await world.publishes({ SOL: "15" });
    await world.pool.syncAll();
    await world.feeds[world.market("SOL")]!.proxy.setFault(1);
    await world.passes(4000);
    await world.publishes({ BTC: "7900", ETH: "150" });

    const harness = await opens();
    await harness.settles();
    expect(harness.events("liquidated").map(({ account }) => BigInt(account as string))).to.deep.equal([bob.account]);
    expect(harness.events("skipped").map(({ reason }) => reason)).to.deep.equal(["NothingLiquidated"]);
    expect(harness.events("expired").map(({ account }) => BigInt(account as string))).to.deep.equal([alice.account]);

    for (let block = 0; block < 20; block++) {
      await world.connection.networkHelpers.mine();
      await harness.settles();
    }
    const refusals = harness.events("refused");
    expect(refusals[0]!["reason"]).to.match(/^NothingLiquidated: account \d+$/);
    const retries = refusals.map((line) => line["retryAtBlock"] as number);
    // each refusal comes at the block that the one before named: the rests double
    expect(retries.slice(1).map((block, index) => block - retries[index]!)).to.deep.equal(
      [4, 8, 16].slice(0, retries.length - 1),
    );
    expect(retries.length).to.be.within(3, 4);
  });
});
