import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { readNetworkParameters } from "../deployment/parameters.js";
import { buildContracts } from "../setup/build-contracts.js";
import { readBooks } from "./books.js";
import { readBuckets } from "./buckets.js";
import { buildReport, keeperIncome, liquidationOutcome, type TimedLiquidation } from "./build-report.js";
import { startChain } from "./chain-process.js";
import { Chain } from "./chain.js";
import { conservationChecks, incomeCheck } from "./conservation.js";
import { deployStage } from "./deploy-stage.js";
import { depositCollateral, openPositions } from "./enrolment.js";
import { EventLog } from "./event-log.js";
import { counted } from "./format.js";
import { fundBackstop } from "./funding.js";
import { HealthWatch } from "./health-watch.js";
import { startKeeper } from "./keeper-process.js";
import { liquidationLine } from "./liquidation-line.js";
import type { DemoOptions } from "./options.js";
import { participantsOf } from "./participant.js";
import { parametersFor } from "./pool-parameters.js";
import { plannedAccounts } from "./population.js";
import { choosePrices } from "./price-source.js";
import { Replay } from "./replay.js";
import type { DemoReport } from "./report.js";
import type { Screen } from "./screen.js";

const TEMPLATE = fileURLToPath(new URL("../deployment/parameters/localhost.json", import.meta.url));
/** The chain's clock starts so long before the path, for the vault's first batch and for the orders that open positions. */
const LEAD_SECONDS = 3 * 3600;
const LEAD_SECONDS_PER_ACCOUNT = 20;

/** What a run needs from the command that starts it. */
export interface RunContext {
  readonly screen: Screen;
  /** Ends the run where it waits. */
  readonly stop: AbortController;
  /** Runs when the run is over, however it ended; last registered first. */
  readonly onExit: (cleanUp: () => Promise<void>) => void;
}

/** Plays the whole demo: chain, pool, people, keeper, crash, books. */
export async function runDemo(options: DemoOptions, { screen, stop, onExit }: RunContext): Promise<DemoReport> {
  const started = performance.now();
  const prices = choosePrices(options);
  const parameters = parametersFor(prices.path, readNetworkParameters(TEMPLATE), options.accounts);
  const plans = plannedAccounts(parameters, options.accounts, options.seed);
  screen.line(prices.title);
  for (const note of prices.notes) screen.line(`  ${note}`);

  await buildContracts((line) => {
    screen.line(line);
  });

  const endedBySelf = (error: Error): void => {
    stop.abort(error);
  };
  const lead = LEAD_SECONDS + LEAD_SECONDS_PER_ACCOUNT * options.accounts;
  screen.status("Starting a local chain");
  const chainProcess = await startChain(prices.path.steps[0]!.at - lead, options.port, endedBySelf);
  onExit(() => chainProcess.stop());
  const chain = new Chain(chainProcess.url);
  onExit(() => {
    chain.close();
    return Promise.resolve();
  });
  screen.line(`Local chain at ${chainProcess.url} (process ${chainProcess.pid})`);

  const folder = await mkdtemp(join(tmpdir(), "bulkhead-demo-"));
  onExit(() => rm(folder, { recursive: true, force: true }));
  const manifestFile = join(folder, "manifest.json");
  screen.status("Deploying the pool");
  const stage = await deployStage(chain, parameters, manifestFile);
  const { markets, assets } = stage.manifest;
  const collateral = assets.map(({ symbol }) => symbol).join(", ");
  screen.line(`Pool ${stage.manifest.pool}: ${counted(markets.length, "market")}, collateral ${collateral}`);

  const backing = await fundBackstop(stage, options.accounts);
  const unit = 10n ** BigInt(assets[0]!.decimals);
  const [vault, insurance] = [backing.vault / unit, backing.insurance / unit].map((tokens) =>
    tokens.toLocaleString("en-US"),
  );
  screen.line(`Backstop vault ${vault} USDC, insurance ${insurance} USDC`);
  const participants = participantsOf(plans, stage.owners, parameters);
  screen.status("Depositing collateral");
  await depositCollateral(stage, participants);

  screen.status("Starting the keeper");
  const keeper = await startKeeper(chainProcess.url, manifestFile, stage.keeper, endedBySelf);
  onExit(() => keeper.stop());
  screen.line(`Keeper ${stage.keeper} (process ${keeper.pid})`);
  const events = new EventLog(chain, stage);
  await openPositions(stage, participants, events, (done, total) => {
    screen.status(`Opening positions: ${done} of ${total} orders settled by the keeper`);
  });
  const opened = counted(participants.length, "account");
  screen.line(`${opened}, ${events.ordersSettled} orders settled, ${events.cancellations.length} cancelled`);

  const ids = participants.map(({ account }) => account);
  const watch = new HealthWatch(stage, ids);
  await watch.look(stage.listingPrices);
  await stage.syncs();
  const before = await readBuckets(stage);
  const setupMs = performance.now() - started;
  screen.line(`Ready after ${(setupMs / 1000).toFixed(0)} s; replaying ${prices.path.steps.length} steps`);
  screen.line();

  const liquidations: TimedLiquidation[] = [];
  const replay = new Replay(stage, prices.path, options.speed, watch, events, {
    onFrame: (frame) => {
      screen.frame(frame, liquidations.length);
    },
    onLiquidation: (liquidation, at) => {
      liquidations.push({ liquidation, at });
      const line = liquidationLine(liquidationOutcome({ stage, participants }, { liquidation, at }));
      screen.liquidation(line, liquidations.length);
    },
  });
  const result = await replay.run(stop.signal);

  screen.status("Closing the books");
  await keeper.stop();
  const books = await readBooks(stage, new Set([...ids, ...events.accounts]));
  const record = {
    options,
    prices,
    stage,
    participants,
    events,
    liquidations,
    replay: result,
    before,
    after: books.buckets,
    keeperClaims: books.keeperClaims,
    histogram: watch.histogram,
    setupMs,
    totalMs: performance.now() - started,
  };
  const checks = [...conservationChecks(books), incomeCheck(books, keeperIncome(record))];
  return buildReport({ ...record, checks });
}
