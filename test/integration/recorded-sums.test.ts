import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";

/** How often each of the two events is in a transaction: sums, and the markets in order. */
async function recorded(world: World, sent: Promise<ContractTransactionResponse>) {
  const receipt = (await (await sent).wait())!;
  const logs = receipt.logs.map((log) => world.pool.interface.parseLog(log)).filter((log) => log !== null);
  return {
    totals: logs.filter((log) => log.name === "TotalsUpdated").length,
    markets: logs.filter((log) => log.name === "MarketUpdated").map((log) => Number(log.args[0])),
  };
}

const NOTHING = { totals: 0, markets: [] };

describe("Events of the pool's sums and markets", () => {
  it("U-2: calls that change neither record neither", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    expect(await recorded(world, alice.deposits("5000", "USDC")), "deposit").to.deep.equal(NOTHING);
    expect(await recorded(world, alice.deposits("1", "WETH")), "collateral").to.deep.equal(NOTHING);
    expect(await recorded(world, alice.withdraws("1", "USDC")), "withdrawal").to.deep.equal(NOTHING);
    expect(await recorded(world, alice.commits("10", "ETH")), "order").to.deep.equal(NOTHING);
    await world.passes(601);
    expect(await recorded(world, alice.pool.expireOrder(alice.account)), "expiry").to.deep.equal(NOTHING);
    await world.refreshes();
    await alice.trades("10", "ETH");
    expect(await recorded(world, alice.deposits("1", "USDC")), "deposit beside a position").to.deep.equal(NOTHING);
    expect(await recorded(world, alice.withdraws("1", "USDC")), "withdrawal beside a position").to.deep.equal(NOTHING);
  });

  it("U-3: a deposit that covers debt records the sums, and so do insurance and the vault", async () => {
    const world = await plainWorld();
    await world.fundsVault("1000");
    const alice = await world.trader();
    await alice.deposits("20000", "WETH"); // 4,000,000
    await alice.deposits("1", "USDC");
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "190" });
    await alice.trades("-50", "ETH"); // a loss beyond her 1 USDC
    expect((await alice.report()).quote).to.be.lessThan(0n);
    expect(await recorded(world, alice.deposits("10", "USDC"))).to.deep.equal({ totals: 1, markets: [] });
    expect(await recorded(world, alice.pool.fundInsurance(1_000_000n))).to.deep.equal({ totals: 1, markets: [] });
  });

  it("P-3: every call that syncs, trades, liquidates or converts records the sums once, and a market at most once", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const traders = [await world.trader(), await world.trader(), await world.trader()] as const;
    const [alice, bob, carol] = traders;
    for (const trader of traders) await trader.deposits("2100", "USDC");
    for (const trader of traders) {
      expect(await recorded(world, trader.trades("100", "ETH")), "order").to.deep.equal({ totals: 1, markets: [1] });
    }
    await world.publishes({ ETH: "180" }); // 2,100 − 2,0xx against 900
    const many = world.pool.liquidateMany([alice.account, bob.account, alice.account]);
    expect(await recorded(world, many), "three accounts of a batch").to.deep.equal({ totals: 1, markets: [1] });
    expect(await recorded(world, world.liquidates(carol.account))).to.deep.equal({ totals: 1, markets: [1] });
    expect(await recorded(world, world.pool.syncMarkets([1, 0, 1])), "named twice").to.deep.equal({
      totals: 1,
      markets: [0, 1],
    });
    expect(await recorded(world, world.pool.syncAll())).to.deep.equal({ totals: 1, markets: [0, 1, 2, 3] });
  });

  it("U-3: a conversion records the sums once and each market that it synced once", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("5000", "USDC");
    await alice.trades("100", "ETH");
    await world.publishes({ ETH: "210" });
    await alice.trades("-100", "ETH");
    await world.passes(900);
    await world.refreshes();
    const converted = alice.pool.convert(alice.account, usd("1,000,000"));
    expect(await recorded(world, converted)).to.deep.equal({ totals: 1, markets: [0, 1, 2, 3] });
  });
});
