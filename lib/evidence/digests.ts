// The two digests: packageDigest is what people approve and a review is bound to; inputDigest is everything, for replay.
import { canonicalJson, sha256 } from '../identity.ts';
import { type Evidence, isDescribed, type PackageDescription, type PackageSummary, type Report } from './evidence.ts';

const OWN_KEYS = 'modelgate:';

/**
 * Digest of what the registry says about a version: containers, metadata without our own keys, provenance, report locations.
 * With `described: false` (no policy reads more than the summary) it covers the containers alone, from either answer.
 */
export function descriptionDigestOf(seen: PackageSummary | PackageDescription, { described }: { described: boolean }): string {
  const { containers, instanceTypes } = seen;
  if (!described || !isDescribed(seen)) return sha256(canonicalJson({ containers, instanceTypes }));
  const metadata = sortedEntries(new Map([...seen.metadata].filter(([key]) => !key.startsWith(OWN_KEYS))));
  return sha256(
    canonicalJson({
      containers,
      instanceTypes,
      metadata,
      provenance: sortedEntries(seen.provenance),
      metrics: sortedEntries(seen.metricsSources),
      card: seen.card,
      sourceUri: seen.sourceUri,
    }),
  );
}

/** Digest of the description together with the reports' own: S3 objects change without the registry knowing. */
export function packageDigestOf(descriptionDigest: string, reports: ReadonlyMap<string, Report>): string {
  const hashes = [...reports.values()].map(({ name, s3Uri, sha256: hash }) => [name, s3Uri, hash] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(canonicalJson([descriptionDigest, hashes]));
}

/** Digest of everything a policy may see, the champion, the status and `now` among it. */
export const inputDigestOf = (evidence: Evidence): string => sha256(canonicalJson(evidence));

/** Pairs instead of an object: a metadata key may be `__proto__`. */
const sortedEntries = <Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
