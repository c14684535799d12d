import { expect } from "chai";

import { TokenLife } from "../support/token-life.js";

/** What a transfer delivers. */
const all = (units: bigint) => units;
const lessOnePercent = (units: bigint) => units - units / 100n;

const KINDS: readonly (readonly [what: string, contract: string, settlement: number, collateral: number])[] = [
  ["are ordinary, of 6 and 6 decimals", "MockToken", 6, 6],
  ["are ordinary, of 8 and 18 decimals", "MockToken", 8, 18],
  ["return nothing, and refuse to change an allowance", "SilentToken", 6, 8],
  ["refuse to move nothing", "NoZeroToken", 6, 18],
  ["could be paused and could block, and do not", "BlockingToken", 6, 18],
  ["call back", "HookToken", 6, 18],
  ["keep a hundredth of every transfer", "FeeOnTransferToken", 6, 18],
];

describe("A pool whose tokens", function () {
  this.timeout(300_000);
  for (const [what, contract, settlement, collateral] of KINDS) {
    it(`T-6, U-1, U-2: ${what}: every amount is what arrived, and every token is in its bucket`, async () => {
      const arrives = contract === "FeeOnTransferToken" ? lessOnePercent : all;
      const life = await TokenLife.begins(contract, settlement, collateral);
      const { world, alice, keeper, backer, usdc, weth } = life;
      const [principal, ether] = [arrives(life.units("5000")), arrives(life.units("10", 1))];

      await life.step(() => alice.deposits("5000", "USDC"));
      expect(await world.pool.balanceOf(alice.account, 0)).to.equal(principal);
      await life.step(() => alice.deposits("10", "WETH"));
      expect(await world.pool.balanceOf(alice.account, 1)).to.equal(ether);
      // two transfers, to the vault and from there to the pool; 1,000 shares a unit
      expect(await life.backs("100000")).to.equal(arrives(arrives(life.units("100000"))) * 1000n);

      await life.profits(); // +2,000.1, and two order fees of 1
      await life.step(() => alice.pool.convert(alice.account, 2n ** 255n));
      expect(await world.pool.balanceOf(alice.account, 0)).to.equal(principal + life.units("1998.1"));
      const all0 = 2n ** 256n - 1n;
      const drawn = async (asset: number) => {
        await alice.pool.withdraw(alice.account, asset, all0, alice.signer.address);
      };
      expect(await life.gains(usdc, alice.signer, () => drawn(0))).to.equal(arrives(principal + life.units("1998.1")));
      expect(await life.gains(weth, alice.signer, () => drawn(1))).to.equal(arrives(ether));

      await life.bankruptsBob(); // his order's fee and his bond go to the keeper
      const inventory = arrives(life.units("50", 1));
      expect((await world.pool.assetReport(1)).inventory).to.equal(inventory);
      const fees = life.units("23");
      const claims = () => world.pool.connect(keeper).claimKeeperFees(keeper.address);
      expect(await life.gains(usdc, keeper, claims)).to.equal(arrives(fees));

      // of the inventory half is for sale at 200 less the discount of its age
      const buys = () => alice.pool.buyInventory(1, inventory / 2n, 2n ** 256n - 1n, alice.signer.address);
      if (contract === "FeeOnTransferToken") {
        await expect(buys(), "Q-8").to.be.revertedWithCustomError(world.pool, "PaymentIncomplete");
      } else {
        expect(await life.gains(weth, alice.signer, buys)).to.equal(inventory / 2n);
      }

      const batch = await life.redeems();
      const { proceeds } = await world.vault.redemptionBatch(batch);
      expect(proceeds).to.be.greaterThan(0n);
      const collects = () => world.vault.connect(backer).claimAssets(batch, backer.address);
      expect(await life.gains(usdc, backer, collects)).to.equal(arrives(proceeds));
    });
  }
});
