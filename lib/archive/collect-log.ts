// One stretch of the log with its inputs as a file of lines, cut so that it fits into memory.
import { gzipSync } from 'node:zlib';
import { byText } from '../in-order.ts';
import { scanLog } from '../ledger/scan-log.ts';
import type { Ledger, LogRow } from '../ports.ts';
import { entryLine, recordingLine, type AnchoredHead } from './documents.ts';

/** A page's evidence is held at once: at most 25 entries with a few MiB each. */
const PAGE = 25;
const MOST_ENTRIES = 2_000;
const MOST_BYTES = 16 * 1024 * 1024;

export type CollectPorts = Pick<Ledger, 'readLog' | 'readEntries' | 'readRecordings' | 'readHeads'>;

/** What was collected. `until` (ms, exclusive) is where the next stretch begins. */
export type CollectedLog = {
  readonly until: number;
  readonly entries: number;
  readonly recordings: number;
  /** Gzipped lines. */
  readonly body: Uint8Array;
  readonly heads: readonly AnchoredHead[];
};

/**
 * The log from `from` to before `until` (ms), or as much of it as one file takes; null where there is nothing. Entries of the same moment
 * are never parted from what comes next: a cut begins again at its last moment, so that some may be there twice and none is missing.
 */
export async function collectLog(ledger: CollectPorts, from: number, until: number): Promise<CollectedLog | null> {
  const lines: string[] = [];
  const identities = new Set<string>();
  const hashes = new Set<string>();
  let [entries, bytes, cut] = [0, 0, until];
  for await (const rows of scanLog(ledger, { since: from, until: until - 1, newestFirst: false, pageSize: PAGE })) {
    const read = await readPage(ledger, rows, hashes);
    lines.push(...read);
    entries += rows.length;
    bytes += read.reduce((sum, line) => sum + line.length, 0);
    for (const { identity } of rows) identities.add(identity);
    const last = rows.at(-1)?.time ?? from;
    if ((entries >= MOST_ENTRIES || bytes >= MOST_BYTES) && last > from) {
      cut = last;
      break;
    }
  }
  if (entries === 0) return null;
  const heads = await ledger.readHeads([...identities]);
  return {
    until: cut,
    entries,
    recordings: hashes.size,
    body: gzipSync(lines.join('')),
    heads: [...heads.values()]
      .map(({ identity, revision, entryHash }) => ({ identity, revision, entryHash }))
      .toSorted(byText(({ identity }) => identity)),
  };
}

/** The lines of a page; a recording that an earlier line has is left out. */
async function readPage(
  ledger: CollectPorts,
  rows: readonly LogRow[],
  hashes: Set<string>,
): Promise<readonly string[]> {
  const [entries, kept] = await Promise.all([
    ledger.readEntries(rows),
    Promise.all(rows.map((row) => ledger.readRecordings(row))),
  ]);
  const fresh = kept.flatMap((recordings) => [...recordings]).filter(([hash]) => !hashes.has(hash));
  for (const [hash] of fresh) hashes.add(hash);
  return [...entries.map(entryLine), ...new Map(fresh).entries().map(([hash, body]) => recordingLine(hash, body))];
}
