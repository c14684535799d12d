import { expect } from "chai";

import { Fault, oneMarket, type Watched } from "../support/watched-market.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Publishes 2,100 USD at `published` and syncs at `now`, both in seconds after the start of a unit of age. */
async function ages(w: Watched, published: number, now: number) {
  const start = await w.unitStart(64);
  await w.aggregator.pushAt(2100_00000000n, start + published);
  await w.syncsAt(start + now);
  return w.stored();
}

describe("The age of a price", () => {
  // ⌈now / 16⌉ − ⌊published / 16⌋
  const cases: readonly (readonly [published: number, now: number, units: bigint])[] = [
    [0, 0, 0n],
    [0, 1, 1n],
    [0, 16, 1n],
    [0, 17, 2n],
    [1, 1, 1n],
    [1, 16, 1n],
    [1, 17, 2n],
    [15, 15, 1n],
    [15, 16, 1n],
    [15, 17, 2n], // two seconds, and not more than two units too much
    [15, 32, 2n],
    [15, 33, 3n],
    [16, 33, 2n],
    [0, 3600, 225n],
  ];
  it("B-1: counts the units of 16 s from the one it was published in to the end of the present one", async () => {
    const w = await oneMarket();
    const snapshot = await w.bare.connection.networkHelpers.takeSnapshot();
    for (const [published, now, age] of cases) {
      expect(await ages(w, published, now), `published ${published} s, now ${now} s`).to.deep.equal({ usd: 2100, age });
      expect(Number(age) * 16, "never younger than it is").to.be.within(now - published, now - published + 32);
      await snapshot.restore();
    }
  });

  const limits: readonly (readonly [maxAge: bigint, published: number, last: number])[] = [
    [3600n, 0, 3600], // 225 units: to the second
    [3600n, 1, 3600],
    [3600n, 15, 3600], // 15 s early
    [3615n, 0, 3600], // still 225 whole units
    [3616n, 0, 3616],
    [64n, 0, 64],
    [79n, 0, 64],
    [65_504n, 0, 65_504], // the longest: 4,094 units
  ];
  for (const [maxAge, published, last] of limits) {
    it(`B-1: a price published ${published} s into a unit is valid to second ${last} for a max age of ${maxAge} s`, async () => {
      const w = await oneMarket({ maxAge });
      const snapshot = await w.bare.connection.networkHelpers.takeSnapshot();
      await ages(w, published, last);
      expect(await w.allValid()).to.equal(true);
      await snapshot.restore();
      expect(await ages(w, published, last + 1)).to.deep.equal({ usd: 2100, age: BigInt(Math.floor(last / 16)) + 1n });
      expect(await w.allValid()).to.equal(false);
    });
  }

  it("B-2: of a dead feed grows alike whether it is synced every second for an hour or once", async function () {
    this.timeout(300_000);
    const w = await oneMarket();
    await w.proxy.setFault(Fault.Reverts);
    const before = (await w.stored()).age;
    const { syncedAt } = await w.bare.pool.marketReport(0);
    const start = Number(syncedAt);
    const snapshot = await w.bare.connection.networkHelpers.takeSnapshot();
    await w.syncsAt(start + HOUR);
    const once = await w.stored();
    expect(once).to.deep.equal({ usd: 2000, age: before + 225n }); // 3,600 s are 225 units exactly
    await snapshot.restore();
    await syncsEverySecond(w, start + HOUR);
    expect(await w.now()).to.equal(start + HOUR);
    expect(await w.stored()).to.deep.equal(once);
  });

  it("B-2: of a dead feed grows alike whatever the times between syncs are", async () => {
    const w = await oneMarket();
    await w.proxy.setFault(Fault.Reverts);
    const start = await w.unitStart(64);
    await w.syncsAt(start + 1);
    const { age } = await w.stored();
    for (const seconds of [2, 16, 17, 33, 48, 49, 63, 65, 160]) {
      await w.syncsAt(start + seconds);
      // ⌈(start + seconds) / 16⌉ − ⌈(start + 1) / 16⌉
      expect((await w.stored()).age, `${seconds} s`).to.equal(age + BigInt(Math.ceil(seconds / 16) - 1));
    }
  });

  it("B-2: stops at 4,095 units and is never valid there, until the feed publishes again", async () => {
    const w = await oneMarket({ maxAge: 65_504n });
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(2000_00000000n, start);
    await w.syncsAt(start);
    await w.proxy.setFault(Fault.Reverts);
    for (const [seconds, age, valid] of [
      [65_504, 4094n, true],
      [65_505, 4095n, false],
      [65_537, 4095n, false],
      [10_000_000, 4095n, false],
    ] as const) {
      await w.syncsAt(start + seconds);
      expect(await w.stored()).to.deep.equal({ usd: 2000, age });
      expect(await w.allValid(), `${seconds} s`).to.equal(valid);
    }
    await w.proxy.setFault(Fault.None);
    await w.syncsAt(start + 10_000_001); // back with the round it went silent with
    expect(await w.stored()).to.deep.equal({ usd: 2000, age: 4095n });
    const again = await w.unitStart();
    await w.aggregator.pushAt(1900_00000000n, again);
    await w.syncsAt(again + 1);
    expect(await w.stored()).to.deep.equal({ usd: 1900, age: 1n });
    expect(await w.allValid()).to.equal(true);
  });
});

describe("The price of a source that is silent", () => {
  it("Q-4: is the last it has published, whether anybody has synced that or not, and not valid", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(1800_00000000n, start);
    await w.syncsAt(start + 2 * HOUR);
    expect(await w.stored()).to.deep.equal({ usd: 1800, age: 450n });
    expect(await w.allValid()).to.equal(false);
  });

  it("Q-4: is the last it has published however long ago, its age at the most that is counted", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(DAY);
    await w.aggregator.pushAt(1000_00000000n, start);
    await w.syncsAt(start + 3 * DAY);
    expect(await w.stored()).to.deep.equal({ usd: 1000, age: 4095n });
  });

  it("Q-4: is the one that is stored while the source reverts", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(1800_00000000n, start);
    await w.syncsAt(start);
    await w.aggregator.pushAt(1700_00000000n, start + 1);
    await w.proxy.setFault(Fault.Reverts);
    await w.syncsAt(start + 2 * HOUR);
    expect(await w.stored()).to.deep.equal({ usd: 1800, age: 450n });
    await w.proxy.setFault(Fault.None);
    await w.syncsAt(start + 2 * HOUR + 1);
    expect(await w.stored(), "said to have been published at +1 s").to.deep.equal({ usd: 1700, age: 451n });
  });
});

describe("A feed that goes back in time", () => {
  it("P-4: does not move the price back: the older round is ignored and the stored price ages on", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(2100_00000000n, start);
    await w.syncsAt(start);
    await w.aggregator.pushAt(1500_00000000n, start - 1); // the unit before
    await w.syncsAt(start + 100);
    expect(await w.stored()).to.deep.equal({ usd: 2100, age: 7n });
    await w.aggregator.pushAt(2200_00000000n, start + 100);
    await w.syncsAt(start + 112);
    expect(await w.stored(), "a later one counts again").to.deep.equal({ usd: 2200, age: 1n });
  });

  it("Q-4: does not move the price back while both are stale", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(2100_00000000n, start);
    await w.syncsAt(start + 2 * HOUR);
    await w.aggregator.pushAt(1500_00000000n, start - HOUR);
    await w.syncsAt(start + 3 * HOUR);
    expect(await w.stored()).to.deep.equal({ usd: 2100, age: 675n });
  });

  it("Q-4: is believed once the stored price is older than is counted", async () => {
    const w = await oneMarket();
    const start = await w.unitStart(64);
    await w.aggregator.pushAt(2100_00000000n, start);
    await w.syncsAt(start + 65_505);
    expect(await w.stored()).to.deep.equal({ usd: 2100, age: 4095n });
    await w.aggregator.pushAt(1500_00000000n, start - HOUR);
    await w.syncsAt(start + 65_600);
    expect(await w.stored()).to.deep.equal({ usd: 1500, age: 4095n });
    expect(await w.allValid()).to.equal(false);
  });
});

/** One sync in a block of every second up to `end`, sent without the round trips of a contract object. */
async function syncsEverySecond(w: Watched, end: number) {
  const { provider, ethers } = w.bare.connection;
  const [sender] = await ethers.getSigners();
  const call = {
    from: sender!.address,
    to: await w.bare.pool.getAddress(),
    data: w.bare.pool.interface.encodeFunctionData("syncMarkets", [[0]]),
    gas: "0x7a120",
  };
  for (let second = (await w.now()) + 1; second <= end; ++second) {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [second] });
    await provider.request({ method: "eth_sendTransaction", params: [call] });
  }
}
