// Reads `match`: which groups and accounts a policy or a binding governs.
import type { Match } from './policy.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { itemsIn, needed, readMap, textsIn, type Members } from './yaml-members.ts';
import { readAccount, readTexts } from './yaml-values.ts';

/** Governs nothing. */
const NO_MATCH: Match = { modelPackageGroups: [], exclude: [], accounts: [] };

/** The `match` that a spec has to have; null with a fault where it is not there. */
export function matchIn(spec: Members): Match | null {
  const node = needed(spec, 'match');
  return node === undefined ? null : readMatch(spec.source, node, []).match;
}

/** Reads a match, one that governs nothing where there is none; `more` are further keys that its owner reads from the members. */
export function readMatch(
  source: Source,
  node: unknown,
  more: readonly string[],
): { match: Match; members: Members | null } {
  const members = readMap(source, node, 'match', ['modelPackageGroups', 'exclude', 'accounts', ...more]);
  if (!members) return { match: NO_MATCH, members: null };
  const groups = readTexts(source, needed(members, 'modelPackageGroups'), 'modelPackageGroups');
  if (groups.length === 0 && members.at.has('modelPackageGroups'))
    faultAt(
      source,
      members.at.get('modelPackageGroups'),
      'modelPackageGroups needs at least one glob, such as "churn-*"',
    );
  const accounts = itemsIn(members, 'accounts').flatMap((item) => readAccount(source, item, 'an account') ?? []);
  const exclude = textsIn(members, 'exclude');
  return { match: { modelPackageGroups: groups, exclude, accounts }, members };
}
