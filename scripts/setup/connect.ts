import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

/** A network that cannot be reached or is not configured; the message says which and what to do. */
export class NetworkError extends Error {}

/** Refuses the name of a network that is not configured. */
export function requireNetwork(network: string): void {
  if (hre.config.networks[network] !== undefined) return;
  const known = Object.keys(hre.config.networks).join(", ");
  throw new NetworkError(`Network "${network}" is not in hardhat.config.ts; it has ${known}`);
}

/**
 * Connects to a network of hardhat.config.ts and makes sure that something answers.
 * @param url replaces the configured address of an HTTP network
 */
export async function connect(network: string, url?: string): Promise<NetworkConnection> {
  requireNetwork(network);
  const config = hre.config.networks[network]!;
  const override = url === undefined || config.type !== "http" ? undefined : { url };
  const connection = await hre.network.create(override === undefined ? network : { network, override });
  try {
    await connection.ethers.provider.getNetwork();
  } catch (cause) {
    const where = url ?? (config.type === "http" ? await config.url.get() : network);
    throw new NetworkError(`Nothing answers at ${where} (network "${network}"): start a node or correct the address`, {
      cause,
    });
  }
  return connection;
}
