// Entries of the log that count: an entry whose claim never came is an orphan, and only the chain that HEAD stands on tells.
import type { Ledger, LogRow } from '../ports.ts';
import { chainOf } from './chain.ts';
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
      const chain =
        chains.get(row.identity) ?? new Set(await Array.fromAsync(chainOf(ledger, head), ({ hash }) => hash));
      chains.set(row.identity, chain);
      if (!chain.has(row.entryHash)) continue;
    }
    chained.push({ row, entry, head });
  }
  return chained;
}
