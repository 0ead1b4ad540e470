// modelgate init: a first policy in Audit and its test. It asks nothing and overwrites nothing.
import { counted } from '../lib/counted.ts';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isGroupName } from '../lib/identity.ts';
import { CliError } from './frame/cli-error.ts';
import { readVersion } from './packages/captured.ts';
import type { Answer, Call, Command, Flags } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { firstPolicy } from './init/first-policy.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION } from './frame/place.ts';
import { noSuchGroup } from './packages/not-there.ts';
import { summed, type SeenVersions } from './packages/seen-versions.ts';
import type { World } from './frame/world.ts';

export const init: Command = {
  name: 'init',
  group: 'author',
  summary: 'a first policy in Audit, and its test',
  usage: '[--group ARN|NAME] [flags]',
  about: [
    'Writes one policy in Audit and its test into the folder of policies, and nothing else. Files that are there stay as they are.',
    'With --group the last versions of this group are read, and the ranges of their numbers (metadata and reports) are proposed as limits, in comments.',
  ],
  examples: ['modelgate init', 'modelgate init --group churn-winback --local'],
  options: [
    { name: 'group', takes: 'ARN|NAME', about: 'read the last versions of this model package group' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runInit,
};

const LAST = 20;
const GROUP_ARN =
  /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):(\d{12}):model-package-group\/([A-Za-z0-9](?:-*[A-Za-z0-9]){0,62})$/u;

async function runInit({ flags }: Call, world: World): Promise<Answer> {
  const group = flags.text('group');
  const seen = group === null ? null : await readGroup(group, flags, world);
  const name = seen ? seen.group.toLowerCase() : 'first-policy';
  const folder = flags.text('policies') ?? 'policies';
  const { policy, test } = firstPolicy(name, seen);
  const files = [
    { path: join(folder, `${name}.yaml`), text: policy },
    { path: join(folder, `${name}.test.yaml`), text: test },
  ];
  const there = files.find(({ path }) => existsSync(resolve(world.folder, path)));
  if (there)
    throw new CliError(
      EXIT.refused,
      `Refused: ${there.path} is there already.\nNothing was written. Another folder: --policies`,
    );
  await mkdir(resolve(world.folder, folder), { recursive: true });
  for (const { path, text } of files) await writeFile(resolve(world.folder, path), text, { flag: 'wx' });
  const named = files.map(({ path }) => path);
  return {
    exitCode: EXIT.good,
    document: { files: named, seen },
    text: () => [
      ...named.map((path) => `Written: ${path}`),
      ...(seen
        ? [`Read: ${counted(seen.versions, 'version')} of ${seen.group}, ${seen.approved} of them Approved`]
        : []),
      `Next: modelgate test${folder === 'policies' ? '' : ` --policies ${folder}`}`,
    ],
  };
}

/** The last versions of a group, described, with the reports that may be read. Throws CliError 66 where it has none. */
async function readGroup(named: string, flags: Flags, world: World): Promise<SeenVersions> {
  const connection = await connectBy(flags, world);
  const [, ofRegion, ofAccount, ofName] = GROUP_ARN.exec(named) ?? [];
  const group = ofName ?? named;
  if (!isGroupName(group))
    throw misuse('init', `--group is \`${named}\`; expected the name of a model package group or its ARN.`);
  const region = ofRegion ?? flags.text('region') ?? connection.region;
  const account = ofAccount ?? flags.text('account') ?? connection.account;
  const isOwn = account === connection.account;
  const { listNewestVersions } = await import('../lib/aws/newest-versions.ts');
  const access = { accounts: connection.accounts, ownAccount: connection.account, region: connection.region };
  const asked = { account, region, group: isOwn ? group : named, limit: LAST };
  const versions = [];
  for (const arn of await listNewestVersions(access, asked)) {
    world.progress(`reading ${group} v${arn.version ?? ''}`);
    const read = await readVersion(arn, connection);
    if (read) versions.push(read);
  }
  if (versions.length > 0) return summed(group, versions);
  throw await noSuchGroup(group, { account, region }, connection);
}
