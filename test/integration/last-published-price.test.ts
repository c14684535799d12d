import { expect } from "chai";

import { plainWorld, usd } from "../support/plain-world.js";

const DAY = 86_400;

describe("Collateral priced by a feed that has gone silent", () => {
  it("Q-4, M-3: counts at the last price that was published, not at the last that somebody synced", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("10", "WETH");
    await alice.deposits("10000", "USDC");
    await alice.trades("10", "BTC"); // so that there is a margin and a stale price counts for something
    await world.pool.syncAll();
    expect((await world.pool.marketReport(1)).price).to.equal(usd("200"));
    await world.passes(DAY);
    await world.publishes({ ETH: "100" }); // and nobody syncs
    await world.passes(2 * 3600); // the feed is silent
    const r = await alice.report();
    const weth = r.factors.find((factor) => factor.market === 1n)!;
    expect([weth.quality, weth.price, weth.collateral]).to.deep.equal([1n, usd("100"), usd("1,000")]);
    expect(weth.staleAllowance, "0.00003 a second for 7,200 s and more: the cap of 10 %").to.equal(usd("100"));
    expect(r.collateral).to.equal(usd("11,000"));
    await world.passes(2 * DAY); // however long it stays so
    expect((await alice.report()).factors.find((factor) => factor.market === 1n)!.price).to.equal(usd("100"));
    await world.pool.syncAll();
    expect((await world.pool.marketReport(1)).price).to.equal(usd("100"));
  });

  it("Q-4, M-5: cannot be withdrawn against at the price before, and its allowance counts against the account", async () => {
    const world = await plainWorld();
    const alice = await world.trader();
    await alice.deposits("100", "WETH");
    await alice.deposits("3000", "USDC");
    await alice.trades("100", "BTC"); // 80,000 USD: fill 800.04, 4 of premium
    await world.passes(DAY);
    await world.publishes({ ETH: "100" }); // and nobody syncs
    await world.passes(2 * 3600);
    await world.publishes({ BTC: "8000" });
    const r = await alice.report();
    // 3,000 − 4 + 100 · 100 less 10 % of it for the dead price; 10 % of 80,000 and of 10,000 are required
    expect([r.initialEquity, r.initialRequirement]).to.deep.equal([usd("11,996"), usd("9,000")]);
    await expect(alice.withdraws("2996.000001", "USDC"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientInitialMargin")
      .withArgs(usd("9,000") - 10n ** 12n, usd("9,000"));
    await alice.withdraws("2996", "USDC");
  });
});
