// Reads the policy files of a folder; what they mean is the policy room's business.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidError, messageOf } from './errors.ts';
import { BUILT_FILE, unpackPolicySet } from './policy/built-set.ts';
import type { PolicySet } from './policy/load.ts';

/**
 * The policies that a function was deployed with: as they were built, else read from their files. Throws InvalidError,
 * with every fault, where a file is broken.
 */
export async function loadDeployedPolicies({ policiesDir }: { readonly policiesDir: string }): Promise<PolicySet> {
  const built = await readFile(join(policiesDir, BUILT_FILE), 'utf8').catch(() => null);
  if (built !== null) return unpackPolicySet(built);
  // Parser and checker are loaded only where nothing was built: on one machine, where policies change while it runs.
  const { loadPolicySet } = await import('./policy/load.ts');
  return loadPolicySet(await readPolicyFolder(policiesDir, 'policies'));
}

/** All .yaml and .yml files below `folder`, in the order of their names, their paths as people know them: under `shownAs`. Throws InvalidError NoPolicyFolder where the folder, or a file in it, can't be read. */
export async function readPolicyFolder(
  folder: string,
  shownAs = folder,
): Promise<readonly { path: string; text: string }[]> {
  const names = await orUnreadable(
    readdir(folder, { recursive: true }),
    `folder \`${folder}\``,
    'a folder of YAML files',
  );
  const files = names.filter((name) => /\.ya?ml$/u.test(name)).toSorted();
  return Promise.all(
    files.map(async (name) => {
      const path = join(shownAs, name);
      return { path, text: await orUnreadable(readFile(join(folder, name), 'utf8'), `file \`${path}\``, 'YAML') };
    }),
  );
}

async function orUnreadable<T>(reading: Promise<T>, what: string, expected: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    const message = `policy ${what} can't be read (${messageOf(cause)}); expected ${expected}`;
    throw new InvalidError('NoPolicyFolder', message, { cause });
  }
}
