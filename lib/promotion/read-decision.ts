// A decision by its id, from the chain of its version in the ledger.
import type { Decision } from '../decisions/decision.ts';
import { readDecided } from '../ledger/chain.ts';
import type { Ledger } from '../ports.ts';

/** The decision in the chain of its version; null where the ledger does not know it. */
export async function readDecision(
  ledger: Pick<Ledger, 'readHead' | 'readEntry'>,
  { identity, decisionId }: { readonly identity: string; readonly decisionId: string },
): Promise<Decision | null> {
  const head = await ledger.readHead(identity);
  const found = head && (await readDecided(ledger, head, (one) => one.decisionId === decisionId));
  return found?.decision ?? null;
}
