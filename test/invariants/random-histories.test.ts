import { expect } from "chai";

import { deployPool } from "../support/deploy-pool.js";
import { History, KINDS, type Seat } from "../support/history.js";
import { Random, testSeed } from "../support/random.js";

const HISTORIES = Number(process.env["BULKHEAD_HISTORIES"] ?? 3);
const STEPS = Number(process.env["BULKHEAD_STEPS"] ?? 80);
/** What the vault starts with: it can pay everything, some of it, hardly anything (so that ρ is below one). */
const VAULTS = ["1000000", "20000", "500"];

describe("Random histories of a whole pool", () => {
  const seed = testSeed();
  const done = new Map<string, number>();
  for (let index = 0; index < HISTORIES; index++) {
    it(`INV-1, INV-2, INV-3, INV-4, INV-5, INV-6, INV-7, INV-8, INV-9: hold after every step (seed ${seed}, history ${index}, ${STEPS} steps)`, async () => {
      const world = await deployPool(({ pool }) => (pool.accountDebtCapUsd = "50"));
      await world.fundsVault(VAULTS[index % VAULTS.length]!);
      const seats: Seat[] = [];
      for (let i = 0; i < 6; i++) {
        const trader = await world.trader();
        seats.push({ trader, account: trader.account });
        if (i % 3 === 0) seats.push({ trader, account: trader.isolated("ETH"), only: "ETH" });
        if (i % 3 === 1) seats.push({ trader, account: trader.isolated("BTC"), only: "BTC" });
      }
      const history = new History(world, done, new Random(seed + BigInt(index)), seats);
      for (const [i, { trader, account }] of seats.entries()) {
        await trader.deposits(i % 2 === 0 ? "5000" : "1000", "USDC", account);
        if (i % 2 === 1) await trader.deposits("20", "WETH", account);
      }
      await history.run(STEPS);
    });
  }

  it("reached every kind of action: a history without one proves nothing of it", () => {
    for (const what of KINDS) {
      expect(done.get(what) ?? 0, `${what} among ${JSON.stringify([...done])}`).to.be.greaterThan(0);
    }
  });
});
