import { expect } from "chai";

import { usdc, vaultWorld, type Backer, type VaultWorld } from "../support/backer.js";
import { Random, testSeed } from "../support/random.js";

const SHARE = 1000n;

/** Redeems all shares of somebody in a batch of their own; returns what was paid. */
async function leaves(home: VaultWorld, backer: Backer): Promise<bigint> {
  const batch = await backer.requestsRedemption(await backer.shares());
  await home.opens(batch, "redemptions");
  await home.step(() => home.vault.fulfilRedemptions(batch));
  return backer.claimsAssets(batch);
}

describe("Attacks on the share price", () => {
  it("V-1: tokens sent to the vault or the pool move no price and belong to nobody", async () => {
    const home = await vaultWorld();
    const [mallory, ann] = [await home.backer(), await home.backer()];
    await home.deposits([mallory, "0.000001"]);
    const token = home.world.tokens[0]!.connect(mallory.signer);
    await token.transfer(home.vault, usdc("1,000"));
    await token.transfer(home.pool, usdc("1,000"));
    home.donated = { pool: usdc("1,000"), vault: usdc("1,000") };
    await home.checks();
    expect(await home.vault.totalAssets()).to.equal(1n);
    await home.deposits([ann, "500"]);
    expect(await ann.shares()).to.equal(usdc("500") * SHARE);
    expect(await leaves(home, ann)).to.equal(usdc("500"));
    expect(await leaves(home, mallory)).to.equal(1n);
  });

  it("V-1: a first depositor who pumps the NAV through trading gets back less than it cost", async () => {
    const home = await vaultWorld();
    const [mallory, ann] = [await home.backer(), await home.backer()];
    await home.deposits([mallory, "0.000001"]); // 1,000 shares
    // mallory's trading account loses 10,005 to the vault: buys 1,000 at 200.1, sells at 190 · (1 + 500/10^6) = 190.095: −10,005
    const trader = await home.trader("40000");
    await home.step(() => trader.trades("1000", "ETH"));
    await home.world.publishes({ ETH: "190" });
    await home.step(() => trader.trades("-1000", "ETH"));
    expect(await home.vault.totalAssets()).to.equal(usdc("10,005") + 1n);
    // A share now costs 10,005,000,002 / 2,000 = 5.0025 USD. Of 15 USD ann gets two shares and loses the rest.
    await home.deposits([ann, "15"]);
    expect(await ann.shares()).to.equal(2n);
    const gain = (await leaves(home, mallory)) - usdc("10,005") - 1n;
    expect(gain, "mallory paid 10,005.000001").to.be.lessThan(-usdc("5,000"));
    // and ann lost less than one share
    const back = await leaves(home, ann);
    expect(usdc("15") - back).to.be.lessThan(usdc("5.01"));
  });

  it("V-1: going in and out again without trading in between gains nothing, whatever the amounts", async () => {
    const home = await vaultWorld();
    const [ann, mallory] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "1,234.567891"]);
    for (const units of [1n, 7n, 999_999_999n, usdc("1,000,000") + 1n]) {
      const batch = await mallory.requestsDeposit(units);
      await home.opens(batch, "deposits");
      await home.step(() => home.vault.fulfilDeposits(batch));
      await mallory.claimsShares(batch);
      const before = await home.vault.convertToAssets(await ann.shares());
      expect(await leaves(home, mallory)).to.be.within(units - 1n, units);
      expect(await home.vault.convertToAssets(await ann.shares()), "ann loses nothing").to.be.greaterThanOrEqual(
        before,
      );
    }
  });

  it("V-1: a batch paid in many rounds pays each holder their part of the sum, never more, however often they collect", async () => {
    const home = await vaultWorld();
    const [ann, ben, cid] = [await home.backer(), await home.backer(), await home.backer()];
    await home.deposits([ann, "33,333.333333"], [ben, "33,333.333334"], [cid, "33,333.333333"]);
    // under water: NAV = 100,000 + 20,100 − 90 = 120,010 at 180 (cost 200,100, premium 180/2), cash 100,000
    const carol = await home.trader("150000");
    await home.step(() => carol.trades("1000", "ETH"));
    await home.world.publishes({ ETH: "180" });
    const batch = await ann.requestsRedemption((await ann.shares()) - 12_345n);
    await ben.requestsRedemption((await ben.shares()) / 7n);
    await cid.requestsRedemption(await cid.shares());
    await ben.requestsRedemption(await ben.shares());
    await home.opens(batch, "redemptions");
    const collected = new Map<Backer, bigint>();
    for (const part of ["-1", "-350", "-333", "-316"]) {
      await home.step(() => home.vault.fulfilRedemptions(batch));
      for (const backer of part === "-350" ? [ann] : [ann, ben]) {
        collected.set(backer, (collected.get(backer) ?? 0n) + (await backer.claimsAssets(batch)));
      }
      await home.step(() => carol.trades(part, "ETH")); // losses become cash
    }
    const { requested, proceeds, filled } = await home.vault.redemptionBatch(batch);
    expect(filled, "not everything is paid yet, so this is about partial payment").to.be.lessThan(requested);
    collected.set(cid, await cid.claimsAssets(batch));
    const sum = [...collected.values()].reduce((a, b) => a + b, 0n);
    expect(proceeds - sum, "down, by less than a unit each").to.be.within(0n, 2n);
    expect((await home.pool.poolReport()).vaultClaims).to.equal(proceeds - sum);
    for (const backer of [ann, ben, cid]) {
      await expect(backer.claimsAssets(batch)).to.be.revertedWithCustomError(home.vault, "NothingToCollect");
    }
  });

  it("U-2, V-1: a random history conserves every token and pays nobody what others put in", async function () {
    this.timeout(300_000);
    const seed = testSeed();
    const random = new Random(seed);
    const home = await vaultWorld();
    const backers = [await home.backer(), await home.backer(), await home.backer()];
    const put = new Map(backers.map((backer) => [backer, 0n]));
    const got = new Map(backers.map((backer) => [backer, 0n]));
    const open = { deposits: new Map<bigint, Set<Backer>>(), redemptions: new Map<bigint, Set<Backer>>() };
    const joins = (batches: Map<bigint, Set<Backer>>, batch: bigint, backer: Backer) => {
      batches.set(batch, (batches.get(batch) ?? new Set()).add(backer));
    };
    for (let round = 0; round < 40; ++round) {
      const backer = random.pick(backers);
      if (random.chance(50)) {
        const units = (random.next() % usdc("5,000")) + 1n;
        joins(open.deposits, await backer.requestsDeposit(units), backer);
        put.set(backer, put.get(backer)! + units);
      } else if ((await backer.shares()) > 0n) {
        joins(
          open.redemptions,
          await backer.requestsRedemption(
            1n + (((await backer.shares()) - 1n) * BigInt(random.between(0, 100))) / 100n,
          ),
          backer,
        );
      }
      if (random.chance(60)) continue;
      for (const kind of ["deposits", "redemptions"] as const) {
        for (const [batch, members] of open[kind]) {
          await home.opens(batch, kind);
          await home.step(async () =>
            kind === "deposits" ? home.vault.fulfilDeposits(batch) : home.vault.fulfilRedemptions(batch),
          );
          for (const member of members) {
            if (kind === "deposits") await member.claimsShares(batch);
            else got.set(member, got.get(member)! + (await member.claimsAssets(batch)));
          }
        }
        open[kind].clear();
      }
    }
    // No trading: nobody's shares plus payments are worth more than what they put in, nor less by more than rounding.
    let worth = 0n;
    for (const backer of backers) {
      let waiting = 0n;
      for (const batch of open.deposits.keys()) waiting += await pending(home, backer, batch);
      const escrowed = await escrowedShares(home, backer, open.redemptions.keys());
      const value = got.get(backer)! + waiting + (await home.vault.convertToAssets((await backer.shares()) + escrowed));
      expect(put.get(backer)! - value, `seed ${seed}`).to.be.within(0n, 60n);
      worth += value;
    }
    expect(worth).to.be.greaterThan(usdc("1,000"));
  });
});

async function pending(home: VaultWorld, backer: Backer, batch: bigint): Promise<bigint> {
  const events = await home.vault.queryFilter(home.vault.filters.DepositRequested(backer.signer.address, batch));
  return events.reduce((sum, { args }) => sum + args.assets, 0n);
}

async function escrowedShares(home: VaultWorld, backer: Backer, batches: Iterable<bigint>): Promise<bigint> {
  let sum = 0n;
  for (const batch of batches) {
    const events = await home.vault.queryFilter(home.vault.filters.RedemptionRequested(backer.signer.address, batch));
    sum += events.reduce((total, { args }) => total + args.shares, 0n);
  }
  return sum;
}
