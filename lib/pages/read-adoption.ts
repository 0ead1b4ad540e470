// Reads the groups that were decided lately, with mode, owner and policies of each.
import { governing } from '../policy/match.ts';
import { adoptionRows, type AdoptionRow, type GroupFacts } from './adoption-view.ts';
import type { PagesPorts } from './pages-ports.ts';
import { readDecisions } from './read-decisions.ts';

const LATELY = 90 * 86_400_000;
/** So many decisions are compared; the page says where there are more. */
const MOST = 1_000;

/** All rows, and whether older decisions were left out. */
export async function readAdoption(
  ports: Pick<PagesPorts, 'ledger' | 'policies' | 'mode' | 'clock'>,
): Promise<{ readonly rows: readonly AdoptionRow[]; readonly isCut: boolean }> {
  const now = ports.clock();
  const query = { group: '', from: now - LATELY, until: now, matches: () => true, limit: MOST };
  const { decisions, nextUntil } = await readDecisions(ports.ledger, query);
  const names = [...new Set(decisions.map(({ subject }) => subject.modelPackageGroupName.toLowerCase()))];
  const modes = await ports.ledger.readModes(names);
  const isStackInAudit = ports.mode === 'Audit' || modes.stack === 'Audit';
  const factsOf = (group: string, account: string): GroupFacts => {
    const policies = governing(ports.policies, { group, account });
    const isWatched = policies.length > 0 && policies.every(({ mode }) => mode === 'Audit');
    const isSwitched = modes.groups.get(group.toLowerCase()) === 'Audit';
    const because = isStackInAudit ? 'stack' : isSwitched ? 'group' : isWatched ? 'policy' : null;
    return {
      owner: policies.find(({ binding }) => binding?.owner)?.binding?.owner ?? null,
      mode: because === null ? 'Enforce' : 'Audit',
      because,
      policies: [...new Set(policies.map(({ name }) => name))],
    };
  };
  return { rows: adoptionRows(decisions, factsOf), isCut: nextUntil !== null };
}
