import { expect } from "chai";

import type { World } from "../support/deploy-pool.js";
import { plainWorld, usd } from "../support/plain-world.js";

/** Liquidates and returns the event, with what insurance and the keeper got. */
async function liquidation(world: World, account: bigint) {
  const keeper = (await world.keeper()).address;
  const before = { insurance: (await world.pool.poolReport()).insurance, claim: await world.pool.keeperClaims(keeper) };
  await world.liquidates(account);
  const [event] = await world.pool.queryFilter(world.pool.filters.AccountLiquidated(), -1);
  const { class: kind, closedNotional, insured, earned } = event!.args;
  return {
    kind,
    closedNotional,
    insured,
    earned,
    insurance: (await world.pool.poolReport()).insurance - before.insurance,
    claim: (await world.pool.keeperClaims(keeper)) - before.claim,
  };
}

/**
 * alice, 2,100 USDC, is long 100 ETH from 200 (cost 20,001) at 500 in a pool that can hardly pay her profit of 29,999:
 * E = 2,100 + what the vault has above its floor of 1, M = 5 % of 50,000 = 2,500. Closing realises a profit, so nothing
 * of hers comes into vault cash and fees can be paid only from what is there.
 */
async function profitThatCannotBePaid(cash: string) {
  const world = await plainWorld();
  if (cash !== "0") await world.fundsVault(cash);
  const alice = await world.trader();
  await alice.deposits("2100", "USDC");
  await alice.trades("100", "ETH");
  await world.publishes({ ETH: "500" });
  return { world, alice };
}

describe("The fee of a liquidation", () => {
  it("Q-7: is recorded in the units that insurance and executor got, each rounded down", async () => {
    const world = await plainWorld();
    await world.fundsVault("100000");
    const alice = await world.trader();
    await alice.deposits("2001", "USDC");
    await alice.trades("100", "ETH"); // cost 20,001
    await world.publishes({ ETH: "189.33333333" });
    // E = 2,001 + 18,933.333333 − 20,001 = 933.333333, M = 946.66666665
    const { kind, closedNotional, insured, earned, insurance, claim } = await liquidation(world, alice.account);
    expect(kind).to.equal(1n);
    const fee = (closedNotional * 5n) / 1000n + (closedNotional % 200n === 0n ? 0n : 1n); // 0.5 %, up
    const insuranceFee = (fee * 7n) / 10n;
    expect([insured, earned]).to.deep.equal([insuranceFee / 10n ** 12n, (fee - insuranceFee) / 10n ** 12n]);
    expect(insured, "of some 3,000 USD closed").to.be.greaterThan(10_000_000n);
    expect([insurance, claim]).to.deep.equal([insured, earned]);
  });

  it("Q-7: is recorded as nothing where there is no vault cash to pay it from", async () => {
    const { world, alice } = await profitThatCannotBePaid("0");
    const { kind, closedNotional, insured, earned, insurance, claim } = await liquidation(world, alice.account);
    expect(kind).to.equal(1n);
    expect(closedNotional).to.be.greaterThan(usd("10,000"));
    expect([insured, earned, insurance, claim]).to.deep.equal([0n, 0n, 0n, 0n]);
  });

  it("Q-7: is recorded as far as vault cash went, insurance first", async () => {
    for (const [cash, insured, earned] of [
      ["20", 20_000_000n, 0n], // less than seven tenths of the fee
      ["50", undefined, undefined], // more than that, less than all of it
    ] as const) {
      const { world, alice } = await profitThatCannotBePaid(cash);
      const paid = await liquidation(world, alice.account);
      const fee = (paid.closedNotional * 5n) / 1000n;
      expect(fee).to.be.within(usd("50.000001"), usd("71")); // some 12,000 USD closed
      const part = (fee * 7n) / 10n / 10n ** 12n;
      expect([paid.insured, paid.earned], cash).to.deep.equal([insured ?? part, earned ?? 50_000_000n - part]);
      expect([paid.insurance, paid.claim], cash).to.deep.equal([paid.insured, paid.earned]);
      expect((await world.pool.poolReport()).vaultCash).to.equal(0n);
    }
  });
});

describe("The slice that leaves an account flat", () => {
  it("Q-6, A-4: has no margin, so it reaches the target where a smaller one does not", async () => {
    const world = await plainWorld((p) => {
      p.pool.kappa = "1"; // so that the envelope holds: 0.001 + 0.1 + 0.005 = 0.106
      const eth = {
        maintenance: "0.106",
        initial: "0.106",
        maxPremium: "0.1",
        maxMove: "0.001",
        maxDeviation: "0.001",
      };
      Object.assign(p.markets[1]!, { ...eth, skewScaleUsd: "200000" }); // K = 1,000
      p.assets[1]!.haircut = "0.95";
    });
    await world.fundsVault("100000");
    const [alice, bob] = [await world.trader(), await world.trader()];
    await alice.deposits("4400", "USDC");
    await alice.deposits("20", "WETH");
    await bob.deposits("10000", "USDC");
    await alice.trades("100", "ETH"); // fill 200 · (1 + 50/1,000) = 210: cost 21,000
    await bob.trades("-100", "ETH"); // S = 0 after it, so that selling costs a premium again
    expect((await alice.report()).factors[0]!.cost).to.equal(usd("21,000"));
    await world.publishes({ ETH: "178" });
    // E = 4,400 + 20 · 178 + 17,800 − 21,000 = 4,760; M = 0.106 · 17,800 + 0.95 · 3,560 = 5,268.8
    // half:  50 sold at 178 · (1 − 25/1,000) = 173.55: −1,822.5 realised, fee 44.5, the rest at −1,600:
    //        E = 4,493, M = 0.106 · 8,900 + 3,382 = 4,325.4: h = 1.0387…, below the target of 1.15
    // whole: 100 sold at 178 · (1 − 50/1,000) = 169.1: −4,090, fee 89: 4,400 covers it, no debt; with M = 0.95 · 3,560
    //        it would be h = 3,781/3,382 = 1.1179…, below the target too; but flat and free of debt nothing is required
    await world.liquidates(alice.account);
    const [event] = await world.pool.queryFilter(world.pool.filters.AccountLiquidated(), -1);
    expect([event!.args.class, event!.args.equity, event!.args.margin]).to.deep.equal([
      1n,
      usd("4,760"),
      usd("5,268.8"),
    ]);
    expect(event!.args.closedNotional).to.equal(usd("17,800"));
    expect([event!.args.insured, event!.args.earned]).to.deep.equal([62_300_000n, 26_700_000n]);
    const r = await alice.report();
    expect([r.factors[0]!.size, r.quote, r.margin]).to.deep.equal([0n, 0n, 0n]);
    expect(await world.pool.balanceOf(alice.account, 0)).to.equal(221_000_000n); // 4,400 − 4,090 − 89
    expect(await world.pool.balanceOf(alice.account, 1), "no collateral was needed").to.equal(20n * 10n ** 18n);
  });
});
