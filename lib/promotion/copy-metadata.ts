// The metadata of a copy: where it comes from and by which decision first, then the source's own keys while there is room. Pure.

/** Keys that only the gate writes; `modelgate iam` closes them to everybody else. */
export const SOURCE_ARN = 'modelgate:source-arn';
export const SOURCE_DECISION = 'modelgate:source-decision';
const SOURCE_DIGEST = 'modelgate:source-digest';

/** SageMaker's bound on CustomerMetadataProperties. Source: API model. */
const MOST_KEYS = 50;

export type CopiedFrom = {
  readonly modelPackageArn: string;
  readonly decisionId: string;
  readonly packageDigest: string;
};

/** Own keys of the gate do not travel: over there they would speak of another package. `dropped` had no room. */
export function copyMetadata(
  source: ReadonlyMap<string, string>,
  { modelPackageArn, decisionId, packageDigest }: CopiedFrom,
): { readonly metadata: ReadonlyMap<string, string>; readonly dropped: readonly string[] } {
  const metadata = new Map([
    [SOURCE_ARN, modelPackageArn],
    [SOURCE_DECISION, decisionId],
    [SOURCE_DIGEST, packageDigest],
  ]);
  const dropped: string[] = [];
  for (const [key, value] of source) {
    if (key.startsWith('modelgate:')) continue;
    if (metadata.size < MOST_KEYS) metadata.set(key, value);
    else dropped.push(key);
  }
  return { metadata, dropped };
}

/** Whether a version over there is the copy of this one: same source, same evidence. ARNs differ in casing between calls. */
export const isCopyOf = (metadata: ReadonlyMap<string, string>, from: Omit<CopiedFrom, 'decisionId'>): boolean =>
  metadata.get(SOURCE_ARN)?.toLowerCase() === from.modelPackageArn.toLowerCase() &&
  metadata.get(SOURCE_DIGEST) === from.packageDigest;
