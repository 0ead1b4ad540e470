// How many checks a second `evaluate` works through: ten checks, half of them CEL, on one package.
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';

const checks = Array.from({ length: 5 }, (_, i) =>
  [
    `    - { name: floor-${i}, range: { value: metadata.m${i}, min: 0.5 } }`,
    `    - { name: expr-${i}, expression: 'number(metadata.m${i}) >= 0.5 && image.containers.all(c, c.registry != "x")' }`,
  ].join('\n'),
).join('\n');
const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: bench }
spec:
  match: { modelPackageGroups: ["*"] }
  validations:
${checks}
  onPass: Approve
`;

const EVIDENCE: Evidence = {
  package: {
    arn: parseModelPackageArn('arn:aws:sagemaker:us-east-1:111122223333:model-package/bench/1'),
    description: null,
    creationTime: 0,
    status: 'Completed',
    approvalStatus: 'PendingManualApproval',
    registrationType: null,
    containers: [
      { image: 'r/x', registry: 'r', repository: 'x', tag: '', digest: '', modelDataUrl: '', environment: new Map() },
    ],
    instanceTypes: [],
    metadata: new Map([0, 1, 2, 3, 4].map((i) => [`m${i}`, '0.9'])),
    provenance: new Map(),
    metricsSources: new Map(),
    approvalDescription: null,
    sourceUri: null,
    modelLifeCycle: null,
    card: null,
    createdBy: null,
    lastModifiedBy: null,
    lastModifiedTime: 0,
  },
  reports: new Map(),
  cards: new Map(),
  group: { name: 'bench', tags: new Map() },
  champion: { state: 'present', value: null },
  now: 1,
};

/** Checks per second over 2,000 evaluations, after as many to warm up. */
export function evaluationsPerSecond(): number {
  const policies = governing(loadPolicySet([{ path: 'bench.yaml', text: POLICY }]), {
    group: 'bench',
    account: '111122223333',
  });
  const run = (times: number) => {
    for (let i = 0; i < times; i += 1) evaluate(policies, EVIDENCE);
  };
  run(2000);
  const began = performance.now();
  run(2000);
  return (2000 * 10) / ((performance.now() - began) / 1000);
}
