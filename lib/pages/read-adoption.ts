// Reads the groups that were decided lately, with mode, owner and policies of each.
import { governing } from '../policy/match.ts';
import { adoptionRows, type AdoptionRow, type GroupFacts } from './adoption-view.ts';
import type { Mode } from '../policy/policy.ts';
import type { UntouchedGroups } from '../ports.ts';
import { DAY } from '../times.ts';
import type { PagesPorts } from './pages-ports.ts';
import { readDecisions } from './read-decisions.ts';

const LATELY = 90 * DAY;
/** So many decisions are compared; the page says where there are more. */
const MOST = 1_000;

/** Groups of one account and region that the last full list found to be left alone. */
export type Untouched = UntouchedGroups & { readonly place: string };

/** All rows, whether older decisions were left out, and which groups are left alone. */
export async function readAdoption(
  ports: Pick<PagesPorts, 'ledger' | 'sweeps' | 'policies' | 'mode' | 'clock'>,
): Promise<{
  readonly rows: readonly AdoptionRow[];
  readonly isCut: boolean;
  readonly untouched: readonly Untouched[];
}> {
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
    const switchedAt = ['', group.toLowerCase()].map((scope) => modes.switchedAt?.get(scope));
    const because = isStackInAudit ? 'stack' : isSwitched ? 'group' : isWatched ? 'policy' : null;
    return {
      owner: policies.find(({ binding }) => binding?.owner)?.binding?.owner ?? null,
      mode: because === null ? 'Enforce' : 'Audit',
      because,
      since: switchBehind(because, ports.mode, switchedAt),
      policies: [...new Set(policies.map(({ name }) => name))],
    };
  };
  const untouched = [...(await ports.sweeps.readPlaces())].flatMap(([place, cursor]) =>
    cursor.untouched && cursor.untouched.count > 0 ? [{ place, ...cursor.untouched }] : [],
  );
  return { rows: adoptionRows(decisions, factsOf), isCut: nextUntil !== null, untouched };
}

/** When the switch was made that the mode follows from (ms); null where it follows from files or the deployment. */
function switchBehind(
  because: GroupFacts['because'],
  deployed: Mode,
  [ofStack, ofGroup]: readonly (number | undefined)[],
): number | null {
  if (because === 'policy') return null;
  if (because === 'stack') return deployed === 'Audit' ? null : (ofStack ?? null);
  if (because === 'group') return ofGroup ?? null;
  return ofStack === undefined && ofGroup === undefined ? null : Math.max(ofStack ?? 0, ofGroup ?? 0);
}
