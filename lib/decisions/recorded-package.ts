// What a decision records of the version itself: containers and where it comes from, so that pages never ask the registry.
import { isDescribed, type PackageDescription, type PackageSummary } from '../evidence/evidence.ts';
import type { Gathered } from './compose.ts';
import type { Decision, RecordedPackage } from './decision.ts';

/** The version and its champion (null where there is none, or none was looked up) as the document keeps them. */
export function recordedPackageOf({ package: seen, evidence }: Gathered): NonNullable<Decision['package']> {
  const champion = evidence?.champion.state === 'present' ? evidence.champion.value : null;
  return { ...recorded(seen), champion: champion && recorded(champion.package) };
}

const recorded = (seen: PackageSummary | PackageDescription): RecordedPackage => ({
  createdAt: new Date(seen.creationTime).toISOString(),
  status: seen.status,
  containers: seen.containers.map(({ image, digest, modelDataUrl }) => ({ image, digest, modelDataUrl })),
  sourceUri: isDescribed(seen) ? seen.sourceUri : null,
  provenance: isDescribed(seen) ? Object.fromEntries(seen.provenance) : {},
});
