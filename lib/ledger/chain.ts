// The chain of one package version's log: from the entry that HEAD stands on back to the first, and the decisions on it.
import type { Decision } from '../decisions/decision.ts';
import type { Ledger } from '../ports.ts';
import type { Head } from './head.ts';
import type { LogEntry } from './log.ts';

/** A decision with the hash of the entry that holds it. */
export type Decided = { readonly decision: Decision; readonly entryHash: string };

/** The entries from the newest back, each read when it is asked for. It ends where an entry is missing or comes round again. */
export async function* chainOf(
  ledger: Pick<Ledger, 'readEntry'>,
  { identity, entryHash }: Pick<Head, 'identity' | 'entryHash'>,
): AsyncGenerator<LogEntry> {
  const walked = new Set<string>();
  for (let hash: string | null = entryHash; hash !== null && !walked.has(hash); ) {
    walked.add(hash);
    const entry: LogEntry | null = await ledger.readEntry(identity, hash);
    if (!entry) return;
    yield entry;
    hash = entry.content.previous;
  }
}

/** The newest decision on the chain, or the newest of which `isIt` holds; answers may have come on top. null where the chain does not lead there. */
export async function readDecided(
  ledger: Pick<Ledger, 'readEntry'>,
  head: Pick<Head, 'identity' | 'entryHash'>,
  isIt: (decision: Decision) => boolean = () => true,
): Promise<Decided | null> {
  for await (const { hash, content } of chainOf(ledger, head))
    if (content.kind === 'decided' && isIt(content.decision)) return { decision: content.decision, entryHash: hash };
  return null;
}
