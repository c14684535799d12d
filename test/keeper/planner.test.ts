import { expect } from "chai";

import { scan, type Verdict } from "../../keeper/candidates/scan.js";
import type { AccountState, Moment, PendingOrder, PoolState } from "../../keeper/mirror/state.js";
import { plan, type PlanInput } from "../../keeper/planner/plan.js";
import { Rests } from "../../keeper/planner/rests.js";

const WAD = 10n ** 18n;
const ORDER: PendingOrder = { market: 0, size: WAD, limitPrice: 0n, nonce: 1n, earliest: 1_002n, expiry: 1_600n };

function account(id: bigint, order?: PendingOrder): AccountState {
  return { id, settlement: 0n, quote: 0n, flags: 0n, positions: new Map(), balances: new Map(), order };
}

/** Only the accounts of a state matter to the planner. */
function stateOf(...accounts: AccountState[]): PoolState {
  return { markets: [], accounts: new Map(accounts.map((entry) => [entry.id, entry])) } as unknown as PoolState;
}

function verdict(kind: Verdict["class"], health: bigint): Verdict {
  return { class: kind, equity: 0n, margin: WAD, health };
}

/** Scans accounts 1, 2, … with the given verdicts. */
function scanOf(verdicts: readonly Verdict[]) {
  const accounts = verdicts.map((_, index) => account(BigInt(index + 1)));
  return scan(stateOf(...accounts), ({ id }) => verdicts[Number(id) - 1]!);
}

const at = (now: bigint): Moment => ({ now, observations: [], sequencerDown: false });

function input(change: Partial<PlanInput>): PlanInput {
  const nothing = { candidates: [], unjudged: new Map<bigint, string>() };
  const state = stateOf();
  const isResting = () => false;
  return { state, moment: at(1_100n), scan: nothing, proofs: new Map(), isResting, maxBatch: 10, ...change };
}

describe("Scan of all accounts", () => {
  it("Q-4: insolvent accounts come first, then solvent ones worst health first, then dust; healthy ones never", () => {
    const { candidates } = scanOf([
      verdict("Solvent", 900n), // 1
      verdict("Dust", 100n), // 2
      verdict("Healthy", 2_000n), // 3
      verdict("Insolvent", -5n), // 4
      verdict("Solvent", 300n), // 5
      verdict("Insolvent", -90n), // 6
      verdict("Solvent", 300n), // 7: a tie goes to the lower id
    ]);
    expect(candidates.map((candidate) => candidate.account)).to.deep.equal([6n, 4n, 5n, 7n, 1n, 2n]);
  });

  it("K-2: an account that cannot be judged is reported, and the others are judged all the same", () => {
    const { candidates, unjudged } = scan(stateOf(account(1n), account(2n)), ({ id }) => {
      if (id === 1n) throw new RangeError("Division by zero");
      return verdict("Solvent", 1n);
    });
    expect(candidates.map((candidate) => candidate.account)).to.deep.equal([2n]);
    expect([...unjudged.keys()]).to.deep.equal([1n]);
    expect(unjudged.get(1n)).to.match(/cannot be judged: Division by zero$/);
  });
});

describe("Planner", () => {
  it("cuts candidates into batches without changing their order", () => {
    const found = scanOf([1n, 2n, 3n, 4n, 5n].map((health) => verdict("Solvent", health)));
    expect(plan(input({ scan: found, maxBatch: 2 }))).to.deep.equal([
      { kind: "liquidate", accounts: [1n, 2n] },
      { kind: "liquidate", accounts: [3n, 4n] },
      { kind: "liquidate", accounts: [5n] },
    ]);
  });

  it("leaves accounts that rest out of a batch and fills their places", () => {
    const found = scanOf([1n, 2n, 3n].map((health) => verdict("Solvent", health)));
    const actions = plan(input({ scan: found, maxBatch: 2, isResting: (_, id) => id === 1n }));
    expect(actions).to.deep.equal([{ kind: "liquidate", accounts: [2n, 3n] }]);
  });

  it("tries accounts that cannot be judged one by one, after those that can", () => {
    const found = { ...scanOf([verdict("Solvent", 1n)]), unjudged: new Map([8n, 9n].map((id) => [id, "?"] as const)) };
    expect(plan(input({ scan: found }))).to.deep.equal([
      { kind: "liquidate", accounts: [1n] },
      { kind: "liquidate", accounts: [8n] },
      { kind: "liquidate", accounts: [9n] },
    ]);
  });

  it("P-4: settles an order that has its proof until the expiry itself, and expires it only after", () => {
    const state = stateOf(account(1n, ORDER));
    const proofs = new Map([[1n, "0x07"]]);
    const settle = { kind: "settle-order", account: 1n, proof: "0x07" };
    expect(plan(input({ state, proofs, moment: at(1_600n) }))).to.deep.equal([settle]);
    expect(plan(input({ state, proofs, moment: at(1_601n) }))).to.deep.equal([{ kind: "expire-order", account: 1n }]);
  });

  it("P-4: waits with an order whose price cannot be proved yet", () => {
    expect(plan(input({ state: stateOf(account(1n, ORDER)), moment: at(1_600n) }))).to.be.empty;
  });

  it("liquidates before it settles, settles before it expires, and has no account in two actions", () => {
    const state = stateOf(
      account(1n, { ...ORDER, expiry: 1_000n }),
      account(2n, ORDER),
      account(3n, ORDER),
      account(4n, ORDER),
    );
    const proofs = new Map([2n, 3n, 4n].map((id) => [id, "0x01"]));
    const found = scan(state, ({ id }) => verdict(id === 3n ? "Solvent" : "Healthy", 1n));
    expect(plan(input({ state, proofs, scan: found, isResting: (_, id) => id === 4n }))).to.deep.equal([
      { kind: "liquidate", accounts: [3n] },
      { kind: "settle-order", account: 2n, proof: "0x01" },
      { kind: "expire-order", account: 1n },
    ]);
  });

  it("acts on the order of an account whose liquidation rests: one that cannot be liquidated must not be stuck", () => {
    const state = stateOf(account(1n, ORDER));
    const found = scan(state, () => verdict("Solvent", 1n));
    const settle = { kind: "settle-order", account: 1n, proof: "0x01" };
    const proofs = new Map([[1n, "0x01"]]);
    const isResting: PlanInput["isResting"] = (purpose) => purpose === "liquidation";
    expect(plan(input({ state, scan: found, proofs, isResting }))).to.deep.equal([settle]);
    expect(plan(input({ state, scan: found, proofs, isResting: () => true }))).to.be.empty;
  });
});

describe("Rests", () => {
  it("lets an account rest 1, 2, 4 … and at most 32 blocks after failures in a row", () => {
    const rests = new Rests();
    let head = 100;
    const lengths = Array.from({ length: 8 }, () => {
      const until = rests.failed("order", 1n, head);
      expect(rests.isResting("order", 1n, until - 1)).to.equal(true);
      expect(rests.isResting("order", 1n, until)).to.equal(false);
      const length = until - head;
      head = until;
      rests.forgetBefore(head);
      return length;
    });
    expect(lengths).to.deep.equal([1, 2, 4, 8, 16, 32, 32, 32]);
    rests.failed("order", 1n, head);
    expect(rests.isResting("order", 2n, head), "another account").to.equal(false);
    expect(rests.isResting("liquidation", 1n, head), "another purpose").to.equal(false);
  });

  it("has an account in flight until the block of its transaction, and begins to count anew after it", () => {
    const rests = new Rests();
    rests.failed("order", 1n, 10);
    rests.failed("order", 1n, 11);
    rests.done("order", 1n, 20);
    expect(rests.isResting("order", 1n, 19)).to.equal(true);
    expect(rests.isResting("liquidation", 1n, 19), "whatever it was for").to.equal(true);
    expect(rests.isResting("order", 1n, 20)).to.equal(false);
    expect(rests.failed("order", 1n, 20)).to.equal(21);
  });

  it("does not shorten the rest of a liquidation that fails because an order of the account was settled", () => {
    const rests = new Rests();
    rests.failed("liquidation", 1n, 10);
    rests.failed("liquidation", 1n, 11); // until 13
    rests.done("order", 1n, 12);
    expect(rests.isResting("liquidation", 1n, 12)).to.equal(true);
    expect(rests.failed("liquidation", 1n, 13), "the third in a row").to.equal(17);
  });

  it("forgets failures that lie long back", () => {
    const rests = new Rests();
    rests.failed("order", 1n, 10);
    rests.failed("order", 1n, 11); // until 13, counted until 77
    rests.forgetBefore(77);
    expect(rests.failed("order", 1n, 77)).to.equal(78);
  });
});

describe("Plan for a ramp of parameters", () => {
  const ramping = { ...stateOf(), ramp: { stepsLeft: 3, stepAt: 1_100n } };

  it("M-6: takes the next step from its time on, after everything else, and rests after a failure", () => {
    const order = account(1n, ORDER);
    const state = { ...ramping, accounts: new Map([[1n, order]]) };
    expect(plan(input({ state, proofs: new Map([[1n, "0x01"]]) }))).to.deep.equal([
      { kind: "settle-order", account: 1n, proof: "0x01" },
      { kind: "step-parameters" },
    ]);
    expect(plan(input({ state: ramping, moment: at(1_099n) }))).to.deep.equal([]);
    expect(plan(input({ state: ramping, isResting: (purpose) => purpose === "ramp" }))).to.deep.equal([]);
    expect(plan(input({}))).to.deep.equal([]);
  });
});
