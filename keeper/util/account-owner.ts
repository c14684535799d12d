import { getAddress } from "ethers";

import type { AccountId } from "./account-id.js";

/** Address of an account's owner, with its checksum. */
export function ownerOf(account: AccountId): string {
  return getAddress("0x" + (account >> 32n).toString(16).padStart(40, "0"));
}
