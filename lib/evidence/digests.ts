// Digests over evidence: what people approve, and everything that an evaluation saw.
import { canonicalJson, sha256 } from '../identity.ts';
import { isDescribed, type Evidence, type PackageDescription, type PackageSummary, type Report } from './evidence.ts';

/** Keys under which the gate itself writes: they are no evidence. */
const OWN_KEYS = 'modelgate:';

/**
 * Digest of what the registry alone tells: containers, metadata without our own keys, provenance, where reports are, the card.
 * Where no policy needs a description (`described` false), containers only, so that a summary has the same digest.
 */
export function descriptionDigestOf(
  seen: PackageSummary | PackageDescription,
  { described }: { described: boolean },
): string {
  const { containers } = seen;
  if (!described || !isDescribed(seen)) return sha256(canonicalJson({ containers }));
  const { provenance, metricsSources, card } = seen;
  const metadata = new Map([...seen.metadata].filter(([key]) => !key.startsWith(OWN_KEYS)));
  return sha256(canonicalJson({ containers, metadata, provenance, metricsSources, card }));
}

/** Digest of what people approve: the description, and the content of each report that was read. */
export function packageDigestOf(
  descriptionDigest: string,
  reports: ReadonlyMap<string, Pick<Report, 'sha256'>>,
): string {
  const hashes = new Map([...reports].map(([name, report]) => [name, report.sha256]));
  return sha256(canonicalJson({ description: descriptionDigest, reports: hashes }));
}

/** Digest of everything an evaluation saw, with champion and `now`: equal digests replay to equal results. */
export const inputDigestOf = (evidence: Evidence): string => sha256(canonicalJson(evidence));
