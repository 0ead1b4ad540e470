// Evidence as people write it down: in policy tests, in captured fixtures, and for a policy tried on a file.
import { parseModelPackageArn, type ModelPackageArn } from '../identity.ts';
import { InvalidError } from '../errors.ts';
import type { EvidenceDeclaration } from '../policy/policy.ts';
import { HOUR } from '../times.ts';
import type { Container, Evidence, Fact, PackageDescription, PackageEvidence } from './evidence.ts';
import { readWrittenReports } from './evidence-reports.ts';
import { parseImageUri } from './image-uri.ts';
import {
  choiceOf,
  countOf,
  faultIn,
  itemsOf,
  memberOf,
  membersOf,
  textOf,
  textsOf,
  timeOf,
  type Plain,
  type PlainFault,
} from './plain-values.ts';

/** Keys of a version; the champion has them too. */
const VERSION_KEYS = ['modelPackage', 'metadata', 'provenance', 'image', 'reports', 'card'];
const KEYS = ['$schema', 'now', ...VERSION_KEYS, 'group', 'champion'];
const PACKAGE_KEYS = [
  'arn',
  'group',
  'version',
  'account',
  'region',
  'description',
  'status',
  'approvalStatus',
  'registrationType',
  'creationTime',
  'lastModifiedTime',
  'createdBy',
  'lastModifiedBy',
  'sourceUri',
  'modelLifeCycle',
];
const REGISTRATIONS = ['Registered', 'Logged'] as const;

/** What evidence needs beside its text: the declarations of the policies that will read it, and the time (milliseconds), null where the text tells it. */
export type EvidenceContext = { readonly declarations: readonly EvidenceDeclaration[]; readonly now: number | null };

/**
 * Reads evidence from a plain value (JSON or YAML). What is left out has the defaults of docs/policies.md: version 1, account
 * 111122223333, us-east-1, Completed, PendingManualApproval, registered an hour before `now`. Nothing throws; `evidence` is null where there are faults.
 */
export function readEvidenceFile(
  value: unknown,
  context: EvidenceContext,
): { readonly evidence: Evidence | null; readonly faults: readonly PlainFault[] } {
  const whole: Plain = { value, path: [], faults: [] };
  const members = membersOf(whole, KEYS);
  const at = (key: string): Plain => memberOf(whole, members, key);
  const written = timeOf(at('now'), Number.NaN);
  const now = context.now ?? written;
  if (Number.isNaN(now) && at('now').value === undefined)
    faultIn(whole, 'evidence needs now, such as now: 2026-11-18T16:20:00Z');
  const version = readVersion(whole, { context, now, of: null });
  const group = memberOf(whole, members, 'group');
  const groupMembers = membersOf(group, ['tags']);
  const tags = textsOf(memberOf(group, groupMembers, 'tags'));
  if (!version) return { evidence: null, faults: whole.faults };
  const champion = readChampion(at('champion'), { context, now, of: version.package.arn });
  const evidence: Evidence = { ...version, group: { name: version.package.arn.group, tags }, champion, now };
  return { evidence: whole.faults.length > 0 ? null : evidence, faults: whole.faults };
}

/** `of` is the version whose champion is read: what the champion leaves out is as there. */
type Given = { readonly context: EvidenceContext; readonly now: number; readonly of: ModelPackageArn | null };

function readChampion(plain: Plain, given: Given): Fact<PackageEvidence | null> {
  if (plain.value === undefined || plain.value === null) return { state: 'present', value: null };
  const cause = membersOf(plain, [...VERSION_KEYS, 'unreadable']).get('unreadable');
  if (cause) return { state: 'corrupt', cause: textOf(cause) ?? '' };
  return { state: 'present', value: readVersion(plain, given) };
}

function readVersion(owner: Plain, given: Given): PackageEvidence | null {
  const members = membersOf({ ...owner, faults: [] }, null);
  const at = (key: string): Plain => ({ ...memberOf(owner, members, key), faults: owner.faults });
  const found = readPackage(at('modelPackage'), given);
  const image = at('image');
  const imageMembers = membersOf(image, ['containers', 'instanceTypes']);
  const { reports, cards, card } = readWrittenReports(at('reports'), at('card'), given.context.declarations);
  const metadata = textsOf(at('metadata'));
  const provenance = textsOf(at('provenance'));
  const containers = itemsOf(memberOf(image, imageMembers, 'containers')).map(readContainer);
  const instanceTypes = itemsOf(memberOf(image, imageMembers, 'instanceTypes')).map((one) => textOf(one) ?? '');
  return found && { package: { ...found, metadata, provenance, containers, instanceTypes, card }, reports, cards };
}

type Bare = Omit<PackageDescription, 'metadata' | 'provenance' | 'containers' | 'instanceTypes' | 'card'>;

function readPackage(plain: Plain, given: Given): Bare | null {
  const members = membersOf(plain, PACKAGE_KEYS);
  const at = (key: string): Plain => memberOf(plain, members, key);
  const arn = readArn(plain, at, given.of);
  const creationTime = timeOf(at('creationTime'), given.now - HOUR);
  const stage = at('modelLifeCycle');
  const stageMembers = membersOf(stage, ['stage', 'stageStatus']);
  const stageText = (key: string): string => textOf(memberOf(stage, stageMembers, key)) ?? '';
  const approval = ['Approved', 'Rejected', 'PendingManualApproval'] as const;
  return (
    arn && {
      arn,
      description: textOf(at('description')),
      creationTime,
      status: choiceOf(at('status'), ['Pending', 'InProgress', 'Completed', 'Failed', 'Deleting'], 'Completed'),
      approvalStatus: choiceOf(at('approvalStatus'), approval, given.of ? 'Approved' : 'PendingManualApproval'),
      registrationType: choiceOf(at('registrationType'), REGISTRATIONS, 'Registered'),
      metricsSources: new Map(),
      approvalDescription: null,
      sourceUri: textOf(at('sourceUri')),
      modelLifeCycle:
        stageMembers.size === 0 ? null : { stage: stageText('stage'), stageStatus: stageText('stageStatus') },
      createdBy: textOf(at('createdBy')),
      lastModifiedBy: textOf(at('lastModifiedBy')),
      lastModifiedTime: timeOf(at('lastModifiedTime'), creationTime),
    }
  );
}

function readArn(plain: Plain, at: (key: string) => Plain, of: ModelPackageArn | null): ModelPackageArn | null {
  const written = textOf(at('arn'));
  const group = textOf(at('group')) ?? of?.group ?? null;
  if (written === null && group === null) {
    faultIn(plain, 'modelPackage needs group, the name of the model package group');
    return null;
  }
  const account = textOf(at('account')) ?? of?.account ?? '111122223333';
  const region = textOf(at('region')) ?? of?.region ?? 'us-east-1';
  const version = countOf(at('version'), Math.max(1, (of?.version ?? 2) - 1));
  try {
    return parseModelPackageArn(written ?? `arn:aws:sagemaker:${region}:${account}:model-package/${group}/${version}`);
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    faultIn(written === null ? plain : at('arn'), error.message);
    return null;
  }
}

function readContainer(plain: Plain): Container {
  const members = membersOf(plain, ['image', 'digest', 'modelDataUrl', 'environment']);
  const at = (key: string): Plain => memberOf(plain, members, key);
  const image = textOf(at('image')) ?? '';
  const name = parseImageUri(image);
  const digest = textOf(at('digest')) ?? name.digest;
  const modelDataUrl = textOf(at('modelDataUrl')) ?? '';
  return { image, ...name, digest, modelDataUrl, environment: textsOf(at('environment')) };
}
