import { expect } from "chai";

import { aboveCeilings } from "../../scripts/bench/gas-ceilings.js";
import { measureGas } from "../../scripts/bench/gas-rows.js";

describe("What operations cost", () => {
  it("G-0: no operation of the gas fixture costs more than its ceiling", async function () {
    this.timeout(600_000);
    expect(aboveCeilings(await measureGas(() => {}))).to.deep.equal([]);
  });
});
