// An answer as documents and events tell it.
import type { Answer } from '../ledger/head.ts';
import type { RecordedAnswer } from './decision.ts';

/** The answer with its time as text, without what only the ledger needs. */
export const recordedAnswer = ({ person, choice, comment, door, answeredAt }: Answer): RecordedAnswer => ({
  person,
  choice,
  comment,
  door,
  answeredAt: new Date(answeredAt).toISOString(),
});
