// Reads kind: Registration: which versions, the group they are registered in, and what is copied with them.
import type { Document } from 'yaml';
import { readHead } from './read-metadata.ts';
import { matchIn } from './read-match.ts';
import { readExternalApproval } from './read-project-redeployment.ts';
import type { Registration, RegistrationTarget, SourceBucket } from './registration.ts';
import { readBucket } from './registry-account.ts';
import {
  booleanIn,
  choiceIn,
  faultIn,
  itemsIn,
  mapIn,
  member,
  neededMap,
  neededText,
  readMap,
  textIn,
  type Members,
} from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readAccount } from './yaml-values.ts';

const KEYS = ['match', 'target', 'approvalStatus', 'artifacts', 'images', 'onRejected', 'externalApproval'];
const GROUP_ARN =
  /^arn:(aws[a-z-]*):sagemaker:([a-z0-9-]{1,32}):(\d{12}):model-package-group\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/u;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/u;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+$/u;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;
const NO_BUCKET = 'bucket has to be the name of one S3 bucket, without a wildcard';
/** Source: STS API, ExternalId. */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/u;

/** Reads a registration from a document whose kind is known. Null with faults where it can't be used. */
export function readRegistration(source: Source, { contents }: Document): Registration | null {
  const head = readHead(source, contents, 'a registration', KEYS);
  if (!head) return null;
  const { name, spec } = head;
  const match = matchIn(spec);
  const target = readTarget(spec);
  if (!match || !target) return null;
  return {
    name,
    match,
    target,
    approvalStatus: choiceIn(spec, 'approvalStatus', ['PendingManualApproval', 'Approved'], 'PendingManualApproval'),
    artifacts: readArtifacts(spec, target),
    images: itemsIn(spec, 'images').flatMap((item) => readImage(source, item) ?? []),
    onRejected: choiceIn(spec, 'onRejected', ['Keep', 'Carry'], 'Keep'),
    externalApproval: readExternalApproval(spec),
    place: placeOf(source, contents),
  };
}

function readTarget(spec: Members): RegistrationTarget | null {
  const members = neededMap(spec, 'target', ['modelPackageGroup', 'roleArn', 'externalId', 'createGroup']);
  const arn = members && neededText(members, 'modelPackageGroup');
  if (!members || arn === null) return null;
  const [, partition = '', region = '', account = '', group] = GROUP_ARN.exec(arn) ?? [];
  if (group === undefined) {
    const isOpen = /[*?]|\$\{/u.test(arn);
    faultIn(
      members,
      'modelPackageGroup',
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
    ...readRole(members, account),
    createGroup: booleanIn(members, 'createGroup', false),
  };
}

/** A role without an external id could be used through anybody who may assume it for others: both or none. */
function readRole(members: Members, account: string): Pick<RegistrationTarget, 'roleArn' | 'externalId'> {
  const [roleArn, externalId] = [textIn(members, 'roleArn'), textIn(members, 'externalId')];
  const given = members.at.has('roleArn') ? 'roleArn' : 'externalId';
  if ((roleArn === null) !== (externalId === null))
    faultIn(members, given, 'roleArn and externalId stand together', 'Give both, or neither.');
  const [, owner] = (roleArn !== null && ROLE_ARN.exec(roleArn)) || [];
  if (roleArn !== null && owner === undefined)
    faultIn(members, 'roleArn', 'roleArn has to be the ARN of one IAM role, without a wildcard');
  else if (owner !== undefined && owner !== account)
    faultIn(members, 'roleArn', `roleArn is of account ${owner}, the target group of ${account}`);
  if (externalId !== null && !EXTERNAL_ID.test(externalId))
    faultIn(members, 'externalId', 'externalId has 2 to 1224 characters of a-z, A-Z, 0-9 and _+=,.@:/-');
  return { roleArn, externalId };
}

function readArtifacts(spec: Members, target: RegistrationTarget): Registration['artifacts'] {
  const { source } = spec;
  const members = mapIn(spec, 'artifacts', ['bucket', 'owner', 'prefix', 'kmsKeyArn', 'from']);
  if (!members) return null;
  const bucket = neededText(members, 'bucket');
  if (bucket !== null && !BUCKET.test(bucket)) faultIn(members, 'bucket', NO_BUCKET);
  const kmsKeyArn = textIn(members, 'kmsKeyArn');
  if (kmsKeyArn !== null && !KEY_ARN.test(kmsKeyArn))
    faultIn(members, 'kmsKeyArn', 'kmsKeyArn has to be the ARN of a KMS key', 'The key aws/s3 cannot be shared.');
  const prefix = textIn(members, 'prefix') ?? '';
  if (prefix.startsWith('/')) faultIn(members, 'prefix', 'prefix begins with a slash', 'Keys of S3 begin without one.');
  const from = itemsIn(members, 'from');
  const owner = readAccount(source, member(members, 'owner'), 'owner') ?? target.account;
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
  const bucket = readBucket(source, node, 'a bucket of from');
  if (bucket && !BUCKET.test(bucket.bucket)) faultAt(source, node, NO_BUCKET);
  return bucket;
}

function readImage(source: Source, node: unknown): Registration['images'][number] | null {
  const members = readMap(source, node, 'an image mapping', ['from', 'to']);
  const from = members && neededText(members, 'from');
  const to = members && neededText(members, 'to');
  return from === null || to === null ? null : { from, to };
}
