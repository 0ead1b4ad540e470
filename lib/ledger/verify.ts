// Proves the chain of one package version: walks back from HEAD, checks every hash, revision and recorded outcome.
import type { Decision } from '../decisions/decision.ts';
import type { Ledger } from '../ports.ts';
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
  const entries: LogEntry[] = [];
  const faults: string[] = [];
  const walked = new Set<string>();
  for (let hash: string | null = head.entryHash; hash !== null; ) {
    if (walked.has(hash)) {
      faults.push(`entry ${hash} of ${head.identity} comes round again`);
      break;
    }
    walked.add(hash);
    const entry: LogEntry | null = await ledger.readEntry(head.identity, hash);
    if (!entry) {
      faults.push(`entry ${hash} of ${head.identity} is missing`);
      break;
    }
    if (hashOf(entry.content) !== hash) faults.push(`entry ${hash} of ${head.identity} does not match its hash`);
    if (entry.content.identity !== head.identity) faults.push(`entry ${hash} belongs to ${entry.content.identity}`);
    entries.push(entry);
    hash = entry.content.previous;
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

/** The newest decision of this HEAD with the entry that holds it: answers may have come on top. null where the chain is broken. */
export async function readDecided(ledger: Pick<Ledger, 'readEntry'>, head: Head): Promise<LogEntry | null> {
  let entry = await ledger.readEntry(head.identity, head.entryHash);
  while (entry && entry.content.kind !== 'decided') {
    const { previous }: { previous: string | null } = entry.content;
    entry = previous === null ? null : await ledger.readEntry(head.identity, previous);
  }
  return entry;
}

/** The decision of one revision on HEAD's chain; null where the chain does not lead there. */
export async function readDecidedAt(
  ledger: Pick<Ledger, 'readEntry'>,
  head: Head,
  revision: number,
): Promise<{ readonly entryHash: string; readonly decision: Decision } | null> {
  for (let hash: string | null = head.entryHash; hash !== null; ) {
    const entry: LogEntry | null = await ledger.readEntry(head.identity, hash);
    if (!entry || entry.content.revision < revision) return null;
    if (entry.content.kind === 'decided' && entry.content.revision === revision)
      return { entryHash: entry.hash, decision: entry.content.decision };
    hash = entry.content.previous;
  }
  return null;
}
