// Reads kind: Registration: which versions, the group they are registered in, and what is copied with them.
import type { Document } from 'yaml';
import { readHead } from './read-metadata.ts';
import { readMatch } from './read-match.ts';
import { readExternalApproval } from './read-project-redeployment.ts';
import type { Registration, RegistrationTarget, SourceBucket } from './registration.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  needed,
  placeOf,
  readBoolean,
  readChoice,
  readItems,
  readMap,
  readText,
  type Members,
} from './yaml-values.ts';

const KEYS = ['match', 'target', 'approvalStatus', 'artifacts', 'images', 'onRejected', 'externalApproval'];
const GROUP_ARN =
  /^arn:(aws[a-z-]*):sagemaker:([a-z0-9-]{1,32}):(\d{12}):model-package-group\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/u;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/u;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+$/u;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;
/** Source: STS API, ExternalId. */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/u;

/** Reads a registration from a document whose kind is known. Null with faults where it can't be used. */
export function readRegistration(source: Source, { contents }: Document): Registration | null {
  const head = readHead(source, contents, 'a registration', KEYS);
  if (!head) return null;
  const { name, spec } = head;
  const matchNode = needed(source, spec, 'match');
  const target = readTarget(source, needed(source, spec, 'target'));
  if (matchNode === undefined || !target) return null;
  const at = (key: string): unknown => member(source, spec, key);
  return {
    name,
    match: readMatch(source, matchNode, []).match,
    target,
    approvalStatus: readChoice(source, at('approvalStatus'), 'approvalStatus', CHOICES.status, 'PendingManualApproval'),
    artifacts: readArtifacts(source, at('artifacts'), target),
    images: readItems(source, at('images'), 'images').flatMap((item) => readImage(source, item) ?? []),
    onRejected: readChoice(source, at('onRejected'), 'onRejected', CHOICES.onRejected, 'Keep'),
    externalApproval: readExternalApproval(source, spec),
    place: placeOf(source, contents),
  };
}

const CHOICES = { status: ['PendingManualApproval', 'Approved'], onRejected: ['Keep', 'Carry'] } as const;

function readTarget(source: Source, node: unknown): RegistrationTarget | null {
  const keys = ['modelPackageGroup', 'roleArn', 'externalId', 'createGroup'];
  const members = node === undefined ? null : readMap(source, node, 'target', keys);
  const groupNode = members && needed(source, members, 'modelPackageGroup');
  const arn = members && readText(source, groupNode, 'modelPackageGroup');
  if (!members || arn === null) return null;
  const [, partition = '', region = '', account = '', group] = GROUP_ARN.exec(arn) ?? [];
  if (group === undefined) {
    const isOpen = /[*?]|\$\{/u.test(arn);
    faultAt(
      source,
      groupNode,
      isOpen ? 'a target is one group, without a wildcard or a value of the model package' : 'this is no group ARN',
      'Expected arn:aws:sagemaker:REGION:ACCOUNT:model-package-group/GROUP.',
    );
    return null;
  }
  return {
    modelPackageGroupArn: arn,
    partition,
    account,
    region,
    group,
    ...readRole(source, members, account),
    createGroup: readBoolean(source, member(source, members, 'createGroup'), 'createGroup', false),
  };
}

/** A role without an external id could be used through anybody who may assume it for others: both or none. */
function readRole(
  source: Source,
  members: Members,
  account: string,
): Pick<RegistrationTarget, 'roleArn' | 'externalId'> {
  const roleNode = member(source, members, 'roleArn');
  const idNode = member(source, members, 'externalId');
  const roleArn = readText(source, roleNode, 'roleArn');
  const externalId = readText(source, idNode, 'externalId');
  if ((roleArn === null) !== (externalId === null))
    faultAt(source, roleNode ?? idNode, 'roleArn and externalId stand together', 'Give both, or neither.');
  const [, owner] = (roleArn !== null && ROLE_ARN.exec(roleArn)) || [];
  if (roleArn !== null && owner === undefined)
    faultAt(source, roleNode, 'roleArn has to be the ARN of one IAM role, without a wildcard');
  else if (owner !== undefined && owner !== account)
    faultAt(source, roleNode, `roleArn is of account ${owner}, the target group of ${account}`);
  if (externalId !== null && !EXTERNAL_ID.test(externalId))
    faultAt(source, idNode, 'externalId has 2 to 1224 characters of a-z, A-Z, 0-9 and _+=,.@:/-');
  return { roleArn, externalId };
}

function readArtifacts(source: Source, node: unknown, target: RegistrationTarget): Registration['artifacts'] {
  const keys = ['bucket', 'owner', 'prefix', 'kmsKeyArn', 'from'];
  const members = node === undefined ? null : readMap(source, node, 'artifacts', keys);
  if (!members) return null;
  const bucket = readBucketName(source, members);
  const keyNode = member(source, members, 'kmsKeyArn');
  const kmsKeyArn = readText(source, keyNode, 'kmsKeyArn');
  if (kmsKeyArn !== null && !KEY_ARN.test(kmsKeyArn))
    faultAt(source, keyNode, 'kmsKeyArn has to be the ARN of a KMS key', 'The key aws/s3 cannot be shared.');
  const prefix = readText(source, member(source, members, 'prefix'), 'prefix') ?? '';
  if (prefix.startsWith('/'))
    faultAt(source, member(source, members, 'prefix'), 'prefix begins with a slash', 'Keys of S3 begin without one.');
  const from = readItems(source, member(source, members, 'from'), 'from');
  const owner = readAccount(source, members, 'owner') ?? target.account;
  if (bucket === null) return null;
  return {
    bucket,
    owner,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    kmsKeyArn,
    from: from.flatMap((item) => readSource(source, item) ?? []),
  };
}

function readSource(source: Source, node: unknown): SourceBucket | null {
  const members = readMap(source, node, 'a bucket of from', ['bucket', 'owner', 'prefix']);
  const bucket = members && readBucketName(source, members);
  const owner = members && readAccount(source, members, 'owner');
  if (!members || bucket === null) return null;
  if (owner === null && !members.at.has('owner')) needed(source, members, 'owner');
  const prefix = readText(source, member(source, members, 'prefix'), 'prefix') ?? '';
  return owner === null ? null : { bucket, owner, prefix };
}

function readBucketName(source: Source, members: Members): string | null {
  const node = needed(source, members, 'bucket');
  const bucket = readText(source, node, 'bucket');
  if (bucket === null || BUCKET.test(bucket)) return bucket;
  faultAt(source, node, 'bucket has to be the name of one S3 bucket, without a wildcard');
  return null;
}

function readAccount(source: Source, members: Members, key: string): string | null {
  const node = member(source, members, key);
  const account = readText(source, node, key);
  if (account !== null && !/^\d{12}$/u.test(account)) faultAt(source, node, `${key} has to be 12 digits in quotes`);
  return account;
}

function readImage(source: Source, node: unknown): Registration['images'][number] | null {
  const members = readMap(source, node, 'an image mapping', ['from', 'to']);
  const from = members && readText(source, needed(source, members, 'from'), 'from');
  const to = members && readText(source, needed(source, members, 'to'), 'to');
  return from === null || to === null ? null : { from, to };
}
