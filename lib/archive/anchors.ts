// Holds the ledger against the archive: the documents of heads are a chain, and every head they name still lies on its chain in the ledger.
import type { Archive } from '../archive-ports.ts';
import { sha256 } from '../identity.ts';
import { timeOf, type LogEntry } from '../ledger/log.ts';
import { HOUR } from '../times.ts';
import { documentOf, HEADS_PREFIX, headsKey, type AnchoredHead, type HeadsDocument } from './documents.ts';

/** A head as the archive has it, and the document that names it. */
type Anchor = AnchoredHead & { readonly document: { readonly key: string; readonly sha256: string } };

/** The newest anchor of each identity, how far the archive reaches (RFC 3339; null where it is empty), and faults as sentences. */
export type Anchors = {
  readonly byIdentity: ReadonlyMap<string, Anchor>;
  readonly documents: number;
  readonly until: string | null;
  readonly faults: readonly string[];
};

const READ_AT_ONCE = 16;

/** Reads all documents of heads in their order, and checks that each names the one before it by its hash. */
export async function readAnchors(archive: Pick<Archive, 'list' | 'read'>): Promise<Anchors> {
  const keys = await archive.list(HEADS_PREFIX);
  const byIdentity = new Map<string, Anchor>();
  const faults: string[] = [];
  let previous: { readonly key: string; readonly sha256: string } | null = null;
  let until: string | null = null;
  for (let from = 0; from < keys.length; from += READ_AT_ONCE) {
    const some = keys.slice(from, from + READ_AT_ONCE);
    const bodies = await Promise.all(some.map((key) => archive.read(key)));
    for (const [index, key] of some.entries()) {
      const body = bodies[index];
      const document = body && documentOf<HeadsDocument>(body, 'heads');
      if (!body || !document) {
        faults.push(`document ${key} of the archive can't be read`);
        continue;
      }
      faults.push(...chainFaults(key, from + index + 1, document, previous));
      previous = { key, sha256: sha256(body) };
      ({ until } = document);
      for (const head of document.heads) byIdentity.set(head.identity, { ...head, document: previous });
    }
  }
  return { byIdentity, documents: keys.length, until, faults };
}

function chainFaults(
  key: string,
  sequence: number,
  document: HeadsDocument,
  previous: { readonly key: string; readonly sha256: string } | null,
): readonly string[] {
  const faults: string[] = [];
  if (key !== headsKey(sequence)) faults.push(`document ${headsKey(sequence)} of the archive is missing before ${key}`);
  const [named, is] = [document.previous?.sha256 ?? null, previous?.sha256 ?? null];
  if (named !== is) faults.push(`document ${key} of the archive does not name the one before it as that one is`);
  return faults;
}

/** An entry is archived at the latest so long after its time: the day it belongs to, an hour, and a day in which sweeps may fail (ms). */
export const ARCHIVED_WITHIN = 50 * HOUR;

/**
 * What is wrong with one chain against its anchor, as sentences. `entries` are those of the chain, newest first. The anchor has to lie on
 * the chain; and entries that are old enough have to be archived, or somebody keeps the archive from being filled.
 */
export function anchorFaults(
  { byIdentity, until }: Pick<Anchors, 'byIdentity' | 'until'>,
  identity: string,
  entries: readonly LogEntry[],
  now: number,
): readonly string[] {
  const anchor = byIdentity.get(identity);
  const at = entries.findIndex(({ hash }) => hash === anchor?.entryHash);
  if (anchor && at < 0)
    return [
      `entry ${anchor.entryHash} of revision ${anchor.revision}, which ${anchor.document.key} of the archive names, is not on the chain: the ledger was changed or cut off`,
    ];
  if (until === null) return [];
  const newer = anchor ? entries.slice(0, at) : entries;
  const late = newer.find(({ content }) => now - timeOf(content) > ARCHIVED_WITHIN);
  if (!late) return [];
  return [
    `entry ${late.hash} of ${new Date(timeOf(late.content)).toISOString()} is not in the archive, which ends at ${until}: it is no longer filled`,
  ];
}
