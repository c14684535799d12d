import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import type { Manifest } from "../../scripts/deployment/manifest.js";
import { root } from "../../scripts/setup/root.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { KEEPER_KEY, type LogLine } from "../support/keeper-harness.js";
import { startLocalNode, type LocalNode } from "../support/local-node.js";

/** Nobody listens there: port 9 of loopback is the discard service's. */
const NOBODY = "http://127.0.0.1:9";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The keeper in a process of its own. */
class KeeperProcess {
  #stdout = "";
  #stderr = "";
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(args: readonly string[], environment: Record<string, string>) {
    this.#child = spawn(process.execPath, ["--import", "tsx", "keeper/cli.ts", "run", ...args], {
      cwd: root,
      env: { PATH: process.env["PATH"], ...environment },
    });
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get lines(): LogLine[] {
    return this.#stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  }

  get text(): string {
    return this.#stdout;
  }

  /** Waits for the first line of an event. */
  async says(event: string): Promise<LogLine> {
    for (;;) {
      const found = this.lines.find((line) => line.event === event);
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null) throw new Error(`ended without "${event}": ${this.#stdout}${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stops(signal: NodeJS.Signals): Promise<Ended & { readonly milliseconds: number }> {
    const start = Date.now();
    this.#child.kill(signal);
    const ended = await this.ended;
    return { ...ended, milliseconds: Date.now() - start };
  }
}

describe("Keeper process", () => {
  let node: LocalNode;
  /** Block of the pool's first event. */
  let created: number;

  before(async () => {
    node = await startLocalNode();
    created = (await node.world.pool.queryFilter(node.world.pool.filters.PoolConfigured()))[0]!.blockNumber;
    await node.world.fundsVault("1000000");
    for (let i = 0; i < 2; i++) await node.world.trader();
  });

  after(() => node.close());

  const started: KeeperProcess[] = [];
  afterEach(async () => {
    for (const keeper of started.splice(0)) await keeper.stops("SIGKILL");
  });

  function start(args: readonly string[], environment: Record<string, string> = {}): KeeperProcess {
    const common = ["--rpc", node.url, "--manifest", node.manifestFile, "--poll", "20"];
    const keeper = new KeeperProcess([...common, ...args], environment);
    started.push(keeper);
    return keeper;
  }

  const fails = async (args: readonly string[], environment: Record<string, string> = {}) =>
    start(args, environment).ended;

  /** The manifest with something changed, in a file of its own. */
  function manifestWith(name: string, change: Partial<Manifest>): string {
    const file = join(node.folder, `${name}.json`);
    const manifest = JSON.parse(readFileSync(node.manifestFile, "utf8")) as Manifest;
    writeFileSync(file, JSON.stringify({ ...manifest, ...change }));
    return file;
  }

  it("settles, liquidates and ends with 0 within two seconds of SIGTERM", async () => {
    const { world } = node;
    const [alice] = world.traders;
    const keeper = start(["--json", "--from", (await world.keeper()).address]);
    const ready = await keeper.says("ready");
    expect(ready).to.include({ accounts: 0, block: await world.connection.ethers.provider.getBlockNumber() });
    await alice!.deposits("5000", "USDC");
    await alice!.commits("100", "ETH");
    await world.passes(3);
    await world.refreshes();
    expect(await keeper.says("settled")).to.include({ market: "ETHUSDT", size: "100" });
    await world.publishes({ ETH: "150" });
    expect(await keeper.says("liquidated")).to.include({ class: "solvent" });
    const { code, stderr, milliseconds } = await keeper.stops("SIGTERM");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(milliseconds).to.be.lessThan(2_000);
    expect(keeper.lines.at(-1)!.event).to.equal("stopped");
  });

  it("sends with a key from the environment, which no line shows, and ends with 0 on SIGINT", async () => {
    const { world } = node;
    const bob = world.traders[1]!;
    const keeper = start(["--json", "--log-level", "trace"], { BULKHEAD_PRIVATE_KEY: KEEPER_KEY });
    await keeper.says("ready");
    await bob.deposits("1000", "USDC");
    await bob.commits("10", "ETH");
    await world.passes(3);
    await world.refreshes();
    await keeper.says("settled");
    const { code, stdout, stderr } = await keeper.stops("SIGINT");
    expect(code).to.equal(0);
    expect((stdout + stderr).toLowerCase()).to.not.include(KEEPER_KEY.slice(2));
  });

  it("dry-run needs nobody to send as, and speaks to people when not asked for JSON", async () => {
    const keeper = start(["--dry-run"]);
    while (!keeper.text.includes("Ready")) await new Promise((resolve) => setTimeout(resolve, 20));
    const { code } = await keeper.stops("SIGTERM");
    expect(code).to.equal(0);
    expect(keeper.text).to.match(/INFO: Keeper of pool 0x\w{40} on chain 31337, dry run\n/);
    expect(keeper.text).to.match(/INFO: Ready at block \d+: \d+ accounts\n/);
  });

  it("ends with 0 within two seconds of SIGTERM although the node does not answer", async () => {
    const proxy = await FaultProxy.before(node.url);
    const keeper = start(["--dry-run", "--json", "--rpc", proxy.url]);
    await keeper.says("ready");
    proxy.fault = "silence";
    const asked = proxy.methods.length;
    while (proxy.methods.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
    const { code, milliseconds } = await keeper.stops("SIGTERM");
    expect(code).to.equal(0);
    expect(milliseconds).to.be.lessThan(2_000);
    await proxy.close();
  });

  const refusals: [what: string, args: () => string[], environment: Record<string, string>, line: RegExp][] = [
    ["nobody to send as", () => [], {}, /^Error: Nobody to send as: set BULKHEAD_PRIVATE_KEY, or .*--from.*--dry-run$/],
    [
      "an unusable key",
      () => [],
      { BULKHEAD_PRIVATE_KEY: "secret" },
      /^Error: BULKHEAD_PRIVATE_KEY is not a private key/,
    ],
    [
      "an account that the node has not unlocked",
      () => ["--from", "0x00000000000000000000000000000000000000AA"],
      {},
      /^Error: The node has not unlocked 0x00000000000000000000000000000000000000AA/,
    ],
    ["an address that is none", () => ["--from", "bob"], {}, /^Error: from = "bob" is not an address/],
    [
      "a node that is not there",
      () => ["--rpc", NOBODY],
      {},
      /^Error: No JSON-RPC node answers at http:\/\/127.0.0.1:9/,
    ],
    ["an endpoint that is no URL", () => ["--rpc", "localhost"], {}, /rpcUrl = "localhost": must be an http\(s\) URL$/],
    ["a poll interval that is no number", () => ["--poll", "often"], {}, /^Error: .*pollMs = "often"/],
    ["a batch that is too large", () => ["--max-batch", "51"], {}, /^Error: .*maxBatch = "51"/],
    ["a variable that is wrong", () => [], { BULKHEAD_LOG_LEVEL: "loud" }, /^Error: .*logLevel = "loud"/],
    ["an unknown option", () => ["--pull"], {}, /^error: unknown option '--pull'/],
    [
      "a missing manifest",
      () => ["--manifest", join(node.folder, "none.json")],
      {},
      /^Error: No deployment manifest at .*none\.json: run "npm run deploy/,
    ],
    [
      "an unusable manifest",
      () => ["--manifest", manifestWith("unusable", { pool: "0x12" })],
      {},
      /^Error: The deployment manifest at .*unusable\.json is not usable/,
    ],
    [
      "another chain",
      () => ["--manifest", manifestWith("chain", { chainId: 1 })],
      {},
      /^Error: The node at .* serves chain 31337, the manifest is for chain 1$/,
    ],
    [
      "a pool that is not there",
      () => ["--dry-run", "--manifest", manifestWith("pool", { pool: "0x00000000000000000000000000000000000000AA" })],
      {},
      /^Error: There is no contract at 0x0{38}AA, the pool of the manifest/,
    ],
    [
      "a manifest that starts too late",
      () => ["--dry-run", "--manifest", manifestWith("late", { fromBlock: created + 1 })],
      {},
      /^Error: The first event found is .*"fromBlock" of the manifest is too late$/,
    ],
  ];
  for (const [what, args, environment, line] of refusals) {
    it(`refuses ${what} with one line and a code that is not 0`, async () => {
      const { code, stderr } = await fails(args(), environment);
      const [first, ...rest] = stderr.trimEnd().split("\n");
      expect(first).to.match(line);
      expect(rest, stderr).to.be.empty;
      expect(code).to.be.greaterThan(0);
    });
  }
});
