import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect } from "chai";

import { toPoolParameters } from "../../scripts/deployment/parameters.js";
import { root } from "../../scripts/setup/root.js";
import { readPage } from "../../scripts/deployment/read-page.js";
import { deployPool, type World } from "../support/deploy-pool.js";
import { changeMarketOf } from "../support/change-parameters.js";
import { governs } from "../support/governance.js";
import { startLocalNode } from "../support/local-node.js";

const run = promisify(execFile);

describe("npm run parameters", () => {
  let world: World;

  before(async () => {
    world = await deployPool((parameters) => {
      parameters.pool.sequencer = "0x00000000000000000000000000000000000000A1";
    });
  });

  it("M-6: reads from a page what the parameter file said, in its units", async () => {
    const { provider } = world.connection.ethers;
    const page = await readPage(provider, await world.pool.parameterPage());
    const { pool, markets, assets } = world.parameters;
    expect(page.pool).to.deep.include({
      kappa: percent(pool.kappa),
      targetHealth: percent(pool.targetHealth),
      failedOrderFee: "0.02 %",
      minDelay: "2 s",
      keeperBond: pool.keeperBond,
      dust: `${pool.dust} USD`,
      "correlation 0-0": "90 %",
      "correlation 1-2": "70 %",
      "correlation 7-7": "0 %",
      markets: "4",
      assets: "3",
      settlementDecimals: "6",
      sequencer: "0x00000000000000000000000000000000000000A1",
      debtRate: percent(pool.debtRate),
      accountDebtCapUsd: `${pool.accountDebtCapUsd} USD`,
    });
    for (const [m, market] of markets.entries()) {
      expect(page.markets[m]).to.deep.include({
        source: await world.feeds[m]!.proxy.getAddress(),
        secondary: await world.feeds[m]!.second.getAddress(),
        unitExponent: String(market.unitExponent),
        maintenance: percent(market.maintenance),
        takerFee: percent(market.takerFee),
        staleGrowthPerSecond: percent(market.staleGrowthPerSecond),
        maxDeviation: percent(market.maxDeviation),
        openInterestSlope: percent(market.openInterestSlope),
        confirmDelay: `${market.confirmDelay} s`,
      });
    }
    for (const [a, asset] of assets.entries()) {
      expect(page.assets[a]).to.deep.include({
        token: await world.tokens[a]!.getAddress(),
        decimals: String(asset.decimals),
        haircut: percent(asset.haircut),
        auctionMinutes: `${asset.auctionMinutes} min`,
        accountCap: asset.accountCap,
      });
    }
  });

  it("M-6: reads the target of a ramp likewise", async () => {
    await changeMarketOf(world, "ETH", { maintenance: "0.062" });
    const { target } = await world.pool.ramp();
    const { markets } = await readPage(world.connection.ethers.provider, target);
    expect(markets[1]!["maintenance"]).to.equal("6.2 %");
  });

  it("shows a pool, a running ramp and when it goes on, for people and as JSON", async () => {
    const node = await startLocalNode();
    try {
      const { pool, parameters } = node.world;
      const [deployer] = await node.world.connection.ethers.getSigners();
      const change = toPoolParameters({ ...parameters.pool, kappa: "0.56", dust: "9" }, 6);
      await governs(node.world, deployer!, pool.interface.encodeFunctionData("changePool", [change]));
      const { stepAt } = await pool.ramp();
      const shows = async (...args: string[]) => {
        const all = ["--network", "localhost", "--manifest", node.manifestFile, "--rpc", node.url, ...args];
        return (await run(process.execPath, ["--import", "tsx", "scripts/parameters.ts", ...all], { cwd: root }))
          .stdout;
      };
      const next = new Date(Number(stepAt) * 1000).toISOString();
      const lines = (await shows()).split("\n");
      expect(lines).to.include.members([
        `A ramp is running: 6 steps left, the next from ${next} on`,
        "  kappa                  50 % → 56 %",
        "  dust                   10 USD → 9 USD",
        "Market 1 ETHUSDT",
        "  maintenance            5 %",
      ]);
      const json = JSON.parse(await shows("--json")) as { ramp: { stepsLeft: number; target: { pool: object } } };
      expect(json.ramp).to.deep.include({ stepsLeft: 6, stepAt: next });
      expect(json.ramp.target.pool).to.deep.include({ kappa: "56 %", dust: "9 USD" });
    } finally {
      await node.close();
    }
  });

  it("says in one line what is missing", async () => {
    const args = ["--import", "tsx", "scripts/parameters.ts", "--network", "localhost", "--manifest", "nowhere.json"];
    const failed = await run(process.execPath, args, { cwd: root }).catch(
      (error: unknown) => error as { stderr: string },
    );
    expect(failed.stderr.trimEnd()).to.match(/^Error: No deployment manifest at nowhere\.json: run [^\n]*$/);
  });
});

/** A fraction of the parameter file as the page is shown. */
function percent(fraction: string): string {
  return `${String(Number((Number(fraction) * 100).toPrecision(12)))} %`;
}
