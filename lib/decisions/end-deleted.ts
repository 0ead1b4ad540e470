// A version that is deleted while something about it is unfinished: one last revision says so, ends its review and closes it. Nothing is written to the registry.
import { decide } from '../ledger/drafts.ts';
import type { Head } from '../ledger/head.ts';
import type { Look } from '../ledger/look.ts';
import { claim } from './claim.ts';
import type { Decision } from './decision.ts';
import { publishAndClose, readRecorded } from './publish-and-close.ts';
import type { Compose, RevisionPorts, Settled } from './settle-package.ts';

const TRIGGER = 'a version that was looked for is not in the registry any more';
const DELETED = 'this version was deleted in the registry';

/**
 * Ends what is unfinished about a deleted version: a revision half done (once its lease is over), an open review, evidence that is waited for, an
 * order. Where nothing is, nothing is recorded: the ledger tells what was decided, and a deletion afterwards changes none of it.
 * Throws NotYetError where another worker moved HEAD.
 */
export async function endDeleted(ports: RevisionPorts, head: Head): Promise<Settled> {
  const nothing: Settled = { step: 'nothing', head, decision: null };
  if (head.due === null || head.build > ports.build) return nothing;
  if (head.state === 'applying' && ports.clock() <= head.leaseUntil) return nothing;
  const { decision: before } = await readRecorded(ports, head);
  const { draft } = decide(head, 'External', 'NoOpinion', 'Audit', { reason: DELETED, voidedBecause: DELETED });
  const { identity, modelPackageArn } = head;
  const createdAt = new Date(ports.clock()).toISOString();
  const compose: Compose = (_draft, _seen, revision, decisionId) => ({
    decision: lastDocument(before, { revision, decisionId, createdAt, trigger: TRIGGER, build: ports.build }),
    update: null,
    recordings: [],
    review: null,
  });
  const args = { identity, modelPackageArn, compose, mode: before.mode };
  const mine = await claim(ports, args, head, { draft, wasReset: false, isUnknown: true }, lastLook(ports, head));
  return { step: 'decided', head: await publishAndClose(ports, mine.head, mine), decision: mine.decision };
}

/** Nothing can be looked at any more: what HEAD knew stands. */
function lastLook({ clock }: RevisionPorts, head: Head): Look {
  const { packageDigest, descriptionDigest, policyDigest, readModifiedAt, changedBy = [] } = head;
  return {
    lookedAt: clock(),
    status: null,
    packageDigest,
    descriptionDigest,
    policyDigest,
    marker: null,
    modifiedAt: readModifiedAt,
    lastModifiedBy: null,
    assessment: null,
    bornApproved: false,
    authors: { registrant: null, changedBy, metadata: [] },
    champion: null,
  };
}

type Named = Pick<Decision, 'revision' | 'decisionId' | 'createdAt' | 'trigger' | 'build'>;

/** The document before, with nothing left to decide. */
function lastDocument(before: Decision, named: Named): Decision {
  const { review: _review, closedReview: _closed, bypass: _bypass, exceptions: _exceptions, ...kept } = before;
  return {
    ...kept,
    ...named,
    supersedes: before.decisionId,
    origin: 'External',
    verdict: 'NoOpinion',
    subject: { ...before.subject, previousApprovalStatus: null, approvalStatus: null },
    policies: [],
    requirements: [],
    determining: [],
    reasons: [DELETED],
    warnings: [],
    errors: [],
    shadow: [],
    hold: null,
    notes: [],
    inputs: { ...before.inputs, recorded: [] },
  };
}
