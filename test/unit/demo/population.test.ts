import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { parametersFor, unitPrice } from "../../../scripts/demo/pool-parameters.js";
import { plannedAccounts, type PlannedAccount } from "../../../scripts/demo/population.js";
import { readNetworkParameters } from "../../../scripts/deployment/parameters.js";
import { syntheticPath } from "../../../scripts/prices/synthetic.js";
import { WAD, parseWad } from "../../../scripts/prices/wad.js";

const template = readNetworkParameters(
  fileURLToPath(new URL("../../../scripts/deployment/parameters/localhost.json", import.meta.url)),
);
const parameters = parametersFor(syntheticPath({ seed: 1n }), template, 240);

/** USD WAD of an order at listing prices. */
function notional({ market, size }: PlannedAccount["orders"][number]): bigint {
  const { initialPrice, unitExponent } = parameters.markets[market]!;
  return ((size < 0n ? -size : size) * unitPrice(parseWad(initialPrice), unitExponent)) / WAD;
}

/** USD WAD of a deposit at listing prices. */
function value({ asset, amount }: PlannedAccount["deposits"][number]): bigint {
  const { decimals, priceMarket } = parameters.assets[asset]!;
  const market = parameters.markets.find(({ symbol }) => symbol === priceMarket);
  return (amount * (market === undefined ? WAD : parseWad(market.initialPrice))) / 10n ** BigInt(decimals);
}

const sum = (values: readonly bigint[]) => values.reduce((total, next) => total + next, 0n);

describe("The demo's population", () => {
  const accounts = plannedAccounts(parameters, 240, 1n);

  it("is the same for one seed and another for the next", () => {
    expect(plannedAccounts(parameters, 240, 1n)).to.deep.equal(accounts);
    expect(plannedAccounts(parameters, 240, 2n)).to.not.deep.equal(accounts);
  });

  it("has every kind of account: cross and isolated, long, short, hedged and covered", () => {
    const kinds = accounts.map(
      ({ style, isolatedMarket }) => `${isolatedMarket === undefined ? "cross" : "isolated"} ${style}`,
    );
    expect([...new Set(kinds)].sort()).to.deep.equal([
      "cross covered short",
      "cross long",
      "cross pair",
      "cross short",
      "isolated long",
      "isolated short",
    ]);
    // 4 + 1 of 25 cards are isolated: nine decks of 225 cards make 45, the rest of the tenth at most 5 more
    const isolated = kinds.filter((kind) => kind.startsWith("isolated")).length;
    expect(isolated).to.be.within(45, 50);
  });

  it("has every kind that fits into a population of one deck", () => {
    const few = plannedAccounts(parameters, 25, 7n);
    expect(new Set(few.map(({ style }) => style)).size).to.equal(4);
    expect(few.filter(({ isolatedMarket }) => isolatedMarket !== undefined)).to.have.length(5);
  });

  it("spreads over all markets and both sides, and over all collateral assets", () => {
    const sides = new Set(
      accounts.flatMap(({ orders }) => orders.map(({ market, size }) => `${market}${size > 0n ? "+" : "-"}`)),
    );
    expect(sides.size).to.equal(2 * parameters.markets.length);
    const assets = new Set(accounts.flatMap(({ deposits }) => deposits.map(({ asset }) => asset)));
    expect([...assets].sort()).to.deep.equal([0, 1, 2]);
  });

  it("an isolated account trades the one market of its id, a pair two different ones on opposite sides", () => {
    for (const { style, isolatedMarket, orders } of accounts) {
      if (isolatedMarket !== undefined) {
        expect(orders.map(({ market }) => market)).to.deep.equal([isolatedMarket]);
      }
      if (style !== "pair") continue;
      expect(orders).to.have.length(2);
      expect(orders[0]!.market).to.not.equal(orders[1]!.market);
      expect(orders[0]!.size > 0n && orders[1]!.size < 0n).to.equal(true);
    }
  });

  it("everybody can pay the keeper bond and the order fees from the settlement asset", () => {
    for (const { deposits, orders } of accounts) {
      expect(deposits[0]!.asset).to.equal(0);
      expect(deposits[0]!.amount >= 20_000_000n + 1_000_000n * BigInt(orders.length)).to.equal(true);
    }
  });

  it("uses leverages from careful up to the initial-margin limit, and none above it", () => {
    const directional = accounts.filter(({ style }) => style === "long" || style === "short");
    const leverages = directional.map(({ deposits, orders }) => {
      const margin = sum(
        orders.map((order) => (notional(order) * parseWad(parameters.markets[order.market]!.initial)) / WAD),
      );
      return { use: Number((margin * 1000n) / sum(deposits.map(value))) / 1000, margin };
    });
    const uses = leverages.map(({ use }) => use);
    expect(Math.min(...uses)).to.be.below(0.15);
    expect(Math.max(...uses)).to.be.within(0.85, 1);
    expect(new Set(directional.map(({ use }) => use)).size).to.equal(7);
  });

  it("keeps every side of every market below its open-interest cap, however many accounts there are", () => {
    const many = plannedAccounts(parameters, 2000, 3n);
    for (const [market, { maxOpenInterestUsd }] of parameters.markets.entries()) {
      for (const sign of [1n, -1n]) {
        const side = many.flatMap(({ orders }) =>
          orders.filter((order) => order.market === market && order.size * sign > 0n),
        );
        expect(sum(side.map(notional)) <= (parseWad(maxOpenInterestUsd) * 85n) / 100n).to.equal(true);
      }
    }
  });

  it("sends no order that the pool would find too small: margin of at least twice the dust limit", () => {
    for (const order of accounts.flatMap(({ orders }) => orders)) {
      const margin = (notional(order) * parseWad(parameters.markets[order.market]!.maintenance)) / WAD;
      expect(margin >= 2n * parseWad(parameters.pool.dust)).to.equal(true);
    }
  });
});
