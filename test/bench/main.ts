// npm run bench: what a decision costs in calls, counted on the embedded stack beside the naive design, and what an evaluation costs in time.
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { decideNaively } from './naive.ts';
import { evaluationsPerSecond, importAndCompile, largestDecision } from './evaluations.ts';

/** Versions registered at once, in ten groups; every second one is good enough. */
const VERSIONS = 250;
/** SageMaker sends several events for one change; three for a package is normal. */
const EVENTS_EACH = 3;

type Counts = Readonly<Record<string, number>>;
const sum = (counts: Counts, prefix: string): number =>
  Object.entries(counts).reduce((total, [name, count]) => (name.startsWith(prefix) ? total + count : total), 0);
const isPlumbing = (name: string): boolean =>
  name.startsWith('AmazonSQS.') || name.startsWith('SQS.') || name.startsWith('STS.');

/** AWS calls that the gate itself makes: polling is Lambda's, not the function's. */
const ownCalls = (counts: Counts): number =>
  Object.entries(counts).reduce((total, [name, count]) => (isPlumbing(name) ? total : total + count), 0);

async function registerAll(gate: Gate): Promise<string[]> {
  const groups = Array.from({ length: 10 }, (_, index) => `churn-${index}`);
  for (const name of groups) await gate.group(name);
  const arns: string[] = [];
  for (let index = 0; index < VERSIONS; index += 1) {
    arns.push(
      await gate.register(groups[index % 10] ?? '', {
        CustomerMetadataProperties: { accuracy: index % 2 === 0 ? '0.93' : '0.87' },
      }),
    );
  }
  return arns;
}

const line = (name: string, ours: number, naive: number, budget: string): void =>
  console.log(`${name.padEnd(44)} ${ours.toFixed(2).padStart(10)} ${naive.toFixed(2).padStart(10)}   ${budget}`);

const POLICY_WITHOUT_DESCRIBE = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: pinned }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  validations:
    - name: pinned-image
      expression: image.containers.all(c, c.digest.startsWith("sha256:"))
      action: Reject
  onPass: Approve
`;

/** Counted calls of the real functions for one policy. */
async function countCalls(
  policy: string,
  args: readonly string[],
): Promise<{ counts: Counts; decided: number; arns: readonly string[]; gate: Gate }> {
  const gate = await startGate({ policy }, args);
  const arns = await registerAll(gate);
  await gate.rest();
  const { CreateModelPackage: _made, ...rest } = gate.world.aws.calls.counts();
  const counts = Object.fromEntries(
    Object.entries(rest).filter(
      ([name]) => !/Create|PutRule|PutTargets|PutPermission|ListEventBuses|PutObject/u.test(name),
    ),
  );
  return { counts, decided: gate.decisions.length, arns, gate };
}

const full = await countCalls(TEN_LINES, []);
full.gate.world.aws.calls.reset();
await decideNaively(
  full.gate.world.aws.url,
  full.arns.flatMap((arn) => Array.from({ length: EVENTS_EACH }, () => arn)),
);
const naive = full.gate.world.aws.calls.counts();
await full.gate.stop();
const lean = await countCalls(POLICY_WITHOUT_DESCRIBE, []);
await lean.gate.stop();
const thrice = await countCalls(TEN_LINES, ['--events', 'duplicate,shuffle']);
await thrice.gate.stop();

// Champion look-ups are counted by group and batch, on a line of their own.
const lookUps = (counts: Counts) => counts['SageMaker.ListModelPackages'] ?? 0;
const perDecision = ({ counts, decided }: { counts: Counts; decided: number }) =>
  (sum(counts, 'SageMaker.') - lookUps(counts)) / decided;
console.log(
  `${VERSIONS} versions registered at once${' '.repeat(19)} ${'modelgate'.padStart(10)} ${'naive'.padStart(10)}   budget`,
);
line('SageMaker calls per decision, described', perDecision(full), sum(naive, 'SageMaker.') / VERSIONS, '<= 2.05');
line('SageMaker calls per decision, summary only', perDecision(lean), sum(naive, 'SageMaker.') / VERSIONS, '<= 1.15');
line(
  'the same with duplicates, out of order',
  perDecision(thrice),
  sum(naive, 'SageMaker.') / VERSIONS,
  '<= 0.03 more',
);
line(
  'all AWS calls per decision, described',
  ownCalls(full.counts) / full.decided,
  ownCalls(naive) / VERSIONS,
  '<= 5.30',
);
line(
  'all AWS calls per decision, summary only',
  ownCalls(lean.counts) / lean.decided,
  ownCalls(naive) / VERSIONS,
  '<= 4.30',
);
line('champion look-ups per decision', lookUps(full.counts) / full.decided, 0, 'one a group and batch');
const perSecond = (isTraced: boolean) => Math.round(evaluationsPerSecond(isTraced)).toLocaleString('en');
console.log(`policy evaluation, traced: ${perSecond(true)} checks/s, budget >= 20,000`);
console.log(`policy evaluation, untraced: ${perSecond(false)} checks/s`);
console.log(`one decision under 200 validations, traced: ${largestDecision().toFixed(1)} ms`);
const { imported, compiled } = importAndCompile();
console.log(`policy code: ${imported.toFixed(0)} ms to import, ${compiled.toFixed(0)} ms to load 50 expressions`);
console.log(JSON.stringify({ described: full.counts, summaryOnly: lean.counts, duplicates: thrice.counts }));
