// How far an audit has come, kept in a file of the person who runs it, so that it can be stopped and gone on with.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GroupTally } from '../../lib/adoption/audit-tally.ts';
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
      err(`Going on with the audit in ${file}: ${kept.state.done.length} groups were read.`);
      return kept.state;
    }
  } catch {
    // No file, or none of ours: begin.
  }
  return { done: [], current: null };
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
