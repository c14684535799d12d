import { Interface } from "ethers";

import { contractArtifacts, type ContractArtifact } from "./contract-artifacts.js";

const FACADE = "MarginPool";

/**
 * The libraries run in the pool's name, so whoever has the pool's interface must be able to read every event and error
 * of theirs. The compiler does not see to it: the facade inherits the interfaces that declare them.
 */
export function facadeInterface(): string[] {
  const artifacts = contractArtifacts();
  const facade = artifacts.find(({ contractName }) => contractName === FACADE);
  if (facade === undefined) return [`${FACADE} is not built: npm run build`];
  const known = eventsAndErrors(facade);
  return artifacts
    .filter(({ contractName }) => /(?:Logic|Lens)$/.test(contractName))
    .flatMap((library) =>
      [...eventsAndErrors(library)]
        .filter((signature) => !known.has(signature))
        .map((signature) => `${FACADE} lacks ${signature} of ${library.contractName}`),
    );
}

function eventsAndErrors({ abi }: ContractArtifact): Set<string> {
  const signatures = new Set<string>();
  new Interface(abi).forEachEvent((event) => signatures.add(`event ${event.format("sighash")}`));
  new Interface(abi).forEachError((error) => signatures.add(`error ${error.format("sighash")}`));
  return signatures;
}
