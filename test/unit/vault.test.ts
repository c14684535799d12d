import { expect } from "chai";

import { usdc, vaultWorld, type VaultWorld } from "../support/backer.js";

const SHARE = 1000n; // shares of one unit of asset 0 at par

/**
 * A vault of 100,000 USDC that ann and ben hold 3 : 1, with 20,010 USD of realised junior profit and a trader under water:
 *   alice buys 1,000 ETH at 200: fill 200 · (1 + 500/1,000,000) = 200.1, cost 200,100; sells at 220: fill 220.11;
 *   Σquote⁺ = 220,110 − 200,100 = 20,010
 *   carol buys 1,000 ETH at 220: cost 220,110; ETH falls to 200: U = 200,000 − 220,110 = −20,110, premium 200 · 10^6 / (2·10^6) = 100
 *   NAV = 100,000 − 20,010 + 20,110 − 100 = 100,000, cash above Σquote⁺ = 79,990
 */
async function twoHoldersAndAProfit() {
  const home = await vaultWorld();
  const [ann, ben] = [await home.backer(), await home.backer()];
  await home.deposits([ann, "75,000"], [ben, "25,000"]);
  const [alice, carol] = [await home.trader("50000"), await home.trader("50000")];
  await home.step(() => alice.trades("1000", "ETH"));
  await home.world.publishes({ ETH: "220" });
  await home.step(() => alice.trades("-1000", "ETH"));
  await home.step(() => carol.trades("1000", "ETH"));
  await home.world.publishes({ ETH: "200" });
  return { home, ann, ben, alice, carol };
}

async function setsNextBlock(home: VaultWorld, timestamp: bigint) {
  await home.world.connection.networkHelpers.time.setNextBlockTimestamp(timestamp);
}

describe("A deposit into the backstop vault", () => {
  it("V-1: waits for the end of its period and the delay, to the second, and is priced at par in an empty vault", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    const batch = await ann.requestsDeposit(usdc("100,000"));
    const ready = (batch + 1n) * 3600n + 60n;
    await home.world.connection.networkHelpers.time.increaseTo(ready - 20n);
    await home.world.refreshes();
    await setsNextBlock(home, ready - 1n);
    await expect(home.vault.fulfilDeposits(batch))
      .to.be.revertedWithCustomError(home.vault, "BatchNotReady")
      .withArgs(batch, ready, ready - 1n);
    await setsNextBlock(home, ready);
    await expect(home.vault.fulfilDeposits(batch))
      .to.emit(home.vault, "DepositsFulfilled")
      .withArgs(batch, usdc("100,000"), usdc("100,000") * SHARE);
    expect(await ann.claimsShares(batch)).to.equal(usdc("100,000") * SHARE);
    expect(await home.vault.totalAssets()).to.equal(usdc("100,000"));
    await expect(home.vault.fulfilDeposits(batch))
      .to.be.revertedWithCustomError(home.vault, "NothingToFulfil")
      .withArgs(batch);
  });

  it("V-1: joins the batch of the second it is made in, so that a second before the end of a period is the old batch", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    const boundary = ((await home.batch()) + 1n) * 3600n;
    await setsNextBlock(home, boundary - 1n);
    const before = await ann.requestsDeposit(5n);
    await setsNextBlock(home, boundary);
    const after = await ann.requestsDeposit(7n);
    expect([before, after]).to.deep.equal([boundary / 3600n - 1n, boundary / 3600n]);
    expect([
      (await home.vault.depositBatch(before)).requested,
      (await home.vault.depositBatch(after)).requested,
    ]).to.deep.equal([5n, 7n]);
  });

  it("V-1, U-2: is neither cash nor NAV while it waits", async () => {
    const home = await vaultWorld();
    const [ann, ben] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "1,000"]);
    await ben.requestsDeposit(usdc("400"));
    const r = await home.pool.poolReport();
    expect([r.vaultCash, r.vaultRequests, r.nav]).to.deep.equal([usdc("1,000"), usdc("400"), 1000n * 10n ** 18n]);
    expect(await home.vault.totalSupply()).to.equal(usdc("1,000") * SHARE);
  });

  it("V-1, U-4: is priced at the NAV of a full sync in its own transaction, not at stored prices", async () => {
    const home = await vaultWorld();
    const [ann, ben] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "100,000"]);
    const alice = await home.trader("5000");
    await home.step(() => alice.trades("100", "ETH")); // fill 200 · (1 + 50/10^6) = 200.01: cost 20,001
    expect((await home.pool.poolReport()).nav).to.equal(100_000n * 10n ** 18n); // −U = 1, premium 200·100²/(2·10^6) = 1
    const batch = await ben.requestsDeposit(usdc("9,899.995"));
    await home.opens(batch, "deposits");
    await home.world.publishes({ ETH: "210" });
    // U = 100 · 210 − 20,001 = 999, premium 1.05: NAV = 98,999.95, of which ben adds exactly a tenth: 10^13 shares, less the
    // virtual ones: 9,899,995,000 · (10^14 + 10^3) / (98,999,950,000 + 1) = 9,999,999,999,998.99…
    await home.step(() => home.vault.fulfilDeposits(batch));
    expect(await ben.claimsShares(batch)).to.equal(9_999_999_999_998n);
    expect((await home.pool.marketReport(1)).price).to.equal(210n * 10n ** 18n);
  });

  it("V-1: waits while any market has no fresh price", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    const batch = await ann.requestsDeposit(usdc("1,000"));
    await home.opens(batch, "deposits");
    await home.world.passes(3600);
    for (const feed of home.world.feeds.slice(1)) await feed.aggregator.push((await feed.aggregator.round(1)).answer);
    await expect(home.vault.fulfilDeposits(batch)).to.be.revertedWithCustomError(home.vault, "PricesNotFresh");
    await home.checks();
    await home.world.refreshes();
    await home.step(() => home.vault.fulfilDeposits(batch));
  });

  it("V-1: is shared among a batch by what each gave; claims do not exceed proceeds and happen once", async () => {
    const home = await vaultWorld();
    const [ann, ben, cid] = [await home.backer(), await home.backer(), await home.backer()];
    const batch = await ann.requestsDeposit(usdc("10"));
    await ann.requestsDeposit(usdc("20"));
    await ben.requestsDeposit(usdc("70"));
    await expect(ann.claimsShares(batch), "nothing fulfilled").to.be.revertedWithCustomError(
      home.vault,
      "NothingToCollect",
    );
    await home.opens(batch, "deposits");
    await home.step(() => home.vault.fulfilDeposits(batch));
    expect(await ann.claimsShares(batch)).to.equal(usdc("30") * SHARE);
    await expect(ann.claimsShares(batch))
      .to.be.revertedWithCustomError(home.vault, "NothingToCollect")
      .withArgs(batch, ann.signer.address);
    await expect(cid.claimsShares(batch), "another's request").to.be.revertedWithCustomError(
      home.vault,
      "NothingToCollect",
    );
    expect(await ben.claimsShares(batch)).to.equal(usdc("70") * SHARE);
    expect(await home.vault.balanceOf(home.vault)).to.equal(0n);
  });

  it("V-1: of nothing is refused", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    await expect(ann.vault.requestDeposit(0)).to.be.revertedWithCustomError(home.vault, "ZeroRequest");
    await expect(ann.vault.requestRedemption(0)).to.be.revertedWithCustomError(home.vault, "ZeroRequest");
    await expect(home.vault.fulfilDeposits(1)).to.be.revertedWithCustomError(home.vault, "NothingToFulfil").withArgs(1);
    await expect(home.vault.fulfilRedemptions(1))
      .to.be.revertedWithCustomError(home.vault, "NothingToFulfil")
      .withArgs(1);
  });
});

describe("A redemption from the backstop vault", () => {
  it("V-1: waits for the end of its period and three days, to the second, then pays NAV", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    await home.deposits([ann, "1,000"]);
    const batch = await ann.requestsRedemption(usdc("400") * SHARE);
    const ready = (batch + 1n) * 3600n + 259_200n;
    await home.world.connection.networkHelpers.time.increaseTo(ready - 20n);
    await home.world.refreshes();
    await setsNextBlock(home, ready - 1n);
    await expect(home.vault.fulfilRedemptions(batch))
      .to.be.revertedWithCustomError(home.vault, "BatchNotReady")
      .withArgs(batch, ready, ready - 1n);
    await setsNextBlock(home, ready);
    await home.step(() => home.vault.fulfilRedemptions(batch));
    expect((await home.pool.poolReport()).vaultClaims).to.equal(usdc("400"));
    expect(await ann.claimsAssets(batch)).to.equal(usdc("400"));
    expect([await home.vault.totalSupply(), await home.vault.totalAssets()]).to.deep.equal([
      usdc("600") * SHARE,
      usdc("600"),
    ]);
  });

  it("V-1: takes its shares at once and cannot take more than there are", async () => {
    const home = await vaultWorld();
    const [ann, ben] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "10"]);
    await ann.requestsRedemption(usdc("6") * SHARE);
    expect(await ann.shares()).to.equal(usdc("4") * SHARE);
    await expect(ann.vault.requestRedemption(usdc("4") * SHARE + 1n)).to.be.revertedWithCustomError(
      home.vault,
      "ERC20InsufficientBalance",
    );
    await expect(ben.vault.requestRedemption(1n)).to.be.revertedWithCustomError(home.vault, "ERC20InsufficientBalance");
  });

  it("V-1: waits while any market has no fresh price", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    await home.deposits([ann, "1,000"]);
    const batch = await ann.requestsRedemption(usdc("400") * SHARE);
    await home.opens(batch, "redemptions");
    await home.world.feeds[2]!.proxy.setFault(1);
    await home.world.passes(3600);
    for (const market of [0, 1, 3]) {
      const { aggregator } = home.world.feeds[market]!;
      await aggregator.push((await aggregator.round(1)).answer);
    }
    await expect(home.vault.fulfilRedemptions(batch)).to.be.revertedWithCustomError(home.vault, "PricesNotFresh");
    await home.checks();
    await home.world.feeds[2]!.proxy.setFault(0);
    await home.world.refreshes();
    await home.step(() => home.vault.fulfilRedemptions(batch));
  });

  it("V-1, U-3: is paid from cash above Σquote⁺ only, pro rata; the rest rolls over; junior profit is paid in full", async () => {
    const { home, ann, ben, alice, carol } = await twoHoldersAndAProfit();
    const batch = await ann.requestsRedemption(await ann.shares());
    await ben.requestsRedemption(await ben.shares());
    await home.opens(batch, "redemptions");
    await home.step(() => home.vault.fulfilRedemptions(batch));
    expect((await home.pool.poolReport()).quotePlus).to.equal(20_010n * 10n ** 18n);
    expect((await home.pool.poolReport()).vaultCash).to.equal(usdc("20,010"));
    expect(await home.pool.availableVaultCash()).to.equal(0n);
    // 79,990 of 100,000 is paid, three quarters of it to ann
    const left = await home.vault.redemptionBatch(batch);
    expect([left.proceeds, left.requested]).to.deep.equal([usdc("79,990"), usdc("100,000") * SHARE]);
    expect(left.filled).to.be.within(usdc("79,990") * SHARE, usdc("79,990") * SHARE + SHARE); // virtual shares cost part of a unit
    expect(await ann.claimsAssets(batch)).to.equal(usdc("59,992.5"));
    expect(await ben.claimsAssets(batch)).to.equal(usdc("19,997.5"));
    await expect(home.vault.fulfilRedemptions(batch))
      .to.be.revertedWithCustomError(home.vault, "NothingToFulfil")
      .withArgs(batch);
    await expect(ann.claimsAssets(batch)).to.be.revertedWithCustomError(home.vault, "NothingToCollect");

    const before = await home.pool.balanceOf(alice.account, 0);
    await home.step(() => alice.pool.convert(alice.account, 2n ** 255n));
    expect((await home.pool.balanceOf(alice.account, 0)) - before).to.equal(usdc("20,010"));

    // carol realises −20,010 (sells 1,000 at 200 · (1 + 500/10^6) = 200.1 what cost 220,110): the rest of the batch
    await home.step(() => carol.trades("-1000", "ETH"));
    await home.step(() => home.vault.fulfilRedemptions(batch));
    const { requested, filled, proceeds } = await home.vault.redemptionBatch(batch);
    expect(filled).to.equal(requested);
    expect(proceeds, "all of 100,000, but for what rounding left to the virtual shares").to.be.within(
      usdc("100,000") - 2n,
      usdc("100,000"),
    );
    expect(await ann.claimsAssets(batch)).to.equal((proceeds * 3n) / 4n - usdc("59,992.5"));
    expect(await ben.claimsAssets(batch)).to.equal(proceeds / 4n - usdc("19,997.5"));
    expect((await home.pool.poolReport()).vaultClaims).to.be.lessThanOrEqual(1n);
  });

  it("V-1: shares in the losses of its waiting time", async () => {
    const { home, ann, ben } = await twoHoldersAndAProfit();
    const batch = await ben.requestsRedemption(await ben.shares());
    await home.opens(batch, "redemptions");
    await home.world.publishes({ ETH: "230" });
    // U = 230,000 − 220,110 = 9,890, premium 115: NAV = 100,000 − 20,010 − 9,890 − 115 = 69,985; a quarter is 17,496.25
    await home.step(() => home.vault.fulfilRedemptions(batch));
    expect(await ben.claimsAssets(batch)).to.equal(usdc("17,496.25"));
    expect(await home.vault.convertToAssets(await ann.shares())).to.equal(usdc("52,488.75"));
  });

  it("V-1: pays who asked and nobody else, to where they say", async () => {
    const home = await vaultWorld();
    const [ann, ben] = [await home.backer(), await home.backer()];
    await home.deposits([ann, "10"], [ben, "10"]);
    const batch = await ann.requestsRedemption(await ann.shares());
    await home.opens(batch, "redemptions");
    await home.step(() => home.vault.fulfilRedemptions(batch));
    for (const attempt of [
      () => ben.vault.claimAssets(batch, ben.signer.address),
      () => ben.vault.claimAssets(batch, ann.signer.address),
    ]) {
      await expect(attempt())
        .to.be.revertedWithCustomError(home.vault, "NothingToCollect")
        .withArgs(batch, ben.signer.address);
    }
    const before = await ben.tokens();
    await home.step(() => ann.vault.claimAssets(batch, ben.signer.address));
    expect((await ben.tokens()) - before).to.equal(usdc("10"));
    expect((await home.pool.poolReport()).vaultClaims).to.equal(0n);
  });

  it("V-1, U-2: only the vault moves vault cash, and never what is owed to junior profit", async () => {
    const { home, ann } = await twoHoldersAndAProfit();
    const { ethers, networkHelpers } = home.world.connection;
    const [governance] = await ethers.getSigners();
    for (const signer of [governance!, ann.signer]) {
      const pool = home.pool.connect(signer);
      const calls = [
        () => pool.receiveVaultDeposit(1),
        () => pool.admitVaultDeposit(0),
        () => pool.reserveVaultRedemption(0),
        () => pool.payVaultRedemption(signer.address, 0),
      ];
      for (const call of calls)
        await expect(call()).to.be.revertedWithCustomError(home.pool, "NotVault").withArgs(signer.address);
    }
    const vault = await ethers.getImpersonatedSigner(await home.vault.getAddress());
    await networkHelpers.setBalance(vault.address, 10n ** 18n);
    await expect(home.pool.connect(vault).reserveVaultRedemption(usdc("79,990") + 1n))
      .to.be.revertedWithCustomError(home.pool, "InsufficientVaultCash")
      .withArgs(usdc("79,990") + 1n, usdc("79,990"));
    await home.pool.connect(vault).reserveVaultRedemption(usdc("79,990"));
  });
});
