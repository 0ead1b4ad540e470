// Hands evidence to expressions: Maps for hostile keys, lazily computed variables, and a record of what was read.
import { isDescribed, type PackageEvidence, type Report } from '../evidence/evidence.ts';
import type { SeenValue } from './check-outcome.ts';
import { timestampOf } from './cel-time.ts';
import { NOW, unreadable, type Bindings } from './expression.ts';
import type { Meter } from './meter.ts';
import { containerFields, packageFields, TIME_FIELDS } from './package-fields.ts';
import { shownValue } from './shown-value.ts';
import { metadataSource, missingMetadata, reportOf, unreadField, type ReadScope, type Unread } from './reading.ts';

/** What an expression has read so far: values by label, and what it looked for in vain. */
export type Reads = { readonly values: Map<string, SeenValue>; readonly unread: Map<string, Unread> };

/** Before anything was read. */
export const newReads = (): Reads => ({ values: new Map(), unread: new Map() });

/** Bindings of one policy; `reads` is replaced before each check. */
export type Reader = { reads: Reads; readonly bindings: Bindings };

/** Makes the bindings. Everything unread that is corrupt throws, so that no `has()` can hide it. */
export function makeReader(scope: ReadScope, meter: Meter): Reader {
  const { evidence, policy } = scope;
  const bindings: Bindings = Object.create(null) as Bindings;
  const reader: Reader = { reads: newReads(), bindings };
  Object.assign(bindings, packageBindings(evidence, '', scope, reader));
  bindings['group'] = new Map<string, unknown>([
    ['name', evidence.group.name],
    ['tags', recorded(new Map(evidence.group.tags), 'group.tags.', reader, { source: () => 'group tags' })],
  ]);
  bindings['image'] = new Map<string, unknown>([
    ['containers', evidence.package.containers.map(containerFields)],
    ['instanceTypes', [...evidence.package.instanceTypes]],
  ]);
  bindings['params'] = recorded(
    new Map([...policy.params].map(([name, param]) => [name, param.value])),
    'params.',
    reader,
    { source: () => 'policy' },
  );
  lazily(bindings, 'now', () => timestampOf(evidence.now));
  bindings[NOW] = evidence.now;
  bindings['variables'] = variablesOf(scope, reader, meter);
  lazily(bindings, 'champion', () => championOf(scope, reader));
  return reader;
}

const lazily = (bindings: Bindings, name: string, get: () => unknown): void =>
  void Object.defineProperty(bindings, name, { enumerable: true, get });

type Recording = {
  readonly source: (key: string) => string;
  /** Why a key has no value, where that is known to be absent or corrupt. */
  readonly unread?: (key: string) => Unread | null;
};

/** A Map whose reads are noted; a corrupt value throws. */
function recorded(
  map: Map<string, unknown>,
  prefix: string,
  reader: Reader,
  recording: Recording,
): Map<string, unknown> {
  const get = map.get.bind(map);
  const read = (key: string): unknown => {
    const value = get(key);
    const label = `${prefix}${key}`;
    if (value !== undefined) {
      reader.reads.values.set(label, { label, value: shownValue(value), source: recording.source(key) });
      return value;
    }
    const unread = recording.unread?.(key) ?? null;
    if (unread) reader.reads.unread.set(label, unread);
    if (unread?.state === 'corrupt') throw new Error(unread.cause);
    return undefined;
  };
  return Object.assign(map, { get: read, has: (key: string) => read(key) !== undefined });
}

function packageBindings(
  seen: PackageEvidence,
  prefix: string,
  scope: ReadScope,
  reader: Reader,
): Record<string, unknown> {
  const described = isDescribed(seen.package) ? seen.package : null;
  const bindings: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  bindings['metadata'] = recorded(new Map(described?.metadata), `${prefix}metadata.`, reader, {
    source: (key) => metadataSource(key, seen),
    unread: (key) => missingMetadata(key, seen),
  });
  bindings['provenance'] = recorded(new Map(described?.provenance), `${prefix}provenance.`, reader, {
    source: () => 'provenance',
    unread: (key) => ({ state: 'absent', cause: `provenance ${key} is missing`, missing: `provenance ${key}` }),
  });
  bindings['modelPackage'] = recorded(modelPackageOf(seen), `${prefix}modelPackage.`, reader, {
    source: () => 'model package',
  });
  for (const { name, from, fields } of scope.policy.evidence) {
    if (from === 'LatestApproved') continue;
    const report = reportOf(seen, name, scope);
    const types = new Map(fields.map((field) => [field.name, field.type]));
    bindings[name] = recorded(reportValues(report, types), `${prefix}${name}.`, reader, {
      source: () => `report ${name}`,
      unread: (key) => unreadField(name, key, report),
    });
  }
  return bindings;
}

/** Times are made for who reads them: a timestamp of CEL is a message, and few policies look at one. */
function modelPackageOf(seen: PackageEvidence): Map<string, unknown> {
  const fields = packageFields(seen.package);
  const valueOf = (name: string): unknown => {
    const value = fields.get(name);
    if (typeof value !== 'number') return value;
    return TIME_FIELDS.has(name) ? timestampOf(value) : BigInt(value);
  };
  const entries = () => fields.keys().map((name): [string, unknown] => [name, valueOf(name)]);
  const values = () => fields.keys().map(valueOf);
  return Object.assign(new Map<string, unknown>(fields), { get: valueOf, entries, values, [Symbol.iterator]: entries });
}

function reportValues(report: Report | undefined, types: ReadonlyMap<string, string>): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, fact] of report?.fields ?? []) {
    if (fact.state !== 'present' || !types.has(name)) continue;
    const isWhole = types.get(name) === 'int' && typeof fact.value === 'number' && Number.isInteger(fact.value);
    values.set(name, isWhole ? BigInt(fact.value) : fact.value);
  }
  return values;
}

function championOf(scope: ReadScope, reader: Reader): unknown {
  const { champion } = scope.evidence;
  if (champion.state !== 'present') {
    const cause = `the champion can't be read: ${champion.cause}`;
    reader.reads.unread.set('champion', { state: champion.state, cause, missing: null });
    return unreadable(cause);
  }
  if (!champion.value) return null;
  const { arn } = champion.value.package;
  const {
    modelPackage: _own,
    provenance: _provenance,
    ...members
  } = packageBindings(champion.value, 'champion.', scope, reader);
  return new Map<string, unknown>([
    ['version', arn.version === null ? null : BigInt(arn.version)],
    ['arn', arn.arn],
    ...Object.entries(members),
  ]);
}

type Computed = { readonly value: unknown; readonly reads: Reads; readonly failure: string | null };

/** Variables are computed when first read; what they read counts as read by whoever reads them. */
function variablesOf(scope: ReadScope, reader: Reader, meter: Meter): Map<string, unknown> {
  const computed = new Map<string, Computed>();
  const compute = (name: string): Computed | null => {
    const variable = scope.policy.variables.find((one) => one.name === name);
    if (!variable) return null;
    const outer = reader.reads;
    reader.reads = newReads();
    const outcome = variable.expression.run(reader.bindings, meter);
    const { reads } = reader;
    reader.reads = outer;
    return outcome.ok
      ? { value: outcome.value, reads, failure: null }
      : { value: undefined, reads, failure: outcome.message };
  };
  const read = (name: string): unknown => {
    const known = computed.get(name) ?? compute(name);
    if (!known) return undefined;
    computed.set(name, known);
    for (const [label, value] of known.reads.values) reader.reads.values.set(label, value);
    for (const [label, unread] of known.reads.unread) reader.reads.unread.set(label, unread);
    if (known.failure !== null) throw new Error(`variable ${name}: ${known.failure}`);
    const label = `variables.${name}`;
    reader.reads.values.set(label, { label, value: shownValue(known.value), source: 'policy' });
    return known.value;
  };
  return Object.assign(new Map<string, unknown>(), { get: read, has: (name: string) => read(name) !== undefined });
}
