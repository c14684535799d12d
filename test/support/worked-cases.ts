import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Decimal } from "decimal.js";
import { z } from "zod";

import { root } from "../../scripts/setup/root.js";

/** Published examples and peers' test numbers. They lie beside the project and are not part of it. */
export const WORKED_CASES = join(root, "..", "shared", "data", "worked-cases.json");

const values = z.record(z.string(), z.unknown());
const schema = z.object({
  cases: z.array(z.object({ id: z.string(), inputs: values, expected: values, abs_tolerance: z.number() })),
});

/** One case: named numbers in, named numbers out. */
export class WorkedCase {
  constructor(
    readonly id: string,
    private readonly inputs: Record<string, unknown>,
    private readonly results: Record<string, unknown>,
    readonly tolerance: number,
  ) {}

  input(name: string): Decimal {
    return this.inputs[name] instanceof Object ? this.fails(name) : decimal(this.inputs[name], name);
  }

  inputList(name: string): Decimal[] {
    return z
      .array(z.number())
      .parse(this.inputs[name])
      .map((value) => new Decimal(value));
  }

  text(name: string): string {
    return z.string().parse(this.inputs[name]);
  }

  positions(): { symbol: string; size: Decimal; oracle: Decimal }[] {
    const positions = z.record(z.string(), z.object({ size: z.number(), oracle: z.number() }));
    return Object.entries(positions.parse(this.inputs["positions"])).map(([symbol, { size, oracle }]) => ({
      symbol,
      size: new Decimal(size),
      oracle: new Decimal(oracle),
    }));
  }

  expected(name: string): Decimal {
    return decimal(this.results[name], name);
  }

  expectedList<Item extends z.ZodType>(name: string, item: Item): z.infer<Item>[] {
    return z.array(item).parse(this.results[name]);
  }

  expectedFlag(name: string): boolean {
    return z.boolean().parse(this.results[name]);
  }

  private fails(name: string): never {
    throw new Error(`${this.id}: ${name} is no number`);
  }
}

function decimal(value: unknown, name: string): Decimal {
  if (typeof value !== "number") throw new Error(`${name} is no number`);
  return new Decimal(value);
}

/** All cases by id; undefined when the file is not there. */
export function readWorkedCases(): Map<string, WorkedCase> | undefined {
  if (!existsSync(WORKED_CASES)) return undefined;
  const { cases } = schema.parse(JSON.parse(readFileSync(WORKED_CASES, "utf8")));
  return new Map(cases.map((c) => [c.id, new WorkedCase(c.id, c.inputs, c.expected, c.abs_tolerance)]));
}
