import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import type { DemoReport } from "../../scripts/demo/report.js";
import { root } from "../../scripts/setup/root.js";

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The demo as a person starts it, in a process of its own. */
async function demo(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", "scripts/demo.ts", ...args];
    const child = execFile(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

/** One line, no stack trace, not zero. */
function expectRefusal({ code, stdout, stderr }: Run, message: string | RegExp): void {
  expect(code).to.equal(1);
  expect(stdout).to.equal("");
  expect(stderr.trimEnd().split("\n")).to.have.length(1);
  if (typeof message === "string") expect(stderr).to.contain(message);
  else expect(stderr).to.match(message);
}

describe("npm run demo", function () {
  this.timeout(180_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "demo-test-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("replays a small crash with the real keeper, liquidates, and its books balance to the last unit", async () => {
    const { code, stdout, stderr } = await demo(
      ...["--accounts", "8", "--hours", "4", "--speed", "1000000", "--out", folder, "--json"],
    );
    expect(stderr).to.contain("PASSED");
    expect(code).to.equal(0);
    const report = JSON.parse(stdout) as DemoReport;
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).to.deep.equal(report);
    expect(report.passed).to.equal(true);
    expect(report.prices.synthetic).to.equal(true);

    // 8 accounts of the first seed: enough of them long, and with enough leverage, for a fall by half
    expect(report.population.accounts).to.equal(8);
    expect(report.totals.accountsLiquidated).to.be.greaterThan(0);
    expect(report.liquidations.map(({ order }) => order)).to.deep.equal(
      report.liquidations.map((_, index) => index + 1),
    );
    for (const { health, class: name } of report.liquidations) {
      expect(Number(health)).to.be.below(name === "INSOLVENT" ? 0 : 1);
    }
    expect(report.keeper.leftLiquidatable).to.deep.equal([]);
    expect(report.healthAtEnd.liquidatable).to.equal(0);

    // every order of everybody was settled by the keeper, at one settlement token each
    expect(report.population.orders.settled).to.be.greaterThan(8);
    expect(Number(report.keeper.orderFees)).to.equal(
      report.population.orders.settled + report.population.orders.cancelled.length,
    );

    // 3 assets × 4, 4 markets × 4, 9 of the pool, 1 of the keeper
    expect(report.conservation).to.have.length(38);
    for (const { name, left, right, difference } of report.conservation) {
      expect(BigInt(left) - BigInt(right), name).to.equal(0n);
      expect(difference, name).to.equal("0");
    }
  });

  it("refuses input that it cannot use in one line", async () => {
    const two = join(folder, "two.csv");
    const bars = ["A", "B"].flatMap((symbol) => [0, 300, 600, 900].map((at) => `${at},${symbol},1,1,1,1,1`));
    writeFileSync(two, ["timestamp_unix_s,symbol,open,high,low,close,volume", ...bars].join("\n"));
    const missing = join(folder, "missing.csv");
    expectRefusal(await demo("--prices", missing), `${missing}: there is no such file`);
    expectRefusal(await demo("--prices", two), "it has 2 usable symbols (A, B)");
    expectRefusal(await demo("--accounts", "5000"), '--accounts "5000" must be a whole number from 4 to 2000');
    expectRefusal(await demo("--speed", "fast"), '--speed "fast" must be a number');
    expectRefusal(await demo("--nonsense"), "unknown option '--nonsense'");
  });

  it("refuses a port that is in use, and leaves it alone", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await demo("--port", String(port), "--accounts", "4", "--out", folder);
    expect(code).to.equal(1);
    expect(stderr).to.equal(
      `Error: Port ${port} on 127.0.0.1 is in use: choose another with --port, or leave it out\n`,
    );
    expect(server.listening).to.equal(true);
    await new Promise((resolve) => server.close(resolve));
  });
});
