// Evidence and policies for tests, as short as a test wants them.
import type { Evidence, Fact, PackageDescription, PackageEvidence, Report } from '../../lib/evidence/evidence.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { InvalidError } from '../../lib/errors.ts';
import { loadPolicySet, type Policy } from '../../lib/policy/load.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { Assessment } from '../../lib/policy/policy.ts';

export const CREATED = Date.parse('2026-11-17T09:41:00Z');
export const HOUR = 3_600_000;

type Facts = Record<string, number | string | boolean | { absent: string } | { corrupt: string }>;
export type Given = {
  version?: number;
  metadata?: readonly (readonly [string, string])[];
  reports?: Record<string, Facts>;
  champion?: Fact<PackageEvidence | null>;
  now?: number;
  package?: Partial<PackageDescription>;
  tags?: readonly (readonly [string, string])[];
};

/** A described package of group churn-retention, two hours after it was registered. */
export function evidenceOf(given: Given = {}): Evidence {
  return {
    ...packageOf(given),
    group: { name: 'churn-retention', tags: new Map(given.tags) },
    champion: given.champion ?? { state: 'present', value: null },
    now: given.now ?? CREATED + 2 * HOUR,
  };
}

export function packageOf(given: Given = {}): PackageEvidence {
  const arn = parseModelPackageArn(
    `arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-retention/${given.version ?? 31}`,
  );
  const description: PackageDescription = {
    arn,
    description: null,
    creationTime: CREATED,
    status: 'Completed',
    approvalStatus: 'PendingManualApproval',
    registrationType: 'Registered',
    containers: [CONTAINER],
    instanceTypes: ['ml.m5.large'],
    metadata: new Map(given.metadata),
    provenance: new Map([['CommitId', 'abc']]),
    metricsSources: new Map(),
    approvalDescription: null,
    sourceUri: null,
    modelLifeCycle: null,
    card: null,
    createdBy: 'arn:aws:sts::111122223333:assumed-role/train-pipeline/SageMaker',
    lastModifiedBy: null,
    lastModifiedTime: CREATED,
    ...given.package,
  };
  const reports = new Map(Object.entries(given.reports ?? {}).map(([name, facts]) => [name, reportOf(name, facts)]));
  return { package: description, reports, cards: new Map() };
}

const CONTAINER = {
  image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:ab',
  registry: '111122223333.dkr.ecr.us-east-1.amazonaws.com',
  repository: 'churn',
  tag: '',
  digest: 'sha256:ab',
  modelDataUrl: 's3://models/churn.tar.gz',
  environment: new Map<string, string>(),
};

function reportOf(name: string, facts: Facts): Report {
  const fields = Object.entries(facts).map(([field, fact]): [string, Fact<number | string | boolean>] => {
    if (typeof fact !== 'object') return [field, { state: 'present', value: fact }];
    return [
      field,
      'absent' in fact ? { state: 'absent', cause: fact.absent } : { state: 'corrupt', cause: fact.corrupt },
    ];
  });
  return { name, s3Uri: null, versionId: null, sha256: null, fields: new Map(fields) };
}

/** The text of a policy: a name and the lines of its spec below `match`. */
export const policyText = (spec: string, name = 'under-test'): string =>
  [
    'apiVersion: modelgate/v1',
    'kind: ModelApprovalPolicy',
    `metadata: { name: ${name} }`,
    'spec:',
    '  match: { modelPackageGroups: ["churn-*"] }',
    ...spec.split('\n').map((line) => `  ${line}`),
    '',
  ].join('\n');

export const policiesOf = (...texts: readonly string[]): readonly Policy[] =>
  loadPolicySet(texts.map((text, index) => ({ path: `policies/p${index}.yaml`, text }))).policies;

export const assess = (spec: string, given: Given = {}): Assessment =>
  evaluate(policiesOf(policyText(spec)), evidenceOf(given));

/** The faults of a file that must not load. */
export function faultsOf(text: string): readonly string[] {
  try {
    loadPolicySet([{ path: 'policies/bad.yaml', text }]);
  } catch (error) {
    if (error instanceof InvalidError) return error.faults;
    throw error;
  }
  throw new Error('the file loaded');
}
