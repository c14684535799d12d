import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Hardhat plugin: sorts the artifacts before the type generator reads them. They come in the order of the file system,
 * and the generated types, which are committed, would differ from machine to machine. List it before that generator.
 *
 * Limitations: sorts the shared array in place, since handlers of this hook cannot hand on a new one.
 */
export const stableArtifactOrder: HardhatPlugin = {
  id: "bulkhead:stable-artifact-order",
  hookHandlers: {
    solidity: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            processArtifactsAfterSuccessfulBuild: (_context: unknown, artifactPaths: readonly string[]) => {
              (artifactPaths as string[]).sort();
              return Promise.resolve();
            },
          }),
      }),
  },
};
