// I1, I6, I7, I12: the chain behind HEAD is whole, was there before the effects, and accounts for each of them.
import type { Answer } from '../../lib/ledger/head.ts';
import type { LogContent } from '../../lib/ledger/log.ts';
import type { Record } from './judge.ts';
import { POLICIES, settleBy, TARGETS, verdictOf } from './policies.ts';

type Decided = Extract<LogContent, { kind: 'decided' }>;
type Found = { readonly content: Decided; readonly at: number; readonly answers: readonly Answer[] };

/** Judges one package's chain. */
export function judgeChain(record: Record): void {
  const { world, identity, moves, ours, broke } = record;
  const head = world.tables.readHead(identity);
  const { decided, walked } = walk(record, head?.entryHash ?? null);
  for (let revision = 1; revision <= (head?.revision ?? 0); revision++)
    if (!decided.has(revision)) broke('I12 revision missing in the chain');
  for (const write of ours) judgeWrite(record, write.written, write.at, decided);
  // Each entry says how the revision before it ended; that has to be what the registry saw.
  for (const { content } of decided.values()) {
    const before = content.before && moves.find(({ after }) => after.revision === content.before?.revision)?.after;
    if (!content.before || !before?.writes || content.before.outcome === 'unknown') continue;
    const hasLanded = ours.some(({ written }) => written.revision === before.revision);
    if (hasLanded !== (content.before.outcome === 'done')) broke('I12 recorded outcome is not what happened');
  }
  if (moves.some(({ after }) => !walked.has(after.entryHash)))
    broke('I12 HEAD once stood on an entry that is not in the chain');
}

/** Back from HEAD; answers are collected for the decision that came after them. */
function walk({ world, identity, broke }: Record, from: string | null) {
  const decided = new Map<number, Found>();
  const walked = new Set<string>();
  let above: { content: Decided; at: number; answers: Answer[] } | null = null;
  for (let hash = from; hash !== null; ) {
    const entry = world.tables.readEntry(identity, hash);
    if (!entry) {
      broke('I12 chain leads to a missing entry');
      break;
    }
    if (world.engine.hashOf(entry.content) !== hash) broke('I12 entry does not match its hash');
    walked.add(hash);
    const { content } = entry;
    if (content.kind === 'decided') {
      above = { content, at: world.putAt.get(hash) ?? Infinity, answers: [] };
      decided.set(content.revision, above);
    } else if (content.kind === 'answered') above?.answers.push(content.answer);
    hash = content.previous;
  }
  return { decided, walked };
}

/** Whether this revision carries out that a review's time is over. */
const isEndOfReview = ({ moves }: Record, decisionId: string): boolean =>
  moves.some(({ after }) => after.lastReview?.decisionId === decisionId && after.lastReview.outcome === 'expired');

function judgeWrite(
  record: Record,
  written: Record['ours'][number]['written'],
  at: number,
  decided: ReadonlyMap<number, Found>,
): void {
  const { world, broke } = record;
  const found = decided.get(written.revision);
  const inputs = found?.content.decision.inputs;
  const isRecorded =
    found &&
    found.at <= at &&
    found.content.decision.subject.approvalStatus === written.target &&
    inputs?.packageDigest === written.packageDigest;
  if (!found || !isRecorded) return broke('I12 registry write without its entry before it');
  const { decision } = found.content;
  const isExpired = decision.origin === 'Gate' && isEndOfReview(record, written.decisionId);
  if (decision.origin === 'Gate' && written.target && !isExpired) {
    const policy = POLICIES.find(({ digest }) => digest === decision.policyDigest);
    const metric = world.metrics.get(decision.inputs.packageDigest) ?? null;
    if (!policy || TARGETS[verdictOf(policy, metric)] !== written.target)
      broke('I1 stored inputs do not yield the written verdict');
  }
  // Who may answer what when in whole histories is judged by itself.
  if (decision.origin !== 'Reviewer' || world.options.isWhole) return;
  if (found.answers.some(({ packageDigest }) => packageDigest !== decision.inputs.packageDigest))
    broke('I7 answers to another package digest applied');
  if (new Set(found.answers.map(({ person }) => person)).size < found.answers.length)
    broke('I6 one person counted twice');
  if (settleBy(world.reviewCount)({ answers: found.answers }) !== decision.verdict)
    broke('I6 answers do not make this verdict');
}
