// The flags that say which AWS, account, region and stack, shared by all verbs that connect.
import { InvalidError } from '../../lib/errors.ts';
import { readPolicyFolder } from '../../lib/policy-folder.ts';
import { directoryOf, type ReviewerDirectory } from '../../lib/policy/directory.ts';
import { loadPolicySet, type PolicySet } from '../../lib/policy/load.ts';
import { resolve } from 'node:path';
import { CliError } from './cli-error.ts';
import type { Flags, Option } from './command.ts';
import type { Connection } from './connect.ts';
import { EXIT } from './exit.ts';
import type { World } from './world.ts';

export const PLACE_OPTIONS: readonly Option[] = [
  { name: 'local', takes: '[URL]', about: 'the embedded AWS of npm start (http://127.0.0.1:4566)' },
  { name: 'region', takes: 'NAME', about: 'else AWS_REGION or the profile' },
  { name: 'account', takes: 'ID', about: "of a package named GROUP/VERSION; else the credentials' own" },
  { name: 'stage', takes: 'NAME', about: 'of the stack modelgate-STAGE; else MODELGATE_STAGE, else dev' },
  { name: 'stack', takes: 'NAME', about: 'its whole name; else MODELGATE_STACK' },
  { name: 'table', takes: 'NAME', about: "the ledger's table; else MODELGATE_TABLE, else found in the stack" },
  { name: 'bucket', takes: 'NAME', about: 'where large evidence is kept; else MODELGATE_BUCKET, else found' },
  { name: 'archive', takes: 'NAME', about: 'the archive bucket; else MODELGATE_ARCHIVE, else found' },
];

export const POLICIES_OPTION: Option = {
  name: 'policies',
  takes: 'DIR',
  about: 'folder with the policy files (policies)',
};

/** Connects as the flags and the environment say. */
export async function connectBy(flags: Flags, world: World): Promise<Connection> {
  const { environment } = world;
  if (flags.text('as') !== null && flags.text('local') === null)
    throw new CliError(
      EXIT.usage,
      '--as goes with --local: elsewhere whoever your credentials name is the one who signs.',
    );
  const said = (flag: string, variable: string): string | null => flags.text(flag) ?? (environment[variable] || null);
  const stage = said('stage', 'MODELGATE_STAGE') ?? 'dev';
  return world.connect({
    region: flags.text('region'),
    account: flags.text('account'),
    stack: said('stack', 'MODELGATE_STACK') ?? `modelgate-${stage}`,
    tableName: said('table', 'MODELGATE_TABLE'),
    bucketName: said('bucket', 'MODELGATE_BUCKET'),
    archiveName: said('archive', 'MODELGATE_ARCHIVE'),
    local: flags.text('local'),
    user: flags.text('as'),
    accounts: await knownAccounts(flags, world),
  });
}

/** By the flags of a command line: who is connected with and what the verb does with the policies are asked apart. */
const compiled = new WeakMap<Flags, Promise<PolicySet>>();

/** The policy files of --policies, compiled once for a command line. Throws InvalidError NoPolicyFolder or BadPolicy. */
export function readPolicies(flags: Flags, world: World): Promise<PolicySet> {
  const known = compiled.get(flags) ?? readPolicyFiles(flags, world).then(loadPolicySet);
  compiled.set(flags, known);
  return known;
}

/** The policy files as they are, their paths as they were named. */
export async function readPolicyFiles(flags: Flags, world: World): Promise<readonly { path: string; text: string }[]> {
  const folder = flags.text('policies') ?? 'policies';
  return readPolicyFolder(resolve(world.folder, folder), folder);
}

/** Accounts with roles of their own are policy files too; what can't be read here only matters where it is needed. */
const knownAccounts = async (flags: Flags, world: World): Promise<PolicySet['accounts']> =>
  (await policiesOrNull(flags, world))?.accounts ?? [];

/** The reviewers of the policy folder; nobody where it can't be read. */
export async function knownDirectory(flags: Flags, world: World): Promise<ReviewerDirectory> {
  return directoryOf((await policiesOrNull(flags, world)) ?? { directories: [] });
}

/** The policy files, compiled; null where there are none or they have faults. */
export async function policiesOrNull(flags: Flags, world: World): Promise<PolicySet | null> {
  try {
    return await readPolicies(flags, world);
  } catch (error) {
    if (error instanceof InvalidError) return null;
    throw error;
  }
}
