// LOG entries: what happened to one package version, each naming the entry before it by hash.
import type { Decision } from '../decisions/decision.ts';
import type { Answer, Bypass } from './head.ts';

/** How a revision ended; `unknown` where its version was deleted before anybody had seen whether it landed. */
export type Outcome = 'done' | 'abandoned' | 'unknown';

/** The content that is hashed. `previous` is the hash of the entry before, null for the first. */
export type LogContent =
  | {
      readonly kind: 'decided';
      readonly identity: string;
      readonly revision: number;
      readonly previous: string | null;
      /** How the revision before this one ended; null for the first. */
      readonly before: { readonly revision: number; readonly outcome: Outcome } | null;
      readonly decision: Decision;
    }
  | {
      readonly kind: 'answered';
      readonly identity: string;
      readonly revision: number;
      readonly previous: string | null;
      readonly answer: Answer;
    }
  | {
      readonly kind: 'bypassed';
      readonly identity: string;
      readonly revision: number;
      readonly previous: string | null;
      readonly bypass: Bypass;
    };

export type LogEntry = { readonly hash: string; readonly content: LogContent };

/** When it happened, in milliseconds: a decision when it was made, an answer when it was given. */
export function timeOf(content: LogContent): number {
  if (content.kind === 'decided') return Date.parse(content.decision.createdAt);
  return content.kind === 'answered' ? content.answer.answeredAt : content.bypass.orderedAt;
}
