import type { ContractTransactionReceipt } from "ethers";
import { expect } from "chai";
import { pino } from "pino";

import type { Action } from "../../keeper/actions.js";
import { ActionRunner } from "../../keeper/executor/action-runner.js";
import type { Outcome } from "../../keeper/executor/executor.js";
import { Rests } from "../../keeper/planner/rests.js";
import { MarginPool__factory } from "../../typechain-types/index.js";

const POOL = "0x00000000000000000000000000000000000000AA";
const contract = MarginPool__factory.createInterface();
const NAMING = { marketSymbol: String, settlement: { symbol: "USDC", decimals: 6 } };
const SILENT = pino({ level: "silent" });

/** A mined transaction in block 60 whose logs are the given events of the pool. */
function mined(...events: [name: string, values: unknown[]][]): Outcome {
  const logs = events.map(([name, values]) => ({ address: POOL, ...contract.encodeEventLog(name, values) }));
  return { kind: "mined", receipt: { blockNumber: 60, hash: "0x01", logs } as unknown as ContractTransactionReceipt };
}

/** Runs one action at block 50 with an executor that answers as told; returns what was tried. */
async function runs(action: Action, answer: (tried: Action) => Outcome) {
  const tried: Action[] = [];
  const rests = new Rests();
  const execute = async (each: Action): Promise<Outcome> => {
    tried.push(each);
    return Promise.resolve(answer(each));
  };
  const runner = new ActionRunner({ execute }, rests, { address: POOL, interface: contract }, NAMING, SILENT);
  await runner.run(action, 50);
  return { tried, rests };
}

const liquidate = (...accounts: bigint[]): Action => ({ kind: "liquidate", accounts });

describe("Action runner", () => {
  it("tries a batch that is refused in halves, down to the one that spoils it", async () => {
    const { tried, rests } = await runs(liquidate(1n, 2n, 3n, 4n, 5n), (action) =>
      action.kind === "liquidate" && action.accounts.includes(4n) ? { kind: "refused", reason: "out of gas" } : mined(),
    );
    expect(tried).to.deep.equal([
      liquidate(1n, 2n, 3n, 4n, 5n),
      liquidate(1n, 2n, 3n),
      liquidate(4n, 5n),
      liquidate(4n),
      liquidate(5n),
    ]);
    expect(rests.isResting("liquidation", 4n, 50)).to.equal(true);
    expect(rests.isResting("liquidation", 4n, 51), "refused once: one block").to.equal(false);
    expect(rests.isResting("liquidation", 5n, 59), "in flight until its block is in the state").to.equal(true);
  });

  it("lets accounts that the pool skipped rest longer each time, and no others", async () => {
    const reason = contract.getError("NothingLiquidated")!.selector;
    const { rests } = await runs(liquidate(1n, 2n), () => mined(["LiquidationSkipped", [2n, reason]]));
    expect(rests.isResting("liquidation", 1n, 60)).to.equal(false);
    expect(rests.isResting("liquidation", 2n, 60)).to.equal(true);
    expect(rests.failed("liquidation", 2n, 61), "counts as a second failure").to.equal(63);
  });

  it("does not try at once what failed after it was sent", async () => {
    const settle: Action = { kind: "settle-order", account: 7n, proof: "0x" };
    const { tried, rests } = await runs(settle, () => ({ kind: "failed", reason: "reverted on chain" }));
    expect(tried).to.have.length(1);
    expect(rests.isResting("order", 7n, 50)).to.equal(true);
    expect(rests.isResting("liquidation", 7n, 50), "a crash does not wait for it").to.equal(false);
  });
});
