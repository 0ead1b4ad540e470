// Calls per decision, counted on the embedded stack beside the naive design, and what they cost by AWS's price list.
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { decideNaively } from './naive.ts';
import { costOfMillion, ledgerUnits, type LedgerUnits } from './cost.ts';
import type { Section } from './table.ts';

/** SageMaker sends several events for one change; three for a package is normal. */
const EVENTS_EACH = 3;

export type Counts = Readonly<Record<string, number>>;
type Counted = { readonly counts: Counts; readonly decided: number; readonly units: LedgerUnits };

const sum = (counts: Counts, prefix: string): number =>
  Object.entries(counts).reduce((total, [name, count]) => (name.startsWith(prefix) ? total + count : total), 0);
const isPlumbing = (name: string): boolean => /^(?:AmazonSQS|SQS|STS)\./u.test(name);

/** AWS calls that the gate itself makes: polling is Lambda's, not the function's. */
const ownCalls = (counts: Counts): number =>
  Object.entries(counts).reduce((total, [name, count]) => (isPlumbing(name) ? total : total + count), 0);

const WITHOUT_DESCRIBE = `apiVersion: modelgate/v1
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

async function registerAll(gate: Gate, versions: number): Promise<string[]> {
  const groups = Array.from({ length: 10 }, (_, index) => `churn-${index}`);
  for (const name of groups) await gate.group(name);
  const arns: string[] = [];
  for (let index = 0; index < versions; index += 1) {
    const metadata = { CustomerMetadataProperties: { accuracy: index % 2 === 0 ? '0.93' : '0.87' } };
    arns.push(await gate.register(groups[index % 10] ?? '', metadata));
  }
  return arns;
}

/** Deciding is decide's; what follows from a decision is counted where it is budgeted. */
const isDecide = (principalArn: string): boolean => principalArn.includes('/DecideRole/');

const countsOf = (made: readonly { readonly operation: string }[]): Counts =>
  Object.fromEntries([...Map.groupBy(made, ({ operation }) => operation)].map(([name, of]) => [name, of.length]));

async function countCalls(policy: string, versions: number, args: readonly string[] = []) {
  const gate = await startGate({ policy }, args);
  const made: { operation: string; principalArn: string }[] = [];
  gate.world.aws.calls.onCall((call) => void made.push(call));
  const arns = await registerAll(gate, versions);
  await gate.rest();
  const counts = countsOf(
    made.filter(({ operation, principalArn }) => isDecide(principalArn) && !isPlumbing(operation)),
  );
  const units = await ledgerUnits(gate);
  return { counted: { counts, decided: gate.decisions.length, units } satisfies Counted, arns, gate };
}

/** Runs all counts; `versions` registered at once in ten groups, every second one good enough. */
export async function benchCalls(versions: number): Promise<{ section: Section; cost: Section; counts: object }> {
  const full = await countCalls(TEN_LINES, versions);
  full.gate.world.aws.calls.reset();
  await decideNaively(
    full.gate.world.aws.url,
    full.arns.flatMap((arn) => Array.from({ length: EVENTS_EACH }, () => arn)),
  );
  const naive = full.gate.world.aws.calls.counts();
  await full.gate.stop();
  const lean = await countCalls(WITHOUT_DESCRIBE, versions);
  await lean.gate.stop();
  const thrice = await countCalls(TEN_LINES, versions, ['--events', 'duplicate,shuffle']);
  await thrice.gate.stop();
  const counted = { described: full.counted, summaryOnly: lean.counted, duplicates: thrice.counted };
  return {
    section: sectionOf(versions, counted, naive),
    cost: costOfMillion(full.counted.units),
    counts: Object.fromEntries(Object.entries(counted).map(([name, { counts }]) => [name, counts])),
  };
}

type AllCounted = Readonly<Record<'described' | 'summaryOnly' | 'duplicates', Counted>>;

function sectionOf(versions: number, counted: AllCounted, naive: Counts): Section {
  const lookUps = (counts: Counts): number => counts['SageMaker.ListModelPackages'] ?? 0;
  // Champion look-ups are counted by group and batch, on a line of their own; tags are asked once a group.
  const sageMaker = ({ counts, decided }: Counted): number =>
    (sum(counts, 'SageMaker.') - lookUps(counts) - (counts['SageMaker.ListTags'] ?? 0)) / decided;
  const all = ({ counts, decided }: Counted): number => ownCalls(counts) / decided;
  const { described, summaryOnly, duplicates } = counted;
  const naiveSageMaker = sum(naive, 'SageMaker.') / versions;
  return {
    title: `calls per decision, ${versions} versions registered at once, counted (ours, naive with three events a version)`,
    rows: [
      { what: 'SageMaker, full description', ours: sageMaker(described), naive: naiveSageMaker, limit: 2.05 },
      { what: 'SageMaker, summary only', ours: sageMaker(summaryOnly), naive: naiveSageMaker, limit: 1.15 },
      {
        what: 'SageMaker, more when every event comes twice, shuffled',
        ours: sageMaker(duplicates) - sageMaker(described),
        limit: 0.03,
      },
      {
        what: 'all calls of decide, full description',
        ours: all(described),
        naive: ownCalls(naive) / versions,
        limit: 5.3,
      },
      {
        what: 'all calls of decide, summary only',
        ours: all(summaryOnly),
        naive: ownCalls(naive) / versions,
        limit: 4.3,
      },
      { what: 'champion look-ups, one a group and batch', ours: lookUps(described.counts) / described.decided },
    ],
  };
}
