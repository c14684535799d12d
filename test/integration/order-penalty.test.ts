import { expect } from "chai";

import { deployPool } from "../support/deploy-pool.js";
import { outcome } from "../support/reading.js";

const ETH = 1;

describe("What an order pays if it fails", () => {
  it("P-4: must be there at the commitment: fee and two basis points of notional at the stored price", async () => {
    const world = await deployPool();
    const alice = await world.trader();
    // 3,000 · 194 · 0.0002 = 116.40, and 1 for the keeper
    await alice.deposits("117.399999", "USDC");
    await expect(alice.commits("3000", "ETH"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientOrderFee")
      .withArgs(alice.account, 117_399_999n, 117_400_000n);
    await alice.deposits("0.000001", "USDC");
    await alice.commits("3000", "ETH");
  });

  it("P-4: cannot be withdrawn while the order is pending, so that nobody lets one lapse for the order fee alone", async () => {
    const world = await deployPool();
    const alice = await world.trader();
    await alice.deposits("100000", "USDC");
    await alice.commits("3000", "ETH");
    await world.passes(3);
    await world.publishes({ ETH: "194" });
    await world.publishes({ ETH: "150" }); // the market falls before anyone has settled: 3,000 · 150 · 0.0002 = 90
    await expect(alice.withdraws("99909.000001", "USDC"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientBalance")
      .withArgs(alice.account, 0, 99_909_000_001n, 99_909_000_000n);
    await alice.pool.withdraw(alice.account, 0, 2n ** 256n - 1n, alice.signer.address);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(90_000_000n);
    const round = (1n << 64n) | ((await world.feeds[ETH]!.aggregator.latestRound()) - 1n);
    const proof = world.connection.ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [round]);
    await world.pool.connect(await world.keeper()).settleOrder(alice.account, proof);
    expect(await outcome(world)).to.equal("InitialMargin");
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(0n);
    expect((await world.pool.poolReport()).vaultCash).to.equal(90_000_000n);
  });

  it("P-4: other assets, and asset 0 once the order has ended, leave as they did", async () => {
    const world = await deployPool();
    const alice = await world.trader();
    await alice.deposits("200", "USDC");
    await alice.deposits("1", "WETH");
    await alice.commits("3000", "ETH");
    await alice.withdraws("1", "WETH");
    await world.passes(601);
    await world.pool.expireOrder(alice.account);
    await alice.withdraws("199", "USDC");
  });
});
