// LOG entries: what happened to one package version, each naming the entry before it by hash.
import type { Decision } from '../decisions/decision.ts';
import type { Answer } from './head.ts';

/** The content that is hashed. `previous` is the hash of the entry before, null for the first. */
export type LogContent =
  | {
      readonly kind: 'decided';
      readonly identity: string;
      readonly revision: number;
      readonly previous: string | null;
      /** How the revision before this one ended; null for the first. */
      readonly before: { readonly revision: number; readonly outcome: 'done' | 'abandoned' } | null;
      readonly decision: Decision;
    }
  | {
      readonly kind: 'answered';
      readonly identity: string;
      readonly revision: number;
      readonly previous: string | null;
      readonly answer: Answer;
    };

export type LogEntry = { readonly hash: string; readonly content: LogContent };
