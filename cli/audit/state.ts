// How far an audit has come, kept in a file of the person who runs it, so that it can be stopped and gone on with.
import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { GroupTally } from '../../lib/adoption/audit-tally.ts';
import { counted } from '../../lib/counted.ts';
import { CliError } from '../frame/cli-error.ts';
import { EXIT } from '../frame/exit.ts';
import type { GroupCursor } from './group.ts';
import type { World } from '../frame/world.ts';

export type AuditState = {
  done: GroupTally[];
  current: { readonly tally: GroupTally; readonly cursor: GroupCursor } | null;
};
type Kept = { readonly key: string; readonly state: AuditState };

/** The state of the same audit (place, groups, time, policies) if there is one, else a fresh one. */
export async function openAuditState(file: string, key: string, { folder, err }: World): Promise<AuditState> {
  try {
    const kept = JSON.parse(await readFile(resolve(folder, file), 'utf8')) as Kept;
    if (kept.key === key) {
      const { done, current } = kept.state;
      const of = current ? `, and ${current.tally.versions} versions of ${current.tally.group}` : '';
      err(`Going on with the audit in ${file}: ${counted(done.length, 'group was', 'groups were')} read${of}.`);
      return kept.state;
    }
  } catch {
    // No file, or none of ours: begin.
  }
  return { done: [], current: null };
}

/** Throws CliError 64 where progress can't be kept: better said before an hour of reading than after. */
export async function checkAuditState(file: string, { folder }: World): Promise<void> {
  const path = resolve(folder, dirname(file));
  await access(path, constants.W_OK).catch(() => {
    throw new CliError(
      EXIT.usage,
      `Progress can't be kept in ${file}: ${path} is not there or may not be written to.\nAnother place: --state FILE`,
    );
  });
}

/** Written beside and moved, so that a stop in between leaves the one before. */
export async function saveAuditState(file: string, key: string, state: AuditState, { folder }: World): Promise<void> {
  const path = resolve(folder, file);
  await writeFile(`${path}.new`, JSON.stringify({ key, state } satisfies Kept));
  await rename(`${path}.new`, path);
}

/** The audit is through. */
export const clearAuditState = (file: string, { folder }: World): Promise<void> =>
  rm(resolve(folder, file), { force: true });
