import type { Trader } from "./trader.js";
import type { World } from "./deploy-pool.js";

const SET_OPERATOR = {
  SetOperator: [
    { name: "owner", type: "address" },
    { name: "operator", type: "address" },
    { name: "expiry", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** What is signed and where for, as far as it differs from a good signature of the present nonce. */
export interface SignedTerms {
  owner: string;
  expiry: number;
  nonce: bigint;
  deadline: number;
  chainId: bigint;
  contract: string;
  name: string;
  version: string;
}

export interface SignedOperator {
  owner: string;
  operator: string;
  expiry: number;
  deadline: number;
  signature: string;
}

/** `signer`'s signature that names an operator of `owner`, the signer unless told otherwise. */
export async function signsOperator(
  world: World,
  signer: Trader,
  operator: string,
  change: Partial<SignedTerms> = {},
): Promise<SignedOperator> {
  const now = await world.now();
  const owner = change.owner ?? signer.signer.address;
  const { expiry, nonce, deadline, chainId, contract, name, version } = {
    expiry: now + 10_000,
    nonce: await world.pool.nonces(owner),
    deadline: now + 1_000,
    chainId: 31337n,
    contract: await world.pool.getAddress(),
    name: "Bulkhead",
    version: "1",
    ...change,
  };
  const signature = await signer.signer.signTypedData(
    { name, version, chainId, verifyingContract: contract },
    SET_OPERATOR,
    { owner, operator, expiry, nonce, deadline },
  );
  return { owner, operator, expiry, deadline, signature };
}

/** Brings a signature to the pool, as anybody. */
export async function bringsSignature(world: World, signed: SignedOperator, pool = world.pool) {
  const { owner, operator, expiry, deadline, signature } = signed;
  return pool.setOperatorBySignature(owner, operator, expiry, deadline, signature);
}
