import { getAddress, isAddress, VoidSigner, Wallet, ZeroAddress, type JsonRpcProvider, type Signer } from "ethers";

import { FatalError, sentenceOf } from "../errors.js";

export interface SignerOptions {
  /** Secret; it is in no message and no log. */
  readonly privateKey: string | undefined;
  /** Account that the node has unlocked, or as which a dry run simulates. */
  readonly from: string | undefined;
  readonly dryRun: boolean;
}

/** Whoever sends: a key, an account that a local node has unlocked, or, for a dry run, an address that cannot sign. */
export async function openSigner(provider: JsonRpcProvider, options: SignerOptions): Promise<Signer> {
  const { privateKey, from, dryRun } = options;
  if (privateKey !== undefined) return walletOf(privateKey, provider);
  if (from !== undefined && !isAddress(from)) {
    throw new FatalError(`from = ${JSON.stringify(from)} is not an address: 0x and 40 hex digits`);
  }
  if (dryRun) return new VoidSigner(from === undefined ? ZeroAddress : getAddress(from), provider);
  if (from === undefined) {
    throw new FatalError(
      "Nobody to send as: set BULKHEAD_PRIVATE_KEY, or name an unlocked account with --from or BULKHEAD_FROM, or use --dry-run",
    );
  }
  try {
    return await provider.getSigner(from);
  } catch (cause) {
    throw new FatalError(`The node has not unlocked ${from}, so --from cannot send as it (${sentenceOf(cause)})`, {
      cause,
    });
  }
}

function walletOf(privateKey: string, provider: JsonRpcProvider): Wallet {
  try {
    return new Wallet(privateKey, provider);
  } catch {
    // without its cause, which could carry the key
    throw new FatalError("BULKHEAD_PRIVATE_KEY is not a private key: 0x and 64 hex digits");
  }
}
