import { z } from "zod";

import { FatalError } from "./errors.js";

/**
 * Everything an operator can say, from flags over environment over defaults. Keys are never in here: the signer comes
 * from the environment alone, or is an account that a local node has unlocked.
 */
export const configSchema = z.strictObject({
  /** JSON-RPC endpoint. BULKHEAD_RPC_URL, --rpc. */
  rpcUrl: z.url({ protocol: /^https?$/, message: "must be an http(s) URL" }).default("http://127.0.0.1:8545"),
  /** Manifest that the deployment wrote. BULKHEAD_MANIFEST, --manifest. */
  manifest: z.string().min(1).default("deployments/localhost.json"),
  /** Milliseconds between looks at the chain. BULKHEAD_POLL_MS, --poll. */
  pollMs: z.coerce.number().int().min(10).max(60_000).default(500),
  /** Most accounts in one liquidation transaction. BULKHEAD_MAX_BATCH, --max-batch. */
  maxBatch: z.coerce.number().int().min(1).max(50).default(10),
  /** Account that the node has unlocked; a key in BULKHEAD_PRIVATE_KEY comes first. BULKHEAD_FROM, --from. */
  from: z.string().optional(),
  /** Do everything but send. --dry-run. */
  dryRun: z.boolean().default(false),
  /** Log lines as JSON. --json. */
  json: z.boolean().default(false),
  /** pino level. BULKHEAD_LOG_LEVEL, --log-level. */
  logLevel: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Config = z.infer<typeof configSchema>;

const ENVIRONMENT: Record<string, keyof Config> = {
  BULKHEAD_RPC_URL: "rpcUrl",
  BULKHEAD_MANIFEST: "manifest",
  BULKHEAD_POLL_MS: "pollMs",
  BULKHEAD_MAX_BATCH: "maxBatch",
  BULKHEAD_FROM: "from",
  BULKHEAD_LOG_LEVEL: "logLevel",
};

/** Merges flags over environment over defaults; says which value is wrong and why. */
export function loadConfig(flags: Record<string, unknown>, environment: NodeJS.ProcessEnv = process.env): Config {
  const fromEnvironment = Object.fromEntries(
    Object.entries(ENVIRONMENT).flatMap(([name, key]) =>
      environment[name] === undefined ? [] : [[key, environment[name]]],
    ),
  );
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const merged: Record<string, unknown> = { ...fromEnvironment, ...given };
  const parsed = configSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const key = issue.path.join(".");
    return `${key} = ${JSON.stringify(merged[key])}: ${issue.message}`;
  });
  throw new FatalError(`Configuration is not usable: ${problems.join("; ")}`);
}
