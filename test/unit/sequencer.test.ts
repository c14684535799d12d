import { expect } from "chai";
import { network } from "hardhat";

import type { NetworkParameters } from "../../scripts/deployment/parameters.js";
import { deployPool } from "../support/deploy-pool.js";
import { Fault } from "../support/watched-market.js";

const GRACE = 600;

/** A pool on a chain whose sequencer has been up for longer than the grace period. */
async function onRollup() {
  const connection = await network.create();
  const status = await connection.ethers.deployContract("MockAggregator", [0]);
  const uptime = await connection.ethers.deployContract("MockFeed", [await status.getAddress(), 1]);
  const sequencer = await uptime.getAddress();
  await status.push(0n);
  await connection.networkHelpers.time.increase(GRACE + 1);
  const onRollup = ({ pool }: NetworkParameters) => Object.assign(pool, { sequencer, sequencerGrace: GRACE });
  const world = await deployPool(onRollup, connection);
  await world.refreshes();
  const allValid = () => world.pool.syncAll.staticCall({ blockTag: "latest" });
  return { world, status, uptime, allValid };
}

describe("The sequencer of a rollup", () => {
  it("B-1: while it is down no price is valid; once it is back, none for the grace period", async () => {
    const { world, status, allValid } = await onRollup();
    expect(await allValid()).to.equal(true);
    await status.push(1n);
    expect(await allValid(), "down").to.equal(false);
    await status.push(0n);
    const back = await world.now();
    await world.connection.networkHelpers.time.increaseTo(back + GRACE);
    expect(await allValid(), "the last second of the grace period").to.equal(false);
    await world.connection.networkHelpers.time.increase(1);
    expect(await allValid()).to.equal(true);
  });

  it("B-1: sync goes on meanwhile, and an uptime feed that does not answer stops nothing", async () => {
    const { world, status, uptime, allValid } = await onRollup();
    await status.push(1n);
    await world.publishes({ ETH: "195" });
    await world.pool.syncMarkets([1]);
    expect((await world.pool.marketReport(1)).price).to.equal(195n * 10n ** 18n);
    for (const fault of [Fault.Reverts, Fault.BurnsGas, Fault.ReturnsNothing]) {
      await uptime.setFault(fault);
      expect(await allValid(), Fault[fault]).to.equal(true);
    }
  });

  it("B-1: deposits and commitments go on; settlement, liquidation and withdrawals against risk wait", async () => {
    const { world, status } = await onRollup();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("10000", "USDC");
    await alice.trades("100", "ETH");
    await alice.commits("1", "ETH");
    await world.passes(3);
    await world.publishes({ ETH: "80" }); // far below what the account can bear
    await status.push(1n);
    await alice.deposits("1", "USDC");
    const refused = [
      world.pool.settleOrder(alice.account, await world.proof(1)),
      alice.withdraws("1", "USDC"),
    ] as const;
    for (const action of refused) await expect(action).to.be.revertedWithCustomError(world.pool, "SequencerDown");
    await expect(world.liquidates(alice.account)).to.be.revertedWithCustomError(world.pool, "NothingLiquidated");
    await status.push(0n);
    await world.passes(GRACE + 1);
    await world.refreshes();
    await world.liquidates(alice.account);
  });
});
