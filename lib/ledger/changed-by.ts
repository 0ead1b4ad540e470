// Who changed the evidence of a version, as far as looks have shown it. The gate's own writes change no evidence and are not in it.
import type { Head } from './head.ts';

/** More writers than this in the life of one version are not kept apart: the oldest leave. */
const MOST = 200;

/** The writers known so far and, where the evidence is not what HEAD knew, whoever wrote last. Distinct, the newest at the end. */
export function changedBy(
  head: Pick<Head, 'descriptionDigest' | 'changedBy'> | null,
  seen: { readonly descriptionDigest: string; readonly lastModifiedBy: string | null },
): readonly string[] {
  const known = head?.changedBy ?? [];
  const { descriptionDigest, lastModifiedBy: by } = seen;
  if (by === null || head?.descriptionDigest === descriptionDigest) return known;
  return [...known.filter((one) => one !== by), by].slice(-MOST);
}
