// Reads kind: PolicyException: one check of one policy that is waived for a group or a version, until a day, for a reason, by somebody.
import type { Document } from 'yaml';
import { canonicalJson, isGroupName, parseModelPackageArn, sha256 } from '../identity.ts';
import { InvalidError } from '../errors.ts';
import { parseDeadline } from './deadline.ts';
import type { Place } from './policy.ts';
import { readHead } from './read-metadata.ts';
import { faultIn, neededText, placeIn, textIn, type Members } from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf } from './yaml-values.ts';

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
  const [policy, validation] = [neededText(spec, 'policy'), neededText(spec, 'validation')];
  const until = neededText(spec, 'until');
  const [reason, approvedBy] = [neededText(spec, 'reason'), neededText(spec, 'approvedBy')];
  const scope = readScope(spec);
  const endsAt = until === null ? null : readUntil(spec, until);
  if (policy === null || validation === null || until === null || reason === null || approvedBy === null) return null;
  if (!scope || endsAt === null) return null;
  return {
    name,
    file: source.file,
    place: placeOf(source, document.contents),
    sha256: sha256(canonicalJson(document.toJS({ mapAsMap: true }))),
    policy,
    policyPlace: placeIn(spec, 'policy'),
    validation,
    validationPlace: placeIn(spec, 'validation'),
    scope,
    until,
    endsAt,
    untilPlace: placeIn(spec, 'until'),
    reason,
    approvedBy,
  };
}

function readUntil(spec: Members, until: string): number | null {
  const endsAt = parseDeadline(until);
  if (endsAt === null)
    faultIn(
      spec,
      'until',
      `until has to be a day such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z, not ${until.slice(0, 80)}`,
    );
  return endsAt;
}

function readScope(spec: Members): ExceptionScope | null {
  const [group, one] = [textIn(spec, 'group'), textIn(spec, 'package')];
  if (spec.at.has('group') === spec.at.has('package')) {
    faultAt(spec.source, spec.node, 'an exception needs either group or package');
    return null;
  }
  if (group !== null) {
    if (isGroupName(group)) return { group, version: null, account: null, region: null };
    faultIn(spec, 'group', `group has to be the name of one model package group, not ${group.slice(0, 80)}`);
  }
  return one === null ? null : readPackage(spec, one);
}

function readPackage(spec: Members, text: string): ExceptionScope | null {
  const short = /^([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})\/(\d{1,9})$/u.exec(text);
  if (short) return { group: short[1] ?? '', version: Number(short[2]), account: null, region: null };
  try {
    const { group, version, account, region } = parseModelPackageArn(text);
    if (version !== null) return { group, version, account, region };
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
  }
  faultIn(spec, 'package', `package has to be GROUP/VERSION or the ARN of a version, not ${text.slice(0, 120)}`);
  return null;
}
