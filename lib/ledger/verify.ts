// Proves the chain of one package version: walks back from HEAD, checks every hash, revision and recorded outcome.
import type { Ledger } from '../ports.ts';
import { chainOf } from './chain.ts';
import { hashOf } from './entries.ts';
import type { Head } from './head.ts';
import type { LogEntry } from './log.ts';

/** The entries from newest to oldest, and each fault as a sentence; a whole chain has none. */
export type Verified = { readonly entries: readonly LogEntry[]; readonly faults: readonly string[] };

/** Walks and checks the chain that HEAD stands on. Stops at the first entry that is missing or comes round again. */
export async function verifyChain(
  ledger: Pick<Ledger, 'readEntry'>,
  head: Pick<Head, 'identity' | 'revision' | 'entryHash'>,
): Promise<Verified> {
  const entries = await Array.fromAsync(chainOf(ledger, head));
  const faults = entries.flatMap(({ hash, content }) => [
    ...(hashOf(content) === hash ? [] : [`entry ${hash} of ${head.identity} does not match its hash`]),
    ...(content.identity === head.identity ? [] : [`entry ${hash} belongs to ${content.identity}`]),
  ]);
  const last = entries.at(-1);
  const next = last ? last.content.previous : head.entryHash;
  if (next !== null) {
    const isAgain = entries.some(({ hash }) => hash === next);
    faults.push(`entry ${next} of ${head.identity} ${isAgain ? 'comes round again' : 'is missing'}`);
  }
  return { entries, faults: [...faults, ...revisionFaults(head, entries)] };
}

/** Revisions count down by one from HEAD's to 1, answers stand on the revision they answer, outcomes name the revision before. */
function revisionFaults(head: Pick<Head, 'identity' | 'revision'>, entries: readonly LogEntry[]): readonly string[] {
  const faults: string[] = [];
  let expected = head.revision;
  for (const { hash, content } of entries) {
    if (content.revision !== expected)
      faults.push(`entry ${hash} is of revision ${content.revision}, expected ${expected}`);
    if (content.kind !== 'decided') continue;
    const before = content.before?.revision ?? 0;
    if (before !== content.revision - 1) faults.push(`entry ${hash} names revision ${before} as the one before it`);
    expected = content.revision - 1;
  }
  if (entries.length > 0 && expected !== 0) faults.push(`revision ${expected} of ${head.identity} is missing`);
  return faults;
}
