// Entries of the log that count: an entry whose claim never came is an orphan, and only the chain that HEAD stands on tells.
import type { Ledger, LogRow } from '../ports.ts';
import type { Head } from './head.ts';
import type { LogEntry } from './log.ts';

/** An entry with the HEAD of its package. */
export type ChainedEntry = { readonly row: LogRow; readonly entry: LogEntry; readonly head: Head };

/**
 * The entries of these rows that lie on their packages' chains, in the order of the rows. One read of HEADs and one of entries for all;
 * a chain is walked only for a row that is not the newest of its package. Throws ThrottledError and UnansweredError.
 */
export async function readChained(
  ledger: Pick<Ledger, 'readHeads' | 'readEntries' | 'readEntry'>,
  rows: readonly LogRow[],
): Promise<readonly ChainedEntry[]> {
  const [heads, entries] = await Promise.all([
    ledger.readHeads([...new Set(rows.map(({ identity }) => identity))]),
    ledger.readEntries(rows),
  ]);
  const byHash = new Map(entries.map((entry) => [`${entry.content.identity} ${entry.hash}`, entry]));
  const chains = new Map<string, ReadonlySet<string>>();
  const chained: ChainedEntry[] = [];
  for (const row of rows) {
    const head = heads.get(row.identity);
    const entry = byHash.get(`${row.identity} ${row.entryHash}`);
    if (!head || !entry || row.revision > head.revision) continue;
    if (head.entryHash !== row.entryHash) {
      const chain = chains.get(row.identity) ?? (await hashesOf(ledger, head));
      chains.set(row.identity, chain);
      if (!chain.has(row.entryHash)) continue;
    }
    chained.push({ row, entry, head });
  }
  return chained;
}

/** All hashes from HEAD back to the first entry, as far as the chain is whole. */
async function hashesOf(ledger: Pick<Ledger, 'readEntry'>, head: Head): Promise<ReadonlySet<string>> {
  const hashes = new Set<string>();
  for (let hash: string | null = head.entryHash; hash !== null && !hashes.has(hash); ) {
    hashes.add(hash);
    const entry: LogEntry | null = await ledger.readEntry(head.identity, hash);
    hash = entry?.content.previous ?? null;
  }
  return hashes;
}
