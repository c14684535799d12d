import { MarginPool__factory } from "../../typechain-types/index.js";

/** A role of the pool's access manager. */
export interface Role {
  readonly id: bigint;
  readonly name: "admin" | "listing" | "parameters" | "guardian";
}

/** The access manager's own: names who has which role, and binds the vault at deployment. */
export const ADMIN = { id: 0n, name: "admin" } as const satisfies Role;
export const LISTING = { id: 1n, name: "listing" } as const satisfies Role;
export const PARAMETERS = { id: 2n, name: "parameters" } as const satisfies Role;
/** Says no: stops a ramp, cancels what listing and parameters have scheduled. */
export const GUARDIAN = { id: 3n, name: "guardian" } as const satisfies Role;

/** Which functions of the pool each role may call (B-6). `bindVault`, good once, stays the admin's. */
export const ROLE_FUNCTIONS = {
  listing: ["listMarket", "listAsset"],
  parameters: ["changePool", "changeMarket", "changeAsset"],
  guardian: ["stopRamp"],
} as const;

const POOL = MarginPool__factory.createInterface();

export function selectorsOf(
  functions: readonly (typeof ROLE_FUNCTIONS)[keyof typeof ROLE_FUNCTIONS][number][],
): string[] {
  return functions.map((name) => POOL.getFunction(name).selector);
}
