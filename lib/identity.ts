// Names of model packages: parsing an ARN, and the identity under which the ledger knows one version.
import { createHash } from 'node:crypto';
import { InvalidError } from './errors.ts';

/** A parsed model package ARN. `group` keeps the casing it came with; `version` is null for unversioned packages. */
export type ModelPackageArn = {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly group: string;
  readonly version: number | null;
};

const ARN =
  /^arn:(aws[a-z-]*):sagemaker:([a-z0-9-]{1,32}):(\d{12}):model-package\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})(?:\/(\d{1,9}))?$/;

/** Parses a model package ARN (Create, List and the event differ in casing of the name). Throws InvalidError. */
export function parseModelPackageArn(text: string): ModelPackageArn {
  const match = text.length <= 2048 ? ARN.exec(text) : null;
  if (!match) {
    const shown = text.length > 120 ? `${text.slice(0, 120)}...` : text;
    throw new InvalidError(
      'BadArn',
      `\`${shown}\` is not a model package ARN; expected arn:aws:sagemaker:REGION:ACCOUNT:model-package/GROUP/VERSION`,
    );
  }
  const [, partition, region, account, group, version] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string | undefined,
  ];
  return { arn: text, partition, region, account, group, version: version === undefined ? null : Number(version) };
}

/** Whether a text may be the name of a model package group. Source: API model, EntityName. */
export const isGroupName = (text: string): boolean => /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/u.test(text);

/** The partition that a region lies in. Source: AWS General Reference, partitions in ARNs. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** The ARN of a model package group. */
export const groupArn = ({ region, account, group }: Pick<ModelPackageArn, 'region' | 'account' | 'group'>): string =>
  `arn:${partitionOf(region)}:sagemaker:${region}:${account}:model-package-group/${group}`;

/** The version that `fraud-card/8` names in an account and region. Throws InvalidError. */
export const versionArn = (text: string, { account, region }: { account: string; region: string }): ModelPackageArn =>
  parseModelPackageArn(`arn:${partitionOf(region)}:sagemaker:${region}:${account}:model-package/${text}`);

/** One string per model package version, case-folded: ARNs differ in casing between calls (boto3 issue 4606). */
export const arnKey = (arn: Pick<ModelPackageArn, 'partition' | 'account' | 'region' | 'group' | 'version'>): string =>
  `${arn.partition}:${arn.account}:${arn.region}:${arn.group.toLowerCase()}:${arn.version ?? ''}`;

/** `role/train-pipeline` of an assumed role's or IAM identity's ARN; anything else as it is. */
export function shortActor(actor: string): string {
  const match = /^arn:aws[a-z-]*:(?:sts|iam)::\d*:(assumed-role|role|user|federated-user)\/(.+)$/u.exec(actor);
  if (!match) return actor;
  const [, kind = '', rest = ''] = match;
  const parts = rest.split('/');
  return kind === 'assumed-role' ? `role/${parts[0]}` : `${kind}/${parts.at(-1)}`;
}

/** Of an ARN its last part, such as `user/amara` or `assumed-role/OnCall/amara`; another text as it is. */
export const resourceOf = (arn: string): string => arn.split(':').at(-1) ?? arn;

/** `fraud-card v8`, or the group alone where there is no version. */
export const versionName = (group: string, version: number | null): string =>
  version === null ? group : `${group} v${version}`;

/** Identity in ledger key, event id and token: with the creation time (ms), since a deleted group may return with the same ARNs. */
export const identityOf = (arn: ModelPackageArn, creationTime: number): string => `${arnKey(arn)}:${creationTime}`;

/** The creation time (ms) that an identity ends with. */
export const creationTimeOf = (identity: string): number => Number(identity.slice(identity.lastIndexOf(':') + 1));

/** The group in an identity, in lower case; empty where it is none. */
export const groupIn = (identity: string): string => identity.split(':')[3] ?? '';

/** Hex sha256 of a text. */
export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys, so that equal values have equal digests. Maps become objects; undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    const plain: unknown = item instanceof Map ? Object.fromEntries(item as Map<string, unknown>) : item;
    if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return plain;
    const sorted = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(plain).toSorted()) sorted[key] = (plain as Record<string, unknown>)[key];
    return sorted;
  });
}
