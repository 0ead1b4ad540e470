// The first line of a decision: what stands now and by whom, in a few words. Reasons follow it unchanged.
import { listed } from '../counted.ts';
import { type Decision, setterOf } from '../decisions/decision.ts';
import { shortActor } from '../identity.ts';
import type { Answer } from '../ledger/head.ts';
import { legible } from './legible.ts';

/** Names of people by their ids in the directory; an id that is no longer there stands for itself. */
export type NameOf = (personId: string) => string;

const STATUS_WORD = { Approve: 'Approved', Reject: 'Rejected' } as const;

/** `Approved by the gate`, `Rejected by Jonas`, `Hold: waiting for evidence`, `Audit: would be Approve`. */
export function verdictSentence(decision: Decision, answers: readonly Answer[], nameOf: NameOf): string {
  const { verdict, origin, mode } = decision;
  if (origin === 'External') return outsideSentence(decision);
  if (mode === 'Audit') return `Audit: would be ${verdict}; nothing was written and nobody is asked`;
  switch (verdict) {
    case 'Approve':
    case 'Reject':
      return `${STATUS_WORD[verdict]} by ${deciders(decision, answers, nameOf)}`;
    case 'Hold':
      return holdSentence(decision);
    case 'RequireReview':
      return `Needs ${decision.requirements.map(({ count, name }) => `${count} for ${name}`).join(' and ') || 'a review'}`;
    case 'NoOpinion':
      return 'No policy has an opinion';
    default:
      return verdict satisfies never;
  }
}

function outsideSentence(decision: Decision): string {
  const { subject } = decision;
  const setter = setterOf(decision);
  const by = setter === null ? '' : ` by ${shortActor(setter)}`;
  return `${subject.approvalStatus ?? 'Changed'} outside the gate${by}`;
}

function deciders({ origin, verdict }: Decision, answers: readonly Answer[], nameOf: NameOf): string {
  if (origin === 'Bypass') return 'bypass';
  const people = [...new Set(answers.filter(({ choice }) => choice === verdict).map(({ person }) => nameOf(person)))];
  if (origin === 'Gate' || people.length === 0) return origin === 'Reviewer' ? 'reviewers' : 'the gate';
  return listed(people);
}

function holdSentence({ hold }: Decision): string {
  if (hold?.isWaiting) return 'Hold: waiting for evidence';
  return hold?.cause === 'System' ? 'Hold: the gate could not evaluate it' : 'Hold: evidence has to be mended';
}

/** A sentence with its full stop; texts of checks are otherwise printed as they are. */
export function withStop(sentence: string): string {
  const text = legible(sentence.trimEnd());
  return /[.!?:]$/u.test(text) ? text : `${text}.`;
}
