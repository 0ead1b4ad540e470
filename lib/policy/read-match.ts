// Reads `match`: which groups and accounts a policy or a binding governs.
import type { Match } from './policy.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { member, needed, readItems, readMap, readTexts, readWritten, type Members } from './yaml-values.ts';

/** Governs nothing. */
export const NO_MATCH: Match = { modelPackageGroups: [], exclude: [], accounts: [] };

/** Reads a match; `more` are further keys that its owner reads from the members. */
export function readMatch(
  source: Source,
  node: unknown,
  more: readonly string[],
): { match: Match; members: Members | null } {
  const members = readMap(source, node, 'match', ['modelPackageGroups', 'exclude', 'accounts', ...more]);
  if (!members) return { match: NO_MATCH, members: null };
  const groups = readTexts(source, needed(source, members, 'modelPackageGroups'), 'modelPackageGroups');
  if (groups.length === 0 && members.at.has('modelPackageGroups'))
    faultAt(
      source,
      members.at.get('modelPackageGroups'),
      'modelPackageGroups needs at least one glob, such as "churn-*"',
    );
  const accounts = readItems(source, member(source, members, 'accounts'), 'accounts').flatMap((item) => {
    const account = readWritten(source, item, 'an account');
    if (account && (typeof account.value !== 'string' || !/^\d{12}$/u.test(account.value)))
      faultAt(source, item, 'an account has to be 12 digits in quotes');
    return account ? account.text : [];
  });
  const exclude = readTexts(source, member(source, members, 'exclude'), 'exclude');
  return { match: { modelPackageGroups: groups, exclude, accounts }, members };
}
