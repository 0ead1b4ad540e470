// Packages, needs and a report store of plain objects, for tests of the evidence room.
import type { Container, PackageDescription } from '../../lib/evidence/evidence.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { EvidenceDeclaration, EvidenceField, Needs } from '../../lib/policy/policy.ts';
import type { ReportRead, ReportStore } from '../../lib/ports.ts';

export const ACCOUNT = '111122223333';
export const FROM = 'ModelMetrics.ModelQuality.Statistics';
const PLACE = { file: 'policy.yaml', line: 1, column: 1 };

export const arnOf = (version: number, group = 'churn', account = ACCOUNT) =>
  parseModelPackageArn(`arn:aws:sagemaker:us-east-1:${account}:model-package/${group}/${version}`);

const CONTAINER: Container = {
  image: 'r/churn@sha256:a',
  registry: 'r',
  repository: 'churn',
  tag: '',
  digest: 'sha256:a',
  modelDataUrl: 's3://m/m',
  environment: new Map([['A', '1']]),
};

/** A described pending version with one report at `s3://reports/q.json`. */
export const describedOf = (changes: Partial<PackageDescription> = {}): PackageDescription => ({
  arn: arnOf(7),
  description: null,
  creationTime: 1_000,
  status: 'Completed',
  approvalStatus: 'PendingManualApproval',
  registrationType: 'Registered',
  containers: [CONTAINER],
  instanceTypes: ['ml.m5.large'],
  metadata: new Map([['accuracy', '0.9']]),
  provenance: new Map([['CommitId', 'abc']]),
  metricsSources: new Map([
    [FROM, { s3Uri: 's3://reports/q.json', contentDigest: null, contentType: 'application/json' }],
  ]),
  approvalDescription: null,
  sourceUri: null,
  modelLifeCycle: null,
  card: null,
  createdBy: 'ann',
  lastModifiedBy: 'ann',
  lastModifiedTime: 2_000,
  ...changes,
});

/** A declaration of the report `quality` with fields as `{ name: [pointer, type] }`. */
export const declarationOf = (
  fields: Readonly<Record<string, readonly [string, EvidenceField['type']]>>,
  changes: Partial<EvidenceDeclaration> = {},
): EvidenceDeclaration => ({
  name: 'quality',
  from: FROM,
  fields: Object.entries(fields).map(([name, [pointer, type]]) => ({ name, pointer, type })),
  place: PLACE,
  ...changes,
});

export const needsOf = (changes: Partial<Needs> = {}): Needs => ({
  description: true,
  card: false,
  groupTags: false,
  declarations: [],
  champion: false,
  newestApproved: false,
  ...changes,
});

/** A store that answers every read the same, and remembers what it was asked. */
export function storeOf(answer: ReportRead | ((key: string) => Promise<ReportRead>)) {
  const asked: Parameters<ReportStore['read']>[0][] = [];
  const reports: ReportStore = {
    async read(request) {
      asked.push(request);
      return typeof answer === 'function' ? answer(request.key) : answer;
    },
  };
  return { asked, reports };
}

export const bodyOf = (text: string | Uint8Array, contentEncoding: string | null = null): ReportRead => ({
  state: 'read',
  body: Buffer.from(text),
  versionId: 'v1',
  contentEncoding,
});
