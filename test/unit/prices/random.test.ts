import { expect } from "chai";

import { Random } from "../../../scripts/prices/random.js";
import { WAD } from "../../../scripts/prices/wad.js";

describe("the generator of random numbers", () => {
  it("gives the published numbers of SplitMix64 for the seed 1234567", () => {
    const random = new Random(1_234_567n);
    expect(Array.from({ length: 5 }, () => random.next())).to.deep.equal([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it("reaches both ends of a range and leaves it at neither", () => {
    const random = new Random(1n);
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(-2, 3)));
    expect([...drawn].sort((a, b) => a - b)).to.deep.equal([-2, -1, 0, 1, 2, 3]);
    expect(random.betweenWad(WAD, WAD)).to.equal(WAD);
  });

  it("draws normal numbers of mean 0 and variance 1", () => {
    const random = new Random(2n);
    const count = 10_000n;
    let [sum, squares] = [0n, 0n];
    for (let i = 0n; i < count; i++) {
      const z = random.normalWad();
      sum += z;
      squares += (z * z) / WAD;
    }
    // Four standard errors: 4 / sqrt(10000) = 0.04 of the mean, and 0.04 * sqrt(2) = 0.057 of the variance.
    expect(Number(sum / count) / 1e18).to.be.closeTo(0, 0.04);
    expect(Number(squares / count) / 1e18).to.be.closeTo(1, 0.057);
  });

  it("keeps its own numbers, however much a fork of it draws", () => {
    const [one, other] = [new Random(3n), new Random(3n)];
    const fork = one.fork();
    for (let i = 0; i < 10; i++) fork.next();
    other.fork();
    expect(one.next()).to.equal(other.next());
  });
});
