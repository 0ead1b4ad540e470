// How many checks a second `evaluate` works through: ten checks, half of them CEL, on one package.
import { execFileSync } from 'node:child_process';
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

const policies = governing(loadPolicySet([{ path: 'bench.yaml', text: POLICY }]), {
  group: 'bench',
  account: '111122223333',
});

/** Checks per second over 1,000 evaluations, after as many to warm up; with the value of every part of an expression, or without. */
export function evaluationsPerSecond(isTraced: boolean): number {
  const run = (times: number) => {
    for (let i = 0; i < times; i += 1) evaluate(policies, EVIDENCE, { isTraced });
  };
  run(1000);
  const began = performance.now();
  run(1000);
  return (1000 * 10) / ((performance.now() - began) / 1000);
}

/** Milliseconds that one decision under a policy of 200 validations takes, traced, after five to warm up. */
export function largestDecision(): number {
  const many = Array.from({ length: 200 }, (_, i) => `    - { name: c${i}, ${bothKinds[i % 2]} }`).join('\n');
  const text = POLICY.replace(checks, many);
  const large = governing(loadPolicySet([{ path: 'large.yaml', text }]), { group: 'bench', account: '111122223333' });
  for (let i = 0; i < 5; i += 1) evaluate(large, EVIDENCE);
  const began = performance.now();
  evaluate(large, EVIDENCE);
  return performance.now() - began;
}

const bothKinds = [
  'range: { value: metadata.m0, min: 0.5 }',
  'expression: \'number(metadata.m1) >= 0.5 && image.containers.all(c, c.registry != "x")\'',
];

/** Milliseconds in a new process: to import the policy code, and to load a policy of 50 expressions. */
export function importAndCompile(): { readonly imported: number; readonly compiled: number } {
  const many = Array.from({ length: 50 }, (_, i) => `    - { name: c${i}, ${bothKinds[1]} }`).join('\n');
  const script = `const a = performance.now();
    const { loadPolicySet } = await import(${JSON.stringify(new URL('../../lib/policy/load.ts', import.meta.url).href)});
    const b = performance.now();
    loadPolicySet([{ path: 'p.yaml', text: ${JSON.stringify(POLICY.replace(checks, many))} }]);
    console.log(JSON.stringify({ imported: b - a, compiled: performance.now() - b }));`;
  const run = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return JSON.parse(run) as { imported: number; compiled: number };
}
