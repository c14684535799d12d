import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

const manifestSchema = z.strictObject({
  network: z.string(),
  chainId: z.number().int(),
  /** Block from which the pool's events start. */
  fromBlock: z.number().int(),
  pool: address,
  vault: address,
  authority: address,
  /** In order of market id. */
  markets: z.array(
    z.strictObject({
      symbol: z.string(),
      source: address,
      /** Of a market that has a second source. */
      secondary: address.optional(),
      unitExponent: z.number().int(),
    }),
  ),
  /** In order of asset id. */
  assets: z.array(z.strictObject({ symbol: z.string(), token: address, decimals: z.number().int() })),
});

/** Where a deployment is: what keeper, demo and people need to find it. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A manifest that is missing or not usable; the message is one sentence with the path and what to do. */
export class ManifestError extends Error {}

export function manifestPath(network: string): string {
  return fileURLToPath(new URL(`../../deployments/${network}.json`, import.meta.url));
}

export function writeManifest(path: string, manifest: Manifest): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(manifest, null, 2) + "\n");
}

export function readManifest(path: string): Manifest {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ManifestError(`No deployment manifest at ${path}: run "npm run deploy -- --network NAME" first`, {
      cause,
    });
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ManifestError(`The deployment manifest at ${path} is not usable: write it again with "npm run deploy"`, {
      cause,
    });
  }
}
