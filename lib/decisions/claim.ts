// Ledger writes 1 and 2: the entry that says what will be done, then HEAD moved onto it, which is the claim; and the take-over of a claim.
import { decisionIdOf, entryOf } from '../ledger/entries.ts';
import type { Head } from '../ledger/head.ts';
import { LEASE } from '../ledger/limits.ts';
import type { Draft, Look } from '../ledger/look.ts';
import type { LogEntry, Outcome } from '../ledger/log.ts';
import { claimed, isSameClaim, takenOver } from '../ledger/transitions.ts';
import { moveReviews, recordedReviews } from './move-reviews.ts';
import type { RegistryUpdate } from '../ports.ts';
import type { Decision } from './decision.ts';
import { needMove, patiently } from './patiently.ts';
import type { SettleArgs, RevisionPorts } from './settle-package.ts';

/** A revision in our hands: HEAD as we put it, its document, and the registry write it asks for. */
export type Claimed = {
  readonly head: Head;
  readonly decision: Decision;
  /** Hash of the entry that holds the decision. */
  readonly entryHash: string;
  readonly update: Omit<RegistryUpdate, 'clientToken'> | null;
  readonly isSilent: boolean;
};

type Wanted = {
  readonly draft: Draft;
  readonly wasReset: boolean;
  /** True where nobody can tell any more whether the unfinished revision before had landed. */
  readonly isUnknown?: boolean;
};
type ClaimArgs = Pick<SettleArgs, 'identity' | 'modelPackageArn' | 'compose' | 'mode'>;

/** Claims the next revision. Throws NotYetError where HEAD has moved since it was read. */
export async function claim(
  ports: RevisionPorts,
  args: ClaimArgs,
  before: Head | null,
  { draft, wasReset, isUnknown = false }: Wanted,
  seen: Look,
): Promise<Claimed> {
  const { ledger, sleep, build, stack } = ports;
  const { identity, modelPackageArn } = args;
  const revision = (before?.revision ?? 0) + 1;
  const decisionId = decisionIdOf(stack, identity, revision);
  const composed = args.compose(draft, seen, revision, decisionId);
  const { update, recordings, isSilent = false } = composed;
  const reviews = await moveReviews(ports, args, before, { draft, seen, decisionId, composed });
  const decision = { ...composed.decision, ...recordedReviews(reviews, decisionId) };
  const unfinished = isUnknown ? 'unknown' : 'abandoned';
  const outcome = before?.state === 'done' ? 'done' : unfinished;
  const entry = decidedEntry(args.identity, before, outcome, decision);
  // The entry first: an orphan is harmless, a HEAD that leads nowhere is not.
  await patiently(sleep, () => ledger.putEntry(entry, recordings));
  const next = claimed(before, {
    identity,
    modelPackageArn,
    draft,
    seen,
    revision,
    decisionId,
    build,
    wasReset,
    entryHash: entry.hash,
    reviews,
    owner: ports.newToken(),
    now: ports.clock(),
  });
  await move(ports, next, () => ledger.claim(before, next));
  return { head: next, decision, entryHash: entry.hash, update: draft.writes ? update : null, isSilent };
}

function decidedEntry(identity: string, before: Head | null, outcome: Outcome, decision: Decision): LogEntry {
  return entryOf({
    kind: 'decided',
    identity,
    revision: decision.revision,
    decision,
    previous: before?.entryHash ?? null,
    before: before && { revision: before.revision, outcome },
  });
}

/** After the lease, with nothing changed: the same revision under a new owner. One ledger write. Throws NotYetError where HEAD has moved. */
export async function takeOver(ports: RevisionPorts, head: Head): Promise<Head> {
  const mine = takenOver(head, ports.newToken(), ports.clock() + LEASE);
  await move(ports, mine, () => ports.ledger.takeOver(head, mine.owner, mine.leaseUntil));
  return mine;
}

const move = (ports: RevisionPorts, mine: Head, write: () => Promise<void>): Promise<void> =>
  needMove(ports, mine, write, (current) => isSameClaim(mine, current), 5);
