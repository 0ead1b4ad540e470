// What was kept at each release: the policies that were in force and the items that were written, as JSON beside this file.
import { readdirSync, readFileSync } from 'node:fs';
import type { PolicyFile } from '../../lib/policy/read-files.ts';
import type { Item } from './write-items.ts';

export type Kept = { readonly policies: readonly PolicyFile[]; readonly items: readonly Item[] };

const BYTES = 'base64:';

/** Bytes as text, wherever they stand in an item. */
const packed = (_name: string, value: unknown): unknown =>
  value instanceof Uint8Array ? `${BYTES}${Buffer.from(value).toString('base64')}` : value;
const unpacked = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && value.startsWith(BYTES) ? Buffer.from(value.slice(BYTES.length), 'base64') : value;

/** By release, the oldest first. */
export const KEPT: ReadonlyMap<string, Kept> = new Map(
  readdirSync(import.meta.dirname)
    .flatMap((name) => /^items-(.+)\.json$/u.exec(name)?.[1] ?? [])
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((release) => [
      release,
      JSON.parse(readFileSync(`${import.meta.dirname}/items-${release}.json`, 'utf8'), unpacked) as Kept,
    ]),
);

/** The file's text: one line an item. */
export const keptText = ({ policies, items }: Kept): string =>
  `{ "policies": ${JSON.stringify(policies)},\n"items": [\n${items.map((item) => JSON.stringify(plain(item), packed)).join(',\n')}\n] }\n`;

/** Buffers would turn themselves into something else before they are asked. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
};
