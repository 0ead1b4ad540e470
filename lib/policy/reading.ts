// Reads one value of the evidence by its path, with the source that a sentence names, or the reason why it is not there.
import { isDescribed, type Evidence, type PackageEvidence, type Report } from '../evidence/evidence.ts';
import { shortActor } from '../identity.ts';
import type { Declared } from './declarations.ts';
import type { ParamValue, Policy } from './document.ts';
import { addMetadataCommand } from './missing.ts';
import { strictNumber } from './numbers.ts';
import { packageFields } from './package-fields.ts';
import type { ValuePath } from './value-path.ts';

/** What is read for one policy: its evidence, and the names its reports have there. */
export type ReadScope = { readonly policy: Policy; readonly evidence: Evidence; readonly declared: Declared };

/** A value with its source; or no value. `noBaseline`: there is no champion, or it lacks the value. */
export type Reading = Present | Unread;
export type Present = {
  readonly state: 'present';
  readonly value: ParamValue;
  readonly shown: string;
  readonly source: string;
};
export type Unread = {
  readonly state: 'absent' | 'corrupt' | 'noBaseline';
  readonly cause: string;
  readonly missing: string | null;
};

/** Reads the value at a path. Nothing throws. */
export function readPath(path: ValuePath, scope: ReadScope): Reading {
  const [root, ...rest] = path.segments;
  if (root === 'params') return readParam(rest[0] ?? '', scope);
  if (root === 'group') return readGroup(rest, scope.evidence);
  if (root === 'champion') return readChampion(rest, scope);
  return readPackage(path.segments, scope.evidence, scope);
}

/** The named report or card of a version, as this policy declared it. */
export const reportOf = (
  seen: PackageEvidence,
  name: string,
  scope: Omit<ReadScope, 'evidence'>,
): Report | undefined => {
  const key = scope.declared.keyOf(scope.policy, name);
  return seen.reports.get(key) ?? seen.cards.get(key);
};

/**
 * Where a metadata key comes from, for sentences. Once the gate has written its own keys, the last modifier may be the gate, so only
 * the registrant is named then.
 */
export function metadataSource(key: string, seen: PackageEvidence): string {
  if (!isDescribed(seen.package)) return `metadata key ${key}`;
  const { lastModifiedBy, createdBy, metadata } = seen.package;
  const isMarked = metadata.has(OWN_KEY);
  const actor = isMarked ? createdBy : (lastModifiedBy ?? createdBy);
  return `metadata key ${key}${actor === null ? '' : `, ${isMarked ? 'registered' : 'written'} by ${shortActor(actor)}`}`;
}

/** The key by which the gate knows its own write again. */
const OWN_KEY = 'modelgate:decision';

/** Why a metadata key of the version is not there, and the command that adds it. */
export const missingMetadata = (key: string, seen: PackageEvidence): Unread => ({
  state: 'absent',
  cause: `metadata key \`${key}\` is missing`,
  missing: `metadata key \`${key}\`: ${addMetadataCommand(seen.package.arn.arn, key)}`,
});

/** Why a report's field has no value, and what would add it. */
export function unreadField(name: string, field: string, report: Report | undefined): Unread {
  const fact = report?.fields.get(field);
  if (fact && fact.state !== 'present') {
    // Most causes name their report and place already.
    const isNamed = /^(?:report|model card) /u.test(fact.cause) && fact.cause.includes(name);
    const cause = isNamed ? fact.cause : `report ${name}, ${field}: ${fact.cause}`;
    return { state: fact.state, cause, missing: fact.state === 'absent' ? cause : null };
  }
  return { state: 'absent', cause: `report ${name} has no ${field}`, missing: `report ${name} with ${field}` };
}

function readPackage(
  [root = '', name = '', below]: readonly string[],
  seen: PackageEvidence,
  scope: ReadScope,
): Reading {
  const described = isDescribed(seen.package) ? seen.package : null;
  if (root === 'metadata') {
    const value = described?.metadata.get(name);
    return value === undefined ? missingMetadata(name, seen) : present(value, metadataSource(name, seen));
  }
  if (root === 'provenance') return maybe(described?.provenance.get(name), `provenance ${name}`);
  if (root === 'modelPackage') {
    const value = packageFields(seen.package).get(name);
    const lifeCycle = value instanceof Map && below !== undefined ? (value.get(below) as string) : value;
    return maybe(typeof lifeCycle === 'object' ? null : lifeCycle, `modelPackage ${below ?? name}`);
  }
  const report = reportOf(seen, root, scope);
  const fact = report?.fields.get(name);
  return fact?.state === 'present' ? present(fact.value, `report ${root}`) : unreadField(root, name, report);
}

function readChampion(rest: readonly string[], scope: ReadScope): Reading {
  const { champion } = scope.evidence;
  if (champion.state !== 'present')
    return { state: champion.state, cause: `the champion can't be read: ${champion.cause}`, missing: null };
  if (!champion.value) return { state: 'noBaseline', cause: 'there is no champion', missing: null };
  const { arn } = champion.value.package;
  const source = `${arn.group} v${arn.version}`;
  if (rest[0] === 'version' || rest[0] === 'arn')
    return present(rest[0] === 'arn' ? arn.arn : (arn.version ?? 0), source);
  const reading = readPackage(rest, champion.value, scope);
  if (reading.state === 'absent')
    return { state: 'noBaseline', cause: `the champion (v${arn.version}) has no ${rest.join('.')}`, missing: null };
  return reading.state === 'present'
    ? { ...reading, source }
    : { ...reading, cause: `the champion (v${arn.version}): ${reading.cause}` };
}

function readParam(name: string, { policy }: ReadScope): Reading {
  const param = policy.params.get(name);
  if (param && !Array.isArray(param.value))
    return { ...present(param.value as ParamValue, `params.${name}`), shown: param.text };
  return { state: 'corrupt', cause: `params.${name} is a list, not one value`, missing: null };
}

function readGroup([member, key = '']: readonly string[], { group }: Evidence): Reading {
  return member === 'name' ? present(group.name, 'group name') : maybe(group.tags.get(key), `group tag ${key}`);
}

const maybe = (value: ParamValue | null | undefined, what: string): Reading =>
  value === null || value === undefined
    ? { state: 'absent', cause: `${what} is missing`, missing: what }
    : present(value, what);

const present = (value: ParamValue, source: string): Present => ({
  state: 'present',
  value,
  shown: String(value),
  source,
});

/** The number of a reading: texts are read strictly. Null where it is none. */
export function numberOf(reading: Present): number | null {
  if (typeof reading.value === 'string') return strictNumber(reading.value);
  const value = typeof reading.value === 'boolean' ? Number.NaN : Number(reading.value);
  return Number.isFinite(value) ? value : null;
}
