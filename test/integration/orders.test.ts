import { expect } from "chai";

import { deployPool } from "../support/deploy-pool.js";
import { plainWorld, usd, WAD } from "../support/plain-world.js";
import { CANCEL_REASONS } from "../support/reading.js";

const reason = (name: (typeof CANCEL_REASONS)[number]) => BigInt(CANCEL_REASONS.indexOf(name));

describe("Orders", () => {
  it("P-1: a fill is the mean price over the trade, and the premium comes back on exit", async () => {
    const world = await plainWorld();
    await world.fundsVault("1000000");
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    // S = 0, q = 2,000, K = 1,000,000: 200·(1 + 1,000/1,000,000) = 200.2
    await alice.trades("2000", "ETH");
    let [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fillPrice).to.equal(usd("200.2"));
    expect((await alice.report()).pnl).to.equal(usd("-400"));
    expect((await world.pool.poolReport()).skewPremium).to.equal(usd("400")); // 200·2,000²/(2·1,000,000)
    // S = 2,000, q = −2,000: 200·(1 + 1,000/1,000,000) = 200.2 again
    await alice.trades("-2000", "ETH");
    [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fillPrice).to.equal(usd("200.2"));
    const r = await alice.report();
    expect([r.collateral, r.quote]).to.deep.equal([usd("50000"), 0n]);
    expect((await world.pool.poolReport()).skewPremium).to.equal(0n);
  });

  it("P-3: a flip is a close and an opening at one fill price", async () => {
    const world = await plainWorld();
    await world.fundsVault("1000000");
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    await alice.trades("100", "ETH"); // at 200.01: cost 20,001
    await world.publishes({ ETH: "210" });
    await alice.trades("-300", "ETH"); // S = 100, q = −300: 210·(1 − 50/1,000,000) = 209.9895
    const { size, cost } = await world.pool.position(alice.account, 1);
    expect([size, cost]).to.deep.equal([-200n * WAD, usd("-41997.9")]); // −200 · 209.9895
    expect((await alice.report()).quote).to.equal(usd("997.95")); // 100·209.9895 − 20,001
  });

  it("P-4: an order fills at the first price after its delay, and at no other", async () => {
    const world = await plainWorld();
    const [alice] = [await world.trader()];
    await alice.deposits("5000", "USDC");
    await alice.commits("10", "ETH");
    await expect(alice.settles("ETH")).to.be.revertedWithCustomError(world.pool, "OrderNotReady");
    await world.passes(5);
    // the latest round is still older than the commitment
    await expect(alice.settles("ETH")).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    await world.publishes({ ETH: "201" });
    const first = await world.proof(1);
    await world.publishes({ ETH: "190" }); // better for a buyer, but not the first
    await expect(alice.settles("ETH")).to.be.revertedWithCustomError(world.pool, "PriceNotProved");
    await world.pool.settleOrder(alice.account, first);
    const [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fillPrice).to.equal(usd("201.001005")); // 201·(1 + 5/1,000,000)
    // filled at 201, marked at 190: the loss is there at once
    expect((await alice.report()).pnl).to.equal(usd("-110.01005"));
  });

  it("P-4: without a price in time an order expires, and whoever says so gets the keeper fee", async () => {
    const world = await deployPool();
    const [alice, bob] = [await world.trader(), await world.trader()];
    await alice.deposits("5000", "USDC");
    await alice.commits("10", "ETH");
    await expect(bob.pool.expireOrder(alice.account)).to.be.revertedWithCustomError(world.pool, "OrderNotExpired");
    await world.passes(601);
    await world.refreshes();
    await expect(alice.settles("ETH")).to.be.revertedWithCustomError(world.pool, "OrderPastExpiry");
    await bob.pool.expireOrder(alice.account);
    expect(await world.pool.keeperClaims(bob.signer.address)).to.equal(1_000_000n);
    expect((await world.pool.poolReport()).escrow).to.equal(0n);
    await expect(bob.pool.expireOrder(alice.account)).to.be.revertedWithCustomError(world.pool, "NoPendingOrder");
    await expect(bob.pool.claimKeeperFees(bob.signer.address)).to.changeTokenBalance(
      world.connection.ethers,
      world.tokens[0]!,
      bob.signer,
      1_000_000n,
    );
    await expect(bob.pool.claimKeeperFees(bob.signer.address)).to.be.revertedWithCustomError(
      world.pool,
      "NothingToClaim",
    );
  });

  it("P-4: an order that fails its own terms is cancelled with the reason, pays keeper and penalty, and the keeper is paid", async () => {
    const world = await deployPool(({ pool }) => (pool.debtRate = "0"));
    const alice = await world.trader();
    await alice.deposits("1000", "USDC");
    await expect(alice.trades("10", "ETH", { limit: usd("193") })) // 194 is worse
      .to.emit(world.pool, "OrderCancelled")
      .withArgs(alice.account, 1, 1, reason("LimitPrice"), usd("0.388"), (await world.keeper()).address); // 1,940 · 0.0002
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(998_612_000n); // 1,000 − 1 − 0.388
    await expect(alice.trades("100", "ETH")) // 19,400 against 998 of equity
      .to.emit(world.pool, "OrderCancelled")
      .withArgs(alice.account, 1, 2, reason("InitialMargin"), usd("3.88"), (await world.keeper()).address);
    await expect(alice.trades("-0.01", "ETH"))
      .to.emit(world.pool, "OrderCancelled")
      .withArgs(alice.account, 1, 3, reason("PositionTooSmall"), usd("0.000388"), (await world.keeper()).address);
    expect(await world.pool.keeperClaims((await world.keeper()).address)).to.equal(3_000_000n);
  });

  it("P-4: an account has one pending order, and an order needs its fee", async () => {
    const world = await deployPool();
    const alice = await world.trader();
    await alice.deposits("0.999999", "USDC");
    await expect(alice.commits("1", "ETH"))
      .to.be.revertedWithCustomError(world.pool, "InsufficientOrderFee")
      .withArgs(alice.account, 999_999n, 1_038_800n); // 1 + 194 · 0.0002 that it would pay if it failed
    await alice.deposits("10", "USDC");
    await alice.commits("1", "ETH");
    await expect(alice.commits("1", "ETH")).to.be.revertedWithCustomError(world.pool, "OrderAlreadyPending");
    await expect(alice.commits("0", "BTC")).to.be.revertedWithCustomError(world.pool, "OrderSizeOutOfRange");
    await expect(alice.pool.commitOrder(alice.account, 9, 1, 1)).to.be.revertedWithCustomError(
      world.pool,
      "UnknownMarket",
    );
    await expect(alice.pool.commitOrder(alice.account, 1, 1, 1n << 80n)).to.be.revertedWithCustomError(
      world.pool,
      "LimitPriceOutOfRange",
    );
  });

  it("P-4: crossing zero skew pays maker for the part that balances the market and taker for the rest", async () => {
    const world = await plainWorld((p) => {
      Object.assign(p.markets[1]!, { makerFee: "0.001", takerFee: "0.005" });
      p.pool.feeInsurance = "0.5";
    });
    await world.fundsVault("1000000");
    const [alice, bob] = [await world.trader(), await world.trader()];
    for (const trader of [alice, bob]) await trader.deposits("50000", "USDC");
    await alice.trades("100", "ETH"); // taker on 100 at 200.01
    let [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fee).to.equal(usd("100.005"));
    await bob.trades("-300", "ETH"); // S = 100: fill 200·(1 − 50/1,000,000) = 199.99
    [event] = await world.pool.queryFilter(world.pool.filters.OrderSettled(), -1);
    expect(event!.args.fee).to.equal(usd("219.989")); // 100·199.99·0.001 + 200·199.99·0.005
    // half of both fees went to insurance, in whole units
    expect((await world.pool.poolReport()).insurance).to.equal(159_997_000n - 0n); // 50.0025 + 109.9945
  });

  it("P-5: open interest is capped per side, and reductions are exempt", async () => {
    const world = await plainWorld((p) => (p.markets[1]!.maxOpenInterestUsd = "20000"));
    await world.fundsVault("1000000");
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    await alice.trades("100", "ETH"); // 20,000 exactly
    await expect(alice.trades("1", "ETH")).to.emit(world.pool, "OrderCancelled");
    await world.publishes({ ETH: "220" }); // now above the cap
    await alice.trades("-10", "ETH");
    expect((await world.pool.position(alice.account, 1)).size).to.equal(90n * WAD);
  });

  it("P-2: with a long skew longs pay, funding grows with the skew and follows the price before the step", async () => {
    const world = await plainWorld((p) =>
      Object.assign(p.markets[1]!, { fundingVelocity: "10", maxFundingRate: "0.3" }),
    );
    await world.fundsVault("1000000");
    const alice = await world.trader();
    await alice.deposits("50000", "USDC");
    await alice.trades("10000", "ETH", { account: alice.account }).catch(() => undefined);
    await alice.trades("1000", "ETH");
    const { skewFraction } = await world.pool.marketReport(1);
    const size = (await world.pool.position(alice.account, 1)).size;
    expect(skewFraction).to.equal((size * 32767n) / (1_000_000n * WAD));
    const start = (await world.pool.marketReport(1)).syncedAt;
    await world.passes(86_400);
    await world.refreshes();
    await world.pool.syncMarkets([1]);
    const after = await world.pool.marketReport(1);
    const t = after.syncedAt - start;
    // r₁ = skewFraction/32767 · 10 per day² · t, ΔF = P · r₁/2 · t: a triangle from zero
    const rate = (skewFraction * 10n * 10n ** 11n * t) / (32767n * 86_400n);
    expect(after.rate).to.equal(rate);
    // in whole units of 128, down
    const funding = (200n * WAD * (rate * t)) / (2n * 86_400n * 10n ** 11n);
    expect(after.fundingIndex).to.equal(funding - (funding % 128n));
    expect(after.fundingIndex).to.be.greaterThan(0n);
  });
});
