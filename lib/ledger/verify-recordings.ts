// Whether the raw evidence kept with a chain still is what its hashes say.
import { sha256 } from '../identity.ts';
import type { Ledger } from '../ports.ts';
import type { LogEntry } from './log.ts';

/** How many recordings were read, and each fault as a sentence. What was never kept is no fault. */
export async function verifyRecordings(
  ledger: Pick<Ledger, 'readRecordings'>,
  entries: readonly LogEntry[],
): Promise<{ readonly recordings: number; readonly faults: readonly string[] }> {
  let recordings = 0;
  const faults: string[] = [];
  for (const { hash, content } of entries) {
    if (content.kind !== 'decided' || content.decision.inputs.recorded.length === 0) continue;
    const kept = await ledger.readRecordings({ ...content, entryHash: hash });
    recordings += kept.size;
    for (const [named, body] of kept)
      if (sha256(body) !== named)
        faults.push(`recording ${named} of ${content.decision.decisionId} does not match its hash`);
  }
  return { recordings, faults };
}
