import { expect } from "chai";

import { readOptions } from "../../../scripts/demo/options.js";

const flags = {
  accounts: "240",
  seed: "1",
  speed: "1200",
  port: "0",
  out: "out/demo",
  full: false,
  believePrints: false,
  json: false,
};

const reading = (change: Record<string, unknown>) => () => readOptions({ ...flags, ...change });

describe("The demo's options", () => {
  it("are read as numbers, names and a seed", () => {
    const options = readOptions({ ...flags, prices: "a.csv", symbols: "BTCUSDT, ETHUSDT", hours: "1.5" });
    expect(options.accounts).to.equal(240);
    expect(options.seed).to.equal(1n);
    expect(options.hours).to.equal(1.5);
    expect(options.symbols).to.deep.equal(["BTCUSDT", "ETHUSDT"]);
  });

  it("that cannot be used are named with their value and what would do", () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ accounts: "100000" }, '--accounts "100000" must be a whole number from 4 to 2000'],
      [{ accounts: "3" }, '--accounts "3" must be a whole number from 4 to 2000'],
      [{ accounts: "4.5" }, '--accounts "4.5" must be a whole number from 4 to 2000'],
      [{ accounts: "many" }, '--accounts "many" must be a whole number from 4 to 2000'],
      [{ speed: "0" }, '--speed "0" must be a number from 1 to 1000000'],
      [{ speed: "" }, '--speed "" must be a number from 1 to 1000000'],
      [{ hours: "-1" }, '--hours "-1" must be a number from 1 to 10000'],
      [{ seed: "-1" }, '--seed "-1" must be a whole number of at most 20 digits'],
      [{ port: "70000" }, '--port "70000" must be a whole number from 0 to 65535'],
      [{ symbols: "BTC,,ETH" }, '--symbols "BTC,,ETH" must be names with commas between them'],
    ];
    for (const [change, message] of cases) expect(reading(change), message).to.throw(message);
  });

  it("that are wrong together are named together", () => {
    expect(reading({ accounts: "0", speed: "fast" })).to.throw(/--accounts "0" .*; --speed "fast"/);
  });

  it("that exclude each other, or choose from a file that is not given, are refused", () => {
    expect(reading({ prices: "a.csv", full: true, hours: "5" })).to.throw("--full and --hours exclude each other");
    expect(reading({ full: true })).to.throw("--full chooses from a candle file");
    expect(reading({ symbols: "BTCUSDT" })).to.throw("--symbols chooses from a candle file");
    expect(reading({ believePrints: true })).to.throw("--believe-prints chooses from a candle file");
  });
});
