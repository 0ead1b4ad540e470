// What is kept of a look beside the raw answers: what was asked for, what came of it, and under which hashes the raw bytes are. Replays rest on it.
import { canonicalJson, sha256 } from '../identity.ts';
import type { Needs } from '../policy/policy.ts';
import type { Recording } from '../ports.ts';
import { isDescribed, type Evidence, type NoFact, type PackageDescription, type PackageSummary } from './evidence.ts';
import type { ReadReport } from './reports.ts';

/** `what` of the recording that holds RecordedInputs as canonical JSON. */
export const INPUTS = 'Inputs';
/** `what` of the raw answer that describes a version. */
export const DESCRIPTION = 'DescribeModelPackage';

/** One object that was looked for, by the path that names it. `unread` says why its bytes were not to be had. */
export type RecordedDocument = Pick<ReadReport, 's3Uri' | 'versionId' | 'sha256' | 'contentEncoding'> & {
  readonly from: string;
  readonly unread: NoFact | null;
};

/** One version: its summary where it was not described, else the hash of the description; and its documents. */
export type RecordedVersion = {
  readonly summary: PackageSummary | null;
  readonly description: string | null;
  /** Whether the model card was asked for. */
  readonly hasCard: boolean;
  readonly documents: readonly RecordedDocument[];
};

export type RecordedInputs = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly package: RecordedVersion;
  /** null where nobody asked for the tags of the group. */
  readonly groupTags: Readonly<Record<string, string>> | null;
  readonly champion: RecordedChampion;
};

export type RecordedChampion =
  | { readonly state: 'notAsked' | 'none' | 'notKept' }
  | NoFact
  | { readonly state: 'kept'; readonly version: RecordedVersion };

/** A version as it is kept, and the raw bytes that it names. */
export type KeptVersion = { readonly version: RecordedVersion; readonly recordings: readonly Recording[] };

type Seen = {
  readonly package: PackageSummary | PackageDescription;
  /** The answer of DescribeModelPackage; null where a summary was enough. */
  readonly raw: string | null;
  readonly needs: Needs;
  readonly documents: readonly RecordedDocument[];
  readonly recordings: readonly Recording[];
};

/** Keeps one version: the raw description first, then its reports. */
export function keptVersionOf({ package: seen, raw, needs, documents, recordings }: Seen): KeptVersion {
  const description = raw === null ? null : { what: DESCRIPTION, sha256: sha256(raw), body: Buffer.from(raw) };
  const version = {
    summary: isDescribed(seen) ? null : seen,
    description: description?.sha256 ?? null,
    hasCard: needs.card,
    documents,
  };
  return { version, recordings: [...(description ? [description] : []), ...recordings] };
}

/** A document as it is kept beside its bytes. */
export function recordedDocumentOf(from: string, read: ReadReport): RecordedDocument {
  const { s3Uri, versionId, sha256: hash, contentEncoding, body, document } = read;
  const unread = body === null && document.state !== 'present' ? document : null;
  return { from, s3Uri, versionId, sha256: hash, contentEncoding, unread };
}

/** All that is kept of one look. The champion's bytes are shared: many decisions are made against the same champion. */
export function recordingsOf(
  evidence: Evidence,
  needs: Needs,
  kept: { readonly own: KeptVersion; readonly champion: KeptVersion | null },
): readonly Recording[] {
  const inputs: RecordedInputs = {
    now: evidence.now,
    package: kept.own.version,
    groupTags: needs.groupTags ? Object.fromEntries(evidence.group.tags) : null,
    champion: championOf(evidence.champion, needs, kept.champion),
  };
  const text = canonicalJson(inputs);
  const ofChampion = kept.champion?.recordings ?? [];
  return [
    ...kept.own.recordings,
    ...ofChampion.map((one) => ({ ...one, what: `champion ${one.what}`, isShared: true })),
    { what: INPUTS, sha256: sha256(text), body: Buffer.from(text) },
  ];
}

function championOf(champion: Evidence['champion'], needs: Needs, kept: KeptVersion | null): RecordedChampion {
  if (!needs.champion && !needs.newestApproved) return { state: 'notAsked' };
  if (champion.state !== 'present') return champion;
  if (champion.value === null) return { state: 'none' };
  return kept ? { state: 'kept', version: kept.version } : { state: 'notKept' };
}
