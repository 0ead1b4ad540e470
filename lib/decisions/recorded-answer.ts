// An answer as documents and events tell it.
import type { Answer } from '../ledger/head.ts';
import type { RecordedAnswer } from './decision.ts';

/** An answer as documents and events tell it. */
export const recordedAnswer = ({ person, choice, comment, door, answeredAt }: Answer): RecordedAnswer => ({
  person,
  choice,
  comment,
  door,
  answeredAt: new Date(answeredAt).toISOString(),
});
