import { expect } from "chai";

import { usdc, vaultWorld, type Backer } from "../support/backer.js";

const SHARE = 1000n; // shares of one unit of asset 0 at par

/**
 * A vault of `deposit` USDC, ann's, with a trader whose profit is the vault's loss:
 *   carol buys 1,000 ETH at 200: fill 200 · (1 + 500/1,000,000) = 200.1, cost 200,100; premium P · 1,000² / (2 · 10^6) = P/2
 *   NAV(P) = deposit − (1,000·P − 200,100) − P/2 = deposit − 1,000.5 · (P − 200)
 */
async function vaultAgainstCarol(deposit: string) {
  const home = await vaultWorld();
  const ann = await home.backer();
  await home.deposits([ann, deposit]);
  const carol = await home.trader("50000");
  await home.step(() => carol.trades("1000", "ETH"));
  expect(await home.vault.totalAssets()).to.equal(usdc(deposit));
  return { home, ann };
}

describe("A vault whose shares are worth less than 1 % of par", () => {
  it("V-1: sells no shares: a deposit of 1 USDC does not take it over, and is dealt fairly when the NAV is back", async () => {
    const { home, ann } = await vaultAgainstCarol("10,001");
    const mallory = await home.backer();
    const batch = await mallory.requestsDeposit(usdc("1"));
    await home.opens(batch, "deposits");
    await home.world.publishes({ ETH: "211" });
    // NAV = 10,001 − 1,000.5 · 11 = −1,004.5: one virtual unit stands for 10,001,000,001,000 shares
    await expect(home.vault.fulfilDeposits(batch))
      .to.be.revertedWithCustomError(home.vault, "SharePriceTooLow")
      .withArgs(1, 10_001_000_001_000n);
    await home.world.pool.syncAll();
    expect((await home.pool.poolReport()).nav).to.equal(-1_004_500_000_000_000_000_000n);
    await home.checks();
    expect((await home.pool.poolReport()).vaultRequests, "it waits").to.equal(usdc("1"));

    await home.world.publishes({ ETH: "200" });
    await home.step(() => home.vault.fulfilDeposits(batch));
    expect(await mallory.claimsShares(batch)).to.equal(usdc("1") * SHARE);
    expect(await home.vault.convertToAssets(await ann.shares())).to.equal(usdc("10,001"));
  });

  it("V-1: burns no shares: a redemption is not paid with nothing, and is paid in full when the NAV is back", async () => {
    const { home, ann } = await vaultAgainstCarol("10,001");
    const batch = await ann.requestsRedemption(usdc("4,000") * SHARE);
    await home.opens(batch, "redemptions");
    await home.world.publishes({ ETH: "211" });
    await expect(home.vault.fulfilRedemptions(batch))
      .to.be.revertedWithCustomError(home.vault, "SharePriceTooLow")
      .withArgs(1, 10_001_000_001_000n);
    expect((await home.vault.redemptionBatch(batch)).filled).to.equal(0n);
    expect(await home.vault.totalSupply()).to.equal(usdc("10,001") * SHARE);

    await home.world.publishes({ ETH: "200" });
    await home.step(() => home.vault.fulfilRedemptions(batch));
    expect(await ann.claimsAssets(batch)).to.equal(usdc("4,000"));
  });

  // NAV = 10,005 − 1,000.5 · 9.9 = 100.05: 1 % of 10,005
  const price = "209.9";

  it("V-1: deals both ways at 1 % of par", async () => {
    const { home, ann } = await vaultAgainstCarol("10,005");
    const mallory = await home.backer();
    const out = await ann.requestsRedemption(usdc("1,000") * SHARE);
    const into = await mallory.requestsDeposit(usdc("1"));
    await home.opens(out, "redemptions");
    await home.world.publishes({ ETH: price });
    await home.step(() => home.vault.fulfilDeposits(into));
    // 1 USDC is 100 of par: 1,000,000 · 10,005,000,001,000 / 100,050,001, down
    expect(await mallory.claimsShares(into)).to.equal((1_000_000n * 10_005_000_001_000n) / 100_050_001n);
    await home.step(() => home.vault.fulfilRedemptions(out));
    expect(await ann.claimsAssets(out), "1,000 of par").to.equal(usdc("10"));
  });

  it("V-1: deals neither way at the next price below 1 % of par", async () => {
    const { home, ann } = await vaultAgainstCarol("10,005");
    const mallory: Backer = await home.backer();
    const out = await ann.requestsRedemption(usdc("1,000") * SHARE);
    const into = await mallory.requestsDeposit(usdc("1"));
    await home.opens(out, "redemptions");
    await home.world.publishes({ ETH: "209.90000001" });
    // 1,000.5 · 10^-8 less: 100.049989995, 100,049,989 whole units and the virtual one
    for (const fulfilment of [() => home.vault.fulfilDeposits(into), () => home.vault.fulfilRedemptions(out)]) {
      await expect(fulfilment())
        .to.be.revertedWithCustomError(home.vault, "SharePriceTooLow")
        .withArgs(100_049_990n, 10_005_000_001_000n);
    }
  });
});

describe("A redemption that is collected", () => {
  it("U-2: goes to nobody and to the pool itself on no account, where it would be lost", async () => {
    const home = await vaultWorld();
    const ann = await home.backer();
    await home.deposits([ann, "10"]);
    const batch = await ann.requestsRedemption(await ann.shares());
    await home.opens(batch, "redemptions");
    await home.step(() => home.vault.fulfilRedemptions(batch));
    for (const to of [home.world.connection.ethers.ZeroAddress, await home.pool.getAddress()]) {
      await expect(ann.vault.claimAssets(batch, to)).to.be.revertedWithCustomError(home.pool, "ZeroRecipient");
    }
    expect(await ann.claimsAssets(batch)).to.equal(usdc("10"));
  });
});
