import type { GasRow } from "./gas-rows.js";

interface Ceiling {
  readonly gas: number;
  /** With prices accepted earlier in the block. */
  readonly accepted?: number;
}

/** What an operation may cost at most; docs/gas.md says where they come from. Rows without one are in the snapshot only. */
export const GAS_CEILINGS: Readonly<Record<string, Ceiling>> = {
  "deposit asset 0, first": { gas: 85_000 },
  "deposit asset 0, again": { gas: 68_000 },
  "commit order, first": { gas: 72_000 },
  "commit order, again": { gas: 55_000 },
  "settle order, 1st position": { gas: 215_000 },
  "settle order, 10th position": { gas: 445_000 },
  "withdraw with 10 positions": { gas: 360_000 },
  "liquidate insolvent, 1 position": { gas: 215_000, accepted: 175_000 },
  "liquidate insolvent, 3 positions": { gas: 275_000, accepted: 220_000 },
  "liquidate insolvent, 5 positions": { gas: 365_000, accepted: 280_000 },
  "liquidate insolvent, 10 positions": { gas: 590_000, accepted: 420_000 },
  "liquidate insolvent, marginal of 50": { gas: 66_000 },
};

/** One sentence for every row above its ceiling, and for every ceiling without a row. */
export function aboveCeilings(rows: readonly GasRow[]): string[] {
  const problems: string[] = [];
  for (const [name, ceiling] of Object.entries(GAS_CEILINGS)) {
    const row = rows.find((each) => each.name === name);
    if (row === undefined) problems.push(`${name} is not measured`);
    else if (row.gas > ceiling.gas) problems.push(`${name}: ${row.gas} is above its ceiling of ${ceiling.gas}`);
    else if (ceiling.accepted !== undefined && (row.accepted ?? Infinity) > ceiling.accepted) {
      problems.push(`${name}, prices accepted: ${row.accepted} is above its ceiling of ${ceiling.accepted}`);
    }
  }
  return problems;
}
