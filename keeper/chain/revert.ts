import type { Interface } from "ethers";

/** A revert of the pool, decoded. */
export interface Revert {
  /** Name of the custom error, or "Panic", "Error", "unknown". */
  readonly name: string;
  /** One line for people: the name with its arguments. */
  readonly text: string;
}

/** What nodes say when the call itself failed, as opposed to the node. */
const EXECUTION_FAILED =
  /revert|out of gas|gas required exceeds|intrinsic gas|invalid opcode|stack |exceeds.*gas limit/i;

/**
 * Reads out of whatever a provider threw how the called contract failed; undefined when it was not the contract that
 * failed. The library marks every answer with an error to a call as a revert, a missing header or a rate limit included,
 * so what counts is the node's own words.
 */
export function decodeRevert(error: unknown, contract: Interface): Revert | undefined {
  const answer = nodeAnswer(error);
  const data = revertData(error, answer);
  if (data === undefined) {
    const message = textOf(answer, "message");
    return message !== undefined && EXECUTION_FAILED.test(message) ? { name: "unknown", text: message } : undefined;
  }
  const parsed = data === "0x" ? null : contract.parseError(data);
  if (parsed === null) return { name: "unknown", text: `reverted with ${data}` };
  const values = parsed.fragment.inputs.map((input, index) => `${input.name} ${String(parsed.args[index])}`);
  return { name: parsed.name, text: values.length === 0 ? parsed.name : `${parsed.name}: ${values.join(", ")}` };
}

/** Whether the called contract failed, as opposed to the node. */
export function isExecutionFailure(error: unknown): boolean {
  const answer = nodeAnswer(error);
  return revertData(error, answer) !== undefined || EXECUTION_FAILED.test(textOf(answer, "message") ?? "");
}

/** The `error` member of the node's JSON-RPC response, where the library keeps it. */
export function nodeAnswer(error: unknown): unknown {
  return member(member(error, "info"), "error") ?? member(error, "error");
}

/** Nodes wrap revert data differently: in `data`, `data.data` or deeper. */
function revertData(error: unknown, answer: unknown): string | undefined {
  const direct = textOf(error, "data");
  if (direct !== undefined && isHex(direct)) return direct;
  for (let inner = answer, depth = 0; depth < 4; inner = member(inner, "data"), depth++) {
    const data = textOf(inner, "data");
    if (data !== undefined && isHex(data)) return data;
  }
  return undefined;
}

function isHex(text: string): boolean {
  return /^0x([0-9a-f]{2})*$/i.test(text);
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}
