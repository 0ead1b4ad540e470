// A decision by its id, from the chain of its version in the ledger.
import type { Decision } from '../decisions/decision.ts';
import type { Ledger } from '../ports.ts';

/** The decision in the chain of its version; null where the ledger does not know it. */
export async function readDecision(
  ledger: Pick<Ledger, 'readHead' | 'readEntry'>,
  { identity, decisionId }: { readonly identity: string; readonly decisionId: string },
): Promise<Decision | null> {
  const head = await ledger.readHead(identity);
  for (let hash = head?.entryHash ?? null; hash !== null; ) {
    const entry = await ledger.readEntry(identity, hash);
    if (!entry) return null;
    const { content } = entry;
    if (content.kind === 'decided' && content.decision.decisionId === decisionId) return content.decision;
    hash = content.previous;
  }
  return null;
}
