// The binding that adopt proposes: one policy, one group, in Audit. Checked with all other files before it is written; never over a file.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadPolicySet, type PolicySet } from '../../lib/policy/load.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Flags } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import type { World } from '../frame/world.ts';

export type Proposal = { readonly file: string; readonly policy: string; readonly text: string };

type Wanted = {
  readonly group: string;
  readonly policy: string | null;
  readonly set: PolicySet;
  readonly files: readonly { readonly path: string; readonly text: string }[];
};

/** The binding as a file. Throws CliError 64 where it is not clear which policy to bind. */
export function proposeBinding({ group, policy, set, files }: Wanted): Proposal {
  const names = set.policies.map(({ name }) => name);
  const [only] = names;
  const chosen = policy ?? (names.length === 1 ? only : undefined);
  if (chosen === undefined || !names.includes(chosen))
    throw new CliError(
      EXIT.usage,
      `${policy === null ? `No policy governs ${group}` : `There is no policy ${policy}`}. Say which one to bind: --policy NAME\nThere are: ${names.join(', ')}`,
    );
  const name = `${group.toLowerCase()}-adoption`;
  const text = `apiVersion: modelgate/v1
kind: ModelApprovalPolicyBinding
metadata: { name: ${name} }
spec:
  policy: ${chosen}
  match: { modelPackageGroups: [${group}] }
  mode: Audit # watched: nothing is written, nobody is asked. Then: Enforce
`;
  const folder = files[0]?.path.split('/').slice(0, -1).join('/') ?? 'policies';
  const file = `${folder}/${name}.yaml`;
  // Whatever is wrong with it is said before anything is written.
  loadPolicySet([...files.filter(({ path }) => path !== file), { path: file, text }]);
  return { file, policy: chosen, text };
}

/** Writes it. Throws CliError 77 where a file of that name is there. */
export async function writeBinding({ file, text }: Proposal, flags: Flags, world: World): Promise<void> {
  const path = resolve(world.folder, flags.text('policies') ?? 'policies', join('.', file.split('/').at(-1) ?? file));
  if (existsSync(path)) throw new CliError(EXIT.refused, `Refused: ${file} is there already.\nNothing was written.`);
  await writeFile(path, text, { flag: 'wx' });
}
