import { getAddress, ZeroAddress, type Provider } from "ethers";

import { decimalText } from "../../keeper/util/decimal-text.js";
import { ASSET_WORDS, MARKET_WORDS, POOL_WORDS, type Field, type Unit } from "./page-layout.js";

/** Values by name, in human units. */
export type Values = Readonly<Record<string, string>>;

/** A parameter page for people. */
export interface ReadablePage {
  readonly address: string;
  readonly pool: Values;
  /** By market id. */
  readonly markets: readonly Values[];
  /** By asset id. */
  readonly assets: readonly Values[];
}

export async function readPage(provider: Provider, address: string): Promise<ReadablePage> {
  const code = await provider.getCode(address);
  const words = Array.from({ length: (code.length - 4) / 64 }, (_, i) =>
    BigInt(`0x${code.slice(4 + 64 * i, 68 + 64 * i)}`),
  );
  const [markets, assets, settlement] = [0n, 8n, 16n].map((shift) => Number((words[3]! >> shift) & 0xffn)) as [
    number,
    number,
    number,
  ];
  const group = (start: number, layout: readonly (readonly Field[])[], decimals: number): Values =>
    Object.fromEntries(layout.flatMap((fields, i) => valuesOf(words[start + i]!, fields, decimals)));
  const firstAsset = POOL_WORDS.length + markets * MARKET_WORDS.length;
  return {
    address,
    pool: group(0, POOL_WORDS, settlement),
    markets: Array.from({ length: markets }, (_, m) =>
      group(POOL_WORDS.length + m * MARKET_WORDS.length, MARKET_WORDS, settlement),
    ),
    assets: Array.from({ length: assets }, (_, a) => {
      const start = firstAsset + a * ASSET_WORDS.length;
      return group(start, ASSET_WORDS, Number((words[start]! >> 160n) & 0xffn));
    }),
  };
}

function valuesOf(word: bigint, fields: readonly Field[], decimals: number): [string, string][] {
  let rest = word;
  return fields.map(({ name, bits, unit }) => {
    const value = BigInt.asUintN(bits, rest);
    rest >>= BigInt(bits);
    return [name, text(value, unit, decimals)];
  });
}

function text(value: bigint, unit: Unit, decimals: number): string {
  switch (unit) {
    case "ppm":
      return `${decimalText(value, 4)} %`;
    case "ppb":
      return `${decimalText(value, 7)} %`;
    case "percent":
      return `${value} %`;
    case "seconds":
      return `${value} s`;
    case "minutes":
      return `${value} min`;
    case "micro-usd":
      return `${decimalText(value, 6)} USD`;
    case "usd":
      return `${value} USD`;
    case "settlement":
    case "token":
      return decimalText(value, decimals);
    case "wad":
      return decimalText(value, 18);
    case "number":
      return String(value);
    case "signed":
      return String(BigInt.asIntN(8, value));
    case "address": {
      const address = getAddress(`0x${value.toString(16).padStart(40, "0")}`);
      return address === ZeroAddress ? "none" : address;
    }
    default:
      return unit satisfies never;
  }
}
