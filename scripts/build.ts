import { replaceTypes } from "./setup/contract-types.js";

// Compiles the contracts and writes typechain-types afresh, so that types of removed contracts do not linger.
await replaceTypes();
