// The archive in memory, for tests of what is kept there; and its memory of that.
import type { Archive, ArchiveCursor, ArchivedSwitches, ArchiveMemory } from '../../lib/archive-ports.ts';

/** An archive with its objects in reach of the test. */
export function makeInMemoryArchive(): Archive & { readonly objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    async putOnce(key, body) {
      if (objects.has(key)) return 'there';
      objects.set(key, body);
      return 'put';
    },
    read: async (key) => objects.get(key) ?? null,
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
  };
}

/** A memory that can be made to forget. */
export function makeInMemoryArchiveMemory(): ArchiveMemory & { forget(): void } {
  let cursor: ArchiveCursor | null = null;
  let switches: ArchivedSwitches | null = null;
  const policies = new Set<string>();
  return {
    forget() {
      cursor = null;
      switches = null;
      policies.clear();
    },
    readCursor: async () => cursor,
    putCursor: async (next) => void (cursor = next),
    hasPolicies: async (digest) => policies.has(digest),
    markPolicies: async (digest) => void policies.add(digest),
    readSwitches: async () => switches,
    putSwitches: async (kept) => void (switches = kept),
  };
}
