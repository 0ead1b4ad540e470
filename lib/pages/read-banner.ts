// Reads in which mode the stack and the groups of a page are, for the banner.
import type { Banner } from './frame.ts';
import type { PagesPorts } from './pages-ports.ts';

/** The banner of a page that speaks of these groups. A page of one group alone says that group's mode. */
export async function readBanner(
  { ledger, mode }: Pick<PagesPorts, 'ledger' | 'mode'>,
  groups: readonly string[],
): Promise<Banner> {
  const names = [...new Set(groups.map((group) => group.toLowerCase()))].toSorted();
  const modes = await ledger.readModes(names);
  const groupsInAudit = names.filter((name) => modes.groups.get(name) === 'Audit');
  const isAudit = mode === 'Audit' || modes.stack === 'Audit' || (names.length === 1 && groupsInAudit.length === 1);
  return { mode: isAudit ? 'Audit' : 'Enforce', groupsInAudit };
}
