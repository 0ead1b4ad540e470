// What the registry shows of a decision: the description that a data scientist reads in Studio, and at most two metadata keys.
import type { Decision } from './decision.ts';

const DECISION_KEY = 'modelgate:decision';
const POLICY_KEY = 'modelgate:policy';
/** CustomerMetadataProperties holds at most 50 entries, each value at most 256 characters of this alphabet (API model). */
const MOST_KEYS = 50;
const LONGEST_VALUE = 256;
const NOT_A_METADATA_CHARACTER = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
/** ApprovalDescription: at most 1,024 characters, no line break (`.*`, as Java reads it). */
const LONGEST_DESCRIPTION = 1024;

const WORD = {
  Approve: 'Approved',
  Reject: 'Rejected',
  Hold: 'Hold',
  RequireReview: 'Needs review',
  NoOpinion: 'No opinion',
} as const;

/** `Rejected: accuracy 0.87 is under 0.90. [d-8f3a61c20b7e]`, cut in the middle of the reasons where they are too long. */
export function approvalDescriptionOf(
  decision: Pick<Decision, 'verdict' | 'reasons' | 'hold' | 'notes' | 'decisionId'>,
): string {
  const sentences = [...decision.reasons, ...(decision.hold?.missing ?? []), ...decision.notes].map(asSentence);
  const text = `${WORD[decision.verdict]}: ${sentences.join(' ')}`;
  const mark = ` [${decision.decisionId}]`;
  const room = LONGEST_DESCRIPTION - mark.length;
  const cut = text.length <= room ? text : `${text.slice(0, room - 3).toWellFormed()}...`;
  return `${cut}${mark}`;
}

const asSentence = (text: string): string => {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return /[.!?:]$/u.test(line) ? line : `${line}.`;
};

/** The decision id that the registry shows: our metadata key, or the id at the end of the description where 50 keys left no room. */
export function markerOf(metadata: ReadonlyMap<string, string>, approvalDescription: string | null): string | null {
  return metadata.get(DECISION_KEY) ?? markerInDescription(approvalDescription);
}

/** The decision id at the end of an ApprovalDescription of ours, else null. */
export const markerInDescription = (text: string | null): string | null =>
  /\[(d-[0-9a-f]{12})\]$/u.exec(text ?? '')?.[1] ?? null;

/** The metadata part of one UpdateModelPackage: keys to write, stale keys to remove (never one in both), and what could not be shown. */
export function metadataOf(
  decision: Pick<Decision, 'decisionId' | 'policies'>,
  existing: ReadonlyMap<string, string> | null,
): { metadata: ReadonlyMap<string, string>; metadataToRemove: readonly string[]; notes: readonly string[] } {
  const own = [DECISION_KEY, POLICY_KEY];
  const foreign = existing ? [...existing.keys()].filter((key) => !own.includes(key)).length : 0;
  const policies = decision.policies
    .filter((policy) => policy.matched && policy.verdict !== 'NoOpinion')
    .map((policy) => policy.policy);
  const wanted: [string, string][] = [[DECISION_KEY, decision.decisionId]];
  if (policies.length > 0)
    wanted.push([POLICY_KEY, policies.join(' ').replaceAll(NOT_A_METADATA_CHARACTER, '-').slice(0, LONGEST_VALUE)]);
  const written = wanted.slice(0, Math.max(0, MOST_KEYS - foreign));
  const metadata = new Map(written);
  return {
    metadata,
    metadataToRemove: own.filter((key) => existing?.has(key) && !metadata.has(key)),
    notes:
      written.length < 1
        ? [`the package already carries ${foreign} metadata keys, so the decision id is only in this description`]
        : [],
  };
}
