// Reads the policy files of a folder; what they mean is the policy room's business.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidError } from './errors.ts';
import { loadPolicySet, type PolicySet } from './policy/load.ts';

/** The policies that a function was deployed with. Throws InvalidError, with every fault, where one is broken. */
export const loadDeployedPolicies = async ({ policiesDir }: { readonly policiesDir: string }): Promise<PolicySet> =>
  loadPolicySet(await readPolicyFolder(policiesDir, 'policies'));

/** All .yaml and .yml files below `folder`, in the order of their names, their paths as people know them: under `shownAs`. Throws InvalidError where the folder can't be read. */
export async function readPolicyFolder(
  folder: string,
  shownAs = folder,
): Promise<readonly { path: string; text: string }[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    const because = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidError(
      'NoPolicyFolder',
      `policy folder \`${folder}\` can't be read (${because}); expected a folder of YAML files`,
      { cause },
    );
  });
  const files = names.filter((name) => /\.ya?ml$/u.test(name)).toSorted();
  return Promise.all(
    files.map(async (name) => ({ path: join(shownAs, name), text: await readFile(join(folder, name), 'utf8') })),
  );
}
