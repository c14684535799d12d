import { isCallException, type Interface } from "ethers";

/** A revert of the pool, decoded. */
export interface Revert {
  /** Name of the custom error, or "Panic", "Error", "unknown". */
  readonly name: string;
  /** One line for people: the name with its arguments. */
  readonly text: string;
}

/** Reads a custom error out of whatever a provider threw; undefined when it was no revert. */
export function decodeRevert(error: unknown, contract: Interface): Revert | undefined {
  const data = revertData(error);
  if (data === undefined) return undefined;
  const parsed = data === "0x" ? null : contract.parseError(data);
  if (parsed === null) return { name: "unknown", text: `reverted with ${data}` };
  const values = parsed.fragment.inputs.map((input, index) => `${input.name} ${String(parsed.args[index])}`);
  return { name: parsed.name, text: values.length === 0 ? parsed.name : `${parsed.name}: ${values.join(", ")}` };
}

/** Nodes wrap revert data differently: directly, in `info.error.data`, or in `data.data`. */
function revertData(error: unknown): string | undefined {
  if (isCallException(error) && typeof error.data === "string") return error.data;
  const seen = new Set<unknown>();
  let found: string | undefined;
  const visit = (value: unknown): void => {
    if (found !== undefined || typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "data" && typeof inner === "string" && /^0x([0-9a-f]{2})*$/i.test(inner)) found ??= inner;
      else visit(inner);
    }
  };
  visit(error);
  return found;
}
