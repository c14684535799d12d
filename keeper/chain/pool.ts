import { FatalError } from "../errors.js";
import { MarginPool__factory, type MarginPool } from "../../typechain-types/index.js";
import { retryable, type Rpc } from "./rpc.js";

/** The pool at an address, once something is there. */
export async function openPool(rpc: Rpc, address: string): Promise<MarginPool> {
  const code = await retryable(rpc.provider.getCode(address));
  if (code === "0x") {
    throw new FatalError(
      `There is no contract at ${address}, the pool of the manifest: deploy it or correct --manifest`,
    );
  }
  return MarginPool__factory.connect(address, rpc.provider);
}
