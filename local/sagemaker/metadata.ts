// Changes CustomerMetadataProperties: what is removed goes first, what is put comes second, at most 50 stay.
import { invalid } from '../service.ts';
import type { Metadata } from './package.ts';

/** A change of metadata; `replaces` drops what was there before. */
export type MetadataChange = { readonly put: Metadata; readonly remove: readonly string[]; readonly replaces: boolean };

/** The metadata after a change; undefined when none is left. Throws ValidationException for a key in both or above 50. */
export const changeMetadata = (present: Metadata, change: MetadataChange): Metadata | undefined => {
  const both = change.remove.filter((key) => Object.hasOwn(change.put, key));
  if (both.length > 0) {
    const text = `CustomerMetadataProperties and CustomerMetadataPropertiesToRemove both contain: [${both.join(', ')}]`;
    throw invalid(text);
  }
  const removed = new Set(change.remove);
  const kept = change.replaces ? [] : Object.entries(present).filter(([key]) => !removed.has(key));
  // Spread and fromEntries define own members, also for the key `__proto__`.
  const after: Metadata = { ...Object.fromEntries(kept), ...change.put };
  const count = Object.keys(after).length;
  if (count > 50) {
    const text = `The model package would have ${count} CustomerMetadataProperties; at most 50 are allowed`;
    throw invalid(text);
  }
  return count === 0 ? undefined : after;
};
