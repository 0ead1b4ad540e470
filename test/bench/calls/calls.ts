// Calls and CPU for one decision, counted: the gate beside the naive design and the naive design with an idempotency table, in turn.
import { TEN_LINES } from '../../functions/gate.ts';
import { unpackedFunction } from '../../package/stack.ts';
import { packedDesign, type Packed } from '../designs/packed.ts';
import { type LedgerUnits, ledgerUnits } from './ledger-units.ts';
import { type Counts, type Design, startDesign, type Work } from './design.ts';

/** SageMaker sends several events for one change; three for a package is normal. */
export const EVENTS_EACH = 3;

/** What a design needs for one decision: calls by operation, CPU in milliseconds. */
export type PerDecision = { readonly counts: Counts; readonly cpu: number; readonly messages: number };
export type Measured = {
  readonly once: Readonly<Record<'described' | 'summaryOnly' | 'naive' | 'idempotent', PerDecision>>;
  readonly thrice: Readonly<Record<'described' | 'summaryOnly' | 'naive' | 'idempotent', PerDecision>>;
  readonly units: LedgerUnits;
};

const SUMMARY_ONLY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: pinned }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  validations:
    - name: pinned-image
      expression: image.containers.all(c, c.digest.startsWith("sha256:"))
      action: Reject
  olderThanApproved: Allow
  onPass: Approve
`;

/** Shuffled events bring older versions after newer ones; here that is no reason to ask people. */
export const ANY_ORDER = TEN_LINES.replace('  onPass', '  olderThanApproved: Allow\n  onPass');

export const gateWith = (policy: string): Promise<Packed> =>
  unpackedFunction('decide', [{ path: 'policies/policy.yaml', text: policy }]);
export const OURS = { batchSize: 100, hears: () => true };
/** Its rule names the pending status, so that its own writes do not wake it. */
const THEIRS = {
  batchSize: 10,
  hears: (body: string) => body.includes('"ModelApprovalStatus":"PendingManualApproval"'),
};

const WARM_UP = 20;

/** Registers `versions` in so many rounds with each design, one after the other in each round; a median over rounds is the CPU. */
export async function measureCalls(versions: number, rounds: number): Promise<Measured> {
  const designs = {
    described: await startDesign(await gateWith(ANY_ORDER), OURS),
    summaryOnly: await startDesign(await gateWith(SUMMARY_ONLY), OURS),
    naive: await startDesign(await packedDesign('naive'), THEIRS),
    idempotent: await startDesign(await packedDesign('idempotent'), THEIRS),
  };
  for (const design of Object.values(designs)) await decided(design, WARM_UP, 1);
  const once = await inTurn(designs, versions, rounds, 1);
  const thrice = await inTurn(designs, versions, rounds, EVENTS_EACH);
  const units = await ledgerUnits(designs.described.stack);
  for (const design of Object.values(designs)) await design.stop();
  return { once, thrice, units };
}

async function decided(design: Design, versions: number, copies: number): Promise<Work> {
  await design.register(versions);
  return design.work(copies);
}

async function inTurn<Name extends string>(
  designs: Readonly<Record<Name, Design>>,
  versions: number,
  rounds: number,
  copies: number,
): Promise<Readonly<Record<Name, PerDecision>>> {
  const entries = Object.entries<Design>(designs) as [Name, Design][];
  const works = new Map(entries.map(([name]) => [name, [] as Work[]]));
  for (let round = 0; round < rounds; round++)
    for (const [name, design] of entries) works.get(name)?.push(await decided(design, versions, copies));
  const each = entries.map(([name]) => [name, perDecision(works.get(name) ?? [], versions)] as const);
  return Object.fromEntries(each) as Record<Name, PerDecision>;
}

function perDecision(works: readonly Work[], versions: number): PerDecision {
  const all = versions * works.length;
  const names = [...new Set(works.flatMap(({ counts }) => Object.keys(counts)))].toSorted();
  const total = (of: (work: Work) => number): number => works.reduce((sum, work) => sum + of(work), 0);
  return {
    counts: Object.fromEntries(names.map((name) => [name, total(({ counts }) => counts[name] ?? 0) / all])),
    cpu: median(works.map(({ cpu }) => cpu)) / versions,
    messages: total(({ messages }) => messages) / all,
  };
}

/** The middle one of several figures. */
export const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
