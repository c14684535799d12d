import type { NetworkConnection } from "hardhat/types/network";

import { bulkhead } from "../ignition/modules/bulkhead.js";
import type { Manifest } from "./manifest.js";
import { hasSecondSource, ParameterFileError, type NetworkParameters } from "./parameters.js";

/** Chains on which tokens and feeds of our own may stand in for real ones. */
const LOCAL_CHAIN_IDS = [31337n, 1337n];

/** B-6: on a chain that others use, the admin waits for longer than this, and nothing else goes faster than a day. Seconds. */
const ADMIN_DELAY_ABOVE = 259_200;
const LEAST_DELAY = 86_400;

/** Deploys, or resumes the deployment of, a pool on the connection's network and says where everything is. */
export async function deploy(
  connection: NetworkConnection,
  network: string,
  parameters: NetworkParameters,
): Promise<Manifest> {
  const { ethers, ignition } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  requireAddresses(parameters, chainId);
  requireDelays(parameters, chainId);
  const fromBlock = await ethers.provider.getBlockNumber();
  const deploymentId = await deploymentIdOf(connection, chainId);
  const deployed = (await ignition.deploy(bulkhead(parameters), { deploymentId })) as unknown as Record<
    string,
    { getAddress(): Promise<string> }
  >;
  const addressOf = (name: string) => deployed[name]!.getAddress();
  return {
    network,
    chainId: Number(chainId),
    fromBlock,
    pool: await addressOf("pool"),
    vault: await addressOf("vault"),
    authority: await addressOf("authority"),
    markets: await Promise.all(
      parameters.markets.map(async (market, index) => ({
        symbol: market.symbol,
        unitExponent: market.unitExponent,
        source: await addressOf(`feed${index}`),
        ...(hasSecondSource(market) && { secondary: await addressOf(`second${index}`) }),
      })),
    ),
    assets: await Promise.all(
      parameters.assets.map(async ({ symbol, decimals }, index) => ({
        symbol,
        decimals,
        token: await addressOf(`token${index}`),
      })),
    ),
  };
}

/** Local chains begin anew with every node, so their journals are told apart by the first block. */
export async function deploymentIdOf({ ethers }: NetworkConnection, chainId: bigint): Promise<string> {
  if (!LOCAL_CHAIN_IDS.includes(chainId)) return `chain-${chainId}`;
  const genesis = await ethers.provider.getBlock(0);
  return `local-${genesis!.hash!.slice(2, 14)}`;
}

function requireAddresses(parameters: NetworkParameters, chainId: bigint): void {
  if (LOCAL_CHAIN_IDS.includes(chainId)) return;
  const missing = [
    ...parameters.assets.filter(({ token }) => token === undefined).map(({ symbol }) => `token of ${symbol}`),
    ...parameters.markets.filter(({ source }) => source === undefined).map(({ symbol }) => `source of ${symbol}`),
    ...parameters.markets
      .filter((market) => hasSecondSource(market) && market.secondary === undefined)
      .map(({ symbol }) => `second source of ${symbol}`),
  ];
  if (missing.length === 0) return;
  throw new ParameterFileError(
    `Chain ${chainId} is not a local one, so the parameters must name the ${missing.join(", ")}`,
  );
}

/** Whoever holds a pool's account or its shares must be able to leave before what they do not like comes into force (B-6). */
export function requireDelays({ governance }: NetworkParameters, chainId: bigint): void {
  if (LOCAL_CHAIN_IDS.includes(chainId)) return;
  const { adminDelay, listingDelay, parameterDelay } = governance;
  if (adminDelay <= ADMIN_DELAY_ABOVE) {
    throw new ParameterFileError(
      `Chain ${chainId} is not a local one, so governance.adminDelay must be above ${ADMIN_DELAY_ABOVE} seconds (3 days), not ${adminDelay}`,
    );
  }
  for (const [name, delay] of Object.entries({ listingDelay, parameterDelay })) {
    if (delay >= LEAST_DELAY) continue;
    throw new ParameterFileError(
      `Chain ${chainId} is not a local one, so governance.${name} must be at least ${LEAST_DELAY} seconds (a day), not ${delay}`,
    );
  }
}
