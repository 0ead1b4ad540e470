// A policy set as a deployment keeps it: loaded, linted and checked when it was built, so that no function parses YAML or CEL.
import { compiledOf, type CheckedExpression, type Compiled } from './expression.ts';
import type { PolicySet } from './load.ts';

/** Under this name beside the policy files. */
export const BUILT_FILE = 'built.json';

/** What JSON has no form for stands under one of these keys, alone in its object. */
type Tagged =
  | { readonly $map: readonly (readonly [unknown, unknown])[] }
  | { readonly $set: readonly unknown[] }
  | { readonly $bigint: string }
  | { readonly $number: string }
  | { readonly $bytes: string }
  | { readonly $expression: unknown };

const isCompiled = (value: object): value is Compiled => 'run' in value && typeof value.run === 'function';

/** Where parts stand in the text is for messages about faults, and a built expression has none. */
function withoutPlaces({ expr, sourceInfo, ...rest }: CheckedExpression['tree']): CheckedExpression['tree'] {
  return { ...rest, ...(expr && { expr }), ...(sourceInfo && { sourceInfo: { ...sourceInfo, positions: {} } }) };
}

function packed(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) } satisfies Tagged;
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) } satisfies Tagged;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') } satisfies Tagged;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(packed);
  if (value instanceof Map)
    return { $map: [...value].map(([key, one]) => [packed(key), packed(one)] as const) } satisfies Tagged;
  if (value instanceof Set) return { $set: [...value].map(packed) } satisfies Tagged;
  if (isCompiled(value)) {
    const { text, type, reads, tree } = value;
    return { $expression: packed({ text, type, reads, tree: withoutPlaces(tree) }) } satisfies Tagged;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, packed(one)]));
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unpacked);
  const tagged = value as Record<string, unknown>;
  if (typeof tagged['$bigint'] === 'string') return BigInt(tagged['$bigint']);
  if (typeof tagged['$number'] === 'string') return Number(tagged['$number']);
  if (typeof tagged['$bytes'] === 'string') return Uint8Array.from(Buffer.from(tagged['$bytes'], 'base64'));
  if (Array.isArray(tagged['$map'])) return new Map(tagged['$map'].map(unpacked) as [unknown, unknown][]);
  if (Array.isArray(tagged['$set'])) return new Set(tagged['$set'].map(unpacked));
  if (tagged['$expression'] !== undefined) return compiledOf(unpacked(tagged['$expression']) as CheckedExpression);
  return Object.fromEntries(Object.entries(tagged).map(([key, one]) => [key, unpacked(one)]));
}

/** The set as JSON text. */
export const packPolicySet = (set: PolicySet): string => JSON.stringify(packed(set));

/** The set from its JSON text, which this very build wrote. */
export const unpackPolicySet = (text: string): PolicySet => unpacked(JSON.parse(text)) as PolicySet;
