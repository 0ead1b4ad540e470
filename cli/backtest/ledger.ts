// The versions of the ledger, newest decision first, each held against other policies once; in the memory of one page and what changes.
import { recordedDescriptionOf } from '../../lib/aws/recorded-description.ts';
import type { Decision } from '../../lib/decisions/decision.ts';
import { makeLimit } from '../../lib/evidence/limit.ts';
import { replayEvidence } from '../../lib/evidence/replay.ts';
import { groupIn, parseModelPackageArn } from '../../lib/identity.ts';
import { readChained, type ChainedEntry } from '../../lib/ledger/read-chained.ts';
import { scanLog } from '../../lib/ledger/scan-log.ts';
import { matchesGlobIgnoringCase } from '../../lib/policy/glob.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import type { Ledger, LogRow } from '../../lib/ports.ts';
import { compare, judgedBy, policyVerdictOf, type Compared } from './compare.ts';
import { nameOf } from '../decisions.ts';

/** What people answered about a version, by their ids; the newest answer of each. */
export type PeopleSaid = ReadonlyMap<string, 'Approve' | 'Reject' | 'Withdraw'>;

export type Tried = {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly identity: string;
  readonly decisionId: string;
} & (
  | { readonly missing: readonly string[]; readonly compared: null }
  | { readonly missing: null; readonly compared: Compared }
);

export type LedgerScan = {
  readonly since: number;
  readonly until: number;
  /** Of these groups; null: all. */
  readonly group: string | null;
};

/** Of the ledger, what a backtest reads. */
export type ReadLedger = Pick<Ledger, 'readLog' | 'readHeads' | 'readEntries' | 'readEntry' | 'readRecordings'>;

const READS_AT_ONCE = 16;
const NOTHING_KEPT = ['the description of the version'];

/** Tries each version once, on the newest decision that has evidence, and hands it to `found`. Resolves with how many decisions there were and what people said of whom. */
export async function tryLedger(
  ledger: ReadLedger,
  set: PolicySet,
  scan: LedgerScan,
  found: (tried: Tried) => void,
): Promise<{ readonly decisions: number; readonly people: ReadonlyMap<string, PeopleSaid> }> {
  const limit = makeLimit(READS_AT_ONCE);
  const done = new Set<string>();
  const bare = new Map<string, Tried>();
  const people = new Map<string, Map<string, 'Approve' | 'Reject' | 'Withdraw'>>();
  let decisions = 0;
  for await (const rows of scanLog(ledger, { ...scan, newestFirst: true })) {
    const chained = (await readChained(ledger, rows)).filter(({ entry }) =>
      isOfGroup(entry.content.identity, scan.group),
    );
    const chosen: { readonly row: LogRow; readonly decision: Decision }[] = [];
    for (const { row, entry } of chained) {
      note(people, entry.content);
      if (entry.content.kind !== 'decided') continue;
      decisions++;
      const { decision, identity } = entry.content;
      if (done.has(identity)) continue;
      if (decision.inputs.recorded.length > 0) {
        done.add(identity);
        bare.delete(identity);
        chosen.push({ row, decision });
      } else if (!bare.has(identity))
        bare.set(identity, { ...namesOf(decision), missing: NOTHING_KEPT, compared: null });
    }
    const tried = chosen.map(({ row, decision }) => limit(() => tryOne(ledger, set, row, decision)));
    for (const one of await Promise.all(tried)) found(one);
  }
  for (const one of bare.values()) found(one);
  return { decisions, people };
}

const isOfGroup = (identity: string, glob: string | null): boolean =>
  glob === null || matchesGlobIgnoringCase(groupIn(identity), glob);

function note(
  people: Map<string, Map<string, 'Approve' | 'Reject' | 'Withdraw'>>,
  content: ChainedEntry['entry']['content'],
): void {
  if (content.kind !== 'answered') return;
  const said = people.get(content.identity) ?? new Map<string, 'Approve' | 'Reject' | 'Withdraw'>();
  people.set(content.identity, said);
  const { person, choice } = content.answer;
  // The newest comes first, and counts.
  if (!said.has(person)) said.set(person, choice);
}

const namesOf = (decision: Decision) => ({
  name: nameOf(decision.subject),
  group: decision.subject.modelPackageGroupName,
  arn: decision.subject.modelPackageArn,
  identity: decision.subject.identity,
  decisionId: decision.decisionId,
});

async function tryOne(
  ledger: Pick<Ledger, 'readRecordings'>,
  set: PolicySet,
  row: LogRow,
  decision: Decision,
): Promise<Tried> {
  const needs = needsOf(governing(set, parseModelPackageArn(decision.subject.modelPackageArn)));
  const recordings = await ledger.readRecordings(row);
  const replayed = await replayEvidence({ decision, recordings, needs, readDescription: recordedDescriptionOf });
  if (!replayed.evidence) return { ...namesOf(decision), missing: replayed.missing, compared: null };
  const compared = compare(policyVerdictOf(decision), judgedBy(set, replayed.evidence));
  return { ...namesOf(decision), missing: null, compared };
}
