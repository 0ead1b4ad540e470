// Which versions a dossier is about: one that is named, or all of a group with something in the log of the period.
import { groupIn } from '../../lib/identity.ts';
import { matchesGlobIgnoringCase } from '../../lib/policy/glob.ts';
import type { Head } from '../../lib/ledger/head.ts';
import { scanLog } from '../../lib/ledger/scan-log.ts';
import type { Ledger } from '../../lib/ports.ts';
import { CliError } from '../frame/cli-error.ts';
import { EXIT } from '../frame/exit.ts';
import type { Period } from './gathered.ts';

/** A dossier of more than this is refused: nobody reads it, and it is held in memory. */
const MOST_VERSIONS = 2_000;

/** Versions of the groups that something was logged about in the period, by group and version. Throws CliError 66 for none, 64 for too many. */
export async function headsOfGroups(ledger: Ledger, glob: string, period: Period): Promise<readonly Head[]> {
  const identities = new Set<string>();
  for await (const rows of scanLog(ledger, { ...period, newestFirst: false, pageSize: 1000 }))
    for (const { identity } of rows) if (matchesGlobIgnoringCase(groupIn(identity), glob)) identities.add(identity);
  if (identities.size === 0)
    throw new CliError(
      EXIT.notFound,
      `Not found: the ledger has nothing about groups ${glob} in this period.\nWider: --from 2026-01-01. Which groups there are: modelgate decisions --since 365d`,
    );
  if (identities.size > MOST_VERSIONS)
    throw new CliError(
      EXIT.usage,
      `${identities.size} versions are more than one dossier holds (${MOST_VERSIONS}).\nNarrow it: --from, --to, or one group after another.`,
    );
  const heads = await ledger.readHeads([...identities]);
  return [...heads.values()].toSorted((a, b) => compareArns(a.modelPackageArn, b.modelPackageArn));
}

/** `fraud-card/9` before `fraud-card/10`. */
const compareArns = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
