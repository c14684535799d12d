import { contractArtifacts } from "./contract-artifacts.js";

/** EIP-170. */
const BYTES_MAX = 24_576;
/** A library of internal functions compiles to an empty shell of less than this, and is not deployed. */
const SHELL_BYTES_MAX = 128;

/** Every contract and external library fits the limit of the chain. Prints the table, largest first. */
export function contractSize(): string[] {
  const sizes = contractArtifacts()
    .map(({ contractName, deployedBytecode }) => ({ contractName, bytes: (deployedBytecode.length - 2) / 2 }))
    .filter(({ bytes }) => bytes > SHELL_BYTES_MAX)
    .sort((a, b) => b.bytes - a.bytes);
  for (const { contractName, bytes } of sizes) {
    const share = `${Math.round((100 * bytes) / BYTES_MAX)} %`;
    console.log(`      ${contractName.padEnd(28)} ${grouped(bytes).padStart(8)} bytes ${share.padStart(6)}`);
  }
  if (sizes.length === 0) return ["nothing is built: npm run build"];
  return sizes
    .filter(({ bytes }) => bytes >= BYTES_MAX)
    .map(({ contractName, bytes }) => `${contractName} has ${grouped(bytes)} bytes of ${grouped(BYTES_MAX)}`);
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
