// Reads kind: PolicyException: one check of one policy that is waived for a group or a version, until a day, for a reason, by somebody.
import type { Document } from 'yaml';
import { canonicalJson, isGroupName, parseModelPackageArn, sha256 } from '../identity.ts';
import { InvalidError } from '../errors.ts';
import { parseDeadline } from './deadline.ts';
import type { Place } from './policy.ts';
import { readHead } from './read-metadata.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { member, needed, placeOf, readText, type Members } from './yaml-values.ts';

/** What an exception is for: a whole group, or one version of it; the account and region only where an ARN says so. */
type ExceptionScope = {
  readonly group: string;
  readonly version: number | null;
  readonly account: string | null;
  readonly region: string | null;
};

export type PolicyException = {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly sha256: string;
  readonly policy: string;
  readonly policyPlace: Place;
  readonly validation: string;
  readonly validationPlace: Place;
  readonly scope: ExceptionScope;
  /** As written, and the first moment at which it no longer holds (milliseconds). */
  readonly until: string;
  readonly endsAt: number;
  readonly untilPlace: Place;
  readonly reason: string;
  readonly approvedBy: string;
};

const KEYS = ['policy', 'validation', 'group', 'package', 'until', 'reason', 'approvedBy'];

/** Reads an exception from a document whose kind is known. Null with faults where it can't be used at all. */
export function readException(source: Source, document: Document): PolicyException | null {
  const head = readHead(source, document.contents, 'an exception', KEYS);
  if (!head) return null;
  const { spec, name } = head;
  const text = (key: string) => readText(source, needed(source, spec, key), key);
  const [policy, validation, until] = [text('policy'), text('validation'), text('until')];
  const [reason, approvedBy] = [text('reason'), text('approvedBy')];
  const scope = readScope(source, spec);
  const endsAt = until === null ? null : readUntil(source, spec, until);
  if (policy === null || validation === null || until === null || reason === null || approvedBy === null) return null;
  if (!scope || endsAt === null) return null;
  return {
    name,
    file: source.file,
    place: placeOf(source, document.contents),
    sha256: sha256(canonicalJson(document.toJS({ mapAsMap: true }))),
    policy,
    policyPlace: placeOf(source, member(source, spec, 'policy')),
    validation,
    validationPlace: placeOf(source, member(source, spec, 'validation')),
    scope,
    until,
    endsAt,
    untilPlace: placeOf(source, member(source, spec, 'until')),
    reason,
    approvedBy,
  };
}

function readUntil(source: Source, spec: Members, until: string): number | null {
  const endsAt = parseDeadline(until);
  if (endsAt === null)
    faultAt(
      source,
      member(source, spec, 'until'),
      `until has to be a day such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z, not ${until.slice(0, 80)}`,
    );
  return endsAt;
}

function readScope(source: Source, spec: Members): ExceptionScope | null {
  const [groupNode, packageNode] = [member(source, spec, 'group'), member(source, spec, 'package')];
  const group = readText(source, groupNode, 'group');
  const one = readText(source, packageNode, 'package');
  if (spec.at.has('group') === spec.at.has('package')) {
    faultAt(source, spec.node, 'an exception needs either group or package');
    return null;
  }
  if (group !== null) {
    if (isGroupName(group)) return { group, version: null, account: null, region: null };
    faultAt(source, groupNode, `group has to be the name of one model package group, not ${group.slice(0, 80)}`);
  }
  return one === null ? null : readPackage(source, packageNode, one);
}

function readPackage(source: Source, node: unknown, text: string): ExceptionScope | null {
  const short = /^([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})\/(\d{1,9})$/u.exec(text);
  if (short) return { group: short[1] ?? '', version: Number(short[2]), account: null, region: null };
  try {
    const { group, version, account, region } = parseModelPackageArn(text);
    if (version !== null) return { group, version, account, region };
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
  }
  faultAt(source, node, `package has to be GROUP/VERSION or the ARN of a version, not ${text.slice(0, 120)}`);
  return null;
}
