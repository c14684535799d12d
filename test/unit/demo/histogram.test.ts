import { expect } from "chai";
import fc from "fast-check";

import { HEALTH_BANDS, bandOf, histogramOf, type Standing } from "../../../scripts/demo/histogram.js";

const open = (health: number): Standing => ({ liquidatable: health < 1, open: true, health });
const flat: Standing = { liquidatable: false, open: false, health: undefined };

describe("The demo's health histogram", () => {
  it("puts a health on the edge of two bands into the healthier one", () => {
    expect(bandOf(open(0.9999))).to.equal("liquidatable");
    expect(bandOf(open(1))).to.equal("below 1.25");
    expect(bandOf(open(1.25))).to.equal("below 1.5");
    expect(bandOf(open(1.5))).to.equal("below 2");
    expect(bandOf(open(2))).to.equal("2 or more");
  });

  it("believes the pool, not the number, about who is liquidatable", () => {
    expect(bandOf({ liquidatable: true, open: true, health: 1 })).to.equal("liquidatable");
    expect(bandOf({ liquidatable: false, open: true, health: 0.9 })).to.equal("below 1.25");
  });

  it("counts an account without positions and debt as flat", () => {
    expect(bandOf(flat)).to.equal("flat");
  });

  it("adds up to the number of accounts, whatever they are", () => {
    const standing = fc.record({
      liquidatable: fc.boolean(),
      open: fc.boolean(),
      health: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(standing), (standings) => {
        const histogram = histogramOf(standings);
        expect(HEALTH_BANDS.reduce((sum, band) => sum + histogram[band], 0)).to.equal(standings.length);
      }),
    );
  });
});
